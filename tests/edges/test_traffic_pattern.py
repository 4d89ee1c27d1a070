"""Patterns that state what cannot be are refused, in words that say where."""

from dataclasses import replace

import pytest

from rangering.errors import TrafficError
from rangering.traffic.generate import generate_traffic
from tests.traffic_patterns import JET, PROP, START_S, airport, airway, area, pattern


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: pattern(flows=()), "has no flow"),
        (lambda: pattern(airway(), airway()), "names more than one flow"),
        (lambda: pattern(kinds=(JET, JET)), "names more than one kind"),
        (lambda: pattern(airway(points_deg=((40.0, 30.0),))), "points are no way"),
        (lambda: pattern(airway(points_deg=((40.0, 30.0), (40.0, 30.0)))), "points are no way"),
        (lambda: pattern(airway(points_deg=((95.0, 30.0), (40.0, 30.0)))), "latitude"),
        (lambda: pattern(airway(flights_per_h=-1.0)), "flights per hour"),
        (lambda: pattern(airway(flights_per_h=float("nan"))), "flights per hour"),
        (lambda: pattern(airway(flights_per_h=400.0, by_hour=(2.0, *[1.0] * 23))), "busiest hour"),
        (lambda: pattern(airway(by_hour=(1.0,))), "not 24"),
        (lambda: pattern(airway(kinds=("B738",))), "'B738' is no kind of the pattern"),
        (lambda: pattern(kinds=(replace(JET, weight=0.0), replace(PROP, weight=0.0))), "weight above 0"),
        (lambda: pattern(kinds=(replace(JET, lowest_level=300, highest_level=300),)), "no cruising level"),
        (lambda: pattern(kinds=(replace(JET, slow_m_s=300.0),)), "slow speed"),
        (lambda: pattern(kinds=(replace(JET, source=" "),)), "says nothing"),
        (lambda: pattern(kinds=(replace(JET, grade="E"),)), "is no grade"),
        (lambda: pattern(area(radius_m=0.0)), "radius"),
        (lambda: pattern(area(courses=())), "weight above 0"),
        (lambda: pattern(area(courses=((1.0, 0.5, 1.0),))), "course"),
        (lambda: pattern(airport(elevation_m=9_000.0)), "elevation"),
        (lambda: pattern(interval_s=0.0), "interval"),
    ],
)
def test_what_cannot_be_is_refused(build, said):
    with pytest.raises(TrafficError) as error:
        build()
    assert said in str(error.value)


@pytest.mark.parametrize("hours", [0.0, -1.0, 24.0 * 400])
def test_hours_that_are_none_are_refused(hours):
    with pytest.raises(TrafficError, match="hours are no time to fill"):
        generate_traffic(pattern(), first_s=START_S, last_s=START_S + 3600.0 * hours, seed=1)
