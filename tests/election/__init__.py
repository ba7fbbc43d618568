"""Tests of what acts mean."""
