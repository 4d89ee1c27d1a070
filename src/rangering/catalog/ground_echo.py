"""What the ground's echo does to a radar, in SI: how strongly it mirrors, how much elevation clutter takes.

No public row gives either, so both come from the class defaults unless an entry of the user's own states
them; they enter a run only where a scenario asks for two rays or for clutter.
"""

from collections.abc import Collection
from typing import NamedTuple

from rangering.catalog.inputs import Input, Reading, Search, family_line
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts


class GroundEchoFacts(NamedTuple):
    """The ground's echo about one radar."""

    reflection_ratio: float
    """Field mirrored over field coming in, at grazing incidence, before a sphere spreads it."""
    clutter_elevation_rad: float
    """How far above what it is seen over a target must stand."""
    inputs: tuple[Input, ...]


def resolve_ground_echo(
    catalog: Catalog,
    radar: RadarFacts,
    *,
    reading: Reading | None = None,
    allow_defaults: bool = True,
    fields: Collection[str] = ("reflection_ratio", "clutter_elevation_rad"),
) -> GroundEchoFacts:
    """The ground's echo as engines need it.

    Parameters
    ----------
    catalog, reading, allow_defaults, fields
        As in `resolve_radar`; no field where a scenario counts neither.
    radar : RadarFacts
        Whose class of range, and whose entry where there is one, is looked in.

    Returns
    -------
    GroundEchoFacts
        SI values with their provenance.

    Raises
    ------
    CatalogError
        A class default where none is allowed.
    ValueError
        A name in `fields` that no input gives.
    """
    line = family_line(catalog, catalog[radar.radar]) if radar.radar in catalog else []
    search = Search(catalog, radar.radar, radar.range_class, reading)
    return GroundEchoFacts(
        search.field("reflection_ratio", line, ("ground_reflection",), ("ground.reflection_magnitude",)),
        search.field("clutter_elevation_rad", line, ("clutter_elevation",), ("radar.clutter_elevation",)),
        search.done(allow_defaults, fields),
    )
