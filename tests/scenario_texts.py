"""Texts of a good scenario and of additions to it, and the errors that a changed one gives."""

from rangering.errors import ManyErrors, RangeringError
from rangering.scenario.read import scenario_from_bytes

GOOD = """
title = "Small"

[environment]
k = 1.3333

[[group]]
name = "G"
system = "s-400"
[[group.fire_unit]]
name = "F"
position = "40.08 N, 32.57 E"
mast_height = "24 m"

[[asset]]
name = "City"
position = "39.93 N, 32.86 E"

[[civil_flight]]
name = "Airliner"
type = "target/airliner"
[[civil_flight.waypoint]]
position = "40.5 N, 33.0 E"
altitude = "FL330"
speed = "450 kt"
[[civil_flight.waypoint]]
position = "40.5 N, 31.0 E"
altitude = "FL330"

[[raid]]
name = "R"
against = ["City"]
mix = { "target/cruise-missile" = 1 }
size = 4

[coverage]
altitudes = ["100 m agl", "10000 m amsl"]
targets = ["target/fighter", "target/airliner"]
"""
HOSTILE = """
[[hostile_flight]]
name = "Low"
type = "target/cruise-missile"
waypoint = [
  { position = "40.0 N, 34.0 E", altitude = "100 m agl", speed = "240 m/s" },
  { position = "40.0 N, 32.0 E", altitude = "100 m agl" },
]
"""
ANALYTIC = '\n[environment.terrain]\nkind = "analytic"\nlatitude = "40 deg"\nlongitude = "32 deg"\n'


def errors_of(text: str | bytes) -> list[RangeringError]:
    """What is wrong with it, one error after the other; none where it is a scenario."""
    data = text.encode() if isinstance(text, str) else text
    try:
        scenario_from_bytes(data, "x.toml")
    except ManyErrors as several:
        return list(several.errors)
    except RangeringError as single:
        return [single]
    return []
