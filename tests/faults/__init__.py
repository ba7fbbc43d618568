"""What is tested: see the folder of the same name; here the log as SQL keeps it."""
