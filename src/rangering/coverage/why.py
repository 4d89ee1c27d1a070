"""Why one point is covered or not: the door, from a scenario and a point to an `Explanation`.

The verdict is the map's: the same figures, the same kernels, the same line over the radar's grid. Only the
grid is no wider than the point is far, so it may be finer than the map's; `posting_m` makes the two agree.
Limits: nominal values; no diffraction; a ray is straight over the Earth of radius k·R.
"""

from collections.abc import Iterator, Sequence
from math import isnan, nan
from typing import Any

import numpy as np
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from rangering import provenance
from rangering.catalog.read import Catalog, load_catalog
from rangering.constants import EARTH_RADIUS_M
from rangering.coverage import remarks
from rangering.coverage.envelope import Box, envelopes
from rangering.coverage.explanation import Explanation, Interval, Other, RadarWhy
from rangering.coverage.judge import Asked, Point, away, degrees_of, judge
from rangering.coverage.plan import EarthPlan
from rangering.coverage.run import GEOMETRY
from rangering.coverage.standing import (
    Site,
    Standing,
    at_site,
    earth_of,
    find_site,
    find_target,
    stand,
    stated_reading,
    target_facts,
)
from rangering.coverage.state import State
from rangering.earth.horizon import straight_range_m
from rangering.earth.visibility import MAX_RANGE_M
from rangering.errors import ScenarioError, TerrainError
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude, Position
from rangering.terrain.ground import Ground, Terrain
from rangering.terrain.models import RasterTerrain
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
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
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
        Catalog id of one radar of the site; all of them if not given.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given.
    posting_m : float, optional
        Distance between the nodes of the ground; chosen for the distance if not given. [m]
    pd_probability : float, optional
        Single-scan Pd from which a point counts as covered; the scenario's if not given.
    allow_defaults : bool
        False refuses figures that no public source gives.

    Returns
    -------
    Explanation

    Raises
    ------
    RangeringError
        An unknown site, class or radar; a named aircraft; no position, altitude or Pd; a point farther than
        rays can run; ground that cannot be had.
    """
    known = catalog if catalog is not None else load_catalog()
    pd = scenario.coverage.pd_probability if pd_probability is None else pd_probability
    if not 0.01 <= pd <= 0.99:
        raise ScenarioError(
            "is no probability between 0.01 and 0.99", where="--pd", value=pd, mend="0.5 is usual"
        )
    place, here = read_position(position), find_site(scenario, site)
    level = read_altitude(altitude)
    facts, (low_m2, nominal_m2, high_m2) = target_facts(
        scenario,
        known,
        find_target(known, target or scenario.coverage.targets[0]),
        allow_defaults=allow_defaults,
    )
    everyone = stand(scenario, known, facts, (low_m2, nominal_m2, high_m2), pd, allow_defaults=allow_defaults)
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
    grounds = _Grounds(scenario, terrain, place, posting_m)
    ground = grounds.about(here.position, here.shown)
    radars = tuple(judge(scenario, each, asked, ground) for each in chosen)
    others = tuple(
        Other(each.name, _state_of(scenario, each, asked, grounds))
        for each in everyone
        if not any(each is one for one in chosen)
    )

    point = Point.of(scenario, asked, ground)
    boxes = [
        box
        for box in _boxes(scenario, known, here, point, ground, earth)
        if allow_defaults or not any(given.from_default for given in box[1])
    ]
    used = [each.facts for each in chosen]
    boxed = sorted({given.quantity for _, inputs in boxes for given in inputs if given.from_default})
    assumed = remarks.assumptions(
        scenario, [each.placing for each in chosen], used, [facts], pd, earth.rain_top_m
    )
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
        radars=radars,
        others=others,
        envelopes=tuple(box for box, _ in boxes),
        ground=ground,
        environment=_environment(scenario, ground),
        assumptions=assumed,
        warnings=_warnings(scenario, here, ground, radars),
        provenance=_record(scenario, known, ground),
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


class _Grounds:
    """The ground about each place that is asked for, once: as wide as the point is far from it."""

    def __init__(
        self, scenario: Scenario, terrain: Terrain, point: Position, posting_m: float | None
    ) -> None:
        self.scenario, self.terrain, self.point, self.posting_m = scenario, terrain, point, posting_m
        self.taken: dict[tuple[float, float], Ground] = {}
        spec = scenario.environment.terrain
        if posting_m is None and isinstance(spec, RasterTerrain):
            self.posting_m = spec.posting

    def about(self, site: Position, name: str) -> Ground:
        """Raises ScenarioError, naming the site, where there is none."""
        key = site.latitude_deg, site.longitude_deg
        if key not in self.taken:
            away_m, _ = away(site, self.point)
            self.taken[key] = self._take(
                site, name, max(away_m, _LEAST_GROUND_M, 2.0 * (self.posting_m or 0.0))
            )
        return self.taken[key]

    def _take(self, site: Position, name: str, radius_m: float) -> Ground:
        where = f"{self.scenario.name}, {name}"
        try:
            ground = self.terrain.around(*degrees_of(site), radius_m, posting_m=self.posting_m)
        except TerrainError as error:
            if error.where != "site":
                raise
            raise ScenarioError(error.problem, where=where, value=error.value, mend=error.mend) from None
        if np.isnan(ground.height_m[ground.row0, ground.col0]):
            raise ScenarioError(
                "stands in a void of the terrain: how high its antenna is, nobody can tell",
                where=where,
                value=str(site),
                mend="move the site, or fill the void",
            )
        return ground


def _state_of(scenario: Scenario, here: Standing, asked: Asked, grounds: _Grounds) -> State:
    """Another radar's verdict; one that neither displays nor detects so far needs no ground."""
    away_m, _ = away(here.placing.position, asked.position)
    if away_m > min(MAX_RANGE_M, max(here.reach.instrumented_m, here.reach.power_m[0])):
        return State.OUTSIDE
    ground = grounds.about(here.placing.position, here.placing.at.shown)
    return judge(scenario, here, asked, ground, echo=False).state


def _boxes(
    scenario: Scenario, catalog: Catalog, site: Site, point: Point, ground: Ground, earth: EarthPlan
) -> Iterator[Box]:
    """The envelopes of all fire units that stand at the site; none over unknown ground."""
    site_m = float(ground.height_m[ground.row0, ground.col0])
    if isnan(point.ground_m):
        return
    slant_m = straight_range_m(site_m, point.target_m, point.distance_m, earth.effective_radius_m)
    above_m, climb_m = point.target_m - point.ground_m, point.target_m - site_m
    for unit in site.units:
        reading = stated_reading(scenario, catalog)
        yield from envelopes(catalog, site.group, unit, reading, float(slant_m), above_m, climb_m)


def _warnings(scenario: Scenario, site: Site, ground: Ground, radars: Sequence[RadarWhy]) -> tuple[str, ...]:
    said = list(remarks.warnings(scenario, ground.record.kind, ()))
    if any(each.state == State.UNKNOWN for each in radars):
        said.append("The ground is unknown at the point or on the way there: neither seen nor hidden.")
    return tuple(said)


def _environment(scenario: Scenario, ground: Ground) -> dict[str, Any]:
    record, stated = ground.record, scenario.environment
    return {
        "k": stated.k,
        "earth_radius_m": EARTH_RADIUS_M,
        "geometry": GEOMETRY,
        "terrain": record.sentence(),
        "terrain_kind": record.kind,
        "terrain_files": [{"name": name, "sha256": sha} for name, sha in record.files],
        "datum": record.vertical_datum,
        "surface": record.surface,
        "posting_m": record.posting_m,
        "source_posting_m": record.source_posting_m,
        "sea_level_pressure_pa": stated.sea_level_pressure_pa,
        "isa_deviation_k": stated.isa_deviation_k,
        "rain_rate_mm_h": stated.rain_rate_mm_h,
    }


def _record(scenario: Scenario, catalog: Catalog, ground: Ground) -> dict[str, Any]:
    facts = (*catalog, *catalog.defaults.values())
    inputs = {
        "scenario": provenance.digest(scenario.model_dump_json(by_alias=True).encode()),
        "catalog": provenance.digest("".join(each.model_dump_json() for each in facts).encode()),
    }
    return provenance.record(inputs | dict(ground.record.files))
