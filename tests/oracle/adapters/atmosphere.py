"""Topic 02: the standard atmosphere and airspeeds."""

from rangering.constants import ISA_EARTH_RADIUS_M, KNOT_M_S
from rangering.earth import atmosphere
from tests.oracle.inputs import Inputs

STANDARDS = ("ISA", "ISO 2533", "ISO 2533:1975", "ICAO", "ICAO standard atmosphere", "standard")


def _state(geopotential_m: float) -> dict[str, float]:
    temperature_k = atmosphere.isa_temperature_k(geopotential_m)
    pressure_pa = atmosphere.isa_pressure_pa(geopotential_m)
    return {
        "T_K": temperature_k,
        "p_Pa": pressure_pa,
        "rho_kgm3": atmosphere.air_density_kg_m3(pressure_pa, temperature_k),
        "a_ms": atmosphere.speed_of_sound_m_s(temperature_k),
    }


def isa_at_geometric_altitude(given: Inputs) -> dict[str, float]:
    given.states("atmosphere", *STANDARDS)
    return _state(geometric_to_geopotential(given))


def isa_at_geopotential_altitude(given: Inputs) -> dict[str, float]:
    given.states("atmosphere", *STANDARDS)
    return _state(given("geopotential_altitude", "m"))


def geometric_to_geopotential(given: Inputs) -> float:
    radius_m = given("earth_radius", "m", ISA_EARTH_RADIUS_M, least=0.0)
    return atmosphere.to_geopotential_m(given("geometric_altitude", "m"), radius_m)


def pressure_to_pressure_altitude(given: Inputs) -> float:
    return atmosphere.pressure_altitude_m(given("pressure", "Pa"))


def cas_to_tas_and_mach(given: Inputs) -> dict[str, float]:
    given.states("atmosphere", *STANDARDS)
    altitude_m = given("pressure_altitude", "m")
    pressure_pa = atmosphere.isa_pressure_pa(altitude_m)
    mach = atmosphere.mach_from_calibrated(given("cas", "m_s", least=0.0), pressure_pa)
    tas_m_s = atmosphere.true_airspeed_m_s(mach, atmosphere.isa_temperature_k(altitude_m))
    return {"tas_kt": tas_m_s / KNOT_M_S, "mach": mach}


ANSWERS = {
    "isa_at_geometric_altitude": isa_at_geometric_altitude,
    "isa_at_geopotential_altitude": isa_at_geopotential_altitude,
    "geometric_to_geopotential": geometric_to_geopotential,
    "pressure_to_pressure_altitude": pressure_to_pressure_altitude,
    "cas_to_tas_and_mach_isa": cas_to_tas_and_mach,
}
