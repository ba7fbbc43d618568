"""The front door: the demo plays, and what the README shows is what comes."""
