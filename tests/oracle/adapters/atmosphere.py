"""Topic 02: the standard atmosphere and airspeeds."""

from pathlib import Path
from typing import Any

from rangering.constants import FOOT_M, ISA_EARTH_RADIUS_M, KNOT_M_S
from rangering.earth import atmosphere

Inputs = dict[str, Any]


def _state(geopotential_m: float) -> dict[str, float]:
    temperature_k = atmosphere.isa_temperature_k(geopotential_m)
    pressure_pa = atmosphere.isa_pressure_pa(geopotential_m)
    return {
        "T_K": temperature_k,
        "p_Pa": pressure_pa,
        "rho_kgm3": atmosphere.air_density_kg_m3(pressure_pa, temperature_k),
        "a_ms": atmosphere.speed_of_sound_m_s(temperature_k),
    }


def isa_at_geometric_altitude(inputs: Inputs, folder: Path) -> dict[str, float]:
    height_m = float(inputs["geometric_altitude_m"])
    return _state(atmosphere.to_geopotential_m(height_m, ISA_EARTH_RADIUS_M))


def isa_at_geopotential_altitude(inputs: Inputs, folder: Path) -> dict[str, float]:
    return _state(float(inputs["geopotential_altitude_m"]))


def geometric_to_geopotential(inputs: Inputs, folder: Path) -> float:
    radius_m = float(inputs.get("earth_radius_m", ISA_EARTH_RADIUS_M))
    return atmosphere.to_geopotential_m(float(inputs["geometric_altitude_m"]), radius_m)


def pressure_to_pressure_altitude(inputs: Inputs, folder: Path) -> float:
    return atmosphere.pressure_altitude_m(float(inputs["pressure_Pa"]))


def cas_to_tas_and_mach(inputs: Inputs, folder: Path) -> dict[str, float]:
    altitude_m = inputs["pressure_altitude_ft"] * FOOT_M
    pressure_pa = atmosphere.isa_pressure_pa(altitude_m)
    mach = atmosphere.mach_from_calibrated(inputs["cas_kt"] * KNOT_M_S, pressure_pa)
    tas_m_s = atmosphere.true_airspeed_m_s(mach, atmosphere.isa_temperature_k(altitude_m))
    return {"tas_kt": tas_m_s / KNOT_M_S, "mach": mach}


ANSWERS = {
    "isa_at_geometric_altitude": isa_at_geometric_altitude,
    "isa_at_geopotential_altitude": isa_at_geopotential_altitude,
    "geometric_to_geopotential": geometric_to_geopotential,
    "pressure_to_pressure_altitude": pressure_to_pressure_altitude,
    "cas_to_tas_and_mach_isa": cas_to_tas_and_mach,
}
