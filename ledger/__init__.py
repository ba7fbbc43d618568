"""The ledger: signed acts in, one hash-chained log, projections and bundles out."""
