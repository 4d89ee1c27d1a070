"""Lowest visible heights behind shapes of closed form: profiles of our terrain through our profile kernel."""

from math import cos, radians, sin
from pathlib import Path
from typing import Any

import numpy as np

from rangering.earth.visibility import lowest_on_profile_m
from rangering.terrain.analytic import feature_height_m
from rangering.terrain.models import Cone, Dome

SAMPLES = 40_001


def _curvature_1_m(inputs: dict[str, Any]) -> float:
    if "effective_earth_factor" not in inputs:  # "flat (curvature switched off)"
        return 0.0
    over, _, under = str(inputs["effective_earth_factor"]).partition("/")
    return float(under or 1.0) / float(over) / inputs["earth_radius_m"]


def _over(inputs: dict[str, Any], height_m: np.ndarray, distance_m: np.ndarray) -> float:
    """Lowest height at the target behind a profile; the ground at the target is the base."""
    height_m = np.append(height_m, inputs.get("base_terrain_amsl_m", 0.0)).astype(float)
    distance_m = np.append(distance_m, inputs["target_ground_distance_m"]).astype(float)
    return float(
        lowest_on_profile_m(
            height_m, distance_m, float(inputs["antenna_height_amsl_m"]), _curvature_1_m(inputs)
        )
    )


def _along(inputs: dict[str, Any]) -> np.ndarray:
    """Distances along the line to the target, both ends left out."""
    return np.linspace(0.0, inputs["target_ground_distance_m"], SAMPLES)[1:-1]


def ridge(inputs: dict[str, Any], _: Path) -> float:
    return _over(inputs, np.array([inputs["ridge_crest_amsl_m"]]), np.array([inputs["ridge_distance_m"]]))


def ridges(inputs: dict[str, Any], _: Path) -> float:
    crests = np.array(
        sorted(inputs["ridges_crest_amsl_and_distance_m"], key=lambda each: each[1]), dtype=float
    )
    return _over(inputs, crests[:, 0], crests[:, 1])


def cone(inputs: dict[str, Any], _: Path) -> float:
    """The apex lies due north of the antenna; the line leaves it by the stated azimuth."""
    along_m, off = _along(inputs), radians(inputs["line_azimuth_offset_from_apex_deg"])
    shape = Cone.model_construct(
        shape="cone",
        distance=inputs["cone_apex_distance_m"],
        bearing=0.0,
        apex_height=inputs["base_terrain_amsl_m"] + inputs["cone_height_m"],
        base_radius=inputs["cone_base_radius_m"],
    )
    ground_m = feature_height_m(shape, along_m * sin(off), along_m * cos(off), inputs["base_terrain_amsl_m"])
    return _over(inputs, ground_m, along_m)


def dome(inputs: dict[str, Any], _: Path) -> float:
    along_m = _along(inputs)
    shape = Dome.model_construct(
        shape="dome",
        distance=inputs["dome_centre_distance_m"],
        bearing=0.0,
        top_height=inputs["dome_top_amsl_m"],
        curvature_radius=inputs["dome_curvature_radius_m"],
    )
    ground_m = feature_height_m(shape, 0.0 * along_m, along_m, inputs["base_terrain_amsl_m"])
    return _over(inputs, ground_m, along_m)


def smooth_sphere(inputs: dict[str, Any], _: Path) -> float:
    along_m = _along(inputs)
    return _over(inputs, 0.0 * along_m, along_m)


ANSWERS = {
    "masked_height_behind_single_ridge": ridge,
    "masked_height_behind_several_ridges": ridges,
    "masked_height_behind_cone": cone,
    "masked_height_behind_dome_flat_earth": dome,
    "masked_height_over_smooth_sphere_terrain": smooth_sphere,
}
