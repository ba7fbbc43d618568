"""Checks a bundle from the specification alone, sharing no code with the ledger."""
