"""What each radar is for: which find, which guide, and for whom.

Limits: a radar's role is the one its catalog entry states; a class default's is in its id.
"""

from collections.abc import Sequence

from rangering.catalog.read import Catalog
from rangering.scenario.defence import FireUnit, Group
from rangering.scenario.placement import Element

FINDS = ("surveillance", "acquisition", "multifunction")
GUIDES = ("engagement", "multifunction")


def role_of(catalog: Catalog, radar_id: str) -> str:
    """The role of a radar, of the catalog or a class default such as ``default/long/surveillance``."""
    return radar_id.split("/")[2] if radar_id.startswith("default/") else str(catalog[radar_id].role)


def guides_of(catalog: Catalog, placings: Sequence[Element], group: Group, unit: FireUnit) -> tuple[int, ...]:
    """The radars that guide for a fire unit: its own, else its group's; any radar where none is published."""
    if unit.alert == "off":
        return ()
    published = catalog[group.system].engagement_radar
    for at in (unit, group):
        here = [n for n, each in enumerate(placings) if each.at is at]
        able = [n for n in here if placings[n].id == published or role_of(catalog, placings[n].id) in GUIDES]
        found = able or (here if published is None else [])
        if found:
            return tuple(found)
    return ()
