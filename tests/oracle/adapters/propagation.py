"""Topic 03: free space, rain, gases, refractivity, diffraction, and two rays."""

import csv
from math import degrees, radians
from pathlib import Path
from typing import Any

import numpy as np

from rangering.constants import (
    EARTH_RADIUS_M,
    ISA_PRESSURE_PA,
    ISA_TEMPERATURE_K,
    SPEED_OF_LIGHT_M_S,
)
from rangering.earth import diffraction, free_space, gas_loss, rain_loss, refraction, two_ray
from tests.oracle.adapters.geodesy import effective_radius_m
from tests.oracle.case import CASES

Inputs = dict[str, Any]


def frequency_hz(inputs: Inputs) -> float:
    """Frequency, whichever unit its key carries."""
    for unit, factor in (("GHz", 1e9), ("MHz", 1e6), ("kHz", 1e3), ("Hz", 1.0)):
        if f"frequency_{unit}" in inputs:
            return float(inputs[f"frequency_{unit}"]) * factor
    raise KeyError("frequency")


def wavelength_m(inputs: Inputs) -> float:
    """Wavelength, with the speed of light a case may round."""
    return float(inputs.get("speed_of_light_m_s", SPEED_OF_LIGHT_M_S)) / frequency_hz(inputs)


def vapour_pressure_pa(density_g_m3: float, temperature_k: float) -> float:
    """Vapour pressure of a vapour density, in the Recommendations' units: e = ρ T / 216.7 hPa."""
    return 100.0 * density_g_m3 * temperature_k / 216.7


def free_space_loss(inputs: Inputs, folder: Path) -> float:
    return free_space.free_space_loss_db(float(inputs["distance_m"]), wavelength_m(inputs))


def radar_loss(inputs: Inputs, folder: Path) -> float:
    return free_space.radar_loss_db(
        float(inputs["distance_m"]), wavelength_m(inputs), float(inputs["rcs_m2"])
    )


def rain_coefficients(inputs: Inputs, folder: Path) -> dict[str, float]:
    values = rain_loss.rain_coefficients(frequency_hz(inputs))
    return dict(zip(("kH", "alphaH", "kV", "alphaV"), values, strict=True))


def rain_specific_attenuation(inputs: Inputs, folder: Path) -> float:
    return 1000.0 * rain_loss.rain_attenuation_db_m(
        frequency_hz(inputs),
        float(inputs["rain_rate_mm_h"]),
        radians(inputs.get("elevation_deg", 0.0)),
        radians(inputs.get("polarization_tilt_deg", 0.0)),
    )


def gas_specific_attenuation(inputs: Inputs, folder: Path) -> dict[str, float]:
    temperature_k = float(inputs["temperature_K"])
    oxygen, water = gas_loss.specific_attenuation_db_m(
        frequency_hz(inputs),
        100.0 * inputs["dry_air_pressure_hPa"],
        vapour_pressure_pa(inputs["water_vapour_density_g_m3"], temperature_k),
        temperature_k,
    )
    return {
        "oxygen_dB_km": 1000.0 * oxygen,
        "water_dB_km": 1000.0 * water,
        "total_dB_km": 1000.0 * (oxygen + water),
    }


def gas_whole_atmosphere(inputs: Inputs, folder: Path) -> float:
    return gas_loss.whole_atmosphere_loss_db(
        frequency_hz(inputs),
        float(inputs.get("antenna_height_m", 0.0)),
        radians(inputs["elevation_deg"]),
        inputs.get("surface_water_vapour_density_g_m3", 7.5) * 1e-3,
        inputs.get("surface_pressure_hPa", ISA_PRESSURE_PA / 100.0) * 100.0,
        inputs.get("surface_temperature_K", ISA_TEMPERATURE_K) - ISA_TEMPERATURE_K,
        float(inputs.get("earth_radius_m", EARTH_RADIUS_M)),
    )


def radio_refractivity(inputs: Inputs, folder: Path) -> float:
    return refraction.refractivity(
        100.0 * inputs["total_pressure_hPa"],
        100.0 * inputs["vapour_pressure_hPa"],
        float(inputs["temperature_K"]),
    )


def effective_earth_factor(inputs: Inputs, folder: Path) -> float:
    gradient_per_m = -inputs["refractivity_decrease_N_per_km"] / 1000.0
    return refraction.effective_earth_factor(
        gradient_per_m, float(inputs.get("earth_radius_m", EARTH_RADIUS_M))
    )


def knife_edge_exact(inputs: Inputs, folder: Path) -> float:
    return diffraction.knife_edge_loss_exact_db(float(inputs["nu"]))


def knife_edge_approximation(inputs: Inputs, folder: Path) -> float:
    return diffraction.knife_edge_loss_db(float(inputs["nu"]))


def knife_edge_parameter_and_loss(inputs: Inputs, folder: Path) -> dict[str, float]:
    lengths = (float(inputs[key]) for key in ("edge_height_above_los_m", "d1_m", "d2_m"))
    nu = diffraction.knife_edge_parameter(*lengths, wavelength_m(inputs))
    return {"nu": nu, "J_exact_dB": diffraction.knife_edge_loss_exact_db(nu)}


def _profile(path: Path) -> tuple[np.ndarray, np.ndarray]:
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    distances_m = np.array([float(row["distance_km"]) for row in rows]) * 1000.0
    return distances_m - distances_m[0], np.array([float(row["height_amsl_m"]) for row in rows])


def bullington(inputs: Inputs, folder: Path) -> float:
    beside = folder / inputs["profile_file"]
    # A case file from elsewhere may name a profile that only lies with ours.
    distances_m, heights_m = _profile(beside if beside.exists() else CASES / inputs["profile_file"])
    radius_km = inputs.get("effective_earth_radius_km")
    return diffraction.bullington_loss_db(
        distances_m,
        heights_m,
        heights_m[0] + inputs["tx_height_agl_m"],
        heights_m[-1] + inputs["rx_height_agl_m"],
        effective_radius_m(inputs) if radius_km is None else 1000.0 * radius_km,
        wavelength_m(inputs),
    )


def two_ray_flat(inputs: Inputs, folder: Path) -> dict[str, float]:
    lengths = (float(inputs[key]) for key in ("antenna_height_m", "target_height_m", "ground_distance_m"))
    difference_m = two_ray.plane_path_difference_m(*lengths)
    factor = two_ray.propagation_factor(
        difference_m,
        wavelength_m(inputs),
        float(inputs.get("reflection_magnitude", 1.0)),
        radians(inputs.get("reflection_phase_deg", 180.0)),
    )
    return {
        "path_difference_m": difference_m,
        "F_voltage": factor,
        "F4_dB": two_ray.two_way_gain_db(factor),
    }


def specular_point(inputs: Inputs, folder: Path) -> dict[str, float]:
    lengths = (float(inputs[key]) for key in ("antenna_height_m", "target_height_m", "ground_arc_m"))
    near_m, grazing_rad, difference_m = two_ray.specular_point(*lengths, effective_radius_m(inputs))
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
