"""Wrong words to `programme run` and `record`: where, which value, what is wrong with it, and the mend."""

import json

import pytest

CASES = [
    ("no history", ("-n", "0"), ("-n: 0", "no number of histories", "1000 is usual")),
    ("too many histories", ("-n", "1000001"), ("-n: 1000001", "no number of histories", "1,000,000")),
    ("readings below none", ("--readings", "-1"), ("--readings: -1", "no number of readings", "16 give")),
    ("no seed", ("--seed", "-1"), ("--seed: -1", "no seed", "any such number")),
    ("no job", ("--jobs", "0"), ("--jobs: 0", "no number of jobs", "processors")),
    ("no folder named", ("--out", " "), ("--out", "names no folder", "such as --out")),
    (
        "no variant of one that has none",
        ("--variant", "none"),
        ("--variant", "is no variant", "leave it out"),
    ),
]


@pytest.mark.parametrize(("words", "asked"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_cannot_be_is_named_with_its_mend(run, words, asked):
    found = run("programme", "run", "turkey-s-400", *words)
    assert found.status == 2
    for each in asked:
        assert each in found.err, (each, found.err)
    assert "Traceback" not in found.err
    assert found.out == ""


def test_a_variant_that_is_not_there_names_the_nearest(run):
    found = run("programme", "run", "turkey-second-set", "--variant", "asembly")
    assert found.status == 2
    assert 'did you mean "assembly"' in found.err.replace("'", '"') or "assembly" in found.err


def test_an_unknown_programme_is_named(run):
    found = run("programme", "run", "turkey-s-500")
    assert found.status == 2
    assert "turkey-s-500" in found.err
    assert "turkey-s-400" in found.err


@pytest.mark.parametrize("command", [("run", "turkey-s-400"), ("record",)])
def test_a_foreign_folder_is_refused_before_the_work(run, tmp_path, command):
    foreign = tmp_path / "programme.json"
    foreign.write_text('{"schema": "somebody.else/1"}', encoding="utf-8")
    found = run("programme", *command, "--out", str(tmp_path))
    assert found.status == 2
    assert "is not ours" in found.err
    assert json.loads(foreign.read_text(encoding="utf-8")) == {"schema": "somebody.else/1"}
    assert [path.name for path in tmp_path.iterdir()] == ["programme.json"]


@pytest.mark.parametrize("command", [("run", "turkey-s-400"), ("record",)])
def test_a_file_is_no_folder(run, tmp_path, command):
    path = tmp_path / "taken"
    path.write_text("mine", encoding="utf-8")
    found = run("programme", *command, "--out", str(path))
    assert found.status == 2
    assert "is a file, not a folder" in found.err
    assert path.read_text(encoding="utf-8") == "mine"


def test_another_page_of_ours_is_not_lost(run, tmp_path):
    page = tmp_path / "report.html"
    page.write_text("mine", encoding="utf-8")
    found = run("programme", "record", "--out", str(tmp_path))
    assert found.status == 2
    assert "would be lost" in found.err
    assert page.read_text(encoding="utf-8") == "mine"
