"""The log as SQL keeps it, on both engines."""
