"""The Earth under a radar: its shape, its air, its rain, and what they do to a ray.

Compiled kernels of plain numbers, one published model a file. Angles in radians, lengths in metres, pressures
in pascals, losses in decibels and positive where power is lost. The radius of a spherical Earth enters every
kernel as an argument: the effective radius k·R where a ray is drawn straight, the true radius where it is
traced.
"""
