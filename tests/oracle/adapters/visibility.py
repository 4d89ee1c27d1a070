"""Lowest visible heights behind shapes of closed form: profiles of our terrain through our profile kernel."""

from math import cos, sin

import numpy as np

from rangering.earth.visibility import lowest_on_profile_m
from rangering.terrain.analytic import feature_height_m
from rangering.terrain.models import Cone, Dome
from tests.oracle.adapters.geodesy import effective_radius_m
from tests.oracle.inputs import Inputs

SAMPLES = 40_001


def _curvature_1_m(given: Inputs) -> float:
    """1 / kR; zero where the case calls its Earth flat."""
    if given.states("earth", "flat", "flat (curvature switched off)"):
        return 0.0
    return 1.0 / effective_radius_m(given)


def _base_m(given: Inputs) -> float:
    return given("base_terrain_amsl", "m", 0.0)


def _over(given: Inputs, height_m: np.ndarray, distance_m: np.ndarray) -> float:
    """Lowest height at the target behind a profile; the ground at the target is the base."""
    height_m = np.append(height_m, _base_m(given))
    distance_m = np.append(distance_m, given("target_ground_distance", "m", least=0.0))
    antenna_m = given("antenna_height_amsl", "m")
    return float(lowest_on_profile_m(height_m, distance_m, antenna_m, _curvature_1_m(given)))


def _along(given: Inputs) -> np.ndarray:
    """Distances along the line to the target, both ends left out."""
    return np.linspace(0.0, given("target_ground_distance", "m", least=0.0), SAMPLES)[1:-1]


def ridge(given: Inputs) -> float:
    crest_m, distance_m = given("ridge_crest_amsl", "m"), given("ridge_distance", "m", least=0.0)
    return _over(given, np.array([crest_m]), np.array([distance_m]))


def ridges(given: Inputs) -> float:
    crests_m = given.array("ridges_crest_amsl_and_distance", "m", -1, 2)
    return _over(given, *crests_m[np.argsort(crests_m[:, 1])].T)


def cone(given: Inputs) -> float:
    """The apex lies due north of the antenna; the line leaves it by the stated azimuth."""
    along_m, off_rad = _along(given), given("line_azimuth_offset_from_apex", "rad")
    shape = Cone.model_construct(
        shape="cone",
        distance=given("cone_apex_distance", "m", least=0.0),
        bearing=0.0,
        apex_height=_base_m(given) + given("cone_height", "m", least=0.0),
        base_radius=given("cone_base_radius", "m", least=0.0),
    )
    ground_m = feature_height_m(shape, along_m * sin(off_rad), along_m * cos(off_rad), _base_m(given))
    return _over(given, ground_m, along_m)


def dome(given: Inputs) -> float:
    along_m = _along(given)
    shape = Dome.model_construct(
        shape="dome",
        distance=given("dome_centre_distance", "m", least=0.0),
        bearing=0.0,
        top_height=given("dome_top_amsl", "m"),
        curvature_radius=given("dome_curvature_radius", "m", least=0.0),
    )
    return _over(given, feature_height_m(shape, 0.0 * along_m, along_m, _base_m(given)), along_m)


def smooth_sphere(given: Inputs) -> float:
    given.states("terrain", "all zero grid", "smooth", "flat", "none")
    along_m = _along(given)
    return _over(given, 0.0 * along_m, along_m)


ANSWERS = {
    "masked_height_behind_single_ridge": ridge,
    "masked_height_behind_several_ridges": ridges,
    "masked_height_behind_cone": cone,
    "masked_height_behind_dome_flat_earth": dome,
    "masked_height_over_smooth_sphere_terrain": smooth_sphere,
}
