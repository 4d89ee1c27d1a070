"""Shapes: heights by elementary geometry, and places by PROJ's geodesics."""

from pathlib import Path

import numpy as np
import pytest

from rangering.terrain.analytic import ground_height_m
from rangering.terrain.models import AnalyticTerrain
from rangering.terrain.read import open_terrain
from tests.terrain_files import places

EAST_10_KM = {"distance": "10 km", "bearing": "90 deg"}
SHAPES = {
    "plain": {"shape": "plain", "height": "250 m"},
    "ridge": {"shape": "ridge", **EAST_10_KM, "crest_height": "500 m", "half_width": "2 km"},
    "cone": {"shape": "cone", **EAST_10_KM, "apex_height": "500 m", "base_radius": "2 km"},
    "dome": {"shape": "dome", **EAST_10_KM, "top_height": "300 m", "curvature_radius": "6 km"},
}


def analytic(*shapes: str, base: str = "100 m") -> AnalyticTerrain:
    features = [SHAPES[shape] for shape in shapes]
    return AnalyticTerrain.model_validate(
        {
            "kind": "analytic",
            "latitude": "40 deg",
            "longitude": "30 deg",
            "base_height": base,
            "features": features,
        }
    )


@pytest.mark.parametrize(
    ("shape", "east_m", "north_m", "height_m"),
    [
        ("plain", 0, 0, 250),
        ("ridge", 10_000, 0, 500),
        ("ridge", 10_000, 77_000, 500),  # it has no end
        ("ridge", 9_000, -5_000, 300),  # half way up
        ("ridge", 12_500, 0, 100),
        ("cone", 10_000, 0, 500),
        ("cone", 10_000, 1_000, 300),
        ("cone", 10_600, 800, 300),  # 3-4-5
        ("cone", 8_000, 0, 100),
        ("dome", 10_000, 0, 300),
        ("dome", 10_000, 600, -5_700 + (6_000**2 - 600**2) ** 0.5),  # Pythagoras in the ball
        ("dome", 10_000, 5_000, 100),  # under the base there
        ("dome", 30_000, 0, 100),
    ],
)
def test_heights_by_hand(shape, east_m, north_m, height_m):
    assert ground_height_m(analytic(shape), np.array(east_m), np.array(north_m)) == pytest.approx(
        height_m, abs=1e-6
    )


def test_the_highest_shape_counts():
    both = analytic("plain", "cone")
    assert ground_height_m(both, np.array([10_000.0, 0.0]), np.zeros(2)) == pytest.approx([500.0, 250.0])


def test_around_the_origin_the_grid_is_exact_and_row_0_is_south():
    spec = AnalyticTerrain.model_validate(
        {**analytic().model_dump(), "features": [{**SHAPES["cone"], "bearing": "0 deg"}]}
    )
    ground = open_terrain(spec, Path()).around(40.0, 30.0, 12_000.0, posting_m=100.0)
    assert ground.height_m.dtype == np.float32
    assert ground.height_m.shape == (241, 241)
    assert ground.height_m[ground.row0 + 100, ground.col0] == 500.0
    assert ground.height_m[ground.row0 + 110, ground.col0] == 300.0
    assert ground.height_m[ground.row0 - 100, ground.col0] == 100.0


def test_from_another_site_the_shape_stands_where_geodesics_say():
    from pyproj import Geod

    terrain = open_terrain(analytic("cone"), Path())
    ground = terrain.around(40.9, 28.7, 150_000.0, posting_m=1_500.0)
    lon_deg, lat_deg = places(ground)
    apex_lon_deg, apex_lat_deg, _ = Geod(ellps="WGS84").fwd(30.0, 40.0, 90.0, 10_000.0)
    apex = np.full(lon_deg.shape, apex_lon_deg), np.full(lon_deg.shape, apex_lat_deg)
    distance_m = Geod(ellps="WGS84").inv(*apex, lon_deg, lat_deg)[2]
    # The plane of the origin stretches distances beside it by d²/6R² = 4e-7 at 10 km: a millimetre of 2 km.
    assert ground.height_m == pytest.approx(np.maximum(100.0, 500.0 - 0.2 * distance_m), abs=2e-3)
    assert ground.height_m.max() > 350.0


def test_points_and_grid_agree():
    terrain = open_terrain(analytic("dome", "ridge"), Path())
    ground = terrain.around(40.2, 30.3, 40_000.0, posting_m=400.0)
    lon_deg, lat_deg = places(ground)
    assert terrain.height_m(lat_deg, lon_deg) == pytest.approx(ground.height_m, abs=2e-3)


def test_the_smooth_earth_is_at_sea_level_and_says_so(smooth_spec):
    terrain = open_terrain(smooth_spec, Path())
    ground = terrain.around(-80.0, 179.0, 400_000.0)
    assert ground.height_m.shape == (3201, 3201)
    assert not ground.height_m.any()
    assert ground.describe().startswith(
        "smooth Earth: terrain not loaded; mean sea level by definition, posting"
    )
    assert not terrain.height_m(np.zeros((2, 3)), np.zeros((2, 3))).any()


@pytest.fixture
def smooth_spec():
    from rangering.terrain.models import SmoothTerrain

    return SmoothTerrain(kind="smooth")


def test_the_record_names_the_shapes():
    record = open_terrain(analytic("cone", "ridge"), Path()).around(40.0, 30.0, 9_000.0).record
    assert record.kind == "analytic"
    assert record.sentence() == (
        "terrain analytic (cone, ridge), mean sea level by definition, surface model and bare earth alike, "
        "posting 30 m, 0 voids"
    )
