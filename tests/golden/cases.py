"""What is frozen: tables of ready scenarios; bands, scores and engagement over readings; a small raid."""

from collections.abc import Callable, Mapping
from math import isnan
from typing import Any

import numpy as np

from rangering.coverage.results import Band
from rangering.coverage.run import map_coverage
from rangering.mission.results import Estimate
from rangering.mission.run import simulate
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario
from tests.coverage_scenes import ridge, scene


def coverage_of(scenario: Scenario, posting_m: float | None = None) -> dict[str, Any]:
    """Whole km² and shares to seven digits of every ring, altitude and class."""
    result = map_coverage(scenario, posting_m=posting_m, samples=0)
    rows = {}
    for row in result.table:
        if row.of == "all radars":
            areas = {"ring_km2": round(row.ring_km2), "seen_km2": round(row.seen_km2)}
            shares = {"seen": row.seen_share, "unknown": row.unknown_share, **dict(row.limits)}
            key = f"{row.ring}, {row.altitude}, {row.target}"
            rows[key] = areas | {name: round(share, 7) for name, share in shares.items()}
    return {
        "machine": result.provenance["machine"],
        "cell_km2": result.ground.posting_m**2 / 1e6,
        "rows": rows,
    }


def readings_of(scenario: Scenario, posting_m: float | None = None) -> dict[str, Any]:
    """Bands, ring scores, and shares of readings summed over the map, of all radars and of every claim."""
    result = map_coverage(scenario, posting_m=posting_m, samples=16, seed=5)
    cells = result.state[0, 0].size
    rows = {}
    for row in [*result.table, *(row for each in result.engagements for row in each.table)]:
        if row.of == "all radars" or row.of.startswith("engageable"):
            assert row.seen_band is not None
            key = f"{row.of}, {row.ring}, {row.altitude}, {row.target}"
            limits = {name: round(share, 7) for name, share in row.limits}
            rows[key] = {"ring_km2": round(row.ring_km2)} | _band(row.seen_band) | limits
    for score in result.scores:
        key = f"score, {score.measure}, {score.ring}, {score.altitude}, {score.target}"
        unknown = {"unknown": round(score.unknown_share, 7)}
        rows[key] = {"ring_km2": round(score.ring_km2)} | _band(score.share) | unknown
    layers = {"covered": result.readings} | {each.claim: each.readings for each in result.engagements}
    for name, readings in layers.items():
        for (a, t), mean in np.ndenumerate(readings.mean(axis=(2, 3)) / result.samples):
            key = f"readings, {name}, {result.altitudes[a].label}, {result.targets[t].title}"
            whole_km2 = round(cells * result.ground.posting_m**2 / 1e6)
            rows[key] = {"ring_km2": whole_km2, "share of readings": round(float(mean), 7)}
    return {
        "machine": result.provenance["machine"],
        "cell_km2": result.ground.posting_m**2 / 1e6,
        "rows": rows,
    }


def raid_of(scenario: Scenario, replicates: int) -> dict[str, Any]:
    """Every measure with its interval, what bound first, and what became of each class, means of a raid."""
    result = simulate(scenario, replicates=replicates, seed=11)
    rows = {f"measure, {each.key}": _estimate(each.estimate) for each in result.measures}
    rows |= {f"bound, {each.key}": _estimate(each.per_raid) for each in result.bounds}
    for line in result.classes:
        rows |= {f"{line.target}, {what}": _estimate(each) for what, each in line.counts.items()}
    return {"machine": result.provenance["machine"], "elsewhere": 0.1, "rows": rows}


def _estimate(estimate: Estimate) -> dict[str, float]:
    """Seven digits; a ratio of nothing to nothing, and its interval, are left out."""
    found = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    return {name: float(f"{value:.7g}") for name, value in found.items() if not isnan(value)}


def _band(band: Band) -> dict[str, float]:
    return {name: round(value, 7) for name, value in band._asdict().items()}


def _two() -> Scenario:
    """Two radars about a ridge, one of them turned east, in rain."""
    turned = 'position = "45.1 N, 29.8 W"\nsector = { centre = "90 deg", width = "120 deg" }'
    return scene(
        terrain=ridge(900.0),
        environment='rain_rate = "10 mm/h"',
        more_units=f'[[group.fire_unit]]\nname = "F2"\n{turned}',
        altitudes=("100 m agl", "600 m amsl", "9000 m amsl"),
    )


CASES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "coverage-coarse": lambda: coverage_of(_two(), posting_m=3e3),
    "coverage-readings": lambda: readings_of(_two(), posting_m=2e3),
    "coverage-jacksboro": lambda: coverage_of(load_scenario("jacksboro")),
    "coverage-ridge": lambda: coverage_of(load_scenario("ridge")),
    "raid-first": lambda: raid_of(load_scenario("first-raid"), 100),
}
BOTH_WAYS = ("coverage-coarse",)
"""Small enough for plain Python."""
