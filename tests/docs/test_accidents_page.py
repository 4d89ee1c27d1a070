"""What the page on accidents says of the catalog and of the commands holds."""

import re

import pytest

from rangering._jit import COMPILING
from rangering.catalog.accidents import load_accidents
from rangering.scenario.library import ACCIDENTS, ready
from tests.conftest import ROOT
from tests.docs.pages import play

PAGE = (ROOT / "docs/explanation/accidents.md").read_text(encoding="utf-8")


def test_each_accident_stands_for_the_cause_that_the_page_names():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and line.count("|") == 4]
    for accident in load_accidents().values():
        (row,) = (row for row in rows if f", {accident.day.year} " in row)
        assert accident.cause.word in row
        assert f"| {accident.cause.grade}" in row


def test_the_scenes_are_listed_and_copied_as_the_page_says(run, tmp_path):
    listed = run("scenarios")
    assert all(f"accidents/{name} " in listed.out for name in ready(ACCIDENTS))
    assert "rangering scenarios --copy accidents/ukraine-752" in PAGE
    assert run("scenarios", "--copy", "accidents/ukraine-752", "--into", str(tmp_path)).status == 0
    assert run("check", str(tmp_path / "ukraine-752.toml")).status == 0
    refused = run("scenarios", "--copy", "accidents/ukraine-725", "--into", str(tmp_path))
    assert refused.status == 2
    assert "ukraine-752" in refused.err


def test_the_facts_say_how_to_go_on(run):
    told = " ".join(run("accidents", "malaysia-17").out.split())
    assert "rangering accidents malaysia-17 --matched 60" in told
    assert "rangering scenarios --copy accidents/malaysia-17" in told
    assert "What the reports name and no scene here holds" in told


@pytest.mark.skipif(not COMPILING, reason="dozens of replicates")
def test_the_blocks_print_what_the_page_says(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stated = [each for each in play(PAGE, tmp_path, run) if each.stated is not None]
    assert len(stated) == 2
    for each in stated:
        assert each.printed == each.stated


def cells(name: str) -> list[list[tuple[float, ...]]]:
    """Numbers of every cell of the rows that begin so."""
    rows = [line.split("|")[2:-1] for line in PAGE.splitlines() if line.startswith(f"| {name}")]
    return [
        [tuple(float(each) for each in re.findall(r"\d+(?:\.\d+)?", cell)) for cell in row] for row in rows
    ]


def test_the_table_counts_sixty_times_the_mean_and_says_what_follows():
    """Sixty times the mean of the matched flights; none of them with the chance of so many misses at most."""
    (means, _), (expected,) = cells("mean of the matched"), cells("of 60 would have been shot at")
    for mean, count in zip(means, expected, strict=True):
        assert count == pytest.approx([60 * each for each in mean], abs=0.06, rel=0.02)
    (verdicts,) = (line for line in PAGE.splitlines() if line.startswith("| so the scene is"))
    said = [each.strip().split(" ")[0] for each in verdicts.split("|")[2:-1]]
    (none,) = cells("chance of none")
    # Misses of unlike flights are never likelier than those of as many that are all like their mean.
    for (value, *_), (mean, *_), word in zip(none, means, said, strict=True):
        assert value <= (1.0 - mean) ** 60 + 0.002
        assert word == ("far" if value <= 0.001 else "likely")
