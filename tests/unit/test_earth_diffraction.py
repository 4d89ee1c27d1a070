"""Diffraction against the ITU's delta-Bullington sheet and scipy's Fresnel integrals."""

import numpy as np
import pytest

from rangering.earth.diffraction import (
    bullington_loss_db,
    delta_bullington_loss_db,
    knife_edge_loss_db,
    knife_edge_loss_exact_db,
    knife_edge_parameter,
    smooth_surface_heights_m,
)
from rangering.earth.spherical_diffraction import LAND, SEA, first_term_loss_db, spherical_earth_loss_db
from tests.oracle.case import CASES

RADIUS_M = 8_500_000.0
# ITU-R study group 3, validation examples for the delta-Bullington method: masts [m], frequency [GHz], then
# Bullington's loss, Bullington's of the smooth surface, the spherical Earth's, and the method's [dB].
ITU_SHEET = {
    "03_profile_itu_3.csv": [
        (30.0, 30.0, 1.0, 32.84284766, 13.74840484, 15.3485837, 34.44302652),
        (50.0, 10.0, 2.5, 37.229036, 18.5970601, 23.6973069, 42.32928281),
        (20.0, 20.0, 0.6, 31.22595813, 15.79373777, 20.91384864, 36.34606901),
        (40.0, 50.0, 0.2, 24.87792613, 11.50981857, 14.32933641, 27.69744396),
        (70.0, 5.0, 0.15, 24.78223928, 14.93033347, 33.13883693, 42.99074274),
    ],
    "03_profile_itu_5.csv": [
        (30.0, 30.0, 1.0, 17.62040631, 0.0, 0.0, 17.62040631),
        (50.0, 10.0, 2.5, 25.1016907, 0.0, 0.0, 25.1016907),
        (20.0, 20.0, 0.6, 20.25488733, 0.0, 0.0, 20.25488733),
        (40.0, 50.0, 0.2, 10.1899085, 0.0, 0.0, 10.1899085),
        (70.0, 5.0, 0.15, 16.27593106, 6.17409081, 10.63765222, 20.73949248),
    ],
}


@pytest.mark.both_ways
@pytest.mark.parametrize("name", ITU_SHEET)
def test_itu_delta_bullington_validation_sheet(name):
    """With c = 3e8 m/s and horizontal polarisation; 1e-5 dB is what 1 cm of the profile's length changes."""
    distances_m, heights_m = np.loadtxt(CASES / name, delimiter=",", skiprows=1).T.copy()
    distances_m = 1000.0 * distances_m
    flat_m = np.zeros(heights_m.size)
    for mast_1_m, mast_2_m, ghz, bullington_db, smooth_db, sphere_db, method_db in ITU_SHEET[name]:
        wavelength_m = 0.3 / ghz
        antennas = heights_m[0] + mast_1_m, heights_m[-1] + mast_2_m
        link = RADIUS_M, wavelength_m
        surface = smooth_surface_heights_m(distances_m, heights_m, *antennas)
        masts = antennas[0] - surface[0], antennas[1] - surface[1]
        assert bullington_loss_db(distances_m, heights_m, *antennas, *link) == pytest.approx(
            bullington_db, abs=1e-5
        )
        assert bullington_loss_db(distances_m, flat_m, *masts, *link) == pytest.approx(smooth_db, abs=1e-5)
        for ground in (LAND, SEA):
            sphere = spherical_earth_loss_db(distances_m[-1], *masts, *link, *ground, 0.0)
            whole = delta_bullington_loss_db(distances_m, heights_m, *antennas, *link, *ground, 0.0)
            assert (sphere, whole) == pytest.approx((sphere_db, method_db), abs=1e-4)


@pytest.mark.both_ways
def test_scipy_fresnel_knife_edge():
    """From deep in the shadow to far in the clear, across both ends of the power series."""
    from scipy.special import fresnel

    for nu in (-20.0, -3.0, -1.51, -1.49, -0.7, 0.0, 1.0, 1.49, 1.51, 2.4, 5.0):
        sine, cosine = fresnel(nu)
        expected_db = -10.0 * np.log10(((1 - cosine - sine) ** 2 + (cosine - sine) ** 2) / 4)
        assert knife_edge_loss_exact_db(nu) == pytest.approx(expected_db, abs=1e-9)


@pytest.mark.both_ways
def test_deep_shadow_follows_the_asymptote():
    """J → 20 log(√2 π ν), the leading term of the Fresnel integrals; the next is of order 1 / ν⁴."""
    for nu in (20.0, 300.0):
        assert knife_edge_loss_exact_db(nu) == pytest.approx(20 * np.log10(np.sqrt(2) * np.pi * nu), abs=1e-4)


@pytest.mark.both_ways
def test_p526_approximation_and_parameter():
    """P.526: about 6 dB at grazing, and within 0.3 dB of the Fresnel integrals above ν = -0.7."""
    assert knife_edge_loss_db(0.0) == pytest.approx(6.03, abs=0.005)
    assert knife_edge_loss_db(-0.78) == 0.0
    for nu in np.arange(-0.7, 3.0, 0.05):
        assert knife_edge_loss_db(nu) == pytest.approx(knife_edge_loss_exact_db(nu), abs=0.3)
    assert knife_edge_parameter(50.0, 1e4, 2e4, 0.1) == pytest.approx(50.0 * np.sqrt(2 / 0.1 * 1.5e-4))


@pytest.mark.both_ways
def test_a_profile_of_one_edge_is_that_edge():
    """Bullington's edge is the edge itself, and its correction is the Recommendation's own."""
    distances_m, heights_m = np.array([0.0, 1e4, 3e4]), np.array([0.0, 150.0, 0.0])
    edge_db = knife_edge_loss_db(knife_edge_parameter(150.0 - 10.0, 1e4, 2e4, 0.1))
    loss_db = bullington_loss_db(distances_m, heights_m, 10.0, 10.0, 1e12, 0.1)
    assert loss_db == pytest.approx(edge_db + (1 - np.exp(-edge_db / 6)) * 10.6, rel=1e-6)
    assert bullington_loss_db(distances_m[:2], heights_m[:2], 10.0, 160.0, RADIUS_M, 0.1) == 0.0


@pytest.mark.both_ways
def test_beyond_the_horizon_the_sphere_is_its_first_term():
    path = 100e3, 10.0, 10.0, RADIUS_M, 0.3, *SEA, 1.0
    assert spherical_earth_loss_db(*path) == first_term_loss_db(*path) > 20.0
    assert spherical_earth_loss_db(5e3, 100.0, 100.0, RADIUS_M, 0.03, *LAND, 0.0) == 0.0
