"""`programme force` and `timeline` as typed: what they say, and the files they leave."""

import csv
import json
from types import SimpleNamespace

import pytest

from rangering.programme.force import force_on
from rangering.programme.read import load_programme
from rangering.provenance import CAVEAT
from rangering.scenario.read import load_scenario
from rangering.study.timeline_said import warnings_of
from tests.force_scenes import CATALOG, STEPS

STEPPED = ("--quarters", "3", "--readings", "3", "-n", "2", "--histories", "4", "--seed", "5", "--quiet")


@pytest.fixture
def steps(tmp_path):
    """The programme in steps, as a file."""
    (tmp_path / "steps.toml").write_text(STEPS, encoding="utf-8")
    return str(tmp_path / "steps.toml")


@pytest.mark.parametrize(
    ("ordered", "placed", "most", "said"),
    [
        (6, 4, 6, ["The programme has 6 fire units and the scenario places 4. Up to 6 are available: at most "
                   "4 take part, and what is beyond them has none in the raid nor on the map."]),
        (4, 6, 3, ["The programme has 4 fire units and the scenario places 6. Up to 3 are available: all "
                   "of them take part."]),
        (6, 6, 5, []),
    ],
)  # fmt: skip
def test_a_timeline_says_how_many_fire_units_take_part(ordered, placed, most, said):
    programme = SimpleNamespace(fire_units_count=ordered)
    played = [SimpleNamespace(gathered=SimpleNamespace(programme=programme), paid=[0.0])]
    course = SimpleNamespace(most_units=most, lines={}, stop_short=0.0)
    assert warnings_of([course], played, placed, readings=100) == said


def test_a_force_is_written_as_a_scenario_that_loads(run, steps, tmp_path):
    target = tmp_path / "force.toml"
    done = run("programme", "force", steps, "--on", "2020-05-15", "--scenario", "raid", "--out", str(target),
               "-n", "3", "--readings", "2", "--quiet")  # fmt: skip
    assert done.status == 0, done.err
    assert f"wrote {target}" in done.out
    assert done.out.rstrip().endswith(CAVEAT)
    written = load_scenario(target, catalog=CATALOG)
    assert [unit.name for unit in written.fire_units] == ["North 1"]
    assert written.raids == load_scenario("raid", catalog=CATALOG).raids
    assert written.name == "raid-2020-05-15"
    assert "# The force of the programme steps on 2020-05-15" in target.read_text(encoding="utf-8")


def test_chance_and_readings_are_told_apart(run):
    done = run("programme", "force", "turkey-s-400", "--on", "2022-01-15", "-n", "50", "--readings", "4",
               "--json", "--quiet")  # fmt: skip
    told = json.loads(done.out)
    assert told["schema"] == "rangering.programme-force/1"
    assert set(told) == {"schema", "provenance", "environment", "assumptions", "warnings", "results"}
    stated = load_programme("turkey-s-400", catalog=CATALOG)
    from datetime import date

    found = force_on(stated, date(2022, 1, 15), catalog=CATALOG, histories=50, readings=4)
    for line in told["results"]["available_at_least"]:
        values = found.nominal["units_available"]
        assert line["probability_nominal"] == pytest.approx((values >= line["units"]).mean())
        likelier = (found.readings["units_available"] >= line["units"]).mean(axis=1) > 0.5
        assert line["share_of_readings"] == pytest.approx(likelier.mean())
    shares = [line["probability_nominal"] for line in told["results"]["available_at_least"]]
    assert shares == sorted(shares, reverse=True)
    assert 0.0 < shares[0] < 1.0
    assert told["results"]["scenario_toml"] is None


def test_a_programme_silent_on_missiles_says_so(run, steps):
    done = run("programme", "force", steps, "--on", "2020-05-15", "-n", "2", "--readings", "0", "--quiet")
    assert "missiles on hand" not in done.out
    assert "warning: The programme says nothing of missiles" in done.out


def test_a_timeline_leaves_picture_page_table_and_numbers(run, steps, tmp_path):
    folder = tmp_path / "over"
    words = ("timeline", steps, "first-raid", *STEPPED, "--out", str(folder))
    done = run(*words)
    assert done.status == 0, done.err
    assert sorted(each.name for each in folder.iterdir()) == [
        "quarters.csv", "raid", "report.html", "study.json", "timeline.png",
    ]  # fmt: skip
    assert (
        "warning: The programme has 2 fire units and the scenario places 1. Up to 2 are available"
        in " ".join(done.out.split())
    )
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert page.count(CAVEAT) >= 2
    for part in ("Capability over time", "Quarter by quarter", "steps", "2020-07-01", "our assumption"):
        assert part in page, part
    told = json.loads((folder / "study.json").read_text(encoding="utf-8"))
    assert told["schema"] == "rangering.study-timeline/1"
    assert told["results"]["months"] == [3, 6, 9]
    with (folder / "quarters.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * 4  # quarters, and leakers, area, fire units, money
    nominal = told["results"]["courses"][0]["lines"]["leakers"]["nominal"]
    assert [float(row["nominal"]) for row in rows if row["measure"] == "leakers"] == nominal
    assert nominal[0] == 8.0 > nominal[1] == nominal[2]

    # Again: nothing is run anew, and every file comes out the same.
    before = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    assert run(*words, "--jobs", "2").status == 0
    assert {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()} == before
    other = run("study", "run", "first-raid", "--readings", "4", "-n", "2", "--quiet", "--out", str(folder))
    assert other.status == 2
    assert "answers another question" in other.err
