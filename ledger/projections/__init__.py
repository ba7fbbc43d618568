"""The rebuildable tables: load a group's rows, flush changes, ask as of, rebuild, compare."""
