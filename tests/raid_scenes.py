"""Small scenarios for raids: a raid on one city, a few azimuths, one line of the file changed at a time."""

from rangering.catalog.read import load_catalog
from rangering.mission.compile import Compiled, compile_mission
from rangering.mission.plan import MissionPlan
from rangering.scenario.models import Scenario
from tests.coverage_scenes import scene

CATALOG = load_catalog()
RAID = """
[mission]
azimuths = {azimuths}
{mission}
[[asset]]
name = "city"
position = {{ lat = {lat}, lon = {lon} }}
[[raid]]
name = "first raid"
against = ["city"]
mix = {{ {mix} }}
size = {size}
{raid}
"""
CRUISE = '"target/cruise-missile" = 1'
SECOND_UNIT = """
  [[group.fire_unit]]
  name = "F2"
  position = { lat = 45.1, lon = -30.0 }
"""
SECOND_GROUP = """
[[group]]
name = "G2"
system = "s-400"
{group}
  [[group.fire_unit]]
  name = "H"
  position = {{ lat = 45.3, lon = -30.2 }}
"""


def raid_scene(
    *,
    azimuths: int = 8,
    city: tuple[float, float] = (45.0, -30.0),
    mix: str = CRUISE,
    size: int = 4,
    raid: str = "",
    mission: str = "",
    more: str = "",
    **scenery: str,
) -> Scenario:
    """One S-400 group of one fire unit that defends the city it stands in, unless told otherwise."""
    flying = RAID.format(
        azimuths=azimuths, lat=city[0], lon=city[1], mix=mix, size=size, raid=raid, mission=mission
    )
    return scene(**{"system": "s-400", "unit": ""} | scenery, more=flying + more)


def flight(
    kind: str, *, name: str = "guest", type: str = "target/airliner", more: str = "", legs: str = ""
) -> str:
    """A flight on a written route; a straight one at FL330 unless told otherwise."""
    return f"""
[[{kind}]]
name = "{name}"
type = "{type}"
{more}
""" + (
        legs
        or f"""
  [[{kind}.waypoint]]
  position = {{ lat = 44.5, lon = -30.5 }}
  altitude = "FL330"
  speed = "200 m/s"
  [[{kind}.waypoint]]
  position = {{ lat = 45.5, lon = -29.5 }}
  altitude = "FL330"
"""
    )


def compiled(options: dict[str, object] | None = None, **changes: object) -> Compiled:
    """The compiled scene; `options` go to the compiler."""
    return compile_mission(raid_scene(**changes), CATALOG, **{"allow_assumed": True} | (options or {}))


def line(plan: MissionPlan, number: int) -> slice:
    """The points of one route."""
    first = plan.routes.first[number]
    return slice(first, first + plan.routes.points[number])
