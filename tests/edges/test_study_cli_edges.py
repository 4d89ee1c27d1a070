"""Wrong words to the commands of a study: where, which value, what is wrong with it, and the mend."""

import importlib.util
import json

import pytest

CASES = [
    ("-n 1", ("study", "run", "first-raid", "-n", "1"),
     ("--readings, -n", "(64, 1)", "leaves nothing to tell chance", "at least two of each")),
    ("no replicate", ("study", "run", "first-raid", "-n", "0"),
     ("-n", "0", "no number of replicates", "usual")),
    ("no power of two", ("study", "run", "first-raid", "--readings", "3"),
     ("--readings: 3", "no power of two", "give 4 readings, or any number with --design latin-hypercube")),
    ("no power of two to compare by", ("compare", "first-raid", "--readings", "3", "--family", "0",
                                       "--allow-assumed"),
     ("--readings: 3", "no power of two", "give 4 readings")),
    ("one trajectory", ("sensitivity", "first-raid", "--trajectories", "1"),
     ("--trajectories: 1", "too few", "give 2 or more")),
    ("no design", ("study", "run", "first-raid", "--design", "sobel"),
     ("--design", "sobel", "is no design", "sobol, latin-hypercube, random")),
    ("two fidelities", ("study", "run", "first-raid", "--fidelity", "both"),
     ("--fidelity", "both", "is for a single run", "full, for headline numbers")),
    ("no folder named", ("study", "run", "first-raid", "--out", " "), ("--out", "names no folder", "study")),
    ("no scenario", ("study", "run", "first-rade"), ("first-rade", "first-raid")),
    ("no study to ask", ("study", "query", "{tmp}/none", "select 1"),
     ("none", "is no study", "name the folder that a study was written to")),
    ("no study to look at", ("study", "status", "{tmp}/none"),
     ("none", "is no study", "name the folder that a study was written to")),
    ("no measure", ("sensitivity", "first-raid", "--measure", "leaker"),
     ("--measure", "leaker", "is no figure", "leakers")),
    ("no base", ("sensitivity", "first-raid", "--base", "100"), ("--base", "100", "no power of two", "64")),
    ("no unknown", ("sensitivity", "first-raid", "--most", "0"),
     ("--most", "0", "leaves no unknown", "1 or")),
    ("one package", ("compare", "first-raid", "--package", "s-400-turkey-2017"),
     ("--package", "s-400-turkey-2017", "nothing to compare", "patriot-turkey-2018")),
    ("no package", ("compare", "first-raid", "--package", "s-400-turkey-2018", "--package",
                    "fd-2000-turkey-2013"),
     ("s-400-turkey-2018", "s-400-turkey-2017")),
    ("no family", ("compare", "first-raid", "--family", "-1"),
     ("--family", "-1", "too little", "two readings")),
    ("no precision", ("run", "first-raid", "--precision", "leakers=fine"),
     ("--precision", "leakers=fine", "half-width")),
    ("no precise measure", ("run", "first-raid", "--precision", "leeks=0.1"),
     ("--precision", "leeks=0.1", "names no measure")),
    ("nothing is that precise", ("run", "first-raid", "--precision", "0"),
     ("--precision", "0", "no half-width that can be reached", "above 0")),
    ("two precise fidelities", ("run", "first-raid", "--precision", "0.1", "--fidelity", "both"),
     ("--precision", "wants one fidelity", "full or fast")),
]  # fmt: skip


@pytest.mark.parametrize(("words", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_wrong_is_told_with_its_mend(run, tmp_path, words, told):
    done = run(*(word.replace("{tmp}", str(tmp_path)) for word in words), *quiet(words))
    assert done.status == 2, done.err
    assert done.out == ""
    assert "Traceback" not in done.err
    problem, *mend = done.err.splitlines()
    assert problem.startswith("error: ")
    assert any(line.startswith("       ") for line in mend)
    for part in told:
        assert part in done.err, done.err


def quiet(words):
    return () if words[0] == "study" and words[1] != "run" else ("--quiet",)


def test_a_package_without_a_price_here_sets_no_spend(run):
    packages = ("--package", "s-400-turkey-2017", "--package", "samp-t-turkey-2013")
    done = run("compare", "first-raid", *packages, "--readings", "2", "-n", "2", "--family", "0",
               "--spend-of", "patriot-turkey-2018", "--fidelity", "full", "--allow-assumed",
               "--quiet")  # fmt: skip
    assert (done.status, done.out) == (2, "")
    assert "--spend-of: 'patriot-turkey-2018' is no package of this comparison" in done.err
    assert "one of s-400-turkey-2017" in done.err


def test_a_cluster_without_its_extra_is_told(run, monkeypatch, tmp_path):
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setitem(sys.modules, "dask", None)
    done = run("study", "run", "first-raid", "--readings", "2", "-n", "2", "--no-variants",
               "--fidelity", "full", "--cluster", "local", "--out", str(tmp_path / "study"),
               "--quiet")  # fmt: skip
    assert (done.status, done.out) == (2, "")
    assert "cluster" in done.err
    assert "Traceback" not in done.err
    assert importlib.util.find_spec("rangering.study.cluster") is not None


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("select leekers from replicates", "columns of replicates"),
        ("selct 1", "is not SQL"),
        ("select 1; select 2", "is not one question"),
        ("select * from read_csv('/etc/passwd')", "nothing else can be read"),
        ("select * from launches", "the tables are replicates"),
    ],
)
def test_a_question_that_is_none_is_told(run, tmp_path, sql, told):
    from tests.toy_study import run as toy

    toy(tmp_path / "study")
    done = run("study", "query", str(tmp_path / "study"), sql)
    assert (done.status, done.out) == (2, "")
    assert "error: query: " in done.err
    assert told in done.err


def test_a_question_to_a_study_of_several_parts_wants_one(run, tmp_path):
    from tests.toy_study import run as toy

    for part in ("indices", "tornado"):
        (tmp_path / "study").mkdir(exist_ok=True)
        toy(tmp_path / "study" / part)
    done = run("study", "query", str(tmp_path / "study"), "select 1")
    assert (done.status, done.out) == (2, "")
    assert "holds 2 parts" in done.err
    assert f"name one, such as {tmp_path / 'study/indices'}" in done.err


def test_another_measure_keeps_its_folder(run, tmp_path):
    there = {"schema": "rangering.study-sensitivity/1", "results": {"measure": "leakers"}}
    (tmp_path / "study.json").write_text(json.dumps(there), encoding="utf-8")
    ran = run("sensitivity", "ridge", "--measure", "covered", "--out", str(tmp_path))
    assert (ran.status, ran.out) == (2, "")
    assert "answers another question (leakers)" in ran.err
    assert "a folder of its own" in ran.err
    assert json.loads((tmp_path / "study.json").read_text(encoding="utf-8")) == there
