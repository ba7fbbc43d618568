"""Evidence: files beside the log that acts name by their digest."""
