"""Tests of state seals and state proofs."""
