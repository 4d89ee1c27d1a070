"""Routes, turns, closest approach and meeting points."""

from math import degrees, hypot, isfinite, pi

from rangering.earth.geodesy import geodesic_inverse
from rangering.flight.motion import (
    closest_approach,
    dwell_in_circle_s,
    level_turn,
    time_to_meet_s,
    turn_displacement_m,
)
from rangering.flight.route import lay_route

# Initial course [rad] and side of "north, turn right".
_TURNS = {
    f"{course}, turn {way}": (quarter * pi / 2, side)
    for quarter, course in enumerate(("north", "east", "south", "west"))
    for way, side in (("right", 1.0), ("left", -1.0))
}


def _route(given):
    given.states("ellipsoid", "WGS84")
    latitudes, longitudes = given.array("waypoints_lat_lon", "rad", -1, 2).T
    route = lay_route(latitudes, longitudes, 0.0, given("ground_speed", "m_s", least=0.0))
    return {"length_m": route.length_m, "time_s": route.duration_s}


def _great_circle(given):
    given.states("earth", "sphere")
    ends = (given(stem, "rad") for stem in ("lat1", "lon1", "lat2", "lon2"))
    angle, course_rad, _ = geodesic_inverse(*ends, a_m=1.0, flattening=0.0)
    return {"angular_distance_rad": float(angle), "initial_course_deg": degrees(float(course_rad) % (2 * pi))}


def _closest_approach(given):
    given.states("circle_centre", "origin")
    position, velocity = given.array("position", "m", 2), given.array("velocity", "m_s", 2)
    time_s, miss_m = closest_approach(*position, *velocity)
    dwell_s = dwell_in_circle_s(miss_m, hypot(*velocity), given("circle_radius", "m", least=0.0))
    return {"time_of_cpa_s": time_s, "miss_distance_m": miss_m, "dwell_s": dwell_s}


def _turn(given):
    course_rad, side = given.choice("initial_heading", _TURNS)
    change_rad = given("heading_change", "rad", least=0.0)
    radius_m, rate_rad_s, bank_rad = level_turn(
        given("true_airspeed", "m_s", least=0.0), given("load_factor", "", least=1.0), given("g", "m_s2")
    )
    east_m, north_m = turn_displacement_m(radius_m, course_rad, side * change_rad)
    return {
        "turn_radius_m": radius_m,
        "turn_rate_deg_s": degrees(rate_rad_s),
        "bank_deg": degrees(bank_rad),
        "time_s": change_rad / rate_rad_s,
        "east_m": east_m,
        "north_m": north_m,
    }


def _time_to_meet(given):
    given.states("interceptor_start", "origin")
    position, velocity = given.array("relative_position", "m", 3), given.array("target_velocity", "m_s", 3)
    time_s = time_to_meet_s(*position, *velocity, given("interceptor_speed", "m_s", least=0.0))
    return time_s if isfinite(time_s) else "no intercept"


ANSWERS = {
    "route_length_and_time": _route,
    "great_circle_on_sphere": _great_circle,
    "closest_approach_and_dwell_in_circle": _closest_approach,
    "level_coordinated_turn": _turn,
    "time_to_intercept_constant_velocity": _time_to_meet,
}
