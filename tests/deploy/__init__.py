"""The files that a server can be set up from: as far as a machine without containers can tell."""
