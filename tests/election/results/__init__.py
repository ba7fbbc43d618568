"""The result of a contest: forms, counts, what is missing, seats, certification."""
