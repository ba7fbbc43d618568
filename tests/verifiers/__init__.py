"""The verifiers alone: nothing here needs the ledger, except where the two are compared."""
