"""What a reader may expect of the whole tree, kept by tests."""
