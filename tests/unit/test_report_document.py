"""``coverage.json``: what it holds, that any reader can take it, and the files that go with it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rangering.coverage.results import CoverageMap
from rangering.coverage.run import map_coverage
from rangering.errors import OutputError
from rangering.provenance import CAVEAT
from rangering.report.coverage import RECORD, SCHEMA, document, write_coverage
from tests.approach_scenes import asset
from tests.coverage_scenes import ridge, scene

CONTRACT = {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
RESULTS = {
    "title", "scenario", "labels", "pd", "altitudes", "targets", "radars", "press_circles", "files",
    "samples", "seed", "scores", "table", "engagements", "approaches", "tornado", "links", "sources",
}  # fmt: skip
SI = ("_m", "_s", "_m2", "_km2", "_rad", "_deg", "_count")  # areas are those of tables, places those of maps


@pytest.fixture(scope="module")
def result() -> CoverageMap:
    """Two altitudes, two classes, five readings, an asset behind a ridge."""
    asked = scene(terrain=ridge(900.0), system="hq-9", more=asset(45.1, -30.0))
    return map_coverage(asked, samples=5, seed=3, posting_m=5e3)


@pytest.fixture(scope="module")
def read(result) -> dict[str, Any]:
    """As another program reads it: strict JSON, in which NaN does not exist."""

    def refuse(number: str) -> None:
        raise AssertionError(f"{number} is no number")

    return json.loads(json.dumps(document(result), allow_nan=False), parse_constant=refuse)


def leaves(of: Any, *keys: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(of, dict):
        for key, each in of.items():
            yield from leaves(each, *keys, key)
    elif isinstance(of, list):
        for each in of:
            yield from leaves(each, *keys)
    else:
        yield keys, of


def test_it_keeps_the_contract_and_the_keys_of_its_schema(read):
    assert set(read) == CONTRACT
    assert read["schema"] == SCHEMA
    assert set(read["results"]) == RESULTS
    assert read["provenance"]["caveat"] == CAVEAT
    assert (read["results"]["samples"], read["results"]["seed"]) == (5, 3)


def test_every_number_of_the_result_is_in_it(result, read):
    found = read["results"]
    assert len(found["table"]) == len(result.table)
    for row, kept in zip(result.table, found["table"], strict=True):
        assert (kept["seen_share"], kept["ring"], kept["limits"]) == (
            row.seen_share,
            row.ring,
            dict(row.limits),
        )
        assert list(kept["seen_band"].values()) == list(row.seen_band)
    assert [each["share"]["low"] for each in found["scores"]] == [each.share.low for each in result.scores]
    assert [each["claim"] for each in found["engagements"]] == [each.claim for each in result.engagements]
    assert [each["axis"] for each in found["tornado"]["swings"]] == [
        each.axis for each in result.tornado.swings
    ]
    assert [each["quantity"] for each in found["sources"]] == [each.quantity for each in result.sources]
    assert [each["role"] for each in found["links"]] == [each.role for each in result.links]


def test_approaches_are_by_altitude_and_class_and_never_is_null(result, read):
    (approach,) = result.approaches
    (kept,) = read["results"]["approaches"]
    assert len(kept["flights"]) == len(result.altitudes) * len(result.targets)
    directions = len(kept["azimuth_rad"])
    for number, flight in enumerate(kept["flights"]):
        a, t = divmod(number, len(result.targets))
        assert (flight["altitude"], flight["target"]) == (result.altitudes[a].label, result.targets[t].title)
        for name in ("first_seen_m", "warning_s", "first_radar", "unknown"):
            assert len(flight[name]) == directions
        for n, seen_m in enumerate(flight["first_seen_m"]):
            wanted = [None if each != each else pytest.approx(each, abs=0.05) for each in
                      approach.first_seen_m[a, t, n]]  # fmt: skip
            assert seen_m == wanted
            assert (flight["first_radar"][n] is None) == (seen_m[0] is None)
        assert [len(each) for each in flight["shots"]] == [directions] * len(result.engagements)


@pytest.mark.parametrize(
    ("id_", "title"), [("target/stealth-fighter", "Low observable"), ("target/low", "Stealth fighter")]
)
@pytest.mark.parametrize("samples", [5, 0])
def test_a_stealth_class_has_no_single_range(result, id_, title, samples):
    """Neither its id nor its title may give it away; without readings not even an interval is at hand."""
    first, second = result.targets
    radars = tuple(
        replace(each, power_m={id_: 30e3, second.id: each.power_m[second.id]}) for each in result.radars
    )
    targets = (first._replace(id=id_, title=title), second)
    told = document(replace(result, targets=targets, radars=radars, samples=samples))
    for radar, kept in zip(result.radars, told["results"]["radars"], strict=True):
        assert kept["power_m"] == {id_: None, second.id: radar.power_m[second.id]}
    for flight in told["results"]["approaches"][0]["flights"]:
        single = flight["target"] == second.title
        assert ("intercept_m" in flight) == single
        assert ("first_seen_m" in flight) == ("warning_s" in flight) == (single or bool(samples))
    assert any(f"No single range is given against {title}:" in each for each in told["assumptions"])
    assert not any("No single range" in each for each in document(result)["assumptions"])


def test_numbers_carry_their_unit_and_the_file_stays_small(result, read):
    text = json.dumps(document(result), indent=1)
    assert len(text) < 1_000_000
    for keys, value in leaves(read["results"]):
        if isinstance(value, float) and not {"limits", "power_m", "share", "seen_band", "tornado"} & set(
            keys
        ):
            known = keys[-1].endswith(SI) or keys[-1].endswith("_share") or keys[-1] == "pd"
            assert known, keys


def test_without_readings_there_is_nothing_of_them():
    nominal = map_coverage(scene(), samples=0, posting_m=3e3)
    found = document(nominal)["results"]
    assert (found["samples"], found["seed"], found["tornado"]) == (0, None, None)
    assert found["scores"]
    assert all(len(set(each["share"].values())) == 1 for each in found["scores"])
    assert all(row["seen_band"] is None for row in found["table"])
    assert "seed" not in document(nominal)["provenance"]


@pytest.fixture(scope="module")
def small() -> CoverageMap:
    return map_coverage(scene(altitudes=("1000 m amsl",)), samples=0, posting_m=3e3)


def test_the_files_of_a_run_are_listed_and_those_of_the_last_go(small, tmp_path):
    left = ["old.png", "old.html", "old.tif", "old.geojson", "old.kml"]
    kept = ["mine.png", "notes.txt"]

    def beside(aside: Path) -> None:
        for name in left:
            (aside / name).write_text("theirs")

    first = write_coverage(small, tmp_path, also=beside)
    listed = json.loads((tmp_path / RECORD).read_text())["results"]["files"]
    assert sorted(path.name for path in first) == listed == sorted(path.name for path in tmp_path.iterdir())
    assert set(left) < set(listed)
    for name in kept:
        (tmp_path / name).write_text("mine")
    second = write_coverage(small, tmp_path)
    listed = json.loads((tmp_path / RECORD).read_text())["results"]["files"]
    assert sorted(path.name for path in second) == listed
    assert {path.name for path in tmp_path.iterdir()} == {*listed, *kept}
    assert not {*left, *kept} & set(listed)


def test_a_further_file_that_fails_leaves_the_last_run_whole(small, tmp_path):
    write_coverage(small, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(aside: Path) -> None:
        (aside / "half.tif").write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_coverage(small, tmp_path, also=full)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
