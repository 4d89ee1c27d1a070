"""Motion near one place on a flat plane: straight past a point, round a level turn, to meet a mover.

East is x and north is y. Speeds are constant and courses straight, but for the turn. The Earth drops 8 m
in 10 km and 780 m in 100 km: beyond that use `rangering.flight.route`.
Source: Anderson, Introduction to Flight, 8th ed. (2016), chapter 6 (level turn); the rest is plane
geometry.
"""

import numpy as np

from rangering._jit import compiled


@compiled
def closest_approach(x_m, y_m, vx_m_s, vy_m_s):
    """When and how near a straight course passes the origin.

    Parameters
    ----------
    x_m, y_m : float
        Position now. [m]
    vx_m_s, vy_m_s : float
        Velocity. [m/s]

    Returns
    -------
    tuple of two floats
        Time from now, negative where it lies behind [s]; distance then [m]. What stands still is nearest now.
    """
    speed_m_s = np.hypot(vx_m_s, vy_m_s)
    if speed_m_s == 0.0:
        return 0.0, np.hypot(x_m, y_m)
    time_s = -(x_m * vx_m_s + y_m * vy_m_s) / speed_m_s**2
    return time_s, np.abs(x_m * vy_m_s - y_m * vx_m_s) / speed_m_s


@compiled
def dwell_in_circle_s(miss_m, speed_m_s, radius_m):
    """Time that a whole straight course spends inside a circle.

    Parameters
    ----------
    miss_m : float
        Least distance of the course from the centre. [m]
    speed_m_s : float
        [m/s]
    radius_m : float
        Of the circle. [m]

    Returns
    -------
    float
        Half of it on each side of the closest approach; infinite for one that stands inside. [s]
    """
    if miss_m >= radius_m:
        return 0.0
    if speed_m_s == 0.0:
        return np.inf
    return 2.0 * np.sqrt((radius_m - miss_m) * (radius_m + miss_m)) / speed_m_s


@compiled
def level_turn(speed_m_s, load_factor, gravity_m_s2):
    """A level coordinated turn.

    Parameters
    ----------
    speed_m_s : float
        True airspeed. [m/s]
    load_factor : float
        Lift over weight, above 1.
    gravity_m_s2 : float
        [m/s²]

    Returns
    -------
    tuple of three floats
        Radius [m], rate [rad/s] and bank [rad].
    """
    sideways = np.sqrt((load_factor - 1.0) * (load_factor + 1.0))
    rate_rad_s = gravity_m_s2 * sideways / speed_m_s
    return speed_m_s / rate_rad_s, rate_rad_s, np.arctan(sideways)


@compiled
def turn_displacement_m(radius_m, course_rad, change_rad):
    """How far a turn moves a flight.

    Parameters
    ----------
    radius_m : float
        Of the turn. [m]
    course_rad : float
        On entering it, clockwise from north. [rad]
    change_rad : float
        Of course, positive to the right. [rad]

    Returns
    -------
    tuple of two floats
        East and north. [m]
    """
    # The chord of the arc, flown on the course that is halfway between entry and exit.
    chord_m = 2.0 * radius_m * np.sin(0.5 * np.abs(change_rad))
    halfway_rad = course_rad + 0.5 * change_rad
    return chord_m * np.sin(halfway_rad), chord_m * np.cos(halfway_rad)


@compiled
def time_to_meet_s(x_m, y_m, z_m, vx_m_s, vy_m_s, vz_m_s, speed_m_s):
    """Earliest time at which something of constant speed from the origin can be where a straight mover is.

    Parameters
    ----------
    x_m, y_m, z_m : float
        Position of the mover now. [m]
    vx_m_s, vy_m_s, vz_m_s : float
        Its velocity. [m/s]
    speed_m_s : float
        Of the one that sets out now, on a straight course of its choice. [m/s]

    Returns
    -------
    float
        Earliest root of |p + vt| = st, infinite where there is none. [s]
    """
    distance_2 = x_m * x_m + y_m * y_m + z_m * z_m
    opening = x_m * vx_m_s + y_m * vy_m_s + z_m * vz_m_s
    faster = vx_m_s * vx_m_s + vy_m_s * vy_m_s + vz_m_s * vz_m_s - speed_m_s * speed_m_s
    discriminant = opening * opening - faster * distance_2
    if discriminant < 0.0:
        return np.inf
    # Of the two forms of a root, the one whose terms have equal signs: no digits lost, even at equal speeds.
    root = np.sqrt(discriminant)
    if opening <= 0.0:
        return distance_2 / (root - opening) if root > opening else np.inf
    return (opening + root) / -faster if faster < 0.0 else np.inf
