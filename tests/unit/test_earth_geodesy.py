"""Coordinates against published examples and PROJ; geodesics as arrays."""

import numpy as np
import pytest

from rangering.constants import WGS84_A_M
from rangering.earth.geodesy import (
    WGS84_FLATTENING,
    azimuth_elevation_range_to_enu,
    ecef_to_enu,
    ecef_to_geodetic,
    enu_to_azimuth_elevation_range,
    enu_to_ecef,
    geodesic_direct,
    geodesic_inverse,
    geodetic_to_ecef,
    geodetic_to_enu,
)

WGS84 = (WGS84_A_M, WGS84_FLATTENING)
# IOGP Guidance Note 7-2: one point in three systems, printed to a millimetre.
EPSG_GEODETIC = (np.radians(53 + 48 / 60 + 33.82 / 3600), np.radians(2 + 7 / 60 + 46.38 / 3600), 73.0)
EPSG_ECEF = (3_771_793.968, 140_253.342, 5_124_304.349)
EPSG_ORIGIN = (np.radians(55.0), np.radians(5.0), 200.0)
EPSG_ENU = (-189_013.869, -128_642.040, -4_220.171)


@pytest.mark.both_ways
def test_epsg_guidance_note_7_2_geocentric():
    assert geodetic_to_ecef(*EPSG_GEODETIC, *WGS84) == pytest.approx(EPSG_ECEF, abs=1e-3)
    latitude, longitude, height_m = ecef_to_geodetic(*EPSG_ECEF, *WGS84)
    assert (latitude, longitude) == pytest.approx(EPSG_GEODETIC[:2], abs=2e-10)  # 1 mm on the ground
    assert height_m == pytest.approx(EPSG_GEODETIC[2], abs=1e-3)


@pytest.mark.both_ways
@pytest.mark.parametrize("xyz", [(0.0, 0.0, 0.0), (10e3, 0.0, 100.0), (0.0, -42e3, 0.0), (0.0, 0.0, 42e3)])
def test_the_centre_of_the_earth_has_no_latitude(xyz):
    assert np.isnan(ecef_to_geodetic(*xyz, *WGS84)).all()
    latitude, _, height_m = ecef_to_geodetic(0.0, 0.0, 60e3, *WGS84)
    assert latitude == pytest.approx(np.pi / 2)
    assert height_m == pytest.approx(60e3 - 6_356_752.314, abs=1e-3)  # the printed polar semi-axis


@pytest.mark.both_ways
def test_epsg_guidance_note_7_2_topocentric():
    assert geodetic_to_enu(*EPSG_GEODETIC, *EPSG_ORIGIN, *WGS84) == pytest.approx(EPSG_ENU, abs=1e-3)
    origin = geodetic_to_ecef(*EPSG_ORIGIN, *WGS84)
    difference = [there - here for there, here in zip(EPSG_ECEF, origin, strict=True)]
    assert ecef_to_enu(*difference, *EPSG_ORIGIN[:2]) == pytest.approx(EPSG_ENU, abs=2e-3)
    assert enu_to_ecef(*EPSG_ENU, *EPSG_ORIGIN[:2]) == pytest.approx(difference, abs=2e-3)


@pytest.mark.both_ways
@pytest.mark.parametrize(
    ("enu", "azimuth_deg"),
    [((0.0, 3.0, 4.0), 0.0), ((3.0, 0.0, 4.0), 90.0), ((0.0, -3.0, 4.0), 180.0), ((-3.0, 0.0, 4.0), 270.0)],
)
def test_azimuth_runs_from_north_over_east(enu, azimuth_deg):
    azimuth, elevation, slant_m = enu_to_azimuth_elevation_range(*enu)
    assert (np.degrees(azimuth), slant_m) == pytest.approx((azimuth_deg, 5.0))
    assert np.sin(elevation) == pytest.approx(0.8)
    assert azimuth_elevation_range_to_enu(azimuth, elevation, slant_m) == pytest.approx(enu, abs=1e-12)


def test_proj_geocentric_agrees_everywhere():
    from pyproj import Transformer

    rng = np.random.default_rng(1)
    latitudes = np.concatenate([[-90.0, 90.0, 0.0, 0.0], rng.uniform(-90, 90, 200)])
    longitudes = np.concatenate([[0.0, 180.0, -180.0, 180.0], rng.uniform(-180, 180, 200)])
    heights_m = np.concatenate([[0.0, 8e4, -430.0, 1e5], rng.uniform(-1e4, 4e7, 200)])
    proj = Transformer.from_crs(4979, 4978, always_xy=True).transform(longitudes, latitudes, heights_m)
    for latitude, longitude, height_m, *xyz in zip(latitudes, longitudes, heights_m, *proj, strict=True):
        ours = geodetic_to_ecef(np.radians(latitude), np.radians(longitude), height_m, *WGS84)
        assert ours == pytest.approx(xyz, abs=1e-6, rel=1e-14)


def test_geodesics_take_arrays_and_broadcast():
    azimuths = np.radians(np.arange(0.0, 360.0, 30.0))
    latitude, longitude, _ = geodesic_direct(0.7, 0.5, azimuths, 4e5)
    assert latitude.shape == longitude.shape == (12,)
    distance_m, azimuth_1, _ = geodesic_inverse(0.7, 0.5, latitude, longitude)
    assert distance_m == pytest.approx(4e5, abs=1e-6)
    assert np.cos(azimuth_1 - azimuths) == pytest.approx(1.0, abs=1e-12)


def test_karney_2013_nearly_antipodal_points():
    """Journal of Geodesy 87, the inverse example: plain Vincenty does not converge here."""
    ends = np.radians([-30.0, 0.0, 29.9, 179.8])
    distance_m, azimuth_1, azimuth_2 = geodesic_inverse(*ends)
    assert distance_m == pytest.approx(19_989_832.82761, abs=1e-5)
    assert np.degrees([azimuth_1, azimuth_2]) == pytest.approx([161.890524736, 18.090737246], abs=1e-9)


def test_a_meridian_has_one_name():
    """South along a meridian is π, never -π, and so is the antimeridian."""
    _, azimuth_1, azimuth_2 = geodesic_inverse(0.1, 0.0, -0.1, 0.0)
    assert azimuth_1 == azimuth_2 == np.pi
    _, longitude, _ = geodesic_direct(0.0, -np.pi, 0.0, 1000.0)
    assert longitude == np.pi
