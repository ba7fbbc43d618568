"""Tests of rules: their shape, when they apply, and each of the twelve."""
