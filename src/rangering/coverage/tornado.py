"""Which unknown moves a score most: each alone at a low and at a high value, all the others nominal.

Low and high leave one reading in twenty beyond them. One at a time, so what two unknowns do together is not
seen, nor is the sign of a score that turns back between the two ends.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from rangering.catalog.draw import quantile
from rangering.catalog.models import Quantity
from rangering.catalog.read import Catalog
from rangering.coverage.compile import Compiled, compile_coverage
from rangering.coverage.plan import CoveragePlan
from rangering.coverage.results import Source, Swing, Tornado
from rangering.coverage.run_pass import look
from rangering.coverage.sources import shown
from rangering.coverage.tally import BAND
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude
from rangering.sight.state import State

ALTITUDE = "100 m agl"  # the lowest of the ring score, where maps in the press promise most
_NOTHING = 1e-6  # share of a ring below which nothing moved


class _End(NamedTuple):
    """One quantity at both its ends."""

    quantity: Quantity
    low: float  # SI
    high: float


def tornado_of(
    scenario: Scenario,
    catalog: Catalog,
    made: Compiled,
    sources: tuple[Source, ...],
    *,
    posting_m: float | None,
    pd_probability: float,
) -> Tornado | None:
    """The tornado of the share of the first ring that is covered at 100 m above ground, for the first class.

    Parameters
    ----------
    scenario, catalog : Scenario, Catalog
        As for the map.
    made : Compiled
        Of the map.
    sources : tuple of Source
        Of the map, for the names of what is moved.
    posting_m, pd_probability
        As for the map.

    Returns
    -------
    Tornado or None
        None where every figure is known for certain.
    """
    ends = list(_ends(made))
    if not ends:
        return None
    asked = scenario.coverage.model_copy(
        update={"altitudes": (Altitude.read(ALTITUDE),), "targets": scenario.coverage.targets[:1]}
    )
    readings: list[Mapping[str, float]] = []
    for end in ends:
        readings += [{end.quantity.id: end.low}, {end.quantity.id: end.high}]
    moved = compile_coverage(
        scenario.model_copy(update={"coverage": asked}),
        catalog,
        readings=readings,
        posting_m=posting_m,
        pd_probability=pd_probability,
        also_scored=False,
    )
    region = 0  # all radars together stand first
    areas = look(_seen_alone(moved.plan)).areas
    ring_km2 = float(areas.by_state_km2[region, 0, 0].sum())
    nominal = float(areas.by_state_km2[region, 0, 0, State.COVERED]) / ring_km2
    scores = areas.by_reading_km2[region, 0, 0].reshape(-1, 2) / ring_km2
    words = {each.quantity: each.used_for for each in sources}
    swings = [
        Swing(
            axis=end.quantity.id,
            words=words.get(end.quantity.id, end.quantity.id),
            grade=end.quantity.grade,
            low=_shown(end.quantity, end.low),
            high=_shown(end.quantity, end.high),
            score_low=float(low),
            score_high=float(high),
        )
        for end, (low, high) in zip(ends, scores, strict=True)
        if max(abs(low - nominal), abs(high - nominal)) > _NOTHING
    ]
    swings.sort(key=lambda swing: (-abs(swing.score_high - swing.score_low), swing.axis))
    score = f"share of the {moved.regions[region].ring} covered at {moved.altitudes[0]}"
    return Tornado(f"{score}, {moved.targets[0].title}", nominal, tuple(swings))


def _seen_alone(plan: CoveragePlan) -> CoveragePlan:
    """The plan without fire units: the score is about what is seen."""
    chain = plan.chain
    none = chain._replace(
        guides=chain.guides[:0],
        cues=chain.cues[:0],
        cued_outside=chain.cued_outside[:0],
        site=chain.site[:0],
        box_first=chain.box_first[:0, :0],
        box_count=chain.box_count[:0, :0],
        farthest_m=chain.farthest_m[:0, :0],
    )
    first = plan.regions.disc_region == 0  # all radars together, as the regions begin
    regions = plan.regions._replace(
        what=plan.regions.what[:1],
        disc_region=plan.regions.disc_region[first],
        disc_site=plan.regions.disc_site[first],
        disc_m=plan.regions.disc_m[first],
    )
    return plan._replace(chain=none, regions=regions)


def _ends(made: Compiled) -> list[_End]:
    """Every figure the map rests on that is not known for certain, once, at both ends of its law."""
    found = []
    for quantity_id in dict.fromkeys(each.quantity for each in made.inputs):
        quantity = made.catalog.quantity(quantity_id)
        low, high = quantile(quantity, np.array(BAND))
        if high > low:
            found.append(_End(quantity, float(low), float(high)))
    return found


def _shown(quantity: Quantity, value: float) -> str:
    return shown(quantity, float(f"{value / quantity.si_unit_and_factor[1]:.3g}"))
