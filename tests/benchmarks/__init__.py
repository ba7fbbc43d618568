"""Benchmarks: ratios to yardsticks measured in the same run. `make bench` runs them; the suite does not."""
