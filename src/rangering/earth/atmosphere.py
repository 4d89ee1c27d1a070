"""The standard atmosphere to 80 km, warmer or colder days, flight levels, and airspeeds.

Seven layers of constant temperature gradient in geopotential height; the lowest also runs below sea level.
The closed forms are exact: each layer starts from the computed, not the rounded, pressure of the one below. A
day is described by its sea-level pressure and its ISA deviation, the temperature difference from standard at
equal *pressure*, the same at every level. Humidity is ignored: in saturated air of 30 °C a level lies about
one percent higher. From 80 km up molecular mass changes and these formulas end.
Sources: ISO 2533:1975 and ICAO Doc 7488/3 (identical to U.S. Standard Atmosphere 1976 below 80 km).
"""

import numpy as np

from rangering._jit import compiled
from rangering.constants import (
    AIR_GAS_CONSTANT_J_KG_K,
    AIR_HEAT_RATIO,
    ISA_PRESSURE_PA,
    ISA_TEMPERATURE_K,
    STANDARD_GRAVITY_M_S2,
)

# ISO 2533:1975, table 4: geopotential height where each layer starts, and its gradient.
LAYER_BASE_M = np.array([0.0, 11_000.0, 20_000.0, 32_000.0, 47_000.0, 51_000.0, 71_000.0])
LAYER_GRADIENT_K_M = np.array([-6.5e-3, 0.0, 1.0e-3, 2.8e-3, 0.0, -2.8e-3, -2.0e-3])

# g / R, "34.163 K per km": what hydrostatic balance divides by temperature.
AUTOCONVECTIVE_K_M = STANDARD_GRAVITY_M_S2 / AIR_GAS_CONSTANT_J_KG_K


def _layer_bases() -> tuple[np.ndarray, np.ndarray]:
    """Temperature and pressure at the foot of each layer, carried upwards from sea level."""
    temperature_k, pressure_pa = [ISA_TEMPERATURE_K], [ISA_PRESSURE_PA]
    for depth_m, gradient in zip(np.diff(LAYER_BASE_M), LAYER_GRADIENT_K_M, strict=False):
        below_k = temperature_k[-1]
        above_k = below_k + gradient * depth_m
        ratio = (
            (above_k / below_k) ** (-AUTOCONVECTIVE_K_M / gradient)
            if gradient
            else np.exp(-AUTOCONVECTIVE_K_M * depth_m / below_k)
        )
        temperature_k.append(above_k)
        pressure_pa.append(pressure_pa[-1] * ratio)
    return np.array(temperature_k), np.array(pressure_pa)


LAYER_TEMPERATURE_K, LAYER_PRESSURE_PA = _layer_bases()


@compiled
def to_geopotential_m(geometric_height_m, earth_radius_m):
    """Geopotential height: the height that would cost the same energy under constant gravity.

    Parameters
    ----------
    geometric_height_m : float
        Height above mean sea level.
    earth_radius_m : float
        `ISA_EARTH_RADIUS_M` for the standard atmosphere.

    Returns
    -------
    float
        r z / (r + z). [m]
    """
    return earth_radius_m * geometric_height_m / (earth_radius_m + geometric_height_m)


@compiled
def to_geometric_m(geopotential_height_m, earth_radius_m):
    """Height above mean sea level of a geopotential height; undoes `to_geopotential_m`.

    Parameters
    ----------
    geopotential_height_m : float
        Geopotential height.
    earth_radius_m : float
        `ISA_EARTH_RADIUS_M` for the standard atmosphere.

    Returns
    -------
    float
        r H / (r - H). [m]
    """
    return earth_radius_m * geopotential_height_m / (earth_radius_m - geopotential_height_m)


@compiled
def _layer(geopotential_height_m):
    """Index of the layer a geopotential height lies in; 0 below sea level too."""
    layer = 0
    while layer < LAYER_BASE_M.size - 1 and geopotential_height_m >= LAYER_BASE_M[layer + 1]:
        layer += 1
    return layer


@compiled
def isa_temperature_k(geopotential_height_m):
    """Standard temperature.

    Parameters
    ----------
    geopotential_height_m : float
        Geopotential height, up to 79 km; below sea level the lowest layer goes on.

    Returns
    -------
    float
        Temperature. [K]
    """
    layer = _layer(geopotential_height_m)
    return LAYER_TEMPERATURE_K[layer] + LAYER_GRADIENT_K_M[layer] * (
        geopotential_height_m - LAYER_BASE_M[layer]
    )


@compiled
def isa_pressure_pa(geopotential_height_m):
    """Standard pressure.

    Parameters
    ----------
    geopotential_height_m : float
        Geopotential height, up to 79 km; below sea level the lowest layer goes on.

    Returns
    -------
    float
        Pressure. [Pa]
    """
    layer = _layer(geopotential_height_m)
    above_m = geopotential_height_m - LAYER_BASE_M[layer]
    base_k, gradient = LAYER_TEMPERATURE_K[layer], LAYER_GRADIENT_K_M[layer]
    if gradient == 0.0:
        return LAYER_PRESSURE_PA[layer] * np.exp(-AUTOCONVECTIVE_K_M * above_m / base_k)
    return LAYER_PRESSURE_PA[layer] * (1.0 + gradient * above_m / base_k) ** (-AUTOCONVECTIVE_K_M / gradient)


@compiled
def pressure_altitude_m(pressure_pa):
    """Geopotential height at which the standard atmosphere has this pressure; undoes `isa_pressure_pa`.

    Parameters
    ----------
    pressure_pa : float
        Static pressure, above 1 Pa.

    Returns
    -------
    float
        Pressure altitude, negative above standard sea-level pressure. [m]
    """
    layer = 0
    while layer < LAYER_PRESSURE_PA.size - 1 and pressure_pa <= LAYER_PRESSURE_PA[layer + 1]:
        layer += 1
    base_k, gradient = LAYER_TEMPERATURE_K[layer], LAYER_GRADIENT_K_M[layer]
    ratio = pressure_pa / LAYER_PRESSURE_PA[layer]
    if gradient == 0.0:
        return LAYER_BASE_M[layer] - base_k / AUTOCONVECTIVE_K_M * np.log(ratio)
    return LAYER_BASE_M[layer] + base_k / gradient * (ratio ** (-gradient / AUTOCONVECTIVE_K_M) - 1.0)


@compiled
def air_density_kg_m3(pressure_pa, temperature_k):
    """Density of dry air, an ideal gas.

    Parameters
    ----------
    pressure_pa, temperature_k : float
        State of the air.

    Returns
    -------
    float
        p / (R T). [kg/m³]
    """
    return pressure_pa / (AIR_GAS_CONSTANT_J_KG_K * temperature_k)


@compiled
def speed_of_sound_m_s(temperature_k):
    """Speed of sound in dry air.

    Parameters
    ----------
    temperature_k : float
        Air temperature.

    Returns
    -------
    float
        √(γ R T). [m/s]
    """
    return np.sqrt(AIR_HEAT_RATIO * AIR_GAS_CONSTANT_J_KG_K * temperature_k)


@compiled
def flight_level_height_m(flight_level_m, sea_level_pressure_pa, isa_deviation_k, earth_radius_m):
    """True height of a flight level on a given day.

    A flight level is a surface of constant pressure. Where the air is ΔT warmer than standard at each
    pressure, hydrostatic balance stretches every standard slice dHp to dHp (1 + ΔT / T_isa), and ∫ dHp /
    T_isa between two pressures is R/g ln(p₁/p₂) whatever the layers. Hence, exactly,

        H = Hp - Hp(p_sea) + ΔT R/g ln(p_sea / p).

    Parameters
    ----------
    flight_level_m : float
        Pressure altitude the level stands for: flight level times 100 ft.
    sea_level_pressure_pa : float
        Pressure at mean sea level.
    isa_deviation_k : float
        ΔT, the same at every level.
    earth_radius_m : float
        `ISA_EARTH_RADIUS_M` for the standard atmosphere.

    Returns
    -------
    float
        Geometric height above mean sea level. [m]

    References
    ----------
    ICAO Doc 7488/3 (hydrostatic balance); the deviation as in EUROCONTROL, BADA user manual.
    """
    pressure_pa = isa_pressure_pa(flight_level_m)
    above_sea_m = flight_level_m - pressure_altitude_m(sea_level_pressure_pa)
    stretch_m = isa_deviation_k / AUTOCONVECTIVE_K_M * np.log(sea_level_pressure_pa / pressure_pa)
    return to_geometric_m(above_sea_m + stretch_m, earth_radius_m)


@compiled
def level_at_height_m(height_m, sea_level_pressure_pa, isa_deviation_k, earth_radius_m):
    """Pressure altitude found at a true height on a given day; undoes `flight_level_height_m`.

    Parameters
    ----------
    height_m : float
        Geometric height above mean sea level.
    sea_level_pressure_pa, isa_deviation_k, earth_radius_m : float
        The day, as in `flight_level_height_m`.

    Returns
    -------
    float
        Pressure altitude, by Newton's method: standard pressure and temperature follow from it. [m]
    """
    level_m = to_geopotential_m(height_m, earth_radius_m)
    for _ in range(5):
        missed_m = (
            flight_level_height_m(level_m, sea_level_pressure_pa, isa_deviation_k, earth_radius_m) - height_m
        )
        level_m -= missed_m / (1.0 + isa_deviation_k / isa_temperature_k(level_m))
    return level_m


@compiled
def mach_from_calibrated(calibrated_m_s, pressure_pa):
    """Mach number of a calibrated airspeed, subsonic.

    The pitot tube's excess pressure is the one the calibrated speed would give at standard sea level.

    Parameters
    ----------
    calibrated_m_s : float
        Calibrated airspeed.
    pressure_pa : float
        Static pressure at the aircraft.

    Returns
    -------
    float
        Mach number, right below 1; beyond, a bow shock changes the pitot pressure.

    References
    ----------
    ISO 2533 gas model with the isentropic pitot relation, γ = 1.4.
    """
    sea_level_m_s = speed_of_sound_m_s(ISA_TEMPERATURE_K)
    excess_pa = ISA_PRESSURE_PA * ((1.0 + 0.2 * (calibrated_m_s / sea_level_m_s) ** 2) ** 3.5 - 1.0)
    return np.sqrt(5.0 * ((excess_pa / pressure_pa + 1.0) ** (1.0 / 3.5) - 1.0))


@compiled
def true_airspeed_m_s(mach, temperature_k):
    """True airspeed of a Mach number.

    Parameters
    ----------
    mach : float
        Mach number.
    temperature_k : float
        Air temperature: on a day of deviation ΔT, standard temperature plus ΔT.

    Returns
    -------
    float
        Speed through the air. [m/s]
    """
    return mach * speed_of_sound_m_s(temperature_k)
