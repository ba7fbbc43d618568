"""Reports, the network and the command line; no claim imports them."""
