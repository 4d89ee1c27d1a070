"""Power lost to rain.

Attenuation per metre from rain rate, frequency, polarisation and elevation; and how much of a ray lies in
rain that reaches up to a given height. Rain is uniform along the path: over tens of kilometres that
overstates the loss, as heavy rain falls in cells of a few kilometres. Sleet, hail and snow are not modelled.
Source: Recommendation ITU-R P.838-3 (03/2005), equations (1) to (5) and tables 1 to 4; 1 to 1000 GHz.
"""

import numpy as np

from rangering._jit import compiled

# Rows: amplitude, centre and width of each bell over log10(GHz). Below each table its line: slope, offset.
_K_H = np.array(
    [
        [-5.33980, -0.35351, -0.23789, -0.94158],
        [-0.10008, 1.26970, 0.86036, 0.64552],
        [1.13098, 0.45400, 0.15354, 0.16817],
    ]
)
_K_H_LINE = (-0.18961, 0.71147)
_K_V = np.array(
    [
        [-3.80595, -3.44965, -0.39902, 0.50167],
        [0.56934, -0.22911, 0.73042, 1.07319],
        [0.81061, 0.51059, 0.11899, 0.27195],
    ]
)
_K_V_LINE = (-0.16398, 0.63297)
_ALPHA_H = np.array(
    [
        [-0.14318, 0.29591, 0.32177, -5.37610, 16.1721],
        [1.82442, 0.77564, 0.63773, -0.96230, -3.29980],
        [-0.55187, 0.19822, 0.13164, 1.47828, 3.43990],
    ]
)
_ALPHA_H_LINE = (0.67849, -1.95537)
_ALPHA_V = np.array(
    [
        [-0.07771, 0.56727, -0.20238, -48.2991, 48.5833],
        [2.33840, 0.95545, 1.14520, 0.791669, 0.791459],
        [-0.76284, 0.54039, 0.26809, 0.116226, 0.116479],
    ]
)
_ALPHA_V_LINE = (-0.053739, 0.83433)


@compiled
def _bells(table, line, log_ghz):
    """Sum of bell curves on a straight line."""
    total = line[0] * log_ghz + line[1]
    for j in range(table.shape[1]):
        total += table[0, j] * np.exp(-(((log_ghz - table[1, j]) / table[2, j]) ** 2))
    return total


@compiled
def rain_coefficients(frequency_hz):
    """Coefficients of γ = k R^α for horizontal and vertical polarisation on a level path.

    Parameters
    ----------
    frequency_hz : float
        1 GHz to 1 THz.

    Returns
    -------
    tuple of four floats
        k_H, α_H, k_V, α_V, for γ in dB/km and R in mm/h.
    """
    log_ghz = np.log10(1e-9 * frequency_hz)
    return (
        10.0 ** _bells(_K_H, _K_H_LINE, log_ghz),
        _bells(_ALPHA_H, _ALPHA_H_LINE, log_ghz),
        10.0 ** _bells(_K_V, _K_V_LINE, log_ghz),
        _bells(_ALPHA_V, _ALPHA_V_LINE, log_ghz),
    )


@compiled
def rain_attenuation_db_m(frequency_hz, rain_rate_mm_h, elevation_rad, tilt_rad):
    """Attenuation per metre in rain.

    Parameters
    ----------
    frequency_hz : float
        1 GHz to 1 THz.
    rain_rate_mm_h : float
        Rain rate, 0 or more.
    elevation_rad : float
        Elevation of the path.
    tilt_rad : float
        Polarisation tilt from horizontal: 0 horizontal, π/2 vertical, π/4 for circular.

    Returns
    -------
    float
        Attenuation, one way. [dB/m]
    """
    k_h, alpha_h, k_v, alpha_v = rain_coefficients(frequency_hz)
    mix = np.cos(elevation_rad) ** 2 * np.cos(2.0 * tilt_rad)
    k = 0.5 * (k_h + k_v + (k_h - k_v) * mix)
    alpha = (k_h * alpha_h + k_v * alpha_v + (k_h * alpha_h - k_v * alpha_v) * mix) / (2.0 * k)
    return 1e-3 * k * rain_rate_mm_h**alpha


@compiled
def path_in_rain_m(height_m, elevation_rad, distance_m, rain_top_m, effective_radius_m):
    """Length of a ray below the top of the rain.

    Parameters
    ----------
    height_m, elevation_rad, distance_m : float
        Where the ray starts, its elevation there and its length; straight over the sphere k·R.
    rain_top_m : float
        Height up to which it rains: P.839 puts it 360 m above the freezing level.
    effective_radius_m : float
        k·R.

    Returns
    -------
    float
        0 to the whole length. [m]
    """
    # The ray is below the top between the two roots of |start + s · direction| = kR + top.
    towards_m = -(effective_radius_m + height_m) * np.sin(elevation_rad)
    above_m = height_m - rain_top_m
    under_root = towards_m**2 - above_m * (2.0 * effective_radius_m + height_m + rain_top_m)
    if under_root <= 0.0:
        return 0.0
    half_chord_m = np.sqrt(under_root)
    first_m = max(towards_m - half_chord_m, 0.0)
    last_m = min(towards_m + half_chord_m, distance_m)
    return max(last_m - first_m, 0.0)
