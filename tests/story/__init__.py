"""The stories that come with the ledger, its vocabulary and its rulesets."""
