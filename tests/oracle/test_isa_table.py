"""The standard atmosphere every 2 km to 80 km, against a table on which three libraries agree.

Each row states how far the libraries (ambiance, fluids, ussa1976) lie apart: that spread is the tolerance.
"""

import csv

import pytest

from rangering.constants import ISA_EARTH_RADIUS_M
from rangering.earth.atmosphere import (
    air_density_kg_m3,
    isa_pressure_pa,
    isa_temperature_k,
    speed_of_sound_m_s,
    to_geopotential_m,
)
from tests.oracle.case import CASES

with open(CASES / "02_isa_table_geometric.csv", encoding="utf-8", newline="") as _file:
    ROWS = [{key: float(text) for key, text in row.items()} for row in csv.DictReader(_file)]


@pytest.mark.both_ways
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['geometric_altitude_m']:.0f}m")
def test_three_libraries_standard_atmosphere(row):
    geopotential_m = to_geopotential_m(row["geometric_altitude_m"], ISA_EARTH_RADIUS_M)
    temperature_k = isa_temperature_k(geopotential_m)
    pressure_pa = isa_pressure_pa(geopotential_m)
    spread = row["max_rel_spread_of_three_libraries"]
    assert temperature_k == pytest.approx(row["T_K"], rel=spread)
    assert pressure_pa == pytest.approx(row["p_Pa"], rel=spread)
    assert air_density_kg_m3(pressure_pa, temperature_k) == pytest.approx(row["rho_kg_m3"], rel=spread)
    assert speed_of_sound_m_s(temperature_k) == pytest.approx(row["speed_of_sound_m_s"], rel=spread)
