"""What a radar can tell of a target: whether it is seen, how surely, and how well it is placed.

Numbers in, numbers out, one textbook model a file; the ground and the air between are `rangering.earth`.
Everywhere a signal-to-noise ratio is a power ratio, mean over the fluctuation, per pulse; a level in
decibels has a name that ends in ``_db``; angles are radians, bearings clockwise from north.
"""
