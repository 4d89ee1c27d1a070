"""`run`, `endure` and `replay` as a person types them; a stand-in for the engine gives the results."""

import json
import sys
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from rangering.cli.mission import Asked
from rangering.export.rows import write_rows
from rangering.provenance import CAVEAT
from rangering.report.mission.write import write_run
from rangering.scenario.read import load_scenario
from tests import mission_results

SCENARIO = "ridge"


@pytest.fixture
def engine(monkeypatch):
    """What the engine was asked, and what it shall answer on a replay."""
    asked = {}
    told = {"replay": lambda number: mission_results.replay(number)}

    def simulate(scenario, **options):
        asked.update(options, scenario=scenario)
        return mission_results.mission(min(options["replicates"], 40), readings=options["samples"])

    def endure(scenario, *, days, **options):
        asked.update(options, scenario=scenario, days=days)
        return mission_results.mission(5, raids=4)

    def replay(scenario, *, replicate, **options):
        asked.update(options, scenario=scenario, replicate=replicate)
        found = told["replay"](replicate)
        if options["days"] is None:
            return found
        rows = mission_results.mission(5, raids=4).rows.reshape(5, 4, -1)
        return replace(found, row=rows[replicate], occasion=options["occasion"])

    run_module, replay_module = ModuleType("rangering.mission.run"), ModuleType("rangering.mission.replay")
    run_module.simulate, run_module.endure, replay_module.replay = simulate, endure, replay
    monkeypatch.setitem(sys.modules, "rangering.mission.run", run_module)
    monkeypatch.setitem(sys.modules, "rangering.mission.replay", replay_module)
    return asked, told


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that a run filled; replays go elsewhere."""
    out = tmp_path_factory.mktemp("run") / "raid"
    result = mission_results.mission()
    asked = Asked(SCENARIO, 40, 7, 1, "full", 0, False, False, str(out), True, (), False)
    write_run(result, load_scenario(SCENARIO), out, command=asked.command, asked=asked.record(),
              also=lambda aside: write_rows(result, aside))  # fmt: skip
    return out


def test_five_lines_for_a_general_come_before_the_tables(engine, run):
    done = run("run", SCENARIO, "-n", "40")
    assert done.status == 0, done.err
    result = mission_results.mission()
    parts = ["labelled: fictitious", *result.general, "Measures: 40 replicates, seed 7, fidelity full",
             "P(no leaker)", "of chance alone", "What bound first", "Fire units", "F3 (hypothetical)",
             "Missiles spent", "48N6E3", "no price", "Who was taken for whom", "never declared",
             "Earth: k = 1.333",
             "1 warning, 1 assumption", "Assumed: 2 inputs", CAVEAT, "nothing was written"]  # fmt: skip
    at = [done.out.index(part) for part in parts]
    assert at == sorted(at), parts
    for each in result.bounds:
        assert each.words in done.out


def test_what_is_typed_is_what_is_asked(engine, run, tmp_path):
    asked, _ = engine
    words = ("-n", "30", "--seed", "5", "--jobs", "2", "--fidelity", "both", "--samples", "3",
             "--no-defaults",             "--allow-assumed")  # fmt: skip
    done = run("run", SCENARIO, *words, "--out", str(tmp_path / "out"))
    assert done.status == 0, done.err
    assert asked["scenario"].name == SCENARIO
    told = {key: asked[key] for key in ("replicates", "seed", "jobs", "fidelity", "samples")}
    assert told == {"replicates": 30, "seed": 5, "jobs": 2, "fidelity": "both", "samples": 3}
    assert (asked["allow_defaults"], asked["allow_assumed"]) == (False, True)
    assert "band of readings" in done.out
    assert "no probability" in done.out
    written = json.loads((tmp_path / "out" / "run.json").read_text())["results"]["asked"]
    assert written["command"] == (
        "rangering run ridge -n 30 --seed 5 --fidelity both --samples 3 --no-defaults --allow-assumed"
    )


def test_the_command_of_an_endurance_names_its_days(tmp_path):
    asked = Asked(
        "x.toml", 10, 1, 2, "full", 0, False, False, None, False, (tmp_path / "a b.toml",), False, 30.0
    )
    assert (
        asked.command == f"rangering endure x.toml --days 30 -n 10 --seed 1 --catalog '{tmp_path}/a b.toml'"
    )


def test_json_is_one_object_and_nothing_else(engine, run, folder, tmp_path):
    done = run("run", SCENARIO, "-n", "40", "--json")
    assert done.status == 0
    assert json.loads(done.out)["schema"] == "rangering.run/1"
    out = tmp_path / "raid"
    written = run("run", SCENARIO, "-n", "40", "--seed", "7", "--json", "--out", str(out))
    assert json.loads(written.out) == json.loads((out / "run.json").read_text())
    for path in folder.iterdir():  # by the command and by hand: the same bytes
        if path.is_file():
            assert path.read_bytes() == (out / path.name).read_bytes(), path.name
    again = run("replay", str(folder), "--replicate", "3", "--json", "--out", str(tmp_path / "again"))
    assert json.loads(again.out)["results"]["repeats_bit_for_bit"] is True
    listed = json.loads(run("replay", str(folder), "--list", "--json").out)
    assert [each["which"] for each in listed["results"]] == ["fewest leakers", "median", "most leakers"]


@pytest.mark.parametrize(
    ("words", "where", "mend"),
    [
        (("-n", "0"), "-n: 0 is no number of replicates", "1000 is usual"),
        (("-n", "1000001"), "-n: 1000001 is no number of replicates from 1 to 1,000,000", "1000 is usual"),
        (("-n", "-5"), "-n: -5", "1000 is usual"),
        (("--jobs", "0"), "--jobs: 0 is no number of jobs", "processors"),
        (("--seed", "-1"), "--seed: -1 is no seed", "any such number"),
        (("--seed", str(2**32)), f"--seed: {2**32} is no seed", "any such number"),
        (("--fidelity", "medium"), "--fidelity: 'medium' is no fidelity", "one of full, fast, both"),
        (("--samples", "-1"), "--samples: -1 is no number of readings", "0 takes nominal values alone"),
        (("--out", " "), "--out: ' ' names no folder", "such as --out raid"),
    ],
)
def test_bad_input_is_one_located_error_before_any_work(engine, run, words, where, mend):
    done = run("run", SCENARIO, *words)
    assert done.status == 2
    assert where in done.err
    assert mend in done.err
    assert done.err.count("error:") == 1
    assert not engine[0]


@pytest.mark.parametrize("days", ["0", "-3", "1e9", "nan"])
def test_days_that_cannot_be(engine, run, days):
    done = run("endure", SCENARIO, "--days", days)
    assert done.status == 2
    assert "--days: " in done.err


def test_a_folder_that_is_not_ours_is_told_before_the_work(engine, run, tmp_path):
    (tmp_path / "run.json").write_text("{}")
    done = run("run", SCENARIO, "--out", str(tmp_path))
    assert done.status == 2
    assert "is not ours and would be lost" in done.err
    assert not engine[0]


def test_a_replay_asks_for_what_the_run_asked_and_needs_nothing_else(engine, run, folder):
    asked, _ = engine
    done = run("replay", str(folder), "--replicate", "3")
    assert done.status == 0, done.err
    assert "the same as in the run, bit for bit" in done.out
    assert "42 killed, 3 leaked, 3 turned back" in " ".join(done.out.split())
    assert CAVEAT in done.out
    told = {
        key: asked[key]
        for key in ("replicate", "seed", "fidelity", "days", "allow_defaults", "allow_assumed")
    }
    assert told == {"replicate": 3, "seed": 7, "fidelity": "full", "days": None, "allow_defaults": True,
                    "allow_assumed": False}  # fmt: skip
    assert asked["scenario"].title == "One ridge, for teaching"
    assert {path.name for path in (folder / "replay-3").iterdir()} == {
        "events.parquet", "events.txt", "raid.png", "replay.json", "timeline.png",
    }  # fmt: skip


def test_a_replay_that_differs_says_so_and_ends_with_1(engine, run, folder, tmp_path):
    _, told = engine

    def another(number):
        found = mission_results.replay(number)
        row = found.row.copy()
        row[0, 1] += 1.0
        return replace(found, row=row, provenance=found.provenance | {"numpy": "1.0"})

    told["replay"] = another
    done = run("replay", str(folder), "--replicate", "3", "--out", str(tmp_path / "again"))
    assert done.status == 1
    assert "NOT the same as in the run: leakers differ" in done.out
    assert "is 1.0" in done.out
    whole = json.loads((tmp_path / "again" / "replay.json").read_text())
    assert whole["results"]["differing_columns"] == ["leakers"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--replicate", "40"), "--replicate: 40 is no replicate of that run"),
        (("--replicate", "-1"), "--replicate: -1 is no replicate of that run"),
        ((), "--replicate: was not named"),
        (("--replicate", "1", "--raid", "2"), "--raid: 2 is no raid of that run"),
    ],
)
def test_a_replicate_that_was_not_run(run, folder, words, said):
    done = run("replay", str(folder), *words)
    assert done.status == 2
    assert said in done.err


def test_a_folder_without_a_run(run, tmp_path):
    done = run("replay", str(tmp_path), "--replicate", "1")
    assert done.status == 2
    assert "holds no run.json" in done.err


def test_replicates_worth_looking_at(run, folder):
    done = run("replay", str(folder), "--list")
    assert done.status == 0
    leakers = mission_results.mission().rows[:, 1]
    lines = [line.split() for line in done.out.splitlines() if "leakers" in line or "median" in line]
    named = {" ".join(words[:-2]): (int(words[-2]), int(words[-1])) for words in lines if words[-1].isdigit()}
    assert named["fewest leakers"] == (int(np.argmin(leakers)), int(leakers.min()))
    assert named["most leakers"] == (int(np.argmax(leakers)), int(leakers.max()))
    assert named["median"][1] in {int(np.floor(np.median(leakers))), int(np.ceil(np.median(leakers)))}


def test_endurance_prints_a_line_a_raid_and_can_be_replayed(engine, run, tmp_path):
    asked, _ = engine
    out = tmp_path / "month"
    done = run("endure", SCENARIO, "--days", "30", "-n", "5", "--out", str(out))
    assert done.status == 0, done.err
    assert asked["days"] == 30.0
    assert "Raid after raid" in done.out
    assert "5 replicates of 4 raids each" in done.out
    assert (out / "endurance.png").exists()
    assert json.loads((out / "run.json").read_text())["schema"] == "rangering.endure/1"
    again = run("replay", str(out), "--replicate", "2", "--raid", "3")
    assert asked["days"] == 30.0
    assert asked["replicate"] == 2
    assert again.status == 0, again.err
    assert asked["occasion"] == 2
    assert run("replay", str(out), "--replicate", "2", "--raid", "5").status == 2


def test_own_catalogs_travel_with_the_run(engine, run, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("")
    done = run("run", SCENARIO, "-n", "3", "--catalog", str(own), "--out", str(tmp_path / "out"))
    assert done.status == 0, done.err
    assert (tmp_path / "out" / "catalog-1.toml").exists()
    own.unlink()
    assert run("replay", str(tmp_path / "out"), "--replicate", "0").status == 0


def test_help_of_each_command(run):
    for command in ("run", "endure", "replay"):
        done = run(command, "--help")
        assert done.status == 0
        assert "--out" in done.out
