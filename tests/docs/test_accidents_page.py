"""What the page on accidents says of the catalog and of the commands holds."""

from rangering.catalog.accidents import load_accidents
from rangering.scenario.library import ACCIDENTS, ready
from tests.conftest import ROOT

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
