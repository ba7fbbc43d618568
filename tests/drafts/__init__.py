"""Tests of `ledger.drafts`."""
