"""Why one point is covered or not: the door, from a scenario and a point to an `Explanation`.

The verdict is the map's: the same figures, the same kernels, the same readings, the same line over the
radar's grid. Only the grid is no wider than the point is far, so it may be finer than the map's; `posting_m`
makes the two agree. Limits: a ray is straight over the Earth of radius k·R; diffraction, two rays and clutter
are not counted, and a warning says so where they are stated.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan, nan
from typing import Any, NamedTuple

import numpy as np
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from rangering.catalog.inputs import Input
from rangering.catalog.read import Catalog, load_catalog
from rangering.catalog.resolve import RadarFacts
from rangering.coverage import remarks
from rangering.coverage.asked import asked_pd, require_readings
from rangering.coverage.chain import Chain
from rangering.coverage.explanation import Explanation, Interval, Other, RadarWhy
from rangering.coverage.judge import Asked, Point, away, judge
from rangering.coverage.standing import (
    Site,
    Standing,
    at_site,
    find_site,
    find_target,
    stand,
    target_facts,
)
from rangering.coverage.within import Envelope, Place, envelopes
from rangering.earth.visibility import MAX_RANGE_M
from rangering.errors import ScenarioError
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude, Position
from rangering.scenario.record import environment_of, record_of
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.grounds import ground_about, stated_posting_m
from rangering.sight.plan import EarthPlan
from rangering.sight.radars import Sited
from rangering.sight.reach import earth_of
from rangering.sight.state import State
from rangering.terrain.ground import Ground, Progress, Terrain
from rangering.terrain.read import open_terrain

_LEAST_GROUND_M = 100.0


def explain(
    scenario: Scenario,
    site: str,
    position: Position | str | tuple[float, float],
    altitude: Altitude | str,
    target: str | None = None,
    *,
    radar: str | None = None,
    catalog: Catalog | None = None,
    samples: int = 64,
    seed: int = 1,
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
    progress: Progress | None = None,
) -> Explanation:
    """Why a target of a class, at one place and altitude, is seen from a site or not.

    Parameters
    ----------
    scenario : Scenario
        What is stated.
    site : str
        Name of a fire unit or of a group, whatever its case.
    position : Position, str or (latitude, longitude)
        The point, such as ``"36.61 N, 84.20 W"``; bare numbers in degrees.
    altitude : Altitude or str
        With its reference, such as ``"300 m agl"`` or ``"FL330"``.
    target : str, optional
        Catalog id of a class; the first one that the scenario maps if not given.
    radar : str, optional
        Catalog id of one radar of the site; all of them if not given. Class defaults that stand in for
        engaging alone are explained only if named here, and never change what the network sees.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given.
    samples, seed : int
        How many readings of what nobody outside knows to draw, and which: those of the map of the same seed.
        0: nominal values alone.
    posting_m : float, optional
        Distance between the nodes of the ground; chosen for the distance if not given. [m]
    pd_probability : float, optional
        Single-scan Pd from which a point counts as covered; the scenario's if not given.
    allow_defaults : bool
        False refuses figures that no public source gives.
    progress : callable, optional
        Called with what is being done and the share done, 0 to 1.

    Returns
    -------
    Explanation

    Raises
    ------
    RangeringError
        An unknown site, class or radar; a named aircraft; no position, altitude or Pd; a point farther than
        rays can run; ground that cannot be had.
    """
    pd = asked_pd(scenario, pd_probability)
    require_readings(samples, seed)
    known = catalog if catalog is not None else load_catalog()
    stated = stated_catalog(known, scenario.uncertainty, scenario.name)
    place, here = read_position(position), find_site(scenario, site)
    level = read_altitude(altitude)
    facts, sizes_m2 = target_facts(
        stated, find_target(stated, target or scenario.coverage.targets[0]), allow_defaults=allow_defaults
    )
    low_m2, nominal_m2, high_m2 = sizes_m2
    everyone = stand(
        scenario, stated, facts, sizes_m2, pd, allow_defaults=allow_defaults, samples=samples, seed=seed
    )
    chosen = at_site(everyone, here, radar)
    away_m, _ = away(here.position, place)
    if away_m > MAX_RANGE_M:
        raise ScenarioError(
            f"lies {away_m / 1e3:,.0f} km from {here.shown}; "
            f"rays are followed to {MAX_RANGE_M / 1e3:,.0f} km",
            where="--at",
            value=str(place),
            mend="name a point that is nearer, or another site",
        )

    air = scenario.environment
    earth = earth_of(air)
    asked = Asked(place, level, facts, Interval(nominal_m2, low_m2, high_m2), pd, earth)
    terrain = open_terrain(air.terrain, scenario.folder)
    grounds = _Grounds(scenario, terrain, place, posting_m, progress)
    ground = grounds.about(here.position, here.shown)
    radars = tuple(judge(scenario, each, asked, ground) for each in chosen)
    others = tuple(
        _other(scenario, each, asked, grounds)
        for each in everyone
        if each.sited.in_network and not any(each is one for one in chosen)
    )

    point = Point.of(scenario, asked, ground)
    boxes = list(_boxes(scenario, stated, here, point, ground, allow_defaults=allow_defaults))
    boxed = sorted({given.quantity for _, inputs in boxes for given in inputs if given.from_default})
    rests = _Rests(
        placed=tuple(each.sited for each in chosen),
        facts=tuple(each.facts for each in chosen),
        inputs=(*(given for each in chosen for given in each.facts.inputs), *facts.inputs),
        readings=({},) * samples,
        chain=(),
        earth=earth,
    )
    assumed = remarks.assumptions(scenario, rests, pd)
    if boxed:
        assumed += (f"Missile envelopes rest on class defaults (grade D): {', '.join(boxed)}.",)
    return Explanation(
        title=scenario.title,
        name=scenario.name,
        labels=scenario.labels,
        site=here.shown,
        position=place,
        altitude=level,
        altitude_m=point.target_m,
        ground_m=point.ground_m,
        target=facts,
        rcs_m2=asked.rcs_m2,
        pd_probability=pd,
        k=air.k,
        samples=samples,
        radars=radars,
        others=others,
        envelopes=tuple(box for box, _ in boxes),
        ground=ground,
        environment=environment_of(scenario, ground.record),
        assumptions=assumed,
        warnings=_warnings(scenario, ground, radars),
        provenance=record_of(scenario, known, ground.record, samples, seed),
    )


def read_position(stated: Position | str | tuple[float, float]) -> Position:
    """A point from its text, or from latitude and longitude in degrees; ScenarioError where it is none."""
    if isinstance(stated, tuple):
        lat, lon = stated if len(stated) == 2 else (nan, nan)
        stated_so: Any = {"lat": float(lat), "lon": float(lon)}
    else:
        stated_so = stated
    try:
        return Position.model_validate(stated_so)
    except ValidationError as refused:
        said = refused.errors(include_url=False)[0].get("ctx", {})
        raise ScenarioError(
            str(said.get("problem", "is not a position on Earth")),
            where="--at",
            value=str(stated),
            mend=str(said.get("mend", 'write decimal degrees, latitude first, such as "40.08 N, 32.57 E"')),
        ) from None


def read_altitude(stated: Altitude | str) -> Altitude:
    """An altitude from its text; ScenarioError where it is none, or does not say what it counts from."""
    try:
        return Altitude.read(stated)
    except PydanticCustomError as refused:
        said = refused.context or {}
        mend = str(said.get("mend", ""))
        if "measured from" in str(said.get("problem")):
            mend = f"add --agl (above ground) or --amsl (above mean sea level), or {mend}"
        raise ScenarioError(str(said.get("problem")), where="--altitude", value=stated, mend=mend) from None


class _Rests(NamedTuple):
    """What an explanation rests on, as `rangering.coverage.remarks` asks for it."""

    placed: tuple[Sited, ...]
    facts: tuple[RadarFacts, ...]
    inputs: tuple[Input, ...]
    readings: tuple[Mapping[str, float], ...]
    chain: tuple[Chain, ...]
    earth: EarthPlan


class _Grounds:
    """The ground about each place that is asked for, once: as wide as the point is far from it."""

    def __init__(
        self,
        scenario: Scenario,
        terrain: Terrain,
        point: Position,
        posting_m: float | None,
        progress: Progress | None,
    ) -> None:
        self.scenario, self.terrain, self.point, self.progress = scenario, terrain, point, progress
        self.posting_m = stated_posting_m(scenario, posting_m)
        self.taken: dict[tuple[float, float], Ground] = {}

    def about(self, site: Position, shown: str) -> Ground:
        """Raises ScenarioError, naming the site, where there is none."""
        key = site.latitude_deg, site.longitude_deg
        if key not in self.taken:
            away_m, _ = away(site, self.point)
            radius_m = max(away_m, _LEAST_GROUND_M, 2.0 * (self.posting_m or 0.0))
            self.taken[key] = ground_about(
                self.scenario, self.terrain, site, shown, radius_m, self.posting_m, self.progress
            )
        return self.taken[key]


def _other(scenario: Scenario, here: Standing, asked: Asked, grounds: _Grounds) -> Other:
    """What another radar makes of it; one that neither displays nor detects so far needs no ground."""
    away_m, _ = away(here.placing.position, asked.position)
    if away_m > min(MAX_RANGE_M, here.farthest_m):
        return Other(here.name, State.OUTSIDE, np.zeros(len(here.drawn.mast_m), dtype=np.bool_))
    ground = grounds.about(here.placing.position, here.placing.at.shown)
    found = judge(scenario, here, asked, ground, echo=False)
    return Other(here.name, found.state, found.covered_in)


def _boxes(
    scenario: Scenario, catalog: Catalog, site: Site, point: Point, ground: Ground, *, allow_defaults: bool
) -> Iterator[tuple[Envelope, tuple[Input, ...]]]:
    """The envelopes of all fire units that stand at the site; none over unknown ground."""
    site_m = float(ground.height_m[ground.row0, ground.col0])
    if isnan(point.ground_m):
        return
    place = Place(point.distance_m, point.target_m - point.ground_m, point.target_m - site_m)
    for unit in site.units:
        yield from envelopes(scenario, catalog, site.group, unit, place, allow_defaults=allow_defaults)


def _warnings(scenario: Scenario, ground: Ground, radars: Sequence[RadarWhy]) -> tuple[str, ...]:
    said = remarks.ground_notes([ground.record])
    said += _not_counted(scenario)
    said += remarks.switched_off(scenario)
    if any(each.state == State.UNKNOWN for each in radars):
        said.append("The ground is unknown at the point or on the way there: neither seen nor hidden.")
    return tuple(said)


def _not_counted(scenario: Scenario) -> list[str]:
    """Options of the link budget that are stated and left out here."""
    asked = remarks.stated_options(scenario)
    if not asked:
        return []
    return [
        f"Stated, but not counted here: {', '.join(asked)}. Behind an edge nothing is seen, and the ground "
        "sends no echo; a map may differ."
    ]
