"""Elections that go wrong in ways which the ten cases do not: each told with documentation only."""
