"""What holds for every place, height, day and frequency."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rangering.constants import EARTH_RADIUS_M, ISA_EARTH_RADIUS_M, ISA_PRESSURE_PA, WGS84_A_M
from rangering.earth import atmosphere, diffraction, gas_loss, geodesy, horizon, rain_loss, two_ray
from rangering.earth.spherical_diffraction import LAND, spherical_earth_loss_db

pytestmark = pytest.mark.both_ways
# The first call compiles: hypothesis must not take that for slowness.
every = settings(deadline=None, max_examples=60)

WGS84 = (WGS84_A_M, geodesy.WGS84_FLATTENING)
latitudes = st.floats(-np.pi / 2, np.pi / 2) | st.sampled_from([-np.pi / 2, 0.0, np.pi / 2])
longitudes = st.floats(-np.pi, np.pi) | st.sampled_from([-np.pi, 0.0, np.pi])
heights_m = st.floats(0.0, 80_000.0)
radii_m = st.floats(0.6, 10.0).map(lambda k: k * EARTH_RADIUS_M)
ranges_m = st.floats(100.0, 1e6)
wavelengths_m = st.floats(0.003, 3.0)
frequencies_hz = st.floats(1e9, 1e12)


@every
@given(latitudes, longitudes, st.floats(-12_000.0, 4e7))
def test_earth_centred_and_back(latitude, longitude, height_m):
    xyz = geodesy.geodetic_to_ecef(latitude, longitude, height_m, *WGS84)
    there = geodesy.ecef_to_geodetic(*xyz, *WGS84)
    assert there[0] == pytest.approx(latitude, abs=1e-12)
    assert there[2] == pytest.approx(height_m, abs=1e-6)
    assert geodesy.geodetic_to_ecef(*there, *WGS84) == pytest.approx(
        xyz, abs=1e-6
    )  # longitude is free at a pole


@every
@given(latitudes, longitudes, heights_m, latitudes, longitudes, heights_m)
def test_a_local_view_keeps_distances_and_returns(lat, lon, height_m, lat0, lon0, height0_m):
    enu = geodesy.geodetic_to_enu(lat, lon, height_m, lat0, lon0, height0_m, *WGS84)
    here = geodesy.geodetic_to_ecef(lat0, lon0, height0_m, *WGS84)
    there = geodesy.geodetic_to_ecef(lat, lon, height_m, *WGS84)
    difference = np.subtract(there, here)
    assert geodesy.enu_to_ecef(*enu, lat0, lon0) == pytest.approx(difference, abs=1e-6)
    azimuth, elevation, slant_m = geodesy.enu_to_azimuth_elevation_range(*enu)
    assert 0.0 <= azimuth <= 2 * np.pi
    assert slant_m == pytest.approx(np.linalg.norm(difference), abs=1e-6)
    assert geodesy.azimuth_elevation_range_to_enu(azimuth, elevation, slant_m) == pytest.approx(enu, abs=1e-6)


@every
@given(latitudes, longitudes, st.floats(-np.pi, np.pi), st.floats(0.0, 1.9e7))
def test_a_geodesic_is_as_long_as_it_was_laid(latitude, longitude, azimuth, distance_m):
    lat2, lon2, _ = geodesy.geodesic_direct(latitude, longitude, azimuth, distance_m)
    assert -np.pi < lon2 <= np.pi
    back_m, _, _ = geodesy.geodesic_inverse(latitude, longitude, lat2, lon2)
    assert back_m == pytest.approx(distance_m, abs=1e-6)


@every
@given(heights_m, heights_m, ranges_m, radii_m)
def test_a_higher_mast_never_sees_less(low_m, added_m, ground_m, radius_m):
    high_m = low_m + added_m
    assert horizon.horizon_m(high_m, radius_m) >= horizon.horizon_m(low_m, radius_m)
    lower_shadow_m = horizon.shadow_height_m(high_m, ground_m, radius_m)
    assert lower_shadow_m <= horizon.shadow_height_m(low_m, ground_m, radius_m) * (1 + 1e-9)


@every
@given(st.floats(1.0, 80_000.0), st.floats(1.0, 80_000.0), st.floats(0.01, 1.5), radii_m)
def test_the_shadow_ends_where_two_horizons_meet(antenna_m, target_m, part, radius_m):
    reach_m = horizon.max_line_of_sight_m(antenna_m, target_m, radius_m)
    assume(abs(part - 1.0) > 1e-6)
    hidden = horizon.shadow_height_m(antenna_m, part * reach_m, radius_m) > target_m
    assert hidden == (part > 1.0)


@every
@given(heights_m, heights_m, ranges_m, radii_m)
def test_a_ray_shot_at_a_target_arrives(antenna_m, target_m, ground_m, radius_m):
    ends = antenna_m, target_m, ground_m, radius_m
    elevation, slant_m = horizon.sight_elevation_rad(*ends), horizon.straight_range_m(*ends)
    assert slant_m >= abs(target_m - antenna_m)
    assert horizon.height_on_ray_m(antenna_m, elevation, slant_m, radius_m) == pytest.approx(
        target_m, abs=1e-5
    )
    arc_m = horizon.ground_range_on_ray_m(antenna_m, elevation, slant_m, radius_m)
    assert arc_m == pytest.approx(ground_m, abs=1e-5)


@every
@given(st.floats(-5000.0, 79_000.0), st.floats(1.0, 2000.0))
def test_pressure_falls_and_its_altitude_is_the_inverse(height_m, climb_m):
    pressure_pa = atmosphere.isa_pressure_pa(height_m)
    assert atmosphere.isa_pressure_pa(height_m + climb_m) < pressure_pa
    assert atmosphere.pressure_altitude_m(pressure_pa) == pytest.approx(height_m, abs=1e-6)


@every
@given(st.floats(0.0, 20_000.0), st.floats(95_000.0, 105_000.0), st.floats(-50.0, 40.0), st.floats(1.0, 20.0))
def test_warmth_and_high_pressure_lift_a_flight_level(level_m, sea_level_pa, deviation_k, warming_k):
    height_m = atmosphere.flight_level_height_m(level_m, sea_level_pa, deviation_k, ISA_EARTH_RADIUS_M)
    higher_m = atmosphere.flight_level_height_m(level_m, sea_level_pa + 100, deviation_k, ISA_EARTH_RADIUS_M)
    assert higher_m > height_m
    back_m = atmosphere.level_at_height_m(height_m, sea_level_pa, deviation_k, ISA_EARTH_RADIUS_M)
    assert back_m == pytest.approx(level_m, abs=1e-6)
    if atmosphere.isa_pressure_pa(level_m) < sea_level_pa:
        warmed_k = deviation_k + warming_k
        warm_m = atmosphere.flight_level_height_m(level_m, sea_level_pa, warmed_k, ISA_EARTH_RADIUS_M)
        assert warm_m > height_m


@every
@given(st.floats(10.0, 250.0), st.floats(0.0, 12_000.0))
def test_true_airspeed_is_never_below_calibrated(calibrated_m_s, altitude_m):
    mach = atmosphere.mach_from_calibrated(calibrated_m_s, atmosphere.isa_pressure_pa(altitude_m))
    true_m_s = atmosphere.true_airspeed_m_s(mach, atmosphere.isa_temperature_k(altitude_m))
    assert true_m_s >= calibrated_m_s * (1 - 1e-12)


@every
@given(frequencies_hz, heights_m, st.floats(0.0, 0.025), st.floats(-30.0, 30.0))
def test_air_never_amplifies(frequency_hz, height_m, vapour_kg_m3, deviation_k):
    air = gas_loss.reference_air(height_m, vapour_kg_m3, ISA_PRESSURE_PA, deviation_k)
    oxygen, water = gas_loss.specific_attenuation_db_m(frequency_hz, *air)
    assert oxygen > 0.0
    assert water > 0.0


@every
@given(heights_m, st.floats(0.0, np.pi / 2), st.floats(0.0, 4e5), st.floats(0.0, 4e5), radii_m)
def test_a_longer_path_loses_no_less_and_uniform_air_loses_by_length(
    height_m, elevation, short_m, added_m, radius_m
):
    uniform = np.full(gas_loss.PROFILE_COUNT, 1e-5)
    one, two = (
        gas_loss.path_loss_db(uniform, height_m, elevation, length_m, radius_m)
        for length_m in (short_m, short_m + added_m)
    )
    assert one == pytest.approx(1e-5 * short_m, rel=1e-6, abs=1e-12)
    assert 0.0 <= one <= two * (1 + 1e-6) + 1e-12


@every
@given(frequencies_hz, st.floats(0.0, 150.0), st.floats(0.1, 50.0), st.floats(0.0, 1.5), st.floats(0.0, 1.57))
def test_more_rain_never_loses_less(frequency_hz, rate, added, elevation, tilt):
    light = rain_loss.rain_attenuation_db_m(frequency_hz, rate, elevation, tilt)
    heavy = rain_loss.rain_attenuation_db_m(frequency_hz, rate + added, elevation, tilt)
    assert 0.0 <= light < heavy


@every
@given(heights_m, st.floats(-1.5, 1.5), st.floats(0.0, 4e5), st.floats(0.0, 6000.0), radii_m)
def test_the_path_in_rain_is_part_of_the_path(height_m, elevation, distance_m, top_m, radius_m):
    assert 0.0 <= rain_loss.path_in_rain_m(height_m, elevation, distance_m, top_m, radius_m) <= distance_m


@every
@given(st.floats(-5.0, 50.0), st.floats(0.0, 10.0))
def test_a_higher_edge_never_loses_less(nu, raised):
    assert 0.0 <= diffraction.knife_edge_loss_db(nu) <= diffraction.knife_edge_loss_db(nu + raised)
    assert diffraction.knife_edge_loss_exact_db(nu) > -1.5


@every
@given(
    st.lists(st.floats(0.0, 3000.0), min_size=2, max_size=12),
    st.floats(1.0, 100.0),
    st.floats(1.0, 10_000.0),
    st.floats(5e3, 4e5),
    radii_m,
    wavelengths_m,
)
def test_terrain_never_amplifies_and_the_whole_method_adds(
    ground, mast_m, target_m, length_m, radius_m, wavelength_m
):
    heights = np.array(ground)
    distances_m = np.linspace(0.0, length_m, heights.size)
    path = distances_m, heights, heights[0] + mast_m, heights[-1] + target_m, radius_m, wavelength_m
    edge_db = diffraction.bullington_loss_db(*path)
    assert 0.0 <= edge_db <= diffraction.delta_bullington_loss_db(*path, *LAND, 0.0)


@every
@given(st.floats(1e3, 1e6), st.floats(1.0, 1e4), st.floats(1.0, 1e4), radii_m, wavelengths_m)
def test_a_sphere_never_amplifies(distance_m, antenna_m, target_m, radius_m, wavelength_m):
    assert spherical_earth_loss_db(distance_m, antenna_m, target_m, radius_m, wavelength_m, *LAND, 0.5) >= 0.0


@every
@given(st.floats(1.0, 1000.0), st.floats(1.0, 20_000.0), st.floats(0.05, 0.98), radii_m, wavelengths_m)
def test_two_rays_stay_between_nothing_and_double(antenna_m, target_m, part, radius_m, wavelength_m):
    ground_m = part * horizon.max_line_of_sight_m(antenna_m, target_m, radius_m)
    near_m, grazing, difference_m = two_ray.specular_point(antenna_m, target_m, ground_m, radius_m)
    assert 0.0 < near_m < ground_m
    assert grazing > 0.0
    assert difference_m >= 0.0
    # Seen the other way round, the reflecting point is the same.
    far_m, grazing_back, _ = two_ray.specular_point(target_m, antenna_m, ground_m, radius_m)
    assert near_m + far_m == pytest.approx(ground_m, rel=1e-7)
    assert grazing == pytest.approx(grazing_back, rel=1e-4, abs=1e-9)
    assert 0.0 < two_ray.divergence_factor(near_m, far_m, grazing, radius_m) <= 1.0
    factor = two_ray.sphere_propagation_factor(
        antenna_m, target_m, ground_m, radius_m, wavelength_m, 1.0, np.pi
    )
    assert 0.0 <= factor <= 2.0
