"""One number of a map in many readings: the share of a ring that all radars together cover.

The ring is the first of the map's: the press circle, else the largest claim on detection. Fire units are left
out, as the score is about what is seen.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.read import Catalog
from rangering.coverage.compile import Compiled, compile_coverage
from rangering.coverage.plan import CoveragePlan
from rangering.coverage.run_pass import look
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude
from rangering.sight.state import State

FloatArray = NDArray[np.float64]


class Scores(NamedTuple):
    """A score, nominal and in every reading."""

    made: Compiled
    nominal: float
    by_reading: FloatArray  # (readings,)
    words: str
    ring_km2: float
    """Area of the ring: a share times it is an area."""


def scores_in(
    scenario: Scenario,
    catalog: Catalog,
    readings: Sequence[Mapping[str, float]],
    *,
    altitude: str,
    posting_m: float | None = None,
    pd_probability: float,
    allow_defaults: bool = True,
) -> Scores:
    """The share of the first ring that is covered at an altitude, for the scenario's first class of target.

    Parameters
    ----------
    scenario, catalog : Scenario, Catalog
        As for a map.
    readings : sequence of mapping
        Values in SI by quantity id; nominal where one says nothing.
    altitude : str
        Such as ``"100 m agl"``.
    posting_m, pd_probability, allow_defaults
        As for a map.

    Raises
    ------
    RangeringError
        As the map would.
    """
    asked = scenario.coverage.model_copy(
        update={"altitudes": (Altitude.read(altitude),), "targets": scenario.coverage.targets[:1]}
    )
    made = compile_coverage(
        scenario.model_copy(update={"coverage": asked}),
        catalog,
        readings=readings,
        posting_m=posting_m,
        pd_probability=pd_probability,
        allow_defaults=allow_defaults,
        also_scored=False,
    )
    region = 0  # all radars together stand first
    areas = look(_seen_alone(made.plan)).areas
    ring_km2 = float(areas.by_state_km2[region, 0, 0].sum())
    nominal = float(areas.by_state_km2[region, 0, 0, State.COVERED]) / ring_km2
    where = f"{made.regions[region].ring} covered at {made.altitudes[0]}"
    words = f"share of the {where}, {made.targets[0].title}"
    return Scores(made, nominal, areas.by_reading_km2[region, 0, 0] / ring_km2, words, ring_km2)


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
