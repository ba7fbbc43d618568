"""The ledger over HTTP: contract, problems, wiring, one router a noun."""
