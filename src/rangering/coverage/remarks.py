"""What a reader of the map must be told: what was assumed to draw it, and what it leaves out."""

from collections.abc import Sequence

from rangering.catalog.resolve import RadarFacts, TargetFacts
from rangering.coverage.compile import has_sector
from rangering.coverage.results import Row
from rangering.scenario.models import Scenario
from rangering.scenario.placement import Element
from rangering.terrain.ground import TerrainRecord


def assumptions(
    scenario: Scenario,
    placings: Sequence[Element],
    facts: Sequence[RadarFacts],
    targets: Sequence[TargetFacts],
    pd: float,
    rain_top_m: float,
) -> tuple[str, ...]:
    """What stands behind the numbers, a sentence each.

    Parameters
    ----------
    scenario : Scenario
        What was stated.
    placings, facts : sequence of Element, of RadarFacts
        The radars drawn, and what is known of each.
    targets : sequence of TargetFacts
        The classes drawn.
    pd : float
        Probability of detection from which a cell counts as covered.
    rain_top_m : float
        Height above sea level up to which it rains. [m]
    """
    said = [
        f"Covered means a single-scan probability of detection of at least {pd:g}.",
        "Nominal catalog values; every figure's interval stands in the catalog.",
        "Claims hold in clear standard air, on boresight; other ranges follow the fourth root of the echo "
        "and the difference in loss to the gases.",
        "Cross-sections are the class's, seen from the front.",
    ]
    inputs = [each for radar in facts for each in radar.inputs]
    inputs += [each for target in targets for each in target.inputs]
    changed = {key for key, change in scenario.uncertainty.items() if change.nominal is not None}
    own = sorted(changed.intersection(each.quantity for each in inputs))
    if own:
        said.append(f"The scenario's own values stand in place of the catalog's for {', '.join(own)}.")
    defaults = sorted({each.quantity for each in inputs if each.from_default})
    if defaults:
        said.append(f"{len(defaults)} inputs come from class defaults (grade D): {', '.join(defaults)}.")
    turned = [
        f"{radar.title} at {placing.at.shown}"
        for placing, radar in zip(placings, facts, strict=True)
        if placing.at.sector is None and has_sector(radar)
    ]
    if turned:
        said.append(
            f"No direction is stated for the sector of {', '.join(turned)}: "
            "drawn as if it could be turned anywhere."
        )
    said += [
        f"Radars at {placing.at.shown} are {placing.at.sensitivity_loss_db:g} dB less sensitive than claimed."
        for placing in placings
        if placing.at.sensitivity_loss_db
    ]
    if scenario.environment.rain_rate_mm_h:
        said.append(
            f"Rain of {scenario.environment.rain_rate_mm_h:g} mm/h everywhere, "
            f"from the ground up to {rain_top_m:,.0f} m above sea level; circular polarisation."
        )
    return tuple(dict.fromkeys(said))


def warnings(scenario: Scenario, terrains: Sequence[TerrainRecord], table: Sequence[Row]) -> tuple[str, ...]:
    """What the map does not show.

    Parameters
    ----------
    scenario : Scenario
        What was stated.
    terrains : sequence of TerrainRecord
        Of the network's ground, then of each radar's.
    table : sequence of Row
        Of the finished map.
    """
    said = []
    if terrains[0].kind == "smooth":
        why = " ".join(terrains[0].notes) or "terrain not loaded."
        said.append(f"Smooth Earth: {why} Real ground hides some places and, from high sites, opens others.")
    else:
        # Grounds overlap: what is said of the network's is said again of each radar's, with fewer tiles.
        notes: dict[str, str] = {}
        for note in (note for terrain in terrains for note in terrain.notes):
            notes.setdefault(note.rpartition(":")[0], note)
        said += notes.values()
    if scenario.environment.diffraction:
        said.append(
            "Diffraction is stated, but this map is drawn without it: behind an edge nothing is seen."
        )
    off = [
        each.shown for group in scenario.groups for each in (group, *group.fire_units) if each.alert == "off"
    ]
    if off:
        said.append(f"Switched off and therefore not drawn: {', '.join(dict.fromkeys(off))}.")
    if any(row.unknown_km2 for row in table):
        said.append(
            "Part of the ring lies outside the terrain or behind a void: unknown, neither seen nor hidden."
        )
    return tuple(dict.fromkeys(said))
