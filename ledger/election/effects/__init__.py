"""The closed list of effects, one file each; none knows another."""
