"""Studies through the engine, on the smallest raid there is: cells, a folder, runs until precise."""

import json
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.mission.run import simulate
from rangering.scenario.read import load_scenario
from rangering.study.bands import bands
from rangering.study.cells import KEPT, NO_LEAKER, Cell, Cells
from rangering.study.lock import Lock
from rangering.study.made import Workers
from rangering.study.questions import Asked, made_of
from rangering.study.store import Study
from rangering.study.tally import plans_of
from tests.toy_study import contents

SCENARIO = load_scenario("first-raid")
CATALOG = load_catalog()
KILL = "s-400/9m96e2.single_shot_kill_probability"
STUDY = ("study", "run", "first-raid", "--readings", "16", "-n", "2", "--design", "latin-hypercube",
         "--no-variants", "--fidelity", "full", "--quiet")  # fmt: skip


def asked(**options):
    return Asked(SCENARIO, CATALOG, **{"fidelity": "full", "inner": 2} | options)


def drawn(readings=4):
    """Readings of one figure, far apart."""
    return {KILL: np.linspace(0.1, 0.9, readings)}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """That study, left alone, in this process."""
    folder = tmp_path_factory.mktemp("kept") / "study"
    bands(asked(folder=folder), readings=16, kind="latin-hypercube", variants=False)
    return folder


def command(folder):
    return [str(Path(sys.executable).with_name("rangering")), *STUDY, "--out", str(folder)]


@pytest.mark.parametrize(("fidelity", "seed"), [("full", 1), ("full", 7), ("fast", 7)])
def test_a_cell_of_nominal_values_is_what_a_run_gives(fidelity, seed):
    cell = Cell(0, -1, seed, 0, 12)
    table = Cells((SCENARIO,), CATALOG, {}, (cell,), fidelity, seed=seed).made(0).table
    rows = simulate(SCENARIO, catalog=CATALOG, replicates=12, seed=seed, fidelity=fidelity).rows
    for name, count in KEPT.items():
        np.testing.assert_array_equal(table[name], rows[:, count], name)
    np.testing.assert_array_equal(table[NO_LEAKER], rows[:, KEPT["leakers"]] == 0)
    assert table["missiles"].std() > 0  # something was left to chance


def test_a_cell_depends_on_nothing_but_itself():
    cells = tuple(Cell(0, n, 5, first, 3) for n in range(3) for first in (0, 3))
    whole = Cells((SCENARIO,), CATALOG, drawn(3), cells, "full", cells_a_chunk=6).made(0).table
    turned = Cells((SCENARIO,), CATALOG, drawn(3), cells[::-1], "full")
    assert turned.chunks == 6
    for number in range(6):
        table, place = turned.made(number).table, slice(3 * (5 - number), 3 * (6 - number))
        for name, column in whole.items():
            np.testing.assert_array_equal(table[name], column[place], name)
    assert len(set(whole["missiles"][:3]) | set(whole["missiles"][12:15])) > 1


def test_processes_do_not_change_a_byte(tmp_path):
    cells = [Cell(0, n % 4, n, 0, 2) for n in range(12)]
    for jobs in (1, 2):
        ask = asked(folder=tmp_path / str(jobs), workers=Workers(jobs))
        made = made_of(ask, [SCENARIO], drawn(), cells, {"question": "a test"}, "part")
        assert made.values("missiles").shape == (12, 2)
    one, two = contents(tmp_path / "1/part"), contents(tmp_path / "2/part")
    assert len([name for name in one if name.startswith("chunks/")]) == 2
    assert len([name for name in one if name.startswith("series/")]) == 2
    assert one == two


def test_a_study_that_is_killed_ends_with_the_bytes_of_one_that_was_not(kept, tmp_path):
    folder, moments = tmp_path / "study", random.Random(5)
    unfinished = 0
    for finished in (0, 1):
        process = subprocess.Popen(command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        part = folder / "bands"
        while process.poll() is None and (
            not (part / "manifest.json").exists() or len(list(part.glob("chunks/*.parquet"))) < finished
        ):
            time.sleep(0.01)
        time.sleep(0.4 * moments.random())
        process.kill()
        assert process.wait() == -9, process.stderr.read()
        process.stderr.close()
        unfinished += bool(Study.open(part).status().missing)
    assert unfinished >= 1
    done = subprocess.run(command(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert contents(folder / "bands") == contents(kept / "bands")
    assert [name for name in contents(folder / "bands") if name.startswith("series/")]


def test_plans_are_counted_where_they_are_compiled(kept, tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(kept / "bands", folder / "bands")
    assert plans_of(folder / "bands") == 16
    ask = asked(folder=folder)
    found = bands(ask, readings=16, kind="latin-hypercube", variants=False)
    assert found.compiled == 16  # every chunk was there: nothing was compiled
    (folder / "bands/chunks/000001.parquet").unlink()
    found = bands(ask, readings=16, kind="latin-hypercube", variants=False)
    assert found.compiled == 16 + 8  # a chunk of eight readings was made again
    assert contents(folder / "bands") == contents(kept / "bands")


def test_other_settings_in_the_same_folder_change_nothing(kept, run):
    before = contents(kept / "bands")
    words = [*STUDY, "--out", str(kept)]
    words[words.index("-n") + 1] = "3"
    refused = run(*words)
    assert (refused.status, refused.out) == (2, "")
    assert refused.err.count("error:") == 1
    assert "manifest.json" in refused.err
    assert "inner was 2, is 3" in refused.err
    assert "ask as before, or name another folder" in refused.err
    assert contents(kept / "bands") == before


def test_the_second_of_two_runs_at_once_is_refused(kept, run):
    first = Lock(kept / "bands")
    first.take()
    try:
        refused = run(*STUDY, "--out", str(kept))
    finally:
        first.give_back()
    assert (refused.status, refused.out) == (2, "")
    assert "is being worked on by process" in refused.err
    assert "wait for that run" in refused.err


def test_a_study_says_what_is_chance_and_what_is_not_known(kept, run):
    done = run(*STUDY, "--out", str(kept))
    assert done.status == 0, done.err
    told = done.out
    assert "16 readings of" in told
    assert "of readings (" in told
    assert "it is no probability" in told
    # Shares of readings are never called probabilities; P(no leaker) is one, of chance.
    assert re.findall(r"probab\w+", told) == ["probability"]


def test_a_study_answers_in_sql(kept, run):
    asking = "select count(*) as n, count(distinct reading) as readings from replicates"
    for place in (kept, kept / "bands"):
        answer = run("study", "query", str(place), asking, "--json")
        assert json.loads(answer.out)["results"]["rows"] == [[32, 16]]
    assert run("study", "query", str(kept), "select 1 as one").out.rstrip(" \n").endswith("1")
    status = run("study", "status", str(kept))
    assert "2 of 2 chunks finished, 32 of 32 rows" in status.out


def test_an_answer_from_an_unfinished_study_says_so(kept, run, tmp_path):
    part = tmp_path / "part"
    for inside in ("chunks", "series"):
        (part / inside).mkdir(parents=True)
    for name in ("manifest.json", "chunks/000000.parquet", "series/000000.parquet"):
        (part / name).write_bytes((kept / "bands" / name).read_bytes())
    answer = run("study", "query", str(part), "select count(*) as n from replicates")
    assert "1 of 2 chunks are not finished and not in the answer" in answer.out
    told = json.loads(run("study", "query", str(part), "select 1", "--json").out)
    assert told["results"]["remarks"]


def test_a_run_stops_when_it_is_precise_and_is_the_run_of_that_many(run, tmp_path):
    folder = tmp_path / "precise"
    words = ("run", "first-raid", "--fidelity", "fast", "--seed", "3", "--quiet")
    done = run(*words, "--precision", "leakers=0.2", "--out", str(folder))
    assert done.status == 0, done.err
    said = re.search(r"Stopped when precise: ([\d,]+) replicates; .*? leakers ([\d.]+) of 0.2", done.out)
    count = int(said[1].replace(",", ""))
    assert float(said[2]) <= 0.2
    document = json.loads((folder / "run.json").read_text())
    assert "--precision leakers=0.2" in json.dumps(document)
    again = run(*words, "-n", str(count), "--out", str(tmp_path / "again"))
    assert again.status == 0, again.err
    assert (folder / "rows.parquet").read_bytes() == (tmp_path / "again/rows.parquet").read_bytes()
    import duckdb

    rows = duckdb.connect().execute(f"select leakers from '{folder}/rows.parquet'").fetchnumpy()["leakers"]
    assert len(rows) == count
    # The rule takes the variance at its upper limit, so the half-width it names is a little on the wide side.
    plain = 1.96 * rows.std(ddof=1) / count**0.5
    assert plain <= float(said[2]) <= 1.2 * plain


def test_a_finer_precision_takes_more():
    from rangering.study.precise import Enough

    found = []
    for written in ("leakers=0.2", "leakers=0.05"):
        enough = Enough(written)
        result = simulate(SCENARIO, catalog=CATALOG, seed=3, fidelity="fast", enough=enough)
        assert enough.last.reached
        assert enough.last.measures["leakers"].half_width <= float(written.partition("=")[2])
        found.append(len(result.rows))
    assert found[1] > 3 * found[0]
    assert enough.last.next_count == found[1]
