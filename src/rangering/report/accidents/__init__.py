"""The page of an accident's flight among flights of its hours."""
