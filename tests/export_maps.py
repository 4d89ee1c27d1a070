"""Small maps with every layer filled, for the field formats: a real nominal map, and shares laid over it."""

import dataclasses
from functools import lru_cache

import numpy as np
import pyproj
import shapely

from rangering.coverage.results import Approach, CoverageMap, Engagement
from rangering.coverage.run import map_coverage
from rangering.sight.state import State
from tests.coverage_scenes import ridge, scene

SAMPLES = 20
_EQUAL_AREA = pyproj.Proj(proj="cea", ellps="WGS84")


@lru_cache(maxsize=8)
def nominal(lat: float = 45.0, lon: float = -30.0, posting_m: float = 500.0) -> CoverageMap:
    """What a short-range system beside a ridge sees at nominal values, and no more; a ring of 16 km."""
    asset = f'[[asset]]\nname = "Town"\nposition = {{ lat = {lat!r}, lon = {lon!r} }}'
    # North-east: a map that is its own mirror image would not tell north from south.
    aside = ridge(700.0, lat=lat, lon=lon).replace('bearing = "90 deg"', 'bearing = "60 deg"')
    stated = scene(lat, lon, terrain=aside, more=asset)
    mapped = map_coverage(stated, samples=0, posting_m=posting_m)
    return dataclasses.replace(mapped, engagements=(), approaches=())


def layered(result: CoverageMap) -> CoverageMap:
    """With readings that fall off with distance, two claims, and the approaches to the town."""
    ground = result.ground
    rows, cols = ground.height_m.shape
    north, east = np.mgrid[0:rows, 0:cols] - np.array([ground.row0, ground.col0])[:, None, None]
    away_m = np.hypot(north, east) * ground.posting_m
    falling = np.rint(SAMPLES * np.clip((20e3 - away_m) / 15e3, 0.0, 1.0)).astype(np.uint8)
    hidden = (result.state == State.TERRAIN) | (result.state == State.UNKNOWN)
    readings = np.where(hidden, 0, falling).astype(np.uint8)
    engagements = []
    for claim, reach_m in (("claimed", 12e3), ("independent", 6e3)):
        out = (result.state == State.COVERED) & (away_m > reach_m)
        state = np.where(out, np.uint8(State.KINEMATICS), result.state)
        can = np.where(state == State.COVERED, readings, 0).astype(np.uint8)
        words = f"reach {reach_m / 1e3:g} km"
        engagements.append(Engagement(claim, words, reach_m, "B", state, can, (), ()))
    layers = result.state.shape[:2]
    azimuth_rad, distance_m = np.radians([0.0, 90.0, 180.0, 270.0]), np.array([1e3, 2e3])
    path = (*layers, azimuth_rad.size)
    approach = Approach(
        "Town", True, ground.lat_deg, ground.lon_deg, azimuth_rad, distance_m,
        np.full((*path, 2), 0.5, np.float32), np.full((*path, 3), 9e3, np.float32),
        np.zeros(path, np.int16), np.full((*path, 3), 36.0, np.float32), ("claimed", "independent"),
        np.full((2, *path, 2), 7e3, np.float32), np.full((2, *path), 3, np.int16),
        np.zeros(path, np.bool_),
    )  # fmt: skip
    return dataclasses.replace(
        result,
        samples=SAMPLES,
        seed=7,
        readings=readings,
        engagements=tuple(engagements),
        approaches=(approach,),
    )


def world_km2(shape: shapely.Geometry) -> float:
    """Area of a shape in longitude and latitude, on the ellipsoid, by an equal-area projection of PROJ."""
    flat = shapely.transform(
        shapely.segmentize(shape, 0.5), lambda points: np.stack(_EQUAL_AREA(*points.T), axis=-1)
    )
    return float(shapely.area(flat)) * 1e-6
