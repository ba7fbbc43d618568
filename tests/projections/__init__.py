"""Tests of the rebuildable tables."""
