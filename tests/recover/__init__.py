"""Bringing entries back: what is verified, what is refused, what remains stopped."""
