"""Topic 01: coordinates, geodesics, the smooth-Earth horizon, and the ray through exponential air."""

from fractions import Fraction
from math import ceil, degrees, radians
from pathlib import Path
from typing import Any

from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.earth import geodesy, horizon, refraction

Inputs = dict[str, Any]
RAY_STEP_M = 1000.0


def ellipsoid(inputs: Inputs) -> tuple[float, float]:
    """Semi-major axis and flattening: by number, else by name. An inverse flattening of 0 is a sphere."""
    from pyproj import Geod

    if "a_m" in inputs:
        inverse = float(inputs.get("inverse_flattening", 0.0))
        return float(inputs["a_m"]), (1.0 / inverse if inverse else 0.0)
    named = Geod(ellps=inputs.get("ellipsoid", "WGS84").replace(" ", "").replace("-", ""))
    return named.a, named.f


def effective_radius_m(inputs: Inputs) -> float:
    """k·R, where k may be written as a fraction such as "4/3"."""
    factor = inputs.get("effective_earth_factor", STANDARD_K)
    k = float(Fraction(factor)) if isinstance(factor, str) else float(factor)
    return k * float(inputs.get("earth_radius_m", EARTH_RADIUS_M))


def geodetic_to_ecef(inputs: Inputs, folder: Path) -> list[float]:
    height_m = inputs.get("h_ellipsoid_m", inputs.get("h_m", 0.0))
    position = radians(inputs["lat_deg"]), radians(inputs["lon_deg"]), float(height_m)
    return list(geodesy.geodetic_to_ecef(*position, *ellipsoid(inputs)))


def ecef_to_geodetic(inputs: Inputs, folder: Path) -> dict[str, float]:
    xyz = (float(inputs[key]) for key in ("x_m", "y_m", "z_m"))
    lat, lon, height_m = geodesy.ecef_to_geodetic(*xyz, *ellipsoid(inputs))
    return {"lat_deg": degrees(lat), "lon_deg": degrees(lon), "h_ellipsoid_m": height_m}


def _enu(inputs: Inputs, target: str, observer: str) -> tuple[float, float, float]:
    ends = (
        (radians(inputs[name.format("lat", "_deg")]), radians(inputs[name.format("lon", "_deg")]),
         float(inputs[name.format("h", "_m")]))
        for name in (target, observer)
    )  # fmt: skip
    there, here = ends
    return geodesy.geodetic_to_enu(*there, *here, *ellipsoid(inputs))


def geodetic_to_enu(inputs: Inputs, folder: Path) -> list[float]:
    return list(_enu(inputs, "{}{}", "{}0{}"))


def geodetic_to_az_el_slant(inputs: Inputs, folder: Path) -> list[float]:
    if inputs.get("refraction", "none") != "none":
        raise KeyError(f"refraction {inputs['refraction']!r}")
    enu = _enu(inputs, "target_{}{}", "obs_{}{}")
    azimuth, elevation, slant_m = geodesy.enu_to_azimuth_elevation_range(*enu)
    return [degrees(azimuth), degrees(elevation), slant_m]


def geodesic_direct(inputs: Inputs, folder: Path) -> dict[str, float]:
    a_m, flattening = ellipsoid(inputs)
    start = (radians(inputs[key]) for key in ("lat1_deg", "lon1_deg", "azi1_deg"))
    end = geodesy.geodesic_direct(*start, inputs["distance_m"], a_m=a_m, flattening=flattening)
    return {key: degrees(value) for key, value in zip(("lat2_deg", "lon2_deg", "azi2_deg"), end, strict=True)}


def geodesic_inverse(inputs: Inputs, folder: Path) -> dict[str, float]:
    a_m, flattening = ellipsoid(inputs)
    points = (radians(inputs[key]) for key in ("lat1_deg", "lon1_deg", "lat2_deg", "lon2_deg"))
    distance_m, azimuth_1, azimuth_2 = geodesy.geodesic_inverse(*points, a_m=a_m, flattening=flattening)
    return {"distance_m": float(distance_m), "azi1_deg": degrees(azimuth_1), "azi2_deg": degrees(azimuth_2)}


def radar_horizon(inputs: Inputs, folder: Path) -> dict[str, float]:
    given = float(inputs["antenna_height_m"]), effective_radius_m(inputs)
    return {
        "tangent_slant_range_m": horizon.tangent_range_m(*given),
        "ground_arc_m": horizon.horizon_m(*given),
        "parabolic_sqrt_2kah_m": horizon.parabolic_horizon_m(*given),
    }


def shadow_height(inputs: Inputs, folder: Path) -> float:
    given = float(inputs["antenna_height_m"]), float(inputs["ground_distance_m"])
    return horizon.shadow_height_m(*given, effective_radius_m(inputs))


def max_line_of_sight(inputs: Inputs, folder: Path) -> float:
    return horizon.max_line_of_sight_m(
        float(inputs["h1_m"]), float(inputs["h2_m"]), effective_radius_m(inputs)
    )


def slant_range_elevation(inputs: Inputs, folder: Path) -> dict[str, float]:
    ends = (float(inputs[key]) for key in ("antenna_height_m", "target_height_m", "ground_arc_m"))
    given = (*ends, effective_radius_m(inputs))
    return {
        "slant_range_m": horizon.straight_range_m(*given),
        "elevation_deg": degrees(horizon.sight_elevation_rad(*given)),
    }


def target_height_on_ray(inputs: Inputs, folder: Path) -> float:
    path_m = float(inputs["path_length_m"])
    height_m, _, _ = refraction.trace_ray(
        float(inputs.get("antenna_height_m", 0.0)),
        radians(inputs["elevation_deg"]),
        path_m,
        float(inputs.get("surface_refractivity_N", refraction.REFERENCE_REFRACTIVITY)),
        float(inputs.get("scale_height_m", refraction.REFERENCE_SCALE_HEIGHT_M)),
        float(inputs.get("earth_radius_m", EARTH_RADIUS_M)),
        max(1, ceil(path_m / RAY_STEP_M)),
    )
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
