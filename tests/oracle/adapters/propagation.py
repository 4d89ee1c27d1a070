"""Topic 03: free space, rain, gases, refractivity, diffraction, and two rays."""

import csv
from math import degrees, pi, radians
from pathlib import Path

import numpy as np

from rangering.constants import EARTH_RADIUS_M, ISA_PRESSURE_PA, ISA_TEMPERATURE_K
from rangering.earth import diffraction, free_space, gas_loss, rain_loss, refraction, two_ray
from tests.oracle.adapters.geodesy import effective_radius_m
from tests.oracle.case import CASES
from tests.oracle.inputs import Inputs, Unanswerable

LINES_HZ = (1e9, 1e12)  # what P.676 and P.838 cover
# Tilt from the horizontal; a circular wave loses what one tilted by 45° does (P.838).
TILT_RAD = {
    **dict.fromkeys(("horizontal", "H", "linear horizontal"), 0.0),
    **dict.fromkeys(("vertical", "V", "linear vertical"), radians(90.0)),
    **dict.fromkeys(("circular", "C", "RHCP", "LHCP"), radians(45.0)),
}


def vapour_pressure_pa(density_kg_m3: float, temperature_k: float) -> float:
    """Vapour pressure of a vapour density by the Recommendations: e = ρ T / 216.7 in hPa and g/m³."""
    return 1e5 * density_kg_m3 * temperature_k / 216.7


def free_space_loss(given: Inputs) -> float:
    return free_space.free_space_loss_db(given("distance", "m", least=0.0), given.wavelength_m())


def radar_loss(given: Inputs) -> float:
    return free_space.radar_loss_db(
        given("distance", "m", least=0.0), given.wavelength_m(), given("rcs", "m2")
    )


def rain_coefficients(given: Inputs) -> dict[str, float]:
    values = rain_loss.rain_coefficients(given.frequency_hz(*LINES_HZ))
    return dict(zip(("kH", "alphaH", "kV", "alphaV"), values, strict=True))


def rain_specific_attenuation(given: Inputs) -> float:
    spelling = "polarization" if given.has("polarization", "") else "polarisation"
    return 1000.0 * rain_loss.rain_attenuation_db_m(
        given.frequency_hz(*LINES_HZ),
        given("rain_rate", "mm_h"),
        given("elevation", "rad", 0.0, least=-pi / 2, most=pi / 2),
        given.choice(spelling, TILT_RAD) if given.has(spelling, "") else given("polarization_tilt", "rad"),
    )


def gas_specific_attenuation(given: Inputs) -> dict[str, float]:
    temperature_k = given("temperature", "K")
    oxygen, water = gas_loss.specific_attenuation_db_m(
        given.frequency_hz(*LINES_HZ),
        given("dry_air_pressure", "Pa"),
        vapour_pressure_pa(given("water_vapour_density", "kg_m3"), temperature_k),
        temperature_k,
    )
    return {
        "oxygen_dB_km": 1000.0 * oxygen,
        "water_dB_km": 1000.0 * water,
        "total_dB_km": 1000.0 * (oxygen + water),
    }


def gas_whole_atmosphere(given: Inputs) -> float:
    given.states("atmosphere", "ITU-R P.835 mean annual global reference", "mean annual global reference")
    return gas_loss.whole_atmosphere_loss_db(
        given.frequency_hz(*LINES_HZ),
        given("antenna_height", "m", 0.0),
        given("elevation", "rad", least=-pi / 2, most=pi / 2),
        given("surface_water_vapour_density", "kg_m3", gas_loss.STANDARD_VAPOUR_DENSITY_KG_M3),
        given("surface_pressure", "Pa", ISA_PRESSURE_PA),
        given("surface_temperature", "K", ISA_TEMPERATURE_K) - ISA_TEMPERATURE_K,
        given("earth_radius", "m", EARTH_RADIUS_M),
    )


def radio_refractivity(given: Inputs) -> float:
    return refraction.refractivity(
        given("total_pressure", "Pa"), given("vapour_pressure", "Pa"), given("temperature", "K")
    )


def effective_earth_factor(given: Inputs) -> float:
    gradient_per_m = -given("refractivity_decrease", "N_m")
    return refraction.effective_earth_factor(gradient_per_m, given("earth_radius", "m", EARTH_RADIUS_M))


def knife_edge_exact(given: Inputs) -> float:
    return diffraction.knife_edge_loss_exact_db(given("nu", ""))


def knife_edge_approximation(given: Inputs) -> float:
    return diffraction.knife_edge_loss_db(given("nu", ""))


def knife_edge_parameter_and_loss(given: Inputs) -> dict[str, float]:
    arms_m = given("d1", "m", least=0.0), given("d2", "m", least=0.0)
    nu = diffraction.knife_edge_parameter(given("edge_height_above_los", "m"), *arms_m, given.wavelength_m())
    return {"nu": nu, "J_exact_dB": diffraction.knife_edge_loss_exact_db(nu)}


def _profile(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    distances_m = np.array([float(row["distance_km"]) for row in rows]) * 1000.0
    return distances_m - distances_m[0], np.array([float(row["height_amsl_m"]) for row in rows])


def bullington(given: Inputs) -> float:
    name = given.text("profile_file")
    # A case file from elsewhere may name a profile that only lies with ours.
    beside = given.folder / name
    distances_m, heights_m = _profile(beside if beside.exists() else CASES / name)
    return diffraction.bullington_loss_db(
        distances_m,
        heights_m,
        heights_m[0] + given("tx_height_agl", "m", least=0.0),
        heights_m[-1] + given("rx_height_agl", "m", least=0.0),
        effective_radius_m(given),
        given.wavelength_m(),
    )


def two_ray_flat(given: Inputs) -> dict[str, float]:
    lengths_m = (
        given(stem, "m", least=0.0) for stem in ("antenna_height", "target_height", "ground_distance")
    )
    difference_m = two_ray.plane_path_difference_m(*lengths_m)
    factor = two_ray.propagation_factor(
        difference_m,
        given.wavelength_m(),
        given("reflection_magnitude", "", least=0.0, most=1.0),
        given("reflection_phase", "rad"),
    )
    return {
        "path_difference_m": difference_m,
        "F_voltage": factor,
        "F4_dB": two_ray.two_way_gain_db(factor),
    }


def specular_point(given: Inputs) -> dict[str, float]:
    lengths_m = (given(stem, "m", least=0.0) for stem in ("antenna_height", "target_height", "ground_arc"))
    near_m, grazing_rad, difference_m = two_ray.specular_point(*lengths_m, effective_radius_m(given))
    if grazing_rad < 0.0:
        raise Unanswerable("the target lies beyond the horizon: nothing is mirrored")
    return {
        "antenna_to_specular_arc_m": near_m,
        "grazing_angle_deg": degrees(grazing_rad),
        "path_difference_m": difference_m,
    }


ANSWERS = {
    "free_space_basic_transmission_loss": free_space_loss,
    "radar_system_basic_transmission_loss": radar_loss,
    "rain_coefficients": rain_coefficients,
    "rain_specific_attenuation": rain_specific_attenuation,
    "gaseous_specific_attenuation_line_by_line": gas_specific_attenuation,
    "gaseous_attenuation_whole_atmosphere_one_way": gas_whole_atmosphere,
    "radio_refractivity": radio_refractivity,
    "effective_earth_factor_from_gradient": effective_earth_factor,
    "knife_edge_J_exact": knife_edge_exact,
    "knife_edge_J_approximation": knife_edge_approximation,
    "knife_edge_parameter_and_loss": knife_edge_parameter_and_loss,
    "bullington_diffraction_loss_profile": bullington,
    "two_ray_pattern_propagation_factor_flat_earth": two_ray_flat,
    "specular_point_curved_earth": specular_point,
}
