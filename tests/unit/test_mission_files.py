"""What a run leaves in a folder: whole or not at all, after the contract, and enough for a replay."""

import csv
import json
import os
from dataclasses import replace

import duckdb
import jsonschema
import numpy as np
import pytest

from rangering.errors import OutputError
from rangering.export.rows import (
    EVENTS,
    ROWS,
    differing,
    read_leakers,
    read_rows,
    write_events,
    write_rows,
)
from rangering.mission.codes import Count, Event
from rangering.mission.row_names import column_names
from rangering.provenance import CAVEAT
from rangering.report.mission import write as writing
from rangering.report.mission.page import mission_html
from rangering.report.mission.record import document, kept
from rangering.report.mission.stored import open_run
from rangering.report.mission.write import write_measures, write_replay, write_run
from rangering.scenario.read import load_scenario, scenario_from_tables
from tests.mission_results import LAYOUT, mission, replay
from tests.page_reader import Reader

NUMBER = {"type": ["number", "null"]}
ESTIMATE = {
    "type": "object",
    "required": ["value", "low", "high"],
    "properties": {"value": {"type": "number"}, "low": NUMBER, "high": NUMBER},
}
CONTRACT = {
    "type": "object",
    "required": ["schema", "provenance", "environment", "assumptions", "warnings", "results"],
    "additionalProperties": False,
    "properties": {
        "provenance": {"required": ["caveat", "inputs", "seed", "rangering"]},
        "assumptions": {"type": "array", "items": {"type": "string"}},
        "warnings": {"type": "array", "items": {"type": "string"}},
        "schema": {"enum": ["rangering.run/1", "rangering.endure/1"]},
        "environment": {"required": ["k", "terrain", "datum", "posting_m"]},
        "results": {
            "required": ["replicates", "seed", "fidelity", "general", "measures", "bounds", "files"],
            "properties": {
                "general": {"type": "array", "minItems": 5, "maxItems": 5},
                "measures": {"items": {"allOf": [ESTIMATE, {"required": ["key", "label", "unit", "band"]}]}},
                "bounds": {"items": {"properties": {"per_raid": ESTIMATE}, "required": ["key", "words"]}},
                "fire_units": {"items": {"properties": {"fired": ESTIMATE}, "required": ["name"]}},
                "occasions": {"items": {"properties": {"leakers": ESTIMATE, "able": ESTIMATE}}},
            },
        },
    },
}
PLAIN = mission(6, 8)
NAMES = column_names(PLAIN.names, PLAIN.layout)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("run") / "raid"
    scenario = load_scenario("ridge")
    write_run(PLAIN, scenario, out, command="rangering run ridge", asked={"fidelity": "full"},
              also=lambda aside: write_rows(PLAIN, aside))  # fmt: skip
    return out


def test_a_run_leaves_these_files_and_lists_them(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "bounds.png", "fire-units.png", "funnel.png", "kill-distance.png", "leakers.png", "measures.csv",
        "report.html", "rows.parquet", "run.json", "scenario.json",
    }  # fmt: skip
    assert set(json.loads((folder / "run.json").read_text())["results"]["files"]) == names


@pytest.mark.parametrize("readings", [0, 5])
@pytest.mark.parametrize("raids", [1, 3])
def test_the_record_keeps_the_contract(raids, readings):
    result = mission(4, 6, raids=raids, readings=readings)
    whole = json.loads(json.dumps(document(result), allow_nan=False))
    jsonschema.validate(whole, CONTRACT)
    assert whole["schema"] == ("rangering.run/1" if raids == 1 else "rangering.endure/1")
    assert whole["provenance"]["caveat"] == CAVEAT
    assert len(whole["results"]["occasions"]) == (raids if raids > 1 else 0)
    told = {each["key"]: each for each in whole["results"]["measures"]}
    for each in result.measures:
        assert told[each.key]["value"] == each.estimate.value
        assert (told[each.key]["band"] is None) == (readings == 0)
    assert sum(whole["results"]["replicates_by_leakers"]) == 4 * raids
    assert whole["results"]["missiles"][1]["price_usd"] is None  # no public price
    assert whole["results"]["identification"]["own"]["own"] == result.matrix[1, 1]


def test_rows_come_back_bit_for_bit(folder):
    for replicate in range(PLAIN.replicates):
        again = read_rows(folder / ROWS, replicate)
        assert differing(again, PLAIN.rows[replicate : replicate + 1], NAMES) == []
    assert read_leakers(folder / ROWS).tolist() == PLAIN.rows[:, Count.LEAKERS].tolist()
    assert read_rows(folder / ROWS, 99).size == 0


def test_rows_can_be_asked_by_the_names_of_their_columns(folder):
    asked = f"""SELECT avg("leakers"), max("unit.F1.targets_most"), count("unit.F1.first_empty_s"), count(*)
                FROM '{folder / ROWS}'"""
    mean, most, empty, count = duckdb.connect().execute(asked).fetchone()
    assert mean == pytest.approx(float(PLAIN.rows[:, Count.LEAKERS].mean()))
    assert most == PLAIN.rows[:, LAYOUT.units + 2].max()
    assert empty == np.isfinite(PLAIN.rows[:, LAYOUT.units + 7]).sum()
    assert count == 6


def test_rows_of_raids_in_a_row_name_replicate_and_occasion(tmp_path):
    result = mission(4, 6, raids=3)
    write_rows(result, tmp_path)
    assert read_rows(tmp_path / ROWS, 2).shape == (3, LAYOUT.end)
    assert differing(read_rows(tmp_path / ROWS, 2), result.rows[6:9], NAMES) == []
    assert read_leakers(tmp_path / ROWS)[1] == result.rows[3:6, Count.LEAKERS].sum()


def test_one_bit_is_enough_to_differ():
    row = PLAIN.rows[:1].copy()
    other = row.copy()
    other[0, Count.COST_USD] = np.nextafter(other[0, Count.COST_USD], np.float32(np.inf))
    assert differing(row, other, NAMES) == ["cost_usd"]
    other = row.copy()
    other[0, Count.LEAKERS] = -0.0 if row[0, Count.LEAKERS] == 0 else 0.0
    assert differing(row, other, NAMES) == ["leakers"]
    assert differing(row, np.vstack([row, row]), NAMES) == ["number of raids"]
    empty = row.copy()
    empty[0, -1] = np.nan
    assert differing(empty, empty.copy(), NAMES) == []


def test_the_same_result_gives_the_same_bytes(folder, tmp_path):
    again = tmp_path / "again"
    write_run(PLAIN, load_scenario("ridge"), again, command="rangering run ridge", asked={"fidelity": "full"},
              also=lambda aside: write_rows(PLAIN, aside))  # fmt: skip
    for path in folder.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name


def test_measures_as_a_table(tmp_path):
    result = mission(4, 6, readings=3)
    alone = replace(
        result.measures[1], band=None, estimate=replace(result.measures[1].estimate, low=float("nan"))
    )
    write_measures((*result.measures, alone), tmp_path / "measures.csv")
    lines = list(csv.DictReader((tmp_path / "measures.csv").read_text(encoding="utf-8").splitlines()))
    assert [line["key"] for line in lines] == [each.key for each in result.measures] + ["leakers"]
    assert float(lines[1]["value"]) == result.measures[1].estimate.value
    assert float(lines[1]["band_high"]) == result.measures[1].band[1]
    assert (lines[-1]["low"], lines[-1]["band_low"]) == ("", "")


def test_nothing_is_left_where_something_fails(tmp_path):
    def fails(_aside):
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_run(PLAIN, load_scenario("ridge"), tmp_path / "raid", also=fails)
    assert list((tmp_path / "raid").iterdir()) == []


def test_a_table_of_rows_is_whole_or_not_there(tmp_path, monkeypatch):
    def fails(_from, _to):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OutputError):
        write_rows(PLAIN, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_record_that_is_not_ours_is_not_overwritten(tmp_path):
    (tmp_path / "run.json").write_text('{"schema": "somebody.else/1"}')
    with pytest.raises(OutputError, match="is not ours"):
        write_run(PLAIN, load_scenario("ridge"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]


def test_what_an_earlier_run_left_goes(tmp_path):
    scenario = load_scenario("ridge")
    several = mission(3, 4, raids=2)
    write_run(several, scenario, tmp_path)
    assert (tmp_path / "endurance.png").exists()
    (tmp_path / "mine.txt").write_text("kept")
    write_run(PLAIN, scenario, tmp_path)
    assert not (tmp_path / "endurance.png").exists()
    assert (tmp_path / "mine.txt").exists()


def test_the_scenario_is_kept_whole(folder):
    again = open_run(folder)
    assert again.scenario.as_written() == load_scenario("ridge").as_written()
    assert (again.replicates, again.seed, again.raids, again.fidelity) == (6, 7, 1, "full")
    assert (again.days, again.allow_defaults, again.allow_assumed) == (None, True, False)


def test_a_raster_of_ground_is_found_from_the_folder(tmp_path):
    tables = load_scenario("ridge").as_written()
    tables["environment"]["terrain"] = {"kind": "raster", "path": "ground/hills.tif"}
    tables["hostile_flight"] = ()
    (tmp_path / "work" / "ground").mkdir(parents=True)
    (tmp_path / "work" / "ground" / "hills.tif").touch()
    scenario = scenario_from_tables(tables, "hills.toml", file=tmp_path / "work" / "hills.toml")
    told = kept(scenario, tmp_path / "out" / "raid")
    assert told["environment"]["terrain"]["path"] == "../../work/ground/hills.tif"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "run.json").unlink(), "holds no run.json"),
        (lambda folder: (folder / "run.json").write_text("{"), "cannot be read"),
        (lambda folder: (folder / "run.json").write_text("[]"), "cannot be read"),
        (lambda folder: (folder / "run.json").write_text('{"schema": "rangering.coverage/1"}'),
         "is no record of a run"),
        (lambda folder: (folder / "scenario.json").unlink(), "scenario.json: is missing"),
    ],
)  # fmt: skip
def test_a_spoilt_folder_is_told(tmp_path, spoil, words):
    write_run(PLAIN, load_scenario("ridge"), tmp_path)
    spoil(tmp_path)
    with pytest.raises(OutputError, match=words):
        open_run(tmp_path)


def test_a_folder_that_is_none(tmp_path):
    with pytest.raises(OutputError, match="is no folder"):
        open_run(tmp_path / "nowhere")
    with pytest.raises(OutputError, match="is missing"):
        read_rows(tmp_path / ROWS, 0)
    (tmp_path / ROWS).write_text("no table")
    with pytest.raises(OutputError, match="no table of rows"):
        read_rows(tmp_path / ROWS, 0)


def test_a_replay_leaves_its_log_in_words_and_as_a_table(tmp_path):
    told = replay(3)
    written = write_replay(told, tmp_path, repeats=True, also=lambda aside: write_events(told, aside))
    assert {path.name for path in written} == {
        "events.parquet",
        "events.txt",
        "raid.png",
        "timeline.png",
        "replay.json",
    }
    lines = (tmp_path / "events.txt").read_text().splitlines()
    assert lines[:3] == ["A raid over made-up ground (fictitious)", "Replicate 3", CAVEAT]
    assert len(lines) == 4 + len(told.log.time_s)
    whole = json.loads((tmp_path / "replay.json").read_text())
    assert whole["schema"] == "rangering.replay/1"
    assert whole["results"]["repeats_bit_for_bit"] is True
    asked = f"""SELECT count(*), count(DISTINCT event_name), min(text) FILTER (event_name = 'launched'),
                sum(CASE WHEN event = {int(Event.HIT)} THEN 1 ELSE 0 END) FROM '{tmp_path / EVENTS}'"""
    count, kinds, text, hits = duckdb.connect().execute(asked).fetchone()
    assert count == len(told.log.time_s)
    assert kinds == len(np.unique(told.log.event))
    assert " launches " in text
    assert hits == told.row[0, Count.KILLED]


def test_the_page_is_whole_and_loads_nothing(folder):
    page = (folder / "report.html").read_text()
    read = Reader(page)
    assert not read.all("script", "link")
    assert all(str(each["src"]).startswith("data:image/png;base64,") for each in read.all("img"))
    assert len(read.all("img")) == 5
    assert all(each["alt"] for each in read.all("img"))
    (heading,) = read.all("h1")
    assert heading == {}
    for words in (CAVEAT, *PLAIN.general, "fictitious", "What bound first", "P(no leaker)", "48N6E3",
                  "Never declared", "rangering run ridge", "95 %, chance alone",
                  *(each.name for each in PLAIN.units), *PLAIN.assumptions, *PLAIN.warnings):  # fmt: skip
        assert words in read.said, words
    for each in PLAIN.bounds:
        assert each.words in read.said


HOSTILE = '<script>alert("1")</script>\'"><img src=x onerror=alert(2)>&amp;</style></title></table>'


def test_names_are_shown_on_the_page_and_never_obeyed():
    names = replace(PLAIN.names, systems=(HOSTILE,) * 4)
    spoilt = replace(
        PLAIN, title=HOSTILE, name=HOSTILE, labels=(HOSTILE,), general=(HOSTILE,) * 5, assumptions=(HOSTILE,),
        warnings=(HOSTILE,), names=names, environment={"terrain": HOSTILE},
        provenance={"inputs": {HOSTILE: HOSTILE}},
        measures=tuple(replace(each, label=HOSTILE, unit=HOSTILE) for each in PLAIN.measures),
        units=tuple(replace(each, name=HOSTILE, system=HOSTILE) for each in PLAIN.units),
        classes=tuple(replace(each, title=HOSTILE) for each in PLAIN.classes),
        missiles=tuple(replace(each, title=HOSTILE) for each in PLAIN.missiles),
        bounds=tuple(replace(each, words=HOSTILE) for each in PLAIN.bounds),
    )  # fmt: skip
    read = Reader(mission_html(spoilt, {}, command=HOSTILE))
    assert not read.all("script", "img")
    assert read.said.count("<script>alert") > 20


def test_pages_of_bands_difference_and_raids_say_so():
    several = mission(4, 6, raids=3, readings=4)
    read = Reader(mission_html(replace(several, difference=several.measures[:2]), {}))
    for words in (
        "Raid after raid",
        "band of readings".capitalize(),
        "they are no probability",
        "Fast minus full",
    ):
        assert words in read.said, words
    bare = Reader(mission_html(replace(PLAIN, general=(), warnings=(), assumptions=(), environment={}), {}))
    assert "A raid over made-up ground" in bare.said
    assert writing.REPLAY == "replay.json"
