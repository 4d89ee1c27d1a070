"""Small scenarios for coverage: one line of the file changed at a time."""

from rangering.scenario.models import Scenario
from rangering.scenario.read import scenario_from_bytes

SMOOTH = 'kind = "smooth"'
PLAIN = 'kind = "analytic"\nlatitude = "{lat} deg"\nlongitude = "{lon} deg"\nbase_height = "{height} m"'
RIDGE = """
  [[environment.terrain.features]]
  shape = "ridge"
  distance = "{distance} km"
  bearing = "90 deg"
  crest_height = "{crest} m"
  half_width = "3 km"
"""


def scene(
    lat: float = 45.0,
    lon: float = -30.0,
    *,
    terrain: str = SMOOTH,
    environment: str = "",
    system: str = "tor-m2",
    group: str = "",
    unit: str = 'mast_height = "12 m"',
    more_units: str = "",
    altitudes: tuple[str, ...] = ("100 m agl", "1000 m amsl"),
    targets: tuple[str, ...] = ("target/fighter", "target/cruise-missile"),
    more: str = "",
) -> Scenario:
    """One group of one fire unit in the open Atlantic, unless told otherwise."""
    text = f"""
title = "A scene"
[environment]
{environment}
[environment.terrain]
{terrain}
[[group]]
name = "G"
system = "{system}"
{group}
  [[group.fire_unit]]
  name = "F"
  position = {{ lat = {float(lat)!r}, lon = {float(lon)!r} }}
  {unit}
{more_units}
[coverage]
altitudes = {list(altitudes)!r}
targets = {list(targets)!r}
{more}
"""
    return scenario_from_bytes(text.encode(), "scene.toml")


def plain(height_m: float, lat: float = 45.0, lon: float = -30.0) -> str:
    """Level ground."""
    return PLAIN.format(lat=lat, lon=lon, height=height_m)


def ridge(
    crest_m: float, height_m: float = 200.0, lat: float = 45.0, lon: float = -30.0, distance_km: float = 6.0
) -> str:
    """Level ground with a ridge east of a place, or under it."""
    return plain(height_m, lat, lon) + RIDGE.format(crest=crest_m, distance=distance_km)
