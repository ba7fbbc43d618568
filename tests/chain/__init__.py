"""Tests of ledger/chain, file by file."""
