"""Vectors made by others, and what this program answers to them; see SOURCES.md."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
