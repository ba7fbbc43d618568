"""The arithmetic of signatures in plain Python: slow, for verifying only, for machines without `cryptography`.

Each module answers one question about public data, so none of it needs to run in constant time. `verifiers/keys.py`
and `verifiers/cosignature.py` look at what must be refused before any arithmetic, whoever does it.
"""
