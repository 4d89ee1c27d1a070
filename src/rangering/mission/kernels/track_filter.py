"""The Kalman filter of a track: four states in the plane, two for height, unrolled.

Motion is of constant velocity disturbed by white acceleration (continuous, the same on both axes); a plot
measures the position with a full 2 × 2 covariance. The covariance travels as its upper triangle, in the order
of `rangering.mission.tracks`, so it is symmetric by construction. Height is filtered apart. No turn model: a
target that manoeuvres is followed through the acceleration's density alone.

Polar plots become Cartesian in two ways. `polar_plot` needs no track: the mean is freed of its bias, the
covariance is of first order, sound while range · σ²_azimuth is small beside σ_range (ratio under 0.4).
`polar_plot_about` linearises at a predicted position; updating with it is, algebraically, the extended Kalman
filter's update with range and azimuth, and it has no such limit.
Source: Bar-Shalom, Li and Kirubarajan, Estimation with Applications to Tracking and Navigation (2001),
sections 5.2, 6.2.2 and 10.3; Lerro and Bar-Shalom, IEEE Trans. AES 29 (1993) 1015-1022.
"""

import numpy as np

from rangering._jit import compiled
from rangering.radar.accuracy import turned_covariance_m2


@compiled
def predict(state, covariance, step_s, psd_m2_s3):
    """State and covariance a step later.

    Parameters
    ----------
    state : tuple of four floats
        x, vx, y, vy. [m], [m/s]
    covariance : tuple of ten floats
        Upper triangle: xx, x·vx, x·y, x·vy, vx·vx, vx·y, vx·vy, yy, y·vy, vy·vy.
    step_s : float
        0 or more. [s]
    psd_m2_s3 : float
        Density q of the acceleration: Q = q [[T³/3, T²/2], [T²/2, T]] on each axis.

    Returns
    -------
    tuple of a state and a covariance
    """
    x, vx, y, vy = state
    xx, x_vx, x_y, x_vy, vx_vx, vx_y, vx_vy, yy, y_vy, vy_vy = covariance
    velocity = psd_m2_s3 * step_s
    mixed = 0.5 * velocity * step_s
    position = mixed * step_s / 1.5
    return (
        (x + vx * step_s, vx, y + vy * step_s, vy),
        (
            xx + step_s * (2.0 * x_vx + step_s * vx_vx) + position,
            x_vx + step_s * vx_vx + mixed,
            x_y + step_s * (x_vy + vx_y + step_s * vx_vy),
            x_vy + step_s * vx_vy,
            vx_vx + velocity,
            vx_y + step_s * vx_vy,
            vx_vy,
            yy + step_s * (2.0 * y_vy + step_s * vy_vy) + position,
            y_vy + step_s * vy_vy + mixed,
            vy_vy + velocity,
        ),
    )


@compiled
def squared_distance(state, covariance, x_m, y_m, xx_m2, xy_m2, yy_m2):
    """Squared Mahalanobis distance of a plot from a predicted track: χ² with 2 degrees if they are one."""
    east, north = x_m - state[0], y_m - state[2]
    s_xx, s_xy, s_yy = covariance[0] + xx_m2, covariance[2] + xy_m2, covariance[7] + yy_m2
    return (s_yy * east * east - 2.0 * s_xy * east * north + s_xx * north * north) / (
        s_xx * s_yy - s_xy * s_xy
    )


@compiled
def update(state, covariance, x_m, y_m, xx_m2, xy_m2, yy_m2):
    """State and covariance once a plot of the same instant is taken.

    Parameters
    ----------
    state, covariance : tuples
        As predicted; see `predict`.
    x_m, y_m : float
        The plot. [m]
    xx_m2, xy_m2, yy_m2 : float
        Its covariance. [m²]

    Returns
    -------
    tuple of a state and a covariance
    """
    x, vx, y, vy = state
    xx, x_vx, x_y, x_vy, vx_vx, vx_y, vx_vy, yy, y_vy, vy_vy = covariance
    east, north = x_m - x, y_m - y
    s_xx, s_xy, s_yy = xx + xx_m2, x_y + xy_m2, yy + yy_m2
    inverse = 1.0 / (s_xx * s_yy - s_xy * s_xy)
    i_xx, i_xy, i_yy = s_yy * inverse, -s_xy * inverse, s_xx * inverse
    gain_x_east, gain_x_north = xx * i_xx + x_y * i_xy, xx * i_xy + x_y * i_yy
    gain_vx_east, gain_vx_north = x_vx * i_xx + vx_y * i_xy, x_vx * i_xy + vx_y * i_yy
    gain_y_east, gain_y_north = x_y * i_xx + yy * i_xy, x_y * i_xy + yy * i_yy
    gain_vy_east, gain_vy_north = x_vy * i_xx + y_vy * i_xy, x_vy * i_xy + y_vy * i_yy
    return (
        (
            x + gain_x_east * east + gain_x_north * north,
            vx + gain_vx_east * east + gain_vx_north * north,
            y + gain_y_east * east + gain_y_north * north,
            vy + gain_vy_east * east + gain_vy_north * north,
        ),
        (
            xx - gain_x_east * xx - gain_x_north * x_y,
            x_vx - gain_x_east * x_vx - gain_x_north * vx_y,
            x_y - gain_x_east * x_y - gain_x_north * yy,
            x_vy - gain_x_east * x_vy - gain_x_north * y_vy,
            vx_vx - gain_vx_east * x_vx - gain_vx_north * vx_y,
            vx_y - gain_vx_east * x_y - gain_vx_north * yy,
            vx_vy - gain_vx_east * x_vy - gain_vx_north * y_vy,
            yy - gain_y_east * x_y - gain_y_north * yy,
            y_vy - gain_y_east * x_vy - gain_y_north * y_vy,
            vy_vy - gain_vy_east * x_vy - gain_vy_north * y_vy,
        ),
    )


@compiled
def follow_height(state, covariance, step_s, psd_m2_s3, z_m, zz_m2, climb_m2_s2):
    """Height and climb a step later, a measured height taken.

    Parameters
    ----------
    state : tuple of two floats
        z, vz. [m], [m/s]
    covariance : tuple of three floats
        zz, z·vz, vz·vz; zz is inf as long as height was never measured.
    step_s : float
        0 or more. [s]
    psd_m2_s3 : float
        Density of the vertical acceleration.
    z_m, zz_m2 : float
        The measured height and its variance, inf if it was not measured. [m], [m²]
    climb_m2_s2 : float
        Variance of the climb before anything is known of it.

    Returns
    -------
    tuple of a state and a covariance
    """
    z, vz = state
    zz, z_vz, vz_vz = covariance
    if zz == np.inf:
        return (z_m, 0.0) if zz_m2 < np.inf else (z, 0.0), (zz_m2, 0.0, climb_m2_s2)
    mixed = 0.5 * psd_m2_s3 * step_s * step_s
    z += vz * step_s
    zz += step_s * (2.0 * z_vz + step_s * vz_vz) + mixed * step_s / 1.5
    z_vz += step_s * vz_vz + mixed
    vz_vz += psd_m2_s3 * step_s
    if zz_m2 < np.inf:
        gain_z, gain_vz = zz / (zz + zz_m2), z_vz / (zz + zz_m2)
        z, vz = z + gain_z * (z_m - z), vz + gain_vz * (z_m - z)
        zz, z_vz, vz_vz = zz - gain_z * zz, z_vz - gain_z * z_vz, vz_vz - gain_vz * z_vz
    return (z, vz), (zz, z_vz, vz_vz)


@compiled
def polar_plot(range_m, azimuth_rad, range_sigma_m, azimuth_sigma_rad):
    """A polar measurement in Cartesian, freed of the pull towards the radar.

    Parameters
    ----------
    range_m, azimuth_rad : float
        Ground range, and azimuth clockwise from north, as measured. [m], [rad]
    range_sigma_m, azimuth_sigma_rad : float
        Standard deviations. [m], [rad]

    Returns
    -------
    tuple of five floats
        East and north of the radar; variances and covariance: east-east, east-north, north-north. [m], [m²]
    """
    sine, cosine = np.sin(azimuth_rad), np.cos(azimuth_rad)
    return turned_plot(range_m, sine, cosine, range_sigma_m, azimuth_sigma_rad)


@compiled
def turned_plot(range_m, sine, cosine, range_sigma_m, azimuth_sigma_rad):
    """As `polar_plot`, for whom sine and cosine of the azimuth are at hand."""
    freed_m = range_m * np.exp(0.5 * azimuth_sigma_rad * azimuth_sigma_rad)
    xx_m2, xy_m2, yy_m2 = turned_covariance_m2(range_m, sine, cosine, range_sigma_m, azimuth_sigma_rad)
    return freed_m * sine, freed_m * cosine, xx_m2, xy_m2, yy_m2


@compiled
def polar_plot_about(x_m, y_m, range_m, azimuth_rad, range_sigma_m, azimuth_sigma_rad):
    """A polar measurement in Cartesian, linearised at the predicted position of the track that takes it.

    Parameters
    ----------
    x_m, y_m : float
        Predicted position, east and north of the radar, not both 0. [m]
    range_m, azimuth_rad : float
        Ground range, and azimuth clockwise from north, as measured. [m], [rad]
    range_sigma_m, azimuth_sigma_rad : float
        Standard deviations. [m], [rad]

    Returns
    -------
    tuple of five floats
        As of `polar_plot`: the plot at which `update` does what the extended Kalman filter does.
    """
    predicted_m = np.hypot(x_m, y_m)
    sine, cosine = x_m / predicted_m, y_m / predicted_m
    turn_rad = azimuth_rad - np.arctan2(x_m, y_m)
    turn_rad -= 2.0 * np.pi * np.floor(turn_rad / (2.0 * np.pi) + 0.5)  # north is 0 and 2π alike
    along_m, across_m = range_m - predicted_m, predicted_m * turn_rad
    along_m2 = range_sigma_m * range_sigma_m
    across_m2 = (predicted_m * azimuth_sigma_rad) ** 2
    return (
        x_m + along_m * sine + across_m * cosine,
        y_m + along_m * cosine - across_m * sine,
        along_m2 * sine * sine + across_m2 * cosine * cosine,
        (along_m2 - across_m2) * sine * cosine,
        along_m2 * cosine * cosine + across_m2 * sine * sine,
    )
