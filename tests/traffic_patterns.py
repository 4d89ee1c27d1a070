"""Patterns of made traffic for tests; no figure stands for a real place."""

from dataclasses import replace
from typing import Any

from rangering.traffic.pattern import Airport, Airway, Area, Kind, Pattern

START_S = 1_578_441_600.0  # 2020-01-08, midnight
HOUR_S = 3600.0
JET = Kind("A320", 3.0, 230.0, 75.0, 9.0, 8.0, 290, 390, "made up for tests")
PROP = Kind("AT72", 1.0, 140.0, 55.0, 6.0, 5.0, 140, 250, "made up for tests")


def airway(**more: Any) -> Airway:
    given = {"name": "L1", "points_deg": ((40.0, 30.0), (40.5, 33.0), (40.0, 36.0)), "flights_per_h": 20.0}
    return Airway(source="made up for tests", **{**given, **more})


def area(**more: Any) -> Area:
    given = {"name": "disc", "centre_deg": (40.0, 33.0), "radius_m": 150_000.0, "flights_per_h": 30.0}
    return Area(source="made up for tests", **{**given, **more})


def airport(**more: Any) -> Airport:
    given = {"name": "field", "place_deg": (40.0, 33.0), "reach_m": 300_000.0, "elevation_m": 900.0}
    rates = {"departures_per_h": 10.0, "arrivals_per_h": 12.0}
    return Airport(source="made up for tests", **{**given, **rates, **more})


def pattern(*flows: Any, **more: Any) -> Pattern:
    whole = Pattern("test", flows or (airway(), area(), airport()), (JET, PROP))
    return replace(whole, **more)
