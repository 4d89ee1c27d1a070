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
from rangering.coverage.compile import Compiled
from rangering.coverage.results import Source, Swing, Tornado
from rangering.coverage.score import scores_in
from rangering.coverage.sources import shown
from rangering.coverage.tally import BAND
from rangering.scenario.models import Scenario

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
    readings: list[Mapping[str, float]] = []
    for end in ends:
        readings += [{end.quantity.id: end.low}, {end.quantity.id: end.high}]
    moved = scores_in(
        scenario, catalog, readings, altitude=ALTITUDE, posting_m=posting_m, pd_probability=pd_probability
    )
    nominal, scores = moved.nominal, moved.by_reading.reshape(-1, 2)
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
    return Tornado(moved.words, nominal, tuple(swings))


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
