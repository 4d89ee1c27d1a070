"""Power lost to oxygen and water vapour along a path.

Line-by-line absorption at 1 to 1000 GHz; the reference atmosphere it is used in; the loss of a ray that
leaves the atmosphere; and the loss between a radar and a target, from a profile tabulated once per frequency.
Clear air only: no cloud, no scintillation. The reference atmosphere is the standard one with water vapour
that thins out by e every 2 km; a day may have another sea-level pressure and ISA deviation. It ends at 80 km,
above which less than 1e-5 of the loss is left outside the oxygen line centres.
Sources: Recommendations ITU-R P.676-13 (08/2022), Annex 1, and P.835-6 (12/2017), mean annual global.
"""

import numpy as np

from rangering._jit import compiled
from rangering.constants import ISA_EARTH_RADIUS_M
from rangering.earth.atmosphere import isa_pressure_pa, isa_temperature_k, level_at_height_m
from rangering.earth.gas_lines import OXYGEN_LINES, WATER_LINES
from rangering.earth.horizon import height_on_ray_m
from rangering.earth.refraction import refractivity

STANDARD_VAPOUR_DENSITY_KG_M3 = 7.5e-3  # P.835-6, at sea level
VAPOUR_SCALE_HEIGHT_M = 2000.0  # P.835-6
LEAST_MIXING_RATIO = 2e-6  # P.835-6: vapour pressure over total pressure, once reached, holds upwards
TOP_M = 80_000.0

_HALVINGS = 50  # of the heights a descending ray may turn at: to well below a micrometre

PROFILE_BASE_M = -500.0  # below the Dead Sea's shore
PROFILE_STEP_M = 100.0
PROFILE_COUNT = 806  # up to 80 km

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1.0), 0.5 * _WEIGHTS  # on 0 to 1


@compiled
def specific_attenuation_db_m(frequency_hz, dry_pressure_pa, vapour_pressure_pa, temperature_k):
    """Attenuation per metre by oxygen (with the dry continuum) and by water vapour.

    Parameters
    ----------
    frequency_hz : float
        1 GHz to 1 THz.
    dry_pressure_pa, vapour_pressure_pa, temperature_k : float
        State of the air; the dry pressure is the total less the vapour's.

    Returns
    -------
    tuple of two floats
        Oxygen, water vapour. [dB/m]

    References
    ----------
    Recommendation ITU-R P.676-13, Annex 1, equations (1) to (9).
    """
    f = 1e-9 * frequency_hz
    p, e = 0.01 * dry_pressure_pa, 0.01 * vapour_pressure_pa
    theta = 300.0 / temperature_k

    # Debye spectrum of oxygen below 10 GHz, and nitrogen under pressure above 100 GHz.
    width = 5.6e-4 * (p + e) * theta**0.8
    debye = 6.14e-5 / (width * (1.0 + (f / width) ** 2))
    nitrogen = 1.4e-12 * p * theta**1.5 / (1.0 + 1.9e-5 * f**1.5)
    oxygen = f * p * theta**2 * (debye + nitrogen)
    for i in range(OXYGEN_LINES.shape[0]):
        f0, a1, a2, a3 = OXYGEN_LINES[i, 0], OXYGEN_LINES[i, 1], OXYGEN_LINES[i, 2], OXYGEN_LINES[i, 3]
        a4, a5, a6 = OXYGEN_LINES[i, 4], OXYGEN_LINES[i, 5], OXYGEN_LINES[i, 6]
        strength = 1e-7 * a1 * p * theta**3 * np.exp(a2 * (1.0 - theta))
        width = 1e-4 * a3 * (p * theta ** (0.8 - a4) + 1.1 * e * theta)
        width = np.sqrt(width**2 + 2.25e-6)  # Zeeman splitting
        overlap = 1e-4 * (a5 + a6 * theta) * (p + e) * theta**0.8
        oxygen += strength * _line_shape(f, f0, width, overlap)

    water = 0.0
    for i in range(WATER_LINES.shape[0]):
        f0, b1, b2, b3 = WATER_LINES[i, 0], WATER_LINES[i, 1], WATER_LINES[i, 2], WATER_LINES[i, 3]
        b4, b5, b6 = WATER_LINES[i, 4], WATER_LINES[i, 5], WATER_LINES[i, 6]
        strength = 0.1 * b1 * e * theta**3.5 * np.exp(b2 * (1.0 - theta))
        width = 1e-4 * b3 * (p * theta**b4 + b5 * e * theta**b6)
        width = 0.535 * width + np.sqrt(0.217 * width**2 + 2.1316e-12 * f0**2 / theta)  # Doppler
        water += strength * _line_shape(f, f0, width, 0.0)
    return 1.82e-4 * f * oxygen, 1.82e-4 * f * water


@compiled
def _line_shape(f, f0, width, overlap):
    """Van Vleck-Weisskopf shape of a line of given width, with its neighbours' interference. All in GHz."""
    below, above = f0 - f, f0 + f
    return (
        f
        / f0
        * (
            (width - overlap * below) / (below**2 + width**2)
            + (width - overlap * above) / (above**2 + width**2)
        )
    )


@compiled
def reference_air(height_m, sea_level_vapour_density_kg_m3, sea_level_pressure_pa, isa_deviation_k):
    """The mean annual global reference atmosphere, on a day of given pressure and temperature.

    Parameters
    ----------
    height_m : float
        Geometric height above mean sea level, up to 80 km.
    sea_level_vapour_density_kg_m3, sea_level_pressure_pa, isa_deviation_k : float
        The day; 7.5 g/m³, standard pressure and 0 K for the Recommendation's own.

    Returns
    -------
    tuple of three floats
        Dry pressure [Pa], vapour pressure [Pa], temperature [K].

    References
    ----------
    Recommendation ITU-R P.835-6, Annex 1, section 1.
    """
    level_m = level_at_height_m(height_m, sea_level_pressure_pa, isa_deviation_k, ISA_EARTH_RADIUS_M)
    temperature_k = isa_temperature_k(level_m) + isa_deviation_k
    pressure_pa = isa_pressure_pa(level_m)
    density_kg_m3 = sea_level_vapour_density_kg_m3 * np.exp(-height_m / VAPOUR_SCALE_HEIGHT_M)
    # ρ T / 216.7 gives hPa for g/m³.
    vapour_pa = density_kg_m3 * temperature_k * (1e5 / 216.7)
    vapour_pa = max(vapour_pa, LEAST_MIXING_RATIO * pressure_pa)
    return pressure_pa - vapour_pa, vapour_pa, temperature_k


@compiled
def whole_atmosphere_loss_db(
    frequency_hz,
    height_m,
    elevation_rad,
    sea_level_vapour_density_kg_m3,
    sea_level_pressure_pa,
    isa_deviation_k,
    earth_radius_m,
):
    """One-way loss from a height to space along a refracted ray.

    Spherical layers, 10 cm thick at the start and growing by 1 % each, of constant attenuation and refractive
    index; the ray obeys Snell's law between them. A ray that first descends does so as it would climb from
    its lowest point, and there it is level.

    Parameters
    ----------
    frequency_hz : float
        1 GHz to 1 THz.
    height_m : float
        Where the ray starts, above mean sea level.
    elevation_rad : float
        Its elevation there, -π/2 to π/2.
    sea_level_vapour_density_kg_m3, sea_level_pressure_pa, isa_deviation_k : float
        The day, as in `reference_air`.
    earth_radius_m : float
        The true radius.

    Returns
    -------
    float
        Loss; NaN where the ray runs into the sea-level sphere. Within 0.3 % of fine quadrature where it first
        descends. [dB]

    References
    ----------
    Recommendation ITU-R P.676-13, Annex 1, section 2.2.1.
    """
    day = (sea_level_vapour_density_kg_m3, sea_level_pressure_pa, isa_deviation_k)
    climbing_db = _climbing_loss_db(frequency_hz, height_m, np.abs(elevation_rad), day, earth_radius_m)
    if elevation_rad >= 0.0:
        return climbing_db
    # n r cos(elevation) is the same all along the ray, and the cosine is 1 where it turns.
    invariant_m = _index_radius_m(height_m, day, earth_radius_m) * np.cos(elevation_rad)
    if invariant_m < _index_radius_m(0.0, day, earth_radius_m):
        return np.nan
    below_m, above_m = 0.0, height_m
    for _ in range(_HALVINGS):
        middle_m = 0.5 * (below_m + above_m)
        if _index_radius_m(middle_m, day, earth_radius_m) < invariant_m:
            below_m = middle_m
        else:
            above_m = middle_m
    level_db = _climbing_loss_db(frequency_hz, above_m, 0.0, day, earth_radius_m)
    return 2.0 * level_db - climbing_db


@compiled
def _index_radius_m(height_m, day, earth_radius_m):
    """Refractive index times distance from the Earth's centre, on a day as `reference_air` takes it. [m]"""
    dry_pa, vapour_pa, temperature_k = reference_air(height_m, day[0], day[1], day[2])
    return (1.0 + 1e-6 * refractivity(dry_pa + vapour_pa, vapour_pa, temperature_k)) * (
        earth_radius_m + height_m
    )


@compiled
def _climbing_loss_db(frequency_hz, height_m, elevation_rad, day, earth_radius_m):
    """`whole_atmosphere_loss_db` of a ray that never descends. [dB]"""
    loss_db = 0.0
    bottom_m, thickness_m = height_m, 0.1
    invariant_m = 0.0  # n r cos(elevation), the same in every layer
    while bottom_m < TOP_M:
        middle_m = bottom_m + 0.5 * thickness_m
        dry_pa, vapour_pa, temperature_k = reference_air(middle_m, day[0], day[1], day[2])
        index = 1.0 + 1e-6 * refractivity(dry_pa + vapour_pa, vapour_pa, temperature_k)
        inner_m = earth_radius_m + bottom_m
        outer_m = inner_m + thickness_m
        if bottom_m == height_m:
            invariant_m = index * inner_m * np.cos(elevation_rad)
        closest_m = invariant_m / index  # where this layer's straight piece would pass the centre
        path_m = np.sqrt(outer_m**2 - closest_m**2) - np.sqrt(max(inner_m**2 - closest_m**2, 0.0))
        oxygen, water = specific_attenuation_db_m(frequency_hz, dry_pa, vapour_pa, temperature_k)
        loss_db += (oxygen + water) * path_m
        bottom_m += thickness_m
        thickness_m *= np.exp(0.01)
    return loss_db


@compiled
def attenuation_profile_db_m(
    frequency_hz, sea_level_vapour_density_kg_m3, sea_level_pressure_pa, isa_deviation_k
):
    """Specific attenuation against height, tabulated once per frequency for `path_loss_db`.

    Parameters
    ----------
    frequency_hz : float
        1 GHz to 1 THz.
    sea_level_vapour_density_kg_m3, sea_level_pressure_pa, isa_deviation_k : float
        The day, as in `reference_air`.

    Returns
    -------
    float array, shape (PROFILE_COUNT,)
        Oxygen and water together, every `PROFILE_STEP_M` from `PROFILE_BASE_M` upwards. [dB/m]
    """
    profile_db_m = np.empty(PROFILE_COUNT)
    for i in range(PROFILE_COUNT):
        dry_pa, vapour_pa, temperature_k = reference_air(
            PROFILE_BASE_M + i * PROFILE_STEP_M,
            sea_level_vapour_density_kg_m3,
            sea_level_pressure_pa,
            isa_deviation_k,
        )
        oxygen, water = specific_attenuation_db_m(frequency_hz, dry_pa, vapour_pa, temperature_k)
        profile_db_m[i] = oxygen + water
    return profile_db_m


@compiled
def path_loss_db(profile_db_m, height_m, elevation_rad, distance_m, effective_radius_m):
    """One-way loss along a ray between two points within the atmosphere.

    The ray is straight over the sphere k·R. Sixteen Gauss points, crowded towards the start where the ray
    climbs out of the damp air: within 0.5 % of fine quadrature for rays that climb and for level ones.

    Parameters
    ----------
    profile_db_m : float array, shape (PROFILE_COUNT,)
        From `attenuation_profile_db_m`.
    height_m, elevation_rad : float
        Where the ray starts and its elevation there.
    distance_m, effective_radius_m : float
        Length of the ray, and k·R.

    Returns
    -------
    float
        Loss. [dB]
    """
    # Most of the loss of a climbing ray falls within one or two scale heights of the start.
    climb = max(np.sin(elevation_rad), 1e-3)
    scale_m = min(distance_m, 2.0 * VAPOUR_SCALE_HEIGHT_M / climb)
    if scale_m <= 0.0:
        return 0.0
    stretch = np.log(1.0 + distance_m / scale_m)
    loss_db = 0.0
    for i in range(_NODES.size):
        growth = np.exp(stretch * _NODES[i])
        along_m = scale_m * (growth - 1.0)
        at_m = height_on_ray_m(height_m, elevation_rad, along_m, effective_radius_m)
        step = min(max((at_m - PROFILE_BASE_M) / PROFILE_STEP_M, 0.0), PROFILE_COUNT - 1.001)
        below = int(step)
        part = step - below
        attenuation_db_m = (1.0 - part) * profile_db_m[below] + part * profile_db_m[below + 1]
        loss_db += _WEIGHTS[i] * attenuation_db_m * growth
    return loss_db * scale_m * stretch


@compiled
def two_way_gas_loss_db(profile_db_m, height_m, elevation_rad, distance_m, effective_radius_m):
    """Loss of a radar echo, there and back; parameters as in `path_loss_db`. [dB]"""
    return 2.0 * path_loss_db(profile_db_m, height_m, elevation_rad, distance_m, effective_radius_m)
