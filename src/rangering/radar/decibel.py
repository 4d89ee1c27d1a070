"""Levels in decibels and the power ratios they stand for.

Losses and gains are stated in decibels and multiplied as ratios; amplitudes never appear in this package.
Source: IEC 60027-3:2002 (level of a power quantity).
"""

import numpy as np

from rangering._jit import compiled


@compiled
def ratio_from_db(level_db):
    """The power ratio of a level [dB]."""
    return 10.0 ** (0.1 * level_db)


@compiled
def db_from_ratio(ratio):
    """The level of a power ratio above zero. [dB]"""
    return 10.0 * np.log10(ratio)
