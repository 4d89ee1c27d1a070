"""Topic 01: coordinates, geodesics, the smooth-Earth horizon, and the ray through exponential air."""

from math import ceil, degrees, isfinite, pi

from rangering.constants import EARTH_RADIUS_M
from rangering.earth import geodesy, horizon, refraction
from tests.oracle.inputs import Inputs, Unanswerable, plain

RAY_STEP_M = 1000.0
# PROJ dates this one 1942; the others are found under PROJ's own names.
OTHER_NAMES = {"krassovsky1940": "krass", "krassowsky1940": "krass", "grs1980": "GRS80"}


def ellipsoid(given: Inputs) -> tuple[float, float]:
    """Semi-major axis and flattening: by numbers, else by name, else WGS 84."""
    if given.has("a", "m"):
        return given("a", "m", least=0.0), _flattening(given)
    return _named(given.text("ellipsoid")) if given.has("ellipsoid", "") else _named("WGS84")


def _flattening(given: Inputs) -> float:
    """The flattening, however it is stated; an inverse of 0 or infinity is a sphere's."""
    if given.has("flattening", ""):
        return given("flattening", "", most=0.5)
    if given.has("b", "m"):
        return 1.0 - given("b", "m") / given("a", "m")
    inverse = given("inverse_flattening", "")
    return 1.0 / inverse if inverse else 0.0


def _named(name: str) -> tuple[float, float]:
    """An ellipsoid by PROJ's short or long name, or by a beginning that only one long name has."""
    from pyproj import Geod, get_ellps_map

    # PROJ's sphere has a radius of its own; a case that wants one states it.
    known = {key: plain(each["description"]) for key, each in get_ellps_map().items() if key != "sphere"}
    wanted = plain(name)
    exact = [key for key, long in known.items() if wanted in (plain(key), long)]
    beginning = [key for key, long in known.items() if long.startswith(wanted)]
    found = [OTHER_NAMES[wanted]] if wanted in OTHER_NAMES else exact or beginning
    if len(found) != 1:
        raise Unanswerable(f"ellipsoid {name!r} is not known")
    named = Geod(ellps=found[0])
    return named.a, named.f


def effective_radius_m(given: Inputs) -> float:
    """k·R, where k may be written as a fraction such as "4/3"; infinite over a plane."""
    if given.has("effective_earth_radius", "m"):
        radius_m = given("effective_earth_radius", "m")
    else:
        radius_m = given("effective_earth_factor", "") * given("earth_radius", "m", EARTH_RADIUS_M)
    if not radius_m > 0.0:
        raise Unanswerable(f"effective Earth radius of {radius_m:g} m: a duct, not a sphere")
    return radius_m


def _latitude(given: Inputs, stem: str) -> float:
    return given(stem, "rad", least=-pi / 2, most=pi / 2)


def _height(given: Inputs, stem: str) -> float:
    """Above the sphere, where alone there is a horizon."""
    return given(stem, "m", least=0.0)


def geodetic_to_ecef(given: Inputs) -> list[float]:
    height_m = given("h_ellipsoid" if given.has("h_ellipsoid", "m") else "h", "m")
    position = _latitude(given, "lat"), given("lon", "rad"), height_m
    return list(geodesy.geodetic_to_ecef(*position, *ellipsoid(given)))


def ecef_to_geodetic(given: Inputs) -> dict[str, float]:
    xyz = (given(axis, "m") for axis in "xyz")
    lat, lon, height_m = geodesy.ecef_to_geodetic(*xyz, *ellipsoid(given))
    return {"lat_deg": degrees(lat), "lon_deg": degrees(lon), "h_ellipsoid_m": height_m}


def _enu(given: Inputs, target: str, observer: str) -> tuple[float, float, float]:
    there, here = (
        (_latitude(given, name.format("lat")), given(name.format("lon"), "rad"), given(name.format("h"), "m"))
        for name in (target, observer)
    )
    return geodesy.geodetic_to_enu(*there, *here, *ellipsoid(given))


def geodetic_to_enu(given: Inputs) -> list[float]:
    return list(_enu(given, "{}", "{}0"))


def geodetic_to_az_el_slant(given: Inputs) -> list[float]:
    given.states("refraction", "none", "no")
    enu = _enu(given, "target_{}", "obs_{}")
    azimuth, elevation, slant_m = geodesy.enu_to_azimuth_elevation_range(*enu)
    return [degrees(azimuth), degrees(elevation), slant_m]


def geodesic_direct(given: Inputs) -> dict[str, float]:
    a_m, flattening = ellipsoid(given)
    start = _latitude(given, "lat1"), given("lon1", "rad"), given("azi1", "rad")
    end = geodesy.geodesic_direct(*start, given("distance", "m"), a_m=a_m, flattening=flattening)
    return {key: degrees(value) for key, value in zip(("lat2_deg", "lon2_deg", "azi2_deg"), end, strict=True)}


def geodesic_inverse(given: Inputs) -> dict[str, float]:
    a_m, flattening = ellipsoid(given)
    ends = (_latitude(given, "lat1"), given("lon1", "rad"), _latitude(given, "lat2"), given("lon2", "rad"))
    distance_m, azimuth_1, azimuth_2 = geodesy.geodesic_inverse(*ends, a_m=a_m, flattening=flattening)
    return {"distance_m": float(distance_m), "azi1_deg": degrees(azimuth_1), "azi2_deg": degrees(azimuth_2)}


def radar_horizon(given: Inputs) -> dict[str, float]:
    sphere = _height(given, "antenna_height"), effective_radius_m(given)
    return {
        "tangent_slant_range_m": horizon.tangent_range_m(*sphere),
        "ground_arc_m": horizon.horizon_m(*sphere),
        "parabolic_sqrt_2kah_m": horizon.parabolic_horizon_m(*sphere),
    }


def shadow_height(given: Inputs) -> float:
    ends = _height(given, "antenna_height"), given("ground_distance", "m", least=0.0)
    return horizon.shadow_height_m(*ends, effective_radius_m(given))


def max_line_of_sight(given: Inputs) -> float:
    names = ("h1", "h2") if given.has("h1", "m") else ("antenna_height", "target_height")
    return horizon.max_line_of_sight_m(*(_height(given, name) for name in names), effective_radius_m(given))


def slant_range_elevation(given: Inputs) -> dict[str, float]:
    heights_m = _height(given, "antenna_height"), _height(given, "target_height")
    link = (*heights_m, given("ground_arc", "m", least=0.0), effective_radius_m(given))
    return {
        "slant_range_m": horizon.straight_range_m(*link),
        "elevation_deg": degrees(horizon.sight_elevation_rad(*link)),
    }


def target_height_on_ray(given: Inputs) -> float:
    given.states("atmosphere", "exponential")
    path_m = given("path_length", "m", least=0.0)
    height_m = given("antenna_height", "m", 0.0, least=0.0)
    elevation_rad = given("elevation", "rad", least=-pi / 2, most=pi / 2)
    air = (
        given("surface_refractivity", "N", refraction.REFERENCE_REFRACTIVITY),
        given("scale_height", "m", refraction.REFERENCE_SCALE_HEIGHT_M),
        given("earth_radius", "m", EARTH_RADIUS_M),
    )
    if not isfinite(path_m):
        raise Unanswerable("path_length is infinite")
    step_count = max(1, ceil(path_m / RAY_STEP_M))
    for _ in range(step_count):
        height_m, elevation_rad, _ground_m = refraction.trace_ray(
            height_m, elevation_rad, path_m / step_count, *air, 1
        )
        if height_m < 0.0:
            raise Unanswerable("the ray runs into the ground")
    return height_m


ANSWERS = {
    "geodetic_to_ecef": geodetic_to_ecef,
    "ecef_to_geodetic": ecef_to_geodetic,
    "geodetic_to_enu": geodetic_to_enu,
    "geodetic_to_az_el_slant": geodetic_to_az_el_slant,
    "geodesic_direct": geodesic_direct,
    "geodesic_inverse": geodesic_inverse,
    "geodesic_inverse_custom_ellipsoid": geodesic_inverse,
    "radar_horizon_smooth_earth": radar_horizon,
    "smooth_earth_shadow_height": shadow_height,
    "max_line_of_sight_ground_arc": max_line_of_sight,
    "slant_range_elevation_effective_earth": slant_range_elevation,
    "target_height_from_range_elevation_exponential_atmosphere": target_height_on_ray,
}
