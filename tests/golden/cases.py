"""What is frozen: tables of ready scenarios, all radars together, and a coarse map that runs both ways."""

from collections.abc import Callable, Mapping
from typing import Any

from rangering.coverage.run import map_coverage
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


def _coarse() -> dict[str, Any]:
    """Two radars about a ridge, one of them turned east, in rain."""
    turned = 'position = "45.1 N, 29.8 W"\nsector = { centre = "90 deg", width = "120 deg" }'
    asked = scene(
        terrain=ridge(900.0),
        environment='rain_rate = "10 mm/h"',
        more_units=f'[[group.fire_unit]]\nname = "F2"\n{turned}',
        altitudes=("100 m agl", "600 m amsl", "9000 m amsl"),
    )
    return coverage_of(asked, posting_m=3e3)


CASES: Mapping[str, Callable[[], dict[str, Any]]] = {
    "coverage-coarse": _coarse,
    "coverage-jacksboro": lambda: coverage_of(load_scenario("jacksboro")),
    "coverage-ridge": lambda: coverage_of(load_scenario("ridge")),
}
BOTH_WAYS = ("coverage-coarse",)
"""Small enough for plain Python."""
