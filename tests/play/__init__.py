"""Tests of `ledger.play`."""
