"""Routes, turns, closest approach and meeting points."""

from math import degrees, hypot, isfinite, pi, radians

import numpy as np

from rangering.constants import KNOT_M_S
from rangering.earth.geodesy import geodesic_inverse
from rangering.flight.motion import (
    closest_approach,
    dwell_in_circle_s,
    level_turn,
    time_to_meet_s,
    turn_displacement_m,
)
from rangering.flight.route import lay_route

_COURSES_DEG = {"north": 0.0, "east": 90.0, "south": 180.0, "west": 270.0}


def _route(given, folder):
    latitudes, longitudes = np.radians(given["waypoints_lat_lon_deg"]).T
    route = lay_route(latitudes, longitudes, 0.0, given["ground_speed_kt"] * KNOT_M_S)
    return {"length_m": route.length_m, "time_s": route.duration_s}


def _great_circle(given, folder):
    ends = (radians(given[key]) for key in ("lat1_deg", "lon1_deg", "lat2_deg", "lon2_deg"))
    angle, course_rad, _ = geodesic_inverse(*ends, a_m=1.0, flattening=0.0)
    return {"angular_distance_rad": float(angle), "initial_course_deg": degrees(float(course_rad) % (2 * pi))}


def _closest_approach(given, folder):
    if given["circle_centre"] != "origin":
        raise ValueError("only a circle round the origin")
    position, velocity = given["position_m"], given["velocity_ms"]
    time_s, miss_m = closest_approach(*map(float, position), *map(float, velocity))
    dwell_s = dwell_in_circle_s(miss_m, hypot(*velocity), float(given["circle_radius_m"]))
    return {"time_of_cpa_s": time_s, "miss_distance_m": miss_m, "dwell_s": dwell_s}


def _turn(given, folder):
    heading, way = given["initial_heading"].split(", turn ")
    side = {"right": 1.0, "left": -1.0}[way]
    change_rad = radians(given["heading_change_deg"])
    radius_m, rate_rad_s, bank_rad = level_turn(
        float(given["true_airspeed_ms"]), float(given["load_factor"]), given["g_ms2"]
    )
    course_rad = radians(_COURSES_DEG[heading])
    east_m, north_m = turn_displacement_m(radius_m, course_rad, side * change_rad)
    return {
        "turn_radius_m": radius_m,
        "turn_rate_deg_s": degrees(rate_rad_s),
        "bank_deg": degrees(bank_rad),
        "time_s": change_rad / rate_rad_s,
        "east_m": east_m,
        "north_m": north_m,
    }


def _time_to_meet(given, folder):
    if given["interceptor_start"] != "origin":
        raise ValueError("only a start at the origin")
    position, velocity = given["relative_position_m"], given["target_velocity_ms"]
    time_s = time_to_meet_s(
        *map(float, position), *map(float, velocity), float(given["interceptor_speed_ms"])
    )
    return time_s if isfinite(time_s) else "no intercept"


ANSWERS = {
    "route_length_and_time": _route,
    "great_circle_on_sphere": _great_circle,
    "closest_approach_and_dwell_in_circle": _closest_approach,
    "level_coordinated_turn": _turn,
    "time_to_intercept_constant_velocity": _time_to_meet,
}
