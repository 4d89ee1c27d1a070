"""Ready scenarios, defaults, placement, the library, the schema, and the scenario read back in sentences."""

import math
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError

from rangering.catalog.read import load_catalog
from rangering.errors import OutputError, ScenarioError
from rangering.provenance import CAVEAT
from rangering.scenario import library
from rangering.scenario.describe import describe, in_short
from rangering.scenario.ground import ground_errors
from rangering.scenario.models import Scenario
from rangering.scenario.placement import elements
from rangering.scenario.read import check_scenario, load_scenario, scenario_from_bytes
from rangering.scenario.schema import scenario_schema
from rangering.scenario.uncertainty import overridden

READY = sorted(library.ready())
SMALL = """
title = "Small"
[[group]]
name = "G"
system = "s-400"
[[group.fire_unit]]
name = "F"
position = "40 N, 32 E"
mast_height = "24 m"
"""


def small(extra: str = "") -> Scenario:
    return scenario_from_bytes((SMALL + extra).encode(), "small.toml")


def test_the_ready_scenarios_are_there():
    maps, raids = (
        {"jacksboro", "ridge", "ankara-2020", "alternatives"},
        {"raid", "first-raid", "endurance", "ankara-raid", "ankara-raid-six"},
    )
    assert maps | raids <= set(READY)


@pytest.mark.parametrize("name", READY)
def test_a_ready_scenario_has_no_error_and_is_named_after_its_file(name):
    assert check_scenario(name) == []
    assert load_scenario(name).name == name


@pytest.mark.parametrize("name", READY)
def test_a_ready_scenario_explains_itself_before_its_first_line(name):
    comment = library.ready()[name].read_text(encoding="utf-8").partition("\ntitle")[0]
    assert comment.count("\n#") >= 6


def test_ankara_has_one_reported_site_and_three_hypothetical_ones_30_km_apart():
    from pyproj import Geod

    scenario = load_scenario("ankara-2020")
    assert [len(group.fire_units) for group in scenario.groups] == [2, 2]
    shown = [unit.shown for unit in scenario.fire_units]
    hypothetical = [f"H{n} (hypothetical)" for n in (1, 2, 3)]
    assert shown == ["Mürted (publicly reported)", *hypothetical]
    at = {unit.name: unit.position for unit in scenario.fire_units}
    assert (at["Mürted"].latitude_deg, at["Mürted"].longitude_deg) == (40.0789, 32.5656)
    for a, b in (("Mürted", "H1"), ("Mürted", "H2"), ("H2", "H3"), ("H1", "H3")):
        ends = at[a].longitude_deg, at[a].latitude_deg, at[b].longitude_deg, at[b].latitude_deg
        assert Geod(ellps="WGS84").inv(*ends)[2] == pytest.approx(30_000.0, abs=20.0)  # four decimals: 11 m


def test_jacksboro_stands_inside_its_relief():
    from matplotlib.cbook import get_sample_data

    relief = get_sample_data("jacksboro_fault_dem.npz")
    south, north = sorted((float(relief["ymin"]), float(relief["ymax"])))
    for unit in load_scenario("jacksboro").fire_units:
        assert south < unit.position.latitude_deg < north
        assert relief["xmin"] < unit.position.longitude_deg < relief["xmax"]


def test_quantities_arrive_in_si_and_a_variant_is_a_new_object():
    unit = small().fire_units[0]
    assert unit.mast_height_m == 24.0
    assert unit.model_copy(update={"mast_height_m": 40.0}).mast_height_m == 40.0
    with pytest.raises(ValidationError, match="frozen"):
        unit.mast_height_m = 40.0


def test_a_bare_scenario_has_the_documented_defaults():
    scenario = small()
    assert scenario.environment.k == pytest.approx(4 / 3)
    assert scenario.environment.terrain.kind == "smooth"
    assert scenario.doctrine.weapons == "tight"
    assert [altitude.written for altitude in scenario.coverage.altitudes][-1] == "10000.0 m amsl"
    assert scenario.groups[0].site == scenario.fire_units[0].position
    assert scenario.name == "small"


def test_a_surveillance_radar_stands_with_the_group_and_the_rest_with_the_fire_units():
    placed = [(e.id, e.at.name) for e in elements(small(), load_catalog())]
    assert placed[0] == ("s-400/91n6e", "G")
    assert {name for _, name in placed[1:]} == {"F"}


def test_the_only_radar_of_a_system_stands_with_its_fire_unit():
    placed = elements(load_scenario("jacksboro"), load_catalog(), "radar")
    assert [(e.id, e.at.name) for e in placed] == [("tor-m2/surveillance-radar", "Hill")]


def test_elements_in_the_file_override_the_rule():
    scenario = small('elements = ["s-400/92n6e"]\n')
    with_unit = [e.id for e in elements(scenario, load_catalog()) if e.at.name == "F"]
    assert with_unit == ["s-400/92n6e"]


def test_an_override_makes_a_new_quantity_in_the_unit_of_the_catalog():
    key = "s-400/91n6e.claimed_detection_range"
    scenario = small(f'[uncertainty."{key}"]\nlow = "300000 m"\nlaw = "uniform"\n')
    old = load_catalog().quantity(key)
    new = overridden(old, scenario.uncertainty[key], scenario.name)
    assert (new.low, new.nominal, new.high) == (300.0, old.nominal, old.high)
    assert (new.law, new.grade) == ("uniform", "D")
    assert new.source.startswith("scenario small")


@pytest.mark.parametrize("name", READY)
def test_a_description_names_labels_grades_sources_and_the_standing_line(name):
    text = describe(load_scenario(name), load_catalog())
    assert text.rstrip().endswith(CAVEAT)
    assert "[1]" in text
    assert "Not stated in the file, so assumed:" in text
    assert all(len(line) <= 100 for line in text.splitlines())


def test_every_command_a_ready_scenario_names_is_there():
    from typer.main import get_command

    from rangering.cli.app import app

    known = set(get_command(app).commands)
    for path in library.ready().values():
        named = set(re.findall(r"\brangering ([a-z]\w*)", path.read_text(encoding="utf-8")))
        assert named <= known, path.name


def test_defaults_are_told_in_units_a_person_uses():
    text = " ".join(describe(small(), load_catalog()).split())
    assert "environment.sea_level_pressure = 1013.25 hPa (" in text
    assert "environment.isa_deviation = 0 K (" in text
    assert "shift length 8 h" in text


def test_what_only_later_questions_use_is_one_line_after_what_coverage_uses():
    text = describe(small("[doctrine]\nsalvo_size = 3\n"), load_catalog())
    lines = re.sub(r"\n  +", " ", text).splitlines()
    later = [line for line in lines if "not used by coverage" in line]
    assert len(later) == 1
    named = "- doctrine, links, crews, identification, failures, mission and endurance: defaults, "
    assert later[0].startswith(named + "not used by coverage (")
    assert "salvo size" not in later[0]
    assert lines.index(later[0]) > max(n for n, line in enumerate(lines) if line.startswith("- coverage."))


def test_a_variant_is_told_only_where_stated():
    assert "variant" not in describe(load_scenario("jacksboro"), load_catalog())
    assert "in the export variant" in describe(load_scenario("ankara-2020"), load_catalog())


def test_a_description_reads_as_english():
    text = " ".join(describe(load_scenario("ankara-2020"), load_catalog()).split())
    assert "detection range at 1 m² 190 to 337 km" in text
    assert "detection range at 0.005 m²" in text
    assert "rcs" not in text
    assert "a leaker is a hostile flight still alive" in text


def test_the_short_form_names_systems_sites_and_ground():
    short = " ".join(in_short(load_scenario("ankara-2020"), load_catalog()).split())
    assert short.startswith("2 groups of S-400 Triumf: Mürted (publicly reported) at 40.0789° N, 32.5656° E;")
    assert "H3 (hypothetical)" in short
    assert "smooth Earth" in short


def test_terrain_by_name_and_by_table_are_one_scenario():
    named = small('[environment]\nterrain = "auto"\n')
    assert named == small('[environment.terrain]\nkind = "auto"\n')
    jsonschema.validate({**tomllib.loads(SMALL), "environment": {"terrain": "auto"}}, scenario_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**tomllib.loads(SMALL), "environment": {"terrain": "moon"}}, scenario_schema())


def test_what_would_be_fetched_is_told_and_nothing_is_fetched(monkeypatch):
    from rangering.terrain import fetch

    monkeypatch.delenv("RANGERING_OFFLINE")
    monkeypatch.setattr(fetch, "collect", lambda *_: pytest.fail("a description fetches nothing"))
    stated = small('[environment.terrain]\nkind = "auto"\nposting = "250 m"\n')
    short = " ".join(in_short(stated, load_catalog()).split())
    told = re.search(r"GLO-90, about (\d+) tiles within (\d+) km of the first site, at most (\d+) MB", short)
    assert told is not None, short
    tiles, radius_km, megabytes = map(int, told.groups())
    # S-400: the highest claim to detect, 700 km; at 40° N a degree is 111 km by 85 km.
    assert radius_km == 700
    assert math.pi * 700**2 / (111 * 85) < tiles < 1.4 * math.pi * 700**2 / (111 * 85)
    # 600 × 600 heights of four bytes where cells are as wide as high.
    assert megabytes == pytest.approx(tiles * 600 * 600 * 4 / 1e6, rel=0.01)
    assert ground_errors(stated) == []


def test_the_short_form_of_many_sites_stays_short():
    unit = '[[group.fire_unit]]\nname = "F{n}"\nposition = "40 N, 3{n} E"\n'
    short = in_short(small("".join(unit.format(n=n) for n in range(9))), load_catalog())
    assert short.count("32.0000° E") <= 2
    assert "; 2 more" in " ".join(short.split())


def test_the_description_of_ankara_calls_the_hypothetical_sites_so():
    text = " ".join(describe(load_scenario("ankara-2020"), load_catalog()).split())
    for name in ("H1", "H2", "H3"):
        assert f"{name} (hypothetical)" in text
    assert "smooth Earth" in text
    assert "claimed detection range 340 to 700 km, nominally 600 km (B) [1]" in text


def test_a_stated_value_is_not_listed_as_assumed():
    assert "environment.k = " not in describe(small("[environment]\nk = 1.3333\n"), load_catalog())
    assert "environment.k = 1.333" in describe(small(), load_catalog())


def test_options_of_the_signal_are_off_and_say_what_they_do_when_on():
    off = small().environment
    assert (off.diffraction, off.two_ray, off.clutter) == (False, False, False)
    for option, said in (
        ("diffraction", "bend round edges"),
        ("two_ray", "adds lobes and nulls"),
        ("clutter", "lost in its echo"),
    ):
        text = " ".join(describe(small(f"[environment]\n{option} = true\n"), load_catalog()).split())
        assert said in text.partition("Not stated in the file")[0]
        assert f"environment.{option} = false" not in text
        plain = " ".join(describe(small(), load_catalog()).split())
        assert f"environment.{option} = false" in plain
        assert small(f"[environment]\n{option} = true\n").as_written()["environment"][option] is True


@pytest.mark.parametrize("name", READY)
def test_a_ready_scenario_fits_the_schema(name):
    schema = scenario_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    tables = tomllib.loads(library.ready()[name].read_text(encoding="utf-8"))
    jsonschema.validate(tables, schema, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("written", "misspelt"),
    [("title =", "titel ="), ("mast_height", "mast_hieght"), ("kind =", "knid ="), ('"24 m"', "24")],
)
def test_a_misspelt_key_or_a_bare_number_fails_the_schema(written, misspelt):
    text = SMALL + '[environment.terrain]\nkind = "smooth"\n'
    tables = tomllib.loads(text.replace(written, misspelt))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tables, scenario_schema(), cls=jsonschema.Draft202012Validator)


def test_the_schema_writes_defaults_as_a_file_would():
    definitions = scenario_schema()["$defs"]
    assert definitions["Crews"]["properties"]["shift_length"]["default"] == "28800 s"
    assert definitions["CoverageRequest"]["properties"]["altitudes"]["default"][0] == "100.0 m agl"
    assert "default" not in definitions["FireUnit"]["properties"]["mast_height"]


def test_a_copy_is_the_ready_file_and_never_overwrites(tmp_path):
    copied = library.copy("ridge", tmp_path)
    assert copied.read_bytes() == library.ready()["ridge"].read_bytes()
    assert load_scenario(copied).name == "ridge"
    with pytest.raises(OutputError, match="exists already"):
        library.copy("ridge", tmp_path)
    with pytest.raises(OutputError, match="cannot be written"):
        library.copy("ridge", tmp_path / "nowhere" / "mine.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["ridge.toml"]


def test_an_unknown_name_cannot_be_copied(tmp_path):
    with pytest.raises(ScenarioError, match="did you mean jacksboro"):
        library.copy("jackboro", tmp_path)


def test_titles_are_listed_without_building_models():
    assert library.title_of(library.ready()["ridge"]) == "One ridge, for teaching"
    code = "import sys, rangering.scenario.library; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_reading_a_scenario_loads_no_engine():
    code = (
        "import sys; from rangering.scenario.read import load_scenario; load_scenario('ankara-2020');"
        "print([m for m in ('numpy', 'numba', 'scipy', 'rasterio', 'pyproj') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_relative_paths_start_from_the_folder_of_the_file(tmp_path):
    (tmp_path / "tiles").mkdir()
    file = tmp_path / "mine.toml"
    file.write_text(SMALL + '[environment.terrain]\nkind = "raster"\npath = "tiles"\n')
    assert load_scenario(file).folder == tmp_path
    assert Path(load_scenario(file).environment.terrain.path) == Path("tiles")
