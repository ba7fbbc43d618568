"""Other people's data and programs: theirs read by us, ours by them."""
