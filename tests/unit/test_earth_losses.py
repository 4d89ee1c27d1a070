"""Gas, rain and free-space loss against ITU validation figures."""

import numpy as np
import pytest

from rangering.constants import EARTH_RADIUS_M, ISA_PRESSURE_PA, SPEED_OF_LIGHT_M_S, STANDARD_K
from rangering.earth.free_space import free_space_loss_db, radar_loss_db
from rangering.earth.gas_loss import (
    PROFILE_COUNT,
    STANDARD_VAPOUR_DENSITY_KG_M3,
    attenuation_profile_db_m,
    path_loss_db,
    reference_air,
    specific_attenuation_db_m,
    two_way_gas_loss_db,
    whole_atmosphere_loss_db,
)
from rangering.earth.rain_loss import path_in_rain_m, rain_attenuation_db_m, rain_coefficients
from rangering.earth.refraction import refractivity

RADIUS_M = STANDARD_K * EARTH_RADIUS_M
STANDARD_DAY = (STANDARD_VAPOUR_DENSITY_KG_M3, ISA_PRESSURE_PA, 0.0)


@pytest.mark.both_ways
def test_p676_13_specific_attenuation_at_60_ghz():
    """ITU CG-3M3J-13 ValEx: 1013.25 hPa of dry air, 288.15 K, 7.5 g/m³."""
    vapour_pa = 100.0 * 7.5 * 288.15 / 216.7
    oxygen, water = specific_attenuation_db_m(60e9, 101_325.0, vapour_pa, 288.15)
    assert 1000.0 * oxygen == pytest.approx(14.6234747964861, rel=1e-9)
    assert 1000.0 * water == pytest.approx(0.154841840636247, rel=1e-9)


@pytest.mark.both_ways
def test_p835_reference_air_at_sea_level_and_in_the_dry_stratosphere():
    """Total pressure 1013.25 hPa; e = ρ T / 216.7 = 9.97 hPa; mixing ratio 2e-6 from about 30 km up."""
    dry_pa, vapour_pa, temperature_k = reference_air(0.0, *STANDARD_DAY)
    assert (dry_pa + vapour_pa, vapour_pa, temperature_k) == pytest.approx(
        (101_325.0, 997.3, 288.15), rel=1e-4
    )
    dry_pa, vapour_pa, _ = reference_air(40_000.0, *STANDARD_DAY)
    assert vapour_pa / (dry_pa + vapour_pa) == pytest.approx(2e-6)


@pytest.mark.both_ways
def test_p676_slant_path_of_the_itu_validation_sheet():
    """ITU CG-3M3J-13 ValEx rev 6.1.2, sheet A_Gas_A1_2.2.1a: 28 GHz, 30°, 7.5 g/m³: 0.47081174 dB."""
    loss_db = whole_atmosphere_loss_db(28e9, 0.0, np.radians(30.0), *STANDARD_DAY, 6_371_000.0)
    assert loss_db == pytest.approx(0.47081174, abs=1e-6)


@pytest.mark.parametrize(("height_m", "elevation_deg"), [(1000.0, -0.5), (3000.0, -1.0), (5000.0, -2.0)])
def test_a_descending_ray_meets_fine_quadrature(height_m, elevation_deg):
    """Bouguer's integral ∫ γ nr / √((nr)² - I²) dr on either side of the lowest point."""
    from scipy.optimize import brentq

    ray = height_m, np.radians(elevation_deg)

    def index_radius_m(height_m):
        dry_pa, vapour_pa, temperature_k = reference_air(height_m, *STANDARD_DAY)
        return (1.0 + 1e-6 * refractivity(dry_pa + vapour_pa, vapour_pa, temperature_k)) * (
            EARTH_RADIUS_M + height_m
        )

    invariant_m = index_radius_m(height_m) * np.cos(ray[1])
    lowest_m = brentq(lambda height_m: index_radius_m(height_m) - invariant_m, 0.0, height_m, xtol=1e-9)
    nodes, weights = np.polynomial.legendre.leggauss(200)

    def leg_db(to_m):
        # In √(height above the lowest point), where the integrand stays finite.
        end = 0.5 * np.sqrt(to_m - lowest_m)
        total_db = 0.0
        for x, weight in zip(end * (nodes + 1.0), end * weights, strict=True):
            at_m = index_radius_m(lowest_m + x**2)
            slant = at_m / np.sqrt((at_m - invariant_m) * (at_m + invariant_m))
            air = reference_air(lowest_m + x**2, *STANDARD_DAY)
            total_db += weight * 2.0 * x * slant * sum(specific_attenuation_db_m(22e9, *air))
        return total_db

    loss_db = whole_atmosphere_loss_db(22e9, *ray, *STANDARD_DAY, EARTH_RADIUS_M)
    assert loss_db == pytest.approx(leg_db(height_m) + leg_db(80e3), rel=0.003)


@pytest.mark.both_ways
def test_a_ray_aimed_lower_loses_more_until_it_runs_into_the_ground():
    """From 1 km the true horizon lies 1.015° down; bending leaves about 0.88° of it."""
    loss_db = [
        whole_atmosphere_loss_db(10e9, 1000.0, np.radians(down_deg), *STANDARD_DAY, EARTH_RADIUS_M)
        for down_deg in (0.5, 0.0, -0.5, -0.8)
    ]
    assert (np.diff(loss_db) > 0.0).all()
    assert np.isnan(whole_atmosphere_loss_db(10e9, 1000.0, np.radians(-1.0), *STANDARD_DAY, EARTH_RADIUS_M))


@pytest.mark.both_ways
def test_a_path_through_all_the_air_loses_what_the_whole_atmosphere_does():
    """The same ITU figure by the tabulated profile over k·R. At 30° bending matters little: 1 %."""
    profile_db_m = attenuation_profile_db_m(28e9, *STANDARD_DAY)
    assert profile_db_m.shape == (PROFILE_COUNT,)
    one_way_db = path_loss_db(profile_db_m, 0.0, np.radians(30.0), 150e3, RADIUS_M)
    assert one_way_db == pytest.approx(0.47081174, rel=0.01)
    assert two_way_gas_loss_db(profile_db_m, 0.0, np.radians(30.0), 150e3, RADIUS_M) == 2.0 * one_way_db
    assert path_loss_db(profile_db_m, 0.0, 0.0, 0.0, RADIUS_M) == 0.0


@pytest.mark.parametrize("frequency_hz", [1.3e9, 3e9, 10e9, 22.2e9, 35e9, 60e9, 94e9])
def test_sixteen_points_meet_fine_quadrature(frequency_hz):
    """Against the trapezoidal rule on 4,000 points of the line-by-line model itself, no table."""
    profile_db_m = attenuation_profile_db_m(frequency_hz, *STANDARD_DAY)
    for height_m, elevation_deg, distance_m in (
        (20.0, 0.0, 4e5), (20.0, 0.3, 4e5), (20.0, 2.0, 2e5), (20.0, 10.0, 1e5), (20.0, 60.0, 4e4),
        (900.0, -0.5, 6e4), (10_000.0, -1.0, 3e5), (10_000.0, 0.5, 3e5),
    ):  # fmt: skip
        along_m = distance_m * np.linspace(0.0, 1.0, 4001) ** 2
        sine = np.sin(np.radians(elevation_deg))
        start_m = RADIUS_M + height_m
        heights_m = np.sqrt(start_m**2 + along_m**2 + 2.0 * start_m * along_m * sine) - RADIUS_M
        air = (reference_air(height, *STANDARD_DAY) for height in heights_m)
        attenuation = [sum(specific_attenuation_db_m(frequency_hz, *state)) for state in air]
        fine_db = np.trapezoid(attenuation, along_m)
        ours_db = path_loss_db(profile_db_m, height_m, np.radians(elevation_deg), distance_m, RADIUS_M)
        assert ours_db == pytest.approx(fine_db, rel=0.005)


@pytest.mark.both_ways
def test_p838_3_printed_coefficients_and_validation_sheet():
    """Table 5 at 10 GHz, four printed figures; ITU CG-3M3J-13 ValEx rev 5.1 at 14.25 GHz, vertical."""
    k_h, alpha_h, k_v, alpha_v = rain_coefficients(10e9)
    assert (k_h, k_v) == pytest.approx((0.01217, 0.01129), abs=6e-6)
    assert (alpha_h, alpha_v) == pytest.approx((1.2571, 1.2156), abs=6e-5)
    attenuation = rain_attenuation_db_m(14.25e9, 63.62668149, np.radians(48.24117054), np.radians(90.0))
    assert 1000.0 * attenuation == pytest.approx(3.72901264, rel=1e-8)
    assert rain_attenuation_db_m(10e9, 0.0, 0.0, 0.0) == 0.0


@pytest.mark.both_ways
def test_the_part_of_a_ray_in_rain():
    slope = np.radians(45.0)
    assert path_in_rain_m(0.0, slope, 50e3, 3000.0, RADIUS_M) == pytest.approx(
        3000.0 * np.sqrt(2.0), rel=1e-3
    )
    assert path_in_rain_m(0.0, slope, 1000.0, 3000.0, RADIUS_M) == 1000.0
    assert path_in_rain_m(5000.0, slope, 50e3, 3000.0, RADIUS_M) == 0.0  # climbs away above the rain
    assert path_in_rain_m(5000.0, 0.0, 50e3, 3000.0, RADIUS_M) == 0.0  # passes over it
    falling = path_in_rain_m(4000.0, -slope, 4000.0 * np.sqrt(2.0), 3000.0, RADIUS_M)
    assert falling == pytest.approx(3000.0 * np.sqrt(2.0), rel=1e-3)


@pytest.mark.both_ways
def test_p525_rounded_constants():
    """P.525-4: 32.4 + 20 log f + 20 log d and 103.4 + 20 log f + 40 log d - 10 log σ (MHz, km, m²)."""
    wavelength_m = SPEED_OF_LIGHT_M_S / 3e9
    assert free_space_loss_db(50e3, wavelength_m) == pytest.approx(
        32.4 + 20 * np.log10(3000) + 20 * np.log10(50), abs=0.05
    )
    assert radar_loss_db(50e3, wavelength_m, 0.1) == pytest.approx(
        103.4 + 20 * np.log10(3000) + 40 * np.log10(50) + 10, abs=0.05
    )
