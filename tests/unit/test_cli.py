"""What a person types and reads."""

import json
import os
import re
import shlex
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from rangering import provenance
from tests.conftest import ROOT, Ran


@pytest.fixture(scope="module")
def jacksboro(tmp_path_factory) -> tuple[Ran, Path]:
    """The first map, made once, in a process of its own."""
    out = tmp_path_factory.mktemp("jacksboro")
    command = [Path(sys.executable).with_name("rangering"), "coverage", "jacksboro", "--out", out / "maps"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return Ran(done.returncode, done.stdout, done.stderr), out / "maps"


def test_coverage_prints_a_table_and_what_it_rests_on(jacksboro):
    ran, _ = jacksboro
    assert ran.status == 0, ran.err
    for words in (
        "100 m agl",
        "Cruise missile",
        "what limits the rest",
        "k = 1.333",
        "jacksboro_fault_dem",
        "NAVD88",
    ):
        assert words in ran.out
    assert provenance.CAVEAT in ran.out
    assert "fictitious" in ran.out


def test_coverage_writes_maps_and_json_after_the_contract(jacksboro):
    _, out = jacksboro
    names = {path.name for path in out.iterdir()}
    assert {"coverage.json", "coverage-100m-agl.png", "lowest-altitude.png"} <= names
    assert not any(name.startswith(".") for name in names)
    document = json.loads((out / "coverage.json").read_text())
    assert document["schema"] == "rangering.coverage/1"
    assert set(document) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    assert {"k", "terrain", "datum", "posting_m"} <= set(document["environment"])
    assert document["provenance"]["caveat"] == provenance.CAVEAT
    for row in document["results"]["table"]:
        shares = row["seen_share"] + row["unknown_share"] + sum(row["limits"].values())
        assert shares == pytest.approx(1.0, abs=1e-9)


@pytest.fixture(scope="module")
def low(tmp_path_factory) -> str:
    """The ridge at one altitude: nearly all that a map takes is the drawing of its pictures, some to each."""
    stated = (ROOT / "scenarios" / "ridge.toml").read_text(encoding="utf-8")
    one, count = re.subn(r"^altitudes = .*$", 'altitudes = ["100 m agl"]', stated, flags=re.MULTILINE)
    assert count == 1
    path = tmp_path_factory.mktemp("low") / "ridge.toml"
    path.write_text(one, encoding="utf-8")
    return str(path)


def test_the_same_command_writes_the_same_bytes(low, tmp_path, run):
    words = ["coverage", low, "--posting", "500 m", "--out"]
    installed = Path(sys.executable).with_name("rangering")
    subprocess.run([installed, *words, tmp_path / "first"], capture_output=True, check=True)
    assert run(*words, str(tmp_path / "second")).status == 0
    first, second = ({path.name for path in (tmp_path / each).iterdir()} for each in ("first", "second"))
    assert first == second
    assert {"coverage.json", "report.html", "lowest-altitude.png"} <= first
    for name in first:
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_the_command_on_the_page_gives_the_same_again(low, run, tmp_path):
    words = ("--posting", "1 km", "--samples", "3", "--seed", "9", "--pd", "0.8")
    assert run("coverage", low, *words, "--out", str(tmp_path / "first")).status == 0
    page = (tmp_path / "first" / "report.html").read_text()
    (command,) = set(re.findall(r"rangering coverage [^<]*", unescape(page)))
    again = shlex.split(command)[1:]
    assert run(*again, "--out", str(tmp_path / "again")).status == 0
    for name in ("coverage.json", "coverage.tif", "report.html"):
        assert (tmp_path / "again" / name).read_bytes() == (tmp_path / "first" / name).read_bytes(), name
    # Another seed is another answer, so the page is bound to name it.
    other = [word if word != "9" else "10" for word in again]
    assert run(*other, "--out", str(tmp_path / "other")).status == 0
    assert (tmp_path / "other" / "coverage.json").read_bytes() != (
        tmp_path / "first" / "coverage.json"
    ).read_bytes()


def test_without_readings_the_nominal_answer_is_printed_and_written_whole(run, tmp_path):
    ran = run("coverage", "ridge", "--posting", "1 km", "--samples", "0", "--out", str(tmp_path))
    assert ran.status == 0, ran.err
    assert provenance.CAVEAT in ran.out
    document = json.loads((tmp_path / "coverage.json").read_text())
    assert (document["results"]["samples"], document["results"]["tornado"]) == (0, None)
    assert document["results"]["engagements"]
    assert "seed" not in document["provenance"]
    assert {path.name for path in tmp_path.iterdir()} == set(document["results"]["files"])
    assert {"coverage.tif", "coverage.geojson", "coverage.kml", "report.html"} <= set(
        document["results"]["files"]
    )


def test_coverage_as_json_prints_the_file(low, run, tmp_path):
    ran = run("coverage", low, "--posting", "500 m", "--out", str(tmp_path), "--json")
    assert ran.status == 0
    assert json.loads(ran.out) == json.loads((tmp_path / "coverage.json").read_text())


def test_help_names_every_command_and_the_caveat(run):
    ran = run("--help")
    for word in ("coverage", "catalog", "check", "describe", "scenarios", "schema", "understanding"):
        assert word in ran.out
    assert "not validated against combat data" in " ".join(ran.out.split())


def test_help_loads_no_engine():
    code = (
        "import sys; sys.argv = ['rangering', '--help']\n"
        "from rangering import cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('numba', 'scipy', 'numpy', 'pydantic', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    "words",
    [
        ("catalog", "list"),
        ("catalog", "show", "s-400"),
        ("catalog", "sources", "s-400/91n6e"),
        ("catalog", "check"),
        ("catalog", "envelope", "iris-t-slm/missile"),
        ("check", "ankara-2020"),
        ("describe", "ridge"),
        ("scenarios",),
    ],
)
def test_every_command_has_text_and_json(run, words):
    text = run(*words)
    assert text.status == 0
    assert text.out.strip()
    document = json.loads(run(*words, "--json").out)
    assert document["schema"].startswith("rangering.")
    assert set(document) >= {"schema", "provenance", "environment", "assumptions", "warnings", "results"}


def test_the_schema_is_a_schema(run):
    document = json.loads(run("schema").out)
    assert document["$schema"].startswith("https://json-schema.org/")


def test_a_copy_of_a_ready_scenario_can_be_checked_and_is_not_overwritten(run, tmp_path):
    assert run("scenarios", "--copy", "ridge", "--into", str(tmp_path)).status == 0
    assert run("check", str(tmp_path / "ridge.toml")).status == 0
    again = run("scenarios", "--copy", "ridge", "--into", str(tmp_path))
    assert again.status == 2
    assert "exists already" in again.err


def test_catalog_show_prints_no_detection_range_for_a_named_aircraft(run):
    out = run("catalog", "show", "aircraft/f-35a").out
    assert "detection_range" not in out


def test_a_terminal_without_the_letters_still_gets_its_table(tmp_path):
    command = [Path(sys.executable).with_name("rangering"), "describe", "ankara-2020"]
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, env=ascii_only, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "Ankara" in done.stdout


def test_an_error_is_json_too_where_json_was_asked_for(run):
    ran = run("catalog", "show", "s-401", "--json")
    assert ran.status == 2
    document = json.loads(ran.out)
    assert document["schema"] == "rangering.error/1"
    assert "s-400" in document["results"][0]["mend"]
