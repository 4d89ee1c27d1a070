"""Bodies of the commands on many runs: a file each."""
