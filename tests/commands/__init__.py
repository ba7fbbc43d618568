"""The `eal` program, as the people use it who type it."""
