"""Publishing checkpoints: signed twice, kept, served."""
