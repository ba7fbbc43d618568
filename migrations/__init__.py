"""Alembic owns what cannot be rebuilt; versions never import the ledger."""
