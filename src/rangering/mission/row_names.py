"""Names of the columns of a replicate's row, and of what stands in them.

Names are what a reader types in a query: ``leakers``, ``bound.channels``, ``unit.F1.targets_most``. They
follow from codes and layout alone, so that a column can be found by its name in any run. Two elements whose
names differ by capitals only are numbered: query languages do not tell them apart.
"""

from rangering.mission.codes import KILL_BIN_M, KILL_BINS, PER_CLASS, PER_TYPE, PER_UNIT, Bound, Count
from rangering.mission.layout import Layout
from rangering.mission.results import Labels

SIDE_KEYS = ("hostile", "own", "civil")
DECLARED_KEYS = (*SIDE_KEYS, "never")


def column_names(names: Labels, layout: Layout) -> tuple[str, ...]:
    """What each column of a row is called, in their order; no two alike, even in small letters.

    Parameters
    ----------
    names : Labels
        Classes, types and fire units of the run.
    layout : Layout
        Where the blocks begin.

    Returns
    -------
    tuple of str, length ``layout.end``
        Such as ``leakers``, ``bound.channels``, ``matrix.civil.never``, ``kills.from_020_km``,
        ``class.target/cruise-missile.leaked``, ``type.s-400/48n6e3.fired``, ``unit.F1.targets_most``.

    Raises
    ------
    ValueError
        The names do not fill the layout: they are of another run.
    """
    found = [each.name.lower() for each in Count]
    found += [f"bound.{each.name.lower()}" for each in Bound]
    found += [f"matrix.{true}.{declared}" for true in SIDE_KEYS for declared in DECLARED_KEYS]
    found += [f"kills.from_{round(n * KILL_BIN_M / 1e3):03d}_km" for n in range(KILL_BINS)]
    found += [f"class.{each}.{of}" for each in _differing(names.classes) for of in PER_CLASS]
    found += [f"type.{each}.{of}" for each in _differing(names.types) for of in PER_TYPE]
    found += [f"unit.{each}.{of}" for each in _differing(names.units) for of in PER_UNIT]
    if len(found) != layout.end:
        raise ValueError(f"{len(found)} names for {layout.end} columns")
    return tuple(found)


def _differing(names: tuple[str, ...]) -> list[str]:
    """The same, with a number after those that a query could not tell from one before."""
    seen: set[str] = set()
    found = []
    for name in names:
        own, number = name, 2
        while own.casefold() in seen:
            own, number = f"{name} {number}", number + 1
        seen.add(own.casefold())
        found.append(own)
    return found
