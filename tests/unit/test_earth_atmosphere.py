"""The standard atmosphere, flight levels on real days, and airspeeds, against printed tables."""

import numpy as np
import pytest

from rangering.constants import (
    AIR_GAS_CONSTANT_J_KG_K,
    FOOT_M,
    ISA_EARTH_RADIUS_M,
    ISA_PRESSURE_PA,
    KNOT_M_S,
    STANDARD_GRAVITY_M_S2,
)
from rangering.earth.atmosphere import (
    air_density_kg_m3,
    flight_level_height_m,
    isa_pressure_pa,
    isa_temperature_k,
    mach_from_calibrated,
    pressure_altitude_m,
    speed_of_sound_m_s,
    to_geometric_m,
    to_geopotential_m,
    true_airspeed_m_s,
)

# ICAO Doc 8168 (PANS-OPS), cold temperature table: aerodrome at sea level, temperature [°C],
# and for each height [ft] what to add to the altimeter reading to be really that high.
PANS_OPS_FT = {
    0.0: {1000.0: 60.0, 3000.0: 170.0, 5000.0: 280.0},
    -10.0: {1000.0: 100.0, 3000.0: 290.0, 5000.0: 490.0},
    -30.0: {1000.0: 190.0, 3000.0: 570.0, 5000.0: 950.0},
    -50.0: {1000.0: 300.0, 3000.0: 890.0, 5000.0: 1500.0},
}


@pytest.mark.both_ways
def test_us_standard_atmosphere_1976_table_i():
    """20 km geometric: 216.65 K, 5529.3 Pa, 0.088910 kg/m³, 295.07 m/s, five printed figures."""
    geopotential_m = to_geopotential_m(20_000.0, ISA_EARTH_RADIUS_M)
    assert geopotential_m == pytest.approx(19_937.0, abs=0.5)
    assert to_geometric_m(geopotential_m, ISA_EARTH_RADIUS_M) == pytest.approx(20_000.0, abs=1e-8)
    temperature_k, pressure_pa = isa_temperature_k(geopotential_m), isa_pressure_pa(geopotential_m)
    assert temperature_k == pytest.approx(216.65, abs=0.005)
    assert pressure_pa == pytest.approx(5529.3, abs=0.1)
    assert air_density_kg_m3(pressure_pa, temperature_k) == pytest.approx(0.088910, abs=1e-6)
    assert speed_of_sound_m_s(temperature_k) == pytest.approx(295.07, abs=0.005)


@pytest.mark.both_ways
@pytest.mark.parametrize(
    ("height_m", "printed_hpa"), [(-2000.0, 1277.74), (11_000.0, 226.320), (32_000.0, 8.68014)]
)
def test_icao_doc_7488_pressure(height_m, printed_hpa):
    assert isa_pressure_pa(height_m) == pytest.approx(100.0 * printed_hpa, rel=1e-5)
    assert pressure_altitude_m(isa_pressure_pa(height_m)) == pytest.approx(height_m, abs=1e-8)


@pytest.mark.both_ways
def test_on_a_standard_day_a_flight_level_is_its_pressure_altitude():
    for level in (0.0, 10.0, 330.0, 600.0):
        pressure_altitude = level * 100.0 * FOOT_M
        height_m = flight_level_height_m(pressure_altitude, ISA_PRESSURE_PA, 0.0, ISA_EARTH_RADIUS_M)
        assert to_geopotential_m(height_m, ISA_EARTH_RADIUS_M) == pytest.approx(pressure_altitude, abs=1e-8)


@pytest.mark.both_ways
@pytest.mark.parametrize("aerodrome_c", PANS_OPS_FT)
def test_pans_ops_cold_day_corrections(aerodrome_c):
    """Within the table's rounding to 10 ft."""
    for height_ft, correction_ft in PANS_OPS_FT[aerodrome_c].items():
        indicated_m = (height_ft + correction_ft) * FOOT_M
        true_m = flight_level_height_m(indicated_m, ISA_PRESSURE_PA, aerodrome_c - 15.0, ISA_EARTH_RADIUS_M)
        assert true_m / FOOT_M == pytest.approx(height_ft, abs=10.0)


@pytest.mark.both_ways
def test_low_pressure_lowers_a_level_by_the_altimeters_27_feet_per_hectopascal():
    """The ICAO pressure scale at sea level: 27.3 ft per hPa (Doc 7488/3, between 1012 and 1014 hPa)."""
    heights_m = [
        flight_level_height_m(3000.0, pressure_pa, 0.0, ISA_EARTH_RADIUS_M)
        for pressure_pa in (101_225.0, 101_425.0)
    ]
    assert (heights_m[1] - heights_m[0]) / FOOT_M == pytest.approx(2 * 27.3, abs=0.1)


def test_scipy_hydrostatic_integration_of_a_warm_low_day():
    """FL390 at 985 hPa and ISA + 15 K: the hydrostatic equation integrated by scipy, layer by layer."""
    from scipy.integrate import quad

    level_m, deviation_k, sea_level_pa = 39_000 * FOOT_M, 15.0, 98_500.0

    def metres_per_log_pressure(log_pressure):
        temperature_k = isa_temperature_k(pressure_altitude_m(np.exp(log_pressure))) + deviation_k
        return AIR_GAS_CONSTANT_J_KG_K * temperature_k / STANDARD_GRAVITY_M_S2

    top, sea = np.log(isa_pressure_pa(level_m)), np.log(sea_level_pa)
    integrated_m, _ = quad(metres_per_log_pressure, top, sea, points=[np.log(22_632.04)], epsabs=1e-7)
    height_m = flight_level_height_m(level_m, sea_level_pa, deviation_k, ISA_EARTH_RADIUS_M)
    assert to_geopotential_m(height_m, ISA_EARTH_RADIUS_M) == pytest.approx(integrated_m, abs=1e-3)


@pytest.mark.both_ways
def test_openap_airspeeds():
    """openap 2.6.2: 280 kt calibrated at 31,000 ft is Mach 0.7572 and 444.32 kt true."""
    pressure_pa, temperature_k = isa_pressure_pa(31_000 * FOOT_M), isa_temperature_k(31_000 * FOOT_M)
    mach = mach_from_calibrated(280 * KNOT_M_S, pressure_pa)
    assert mach == pytest.approx(0.757246, rel=1e-5)
    assert true_airspeed_m_s(mach, temperature_k) / KNOT_M_S == pytest.approx(444.32465, rel=1e-5)
