"""Drafts: what a person writes, and the act that it becomes.

`reader` reads YAML or JSON into text, lists and objects, without guessing at types; `values` gives
the text the type that a declaration names; `act` fills in what a person need not write. The form
is documented in docs/guides/drafts.md.
"""
