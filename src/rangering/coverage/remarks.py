"""What a reader of the map must be told: what was assumed to draw it, and what it leaves out."""

from collections.abc import Mapping, Sequence
from math import degrees
from typing import Protocol

from rangering.catalog.inputs import Input
from rangering.catalog.resolve import RadarFacts
from rangering.coverage.chain import Chain, chains
from rangering.coverage.compile import Compiled
from rangering.coverage.results import Row
from rangering.scenario.models import Scenario
from rangering.sight.plan import EarthPlan
from rangering.sight.radars import Sited, has_sector
from rangering.terrain.ground import TerrainRecord


class Drawn(Protocol):
    """What an answer rests on: a whole map's plan, or the radars of one site."""

    @property
    def placed(self) -> tuple[Sited, ...]:
        """The radars."""

    @property
    def facts(self) -> tuple[RadarFacts, ...]:
        """What is known of each."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """All figures used."""

    @property
    def readings(self) -> tuple[Mapping[str, float], ...]:
        """What they could be."""

    @property
    def chain(self) -> tuple[Chain, ...]:
        """Fire units whose engagement is asked for."""

    @property
    def earth(self) -> EarthPlan:
        """The Earth, and the rain on it."""


def assumptions(scenario: Scenario, made: Drawn, pd: float) -> tuple[str, ...]:
    """What stands behind the numbers, a sentence each.

    Parameters
    ----------
    scenario : Scenario
        What was stated.
    made : Drawn
        The radars drawn, what is known of each, and which readings.
    pd : float
        Probability of detection from which a cell counts as covered.
    """
    said = [f"Covered means a single-scan probability of detection of at least {pd:g}."]
    if made.readings:
        said.append(
            f"Bands and shares are over {len(made.readings)} readings of what nobody outside knows, each "
            "drawn within what is thought possible: shares of readings, no probabilities."
        )
    else:
        said.append("Nominal catalog values; every figure's interval stands in the catalog.")
    said += [
        "Claims hold in clear standard air, on boresight; other ranges follow the fourth root of the echo "
        "and the difference in loss to the gases.",
        "Cross-sections are the class's, seen from the front; a target flies level at the radar at the speed "
        "of its class.",
    ]
    if made.chain:
        said.append(
            "Engageable: within the envelope of a missile, with the engagement radar seeing the target and a "
            "track source to cue it. Envelopes are fly-outs: one flight model a type, fitted to its nominal "
            "claims, tells how far it reaches at each height with enough speed left; a reading's reach "
            "stretches it along the ground. At its edge a missile catches what flies straight, hardly more."
        )
    changed = {key for key, change in scenario.uncertainty.items() if change.nominal is not None}
    own = sorted(changed.intersection(each.quantity for each in made.inputs))
    if own:
        said.append(f"The scenario's own values stand in place of the catalog's for {', '.join(own)}.")
    defaults = sorted({each.quantity for each in made.inputs if each.from_default})
    if defaults:
        said.append(f"{len(defaults)} inputs come from class defaults (grade D): {', '.join(defaults)}.")
    turned = [
        f"{radar.title} at {placed.element.at.shown}"
        for placed, radar in zip(made.placed, made.facts, strict=True)
        if placed.element.at.sector is None and has_sector(radar)
    ]
    if turned:
        said.append(
            f"No direction is stated for the sector of {', '.join(turned)}: "
            "drawn as if it could be turned anywhere."
        )
    assumed = [
        f"{radar.title} at {placed.element.at.shown}"
        for placed, radar in zip(made.placed, made.facts, strict=True)
        if not placed.in_network
    ]
    if assumed:
        said.append(
            f"Nothing is published of the {', '.join(assumed)}: "
            "a class default stands in, for engaging alone."
        )
    said += [
        f"Radars at {placed.element.at.shown} are {placed.element.at.sensitivity_loss_db:g} dB less "
        "sensitive than claimed."
        for placed in made.placed
        if placed.element.at.sensitivity_loss_db
    ]
    if scenario.environment.rain_rate_mm_h:
        said.append(
            f"Rain of {scenario.environment.rain_rate_mm_h:g} mm/h everywhere, from the ground up to "
            f"{made.earth.rain_top_m:,.0f} m above sea level; circular polarisation."
        )
    return tuple(dict.fromkeys(said))


def options(scenario: Scenario, made: Compiled) -> list[str]:
    """What the scenario's options for the ground's part in the link budget assume."""
    air, said = scenario.environment, []
    if air.diffraction:
        said.append(
            "Behind an edge an echo loses what Recommendation ITU-R P.526 takes, there and back, on the "
            "nominal frequency and from the nominal mast in every reading; round the side of a hill nothing "
            "comes. Diffracted: too little is left, and the edge alone is to blame."
        )
    if air.two_ray:
        ratios = sorted({f"{echo.reflection_ratio:g}" for echo in made.echoes})
        said.append(
            f"Two rays: the ground mirrors as a smooth sphere with {' or '.join(ratios)} of the field that "
            "falls on it, on the nominal frequency, alike in every reading; no lobe is averaged."
        )
    if air.clutter:
        angles = sorted({f"{degrees(echo.clutter_elevation_rad):.3g}" for echo in made.echoes})
        said.append(
            f"Clutter: a target less than {' or '.join(angles)} degrees above the ground or edge it is seen "
            "over is lost in its echo and counts as out of the radar's elevation, alike in every reading."
        )
    return said


def unmet_claims(made: Compiled) -> tuple[str, ...]:
    """Missiles whose claims no fly-out meets together, each with the claims that give way."""
    unmet: dict[str, dict[str, None]] = {}
    for boxes, outlines in zip(made.boxes, made.outlines, strict=True):
        for box, outline in zip(boxes, outlines, strict=True):
            if outline.inconsistent:
                unmet.setdefault(box.title, {}).update(dict.fromkeys(outline.inconsistent))
    return tuple(
        f"Claims on the {title} do not fit together: {'; '.join(words)}. The outline of its nearest fly-out "
        "is stretched to the reach claimed."
        for title, words in unmet.items()
    )


def incomplete_chains(scenario: Scenario, made: Compiled) -> tuple[str, ...]:
    """Fire units that cannot engage, each with what its chain lacks."""
    every = chains(scenario, made.catalog, [each.element for each in made.placed])
    return tuple(f"{each.unit.shown}: no {', no '.join(each.missing)}" for each in every if each.missing)


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
    said = ground_notes(terrains)
    if scenario.environment.diffraction and scenario.environment.clutter:
        said.append(
            "Diffraction and clutter are both counted: what bends round an edge is lost in that edge's own "
            "echo, so that a radar with clutter sees nothing behind one."
        )
    said += left_out_of_approaches(scenario)
    said += switched_off(scenario)
    if any(row.unknown_km2 for row in table):
        said.append(
            "Part of the ring lies outside the terrain or behind a void: unknown, neither seen nor hidden."
        )
    return tuple(dict.fromkeys(said))


def left_out_of_approaches(scenario: Scenario) -> list[str]:
    """The options that the map counts and the flights at its places do not."""
    stated = stated_options(scenario)
    if not stated:
        return []
    return [
        f"Approaches (warning time, intercepts, cumulative detection) do not count {', '.join(stated)}: they "
        "may differ from the map."
    ]


def stated_options(scenario: Scenario) -> list[str]:
    """The options for the ground's part in the link budget that are switched on."""
    air = scenario.environment
    options = {"diffraction": air.diffraction, "two rays": air.two_ray, "clutter": air.clutter}
    return [name for name, stated in options.items() if stated]


def ground_notes(terrains: Sequence[TerrainRecord]) -> list[str]:
    """What the ground leaves out; terrains as for `warnings`."""
    if terrains[0].kind == "smooth":
        why = " ".join(terrains[0].notes) or "terrain not loaded."
        return [f"Smooth Earth: {why} Real ground hides some places and, from high sites, opens others."]
    # Grounds overlap: what is said of the network's is said again of each radar's, with fewer tiles.
    notes: dict[str, str] = {}
    for note in (note for terrain in terrains for note in terrain.notes):
        notes.setdefault(note.rpartition(":")[0], note)
    return list(notes.values())


def switched_off(scenario: Scenario) -> list[str]:
    """The sites that are left out because their alert is off."""
    off = [
        each.shown for group in scenario.groups for each in (group, *group.fire_units) if each.alert == "off"
    ]
    return [f"Switched off and therefore not drawn: {', '.join(dict.fromkeys(off))}."] if off else []
