"""Intake: forms from files and from two clerks, and what is still missing."""
