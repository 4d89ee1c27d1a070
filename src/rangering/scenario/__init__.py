"""What the analyst states: who stands where, who flies, over which ground."""
