"""From the plane to longitude and latitude: bent lines, the antimeridian, the poles, the winding."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from rangering.export.globe import on_the_globe
from rangering.terrain.ground import site_plane
from tests.export_maps import world_km2

GEOD = pyproj.Geod(ellps="WGS84")


def disc(radius_m: float, east_m: float = 0.0, north_m: float = 0.0) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shapely.Point(east_m, north_m).buffer(radius_m, quad_segs=90)])


def geodesic_disc_km2(radius_m: float, lat_deg: float) -> float:
    """Area within a distance of a point, by GeographicLib, which knows no projection."""
    azimuth = np.linspace(360.0, 0.0, 721)[:-1]
    lon, lat, _ = GEOD.fwd(np.zeros(720), np.full(720, lat_deg), azimuth, np.full(720, radius_m))
    return abs(GEOD.polygon_area_perimeter(lon, lat)[0]) * 1e-6


def signed_area(ring: shapely.LinearRing) -> float:
    x, y = np.array(ring.coords).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2.0)


def check(drawn: shapely.MultiPolygon) -> None:
    """What RFC 7946 asks of every polygon."""
    assert drawn.is_valid
    points = shapely.get_coordinates(drawn)
    assert np.abs(points[:, 0]).max() <= 180.0
    assert np.abs(points[:, 1]).max() <= 90.0
    for part in drawn.geoms:
        assert signed_area(part.exterior) > 0.0
        assert all(signed_area(hole) < 0.0 for hole in part.interiors)
        assert np.ptp(np.array(part.exterior.coords)[:, 0]) <= 360.0


@pytest.mark.parametrize(
    ("lat", "lon", "parts"),
    [
        (45.0, -30.0, 1),
        (0.0, 0.0, 1),
        (45.0, 179.9, 2),
        (45.0, -179.9, 2),
        (-45.0, 180.0, 2),
        (70.0, -180.0, 2),
        (89.5, 20.0, 1),
        (-89.0, 179.0, 1),
        (90.0, 0.0, 1),
        (-90.0, 0.0, 1),
        (87.4, 100.0, 1),
    ],
)
def test_a_disc_keeps_its_area_wherever_it_lies(lat, lon, parts):
    drawn = on_the_globe(disc(300e3), lat, lon, 50.0)
    check(drawn)
    assert len(drawn.geoms) == parts
    assert world_km2(drawn) == pytest.approx(geodesic_disc_km2(300e3, lat), rel=3e-4)


@given(
    lat=st.floats(-90.0, 90.0),
    lon=st.floats(-180.0, 180.0),
    east_m=st.floats(-4e5, 4e5),
    north_m=st.floats(-4e5, 4e5),
)
def test_a_ring_with_a_hole_is_valid_and_keeps_its_area_wherever_it_lies(lat, lon, east_m, north_m):
    annulus = shapely.MultiPolygon([disc(2e5, east_m, north_m).difference(disc(1e5, east_m, north_m))])
    drawn = on_the_globe(annulus, lat, lon, 200.0)
    check(drawn)
    # The plane stretches by (d/R)²/6 in area at 0.6 Mm, 0.2 %, and the ellipsoid by as much again.
    assert world_km2(drawn) == pytest.approx(annulus.area * 1e-6, rel=6e-3)


def test_the_pole_belongs_to_a_disc_that_holds_it_and_not_to_its_hole():
    whole = on_the_globe(disc(300e3), 89.0, 10.0, 50.0)
    assert shapely.covers(whole, shapely.LineString([(-180.0, 90.0), (180.0, 90.0)]))
    holed = on_the_globe(shapely.MultiPolygon([disc(300e3).difference(disc(150e3))]), 89.0, 10.0, 50.0)
    check(holed)
    assert shapely.get_coordinates(holed)[:, 1].max() < 90.0
    assert world_km2(holed) == pytest.approx(
        geodesic_disc_km2(300e3, 89.0) - geodesic_disc_km2(150e3, 89.0), rel=5e-4
    )


def test_a_hole_on_the_antimeridian_stays_a_hole():
    annulus = shapely.MultiPolygon([disc(300e3).difference(disc(50e3))])
    drawn = on_the_globe(annulus, 10.0, 179.99, 50.0)
    check(drawn)
    assert not shapely.intersects(drawn, shapely.Point(180.0, 10.0))
    assert not shapely.intersects(drawn, shapely.Point(-180.0, 10.0))
    assert shapely.intersects(drawn, shapely.Point(-180.0, 12.0))


def test_straight_lines_of_the_map_of_the_world_stay_by_those_of_the_plane():
    tolerance_m = 20.0
    square = shapely.MultiPolygon([shapely.box(-4e5, -4e5, 4e5, 4e5)])
    drawn = on_the_globe(square, 60.0, 0.0, tolerance_m)
    along = shapely.get_coordinates(shapely.segmentize(drawn, 0.01))
    back_m = np.stack(pyproj.Proj(site_plane(60.0, 0.0))(*along.T), axis=-1)
    stray_m = shapely.distance(shapely.points(back_m), square.boundary)
    assert stray_m.max() < 1.5 * tolerance_m + 1.0  # tried half-way; between there, a little more
    assert shapely.get_num_coordinates(drawn) < 400


def test_nothing_stays_nothing():
    assert on_the_globe(shapely.MultiPolygon(), 45.0, 0.0, 10.0).is_empty
