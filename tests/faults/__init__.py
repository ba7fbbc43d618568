"""Crashes and crowds: processes that are killed, and processes that all write at once."""
