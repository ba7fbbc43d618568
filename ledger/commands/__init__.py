"""The `eal` program: one module a noun; parse, call, print."""
