"""The record, from the outside in: what must never be admitted, and what must be caught if it was."""
