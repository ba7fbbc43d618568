"""The two implementations of what acts mean, held against each other."""
