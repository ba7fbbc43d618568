"""Mirrors the source; see conftest.py for the fixtures that all share."""
