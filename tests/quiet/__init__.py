"""Quiet elections: what is ordinary raises no mark and leaves nothing open."""
