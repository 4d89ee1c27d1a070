"""Layout of a replicate's row: where its blocks begin, after the fixed columns, one block a question."""

from typing import NamedTuple

from rangering.mission.codes import BOUNDS, FIXED, KILL_BINS, PER_CLASS, PER_TYPE, PER_UNIT

_SIDES, _DECLARED = 3, 4  # of the matrix: true sides, and what they were declared as, or not at all


class Layout(NamedTuple):
    """First column of each block, and how many columns there are."""

    bounds: int  # hostile flights not stopped, by what bound first (BOUNDS,)
    matrix: int  # tracks of each side, by what they were declared as last; the fourth: not at all (3, 4)
    kills: int  # by distance from the asset (KILL_BINS,)
    classes: int  # (classes, PER_CLASS) of hostile flights
    types: int  # (types, PER_TYPE)
    units: int  # (units, PER_UNIT)
    end: int


def layout_of(classes: int, types: int, units: int) -> Layout:
    """The layout of a row for so many classes, types of interceptor and fire units."""
    bounds = FIXED
    matrix = bounds + BOUNDS
    kills = matrix + _SIDES * _DECLARED
    by_class = kills + KILL_BINS
    by_type = by_class + classes * len(PER_CLASS)
    by_unit = by_type + types * len(PER_TYPE)
    return Layout(bounds, matrix, kills, by_class, by_type, by_unit, by_unit + units * len(PER_UNIT))
