"""Tests of what can be asked of a ledger: submit, read, rebuild, export."""
