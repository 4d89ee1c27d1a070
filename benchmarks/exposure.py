"""Exposure of 5,000 civil flights, beside the same points looked up one by one.

The peer is what anyone would run who had only the public functions of a map: `rangering.coverage.why.explain`
of every fire unit at every point looked at, nominal values alone. It is timed on a few points and multiplied.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.timing import in_turn, row
from rangering.coverage.exposure import STEP_S, map_exposure
from rangering.coverage.why import explain
from rangering.scenario.flights import Flight, Waypoint
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude, Position
from rangering.scenario.read import load_scenario

FLIGHTS = 5000
POSTING_M = 1000.0
READINGS = 64
LOOKED_UP = 5
HALF_SIDE_DEG = 4.0
SPEED_M_S = 230.0


def flights(count: int, lat_deg: float, lon_deg: float, seed: int = 1) -> tuple[Flight, ...]:
    """Straight flights across a square about a place: from edge to edge, at drawn flight levels, an hour or so."""
    draw = np.random.default_rng(seed)
    made = []
    for n in range(count):
        # From one side to the one opposite, so that no flight is short.
        along, ends = draw.uniform(-HALF_SIDE_DEG, HALF_SIDE_DEG, 2), [-HALF_SIDE_DEG, HALF_SIDE_DEG]
        level = Altitude.read(f"FL{int(draw.integers(20, 42)) * 10:03d}")
        places = list(zip(along, ends, strict=True))
        if n % 2:
            places = [(east, north) for north, east in places]
        made.append(
            Flight(
                name=f"F{n}",
                type="target/airliner",
                waypoint=tuple(
                    Waypoint(
                        position=Position(lat=lat_deg + north, lon=lon_deg + 1.3 * east),
                        altitude=level,
                        speed=f"{SPEED_M_S} m/s",
                    )
                    for east, north in places
                ),
            )
        )
    return tuple(made)


def asked(count: int = FLIGHTS) -> Scenario:
    """`ankara-2020`, four fire units and ten radars, with so many flights across it."""
    scenario = load_scenario("ankara-2020")
    site = scenario.fire_units[0].position
    flown = flights(count, site.latitude_deg, site.longitude_deg)
    return scenario.model_copy(update={"civil_flights": flown})


def main() -> None:
    """Every line of the table on exposure."""
    scenario = asked()
    whole = map_exposure(scenario, samples=READINGS, posting_m=POSTING_M)
    hours = sum(each.minutes for each in whole.flights) / 60.0
    points = round(sum(each.minutes for each in whole.flights) * 60.0 / STEP_S)
    print(f"\nExposure: ankara-2020, 4 fire units, 10 radars, 1 km, {FLIGHTS} flights, {hours:,.0f} flight hours")
    units = scenario.fire_units
    place = whole.trace.lat_deg[:: whole.trace.lat_deg.size // LOOKED_UP], whole.trace.lon_deg
    some = list(zip(place[0], whole.trace.lon_deg[:: whole.trace.lat_deg.size // LOOKED_UP], strict=True))

    def one_by_one() -> object:
        return [
            explain(
                scenario, unit.name, at=(float(lat), float(lon)), altitude="FL300",
                target="target/airliner", samples=READINGS, posting_m=POSTING_M,
            )
            for lat, lon in some[:LOOKED_UP]
            for unit in units
        ]  # fmt: skip

    tasks: dict[str, Callable[[], object]] = {
        "all": lambda: map_exposure(scenario, samples=READINGS, posting_m=POSTING_M),
        "one by one": one_by_one,
    }
    times = in_turn(tasks, runs=3)
    row(f"{FLIGHTS} flights, all layers, {READINGS} readings", str(times["all"]), "reach 30 s, two cores")
    row("points looked at", f"{points:,}, {points / times['all'].median_s:,.0f} a second")
    each_s = times["one by one"].median_s / LOOKED_UP
    row(
        "the same points looked up one by one",
        f"{each_s:.3g} s a point, {points * each_s / 3600.0:,.0f} h for all",
        f"{points * each_s / times['all'].median_s:,.0f} times as long",
    )


if __name__ == "__main__":
    main()
