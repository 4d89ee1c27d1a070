"""The chain from a first look to the end of a raid, one link a file; numbers only."""
