"""A witness: what it answers, and that it never says two things that contradict each other."""
