"""Tamper evidence; has never heard of elections."""
