"""An accident's flight among matched ones: who is matched, what a score is made of, what changes it."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rangering.catalog.accidents import accident_named, load_accidents
from rangering.catalog.read import load_catalog
from rangering.earth.geodesy import geodesic_inverse
from rangering.errors import StudyError
from rangering.mission.compile import compile_mission
from rangering.mission.plan import CIVIL
from rangering.report.accidents.page import write_accident
from rangering.report.accidents.words import against_sentence
from rangering.scenario.library import folder
from rangering.scenario.read import load_scenario
from rangering.study.accidents.flown import reached_s
from rangering.study.accidents.matched import FEWEST, made_flights, recorded_flights
from rangering.study.accidents.results import CONDITIONAL
from rangering.study.accidents.scene import APART_S, drawn_phases, mitigations
from rangering.study.accidents.scene import scene_of as staged_of
from rangering.study.accidents.score import parts_of, play
from rangering.study.accidents.stand import stand

ALL = load_accidents()
CATALOG = load_catalog()
RESULTS = {"sources": ["days"], "dropped": [], "mended": {}, "rows_read": 0, "rows_kept": 0, "remarks": []}


def scene_of(name: str):
    return load_scenario(folder() / "accidents" / f"{name}.toml")


def matched_of(name: str, seed: int = 1):
    return made_flights(ALL[name], scene_of(name).environment, count=FEWEST, seed=seed)


@pytest.mark.parametrize("name", sorted(ALL))
def test_fifty_flights_pass_within_the_circle_and_the_hours(name: str):
    accident, found = ALL[name], matched_of(name)
    assert len(found.flights) == len({each.name for each in found.flights}) == FEWEST
    assert all(abs(at_s) <= 3600 * accident.matched.hours_each_way for at_s in found.at_s)
    assert not found.recorded
    assert "Made, not recorded" in found.remarks[0]
    unit = [accident.figures[f"unit_{each}"].si[1] for each in ("latitude", "longitude")]
    for flight in found.flights:
        # Along the legs, since the nearest point need not be a corner.
        corners = [(each.position.latitude_deg, each.position.longitude_deg) for each in flight.waypoints]
        along = np.concatenate([np.linspace(a, b, 200) for a, b in pairwise(corners)])
        away_m, *_ = geodesic_inverse(*unit, *np.radians(along).T)
        assert float(np.min(away_m)) < 1e3 * accident.matched.within_km + 1e3  # routes are thinned a little


def test_one_seed_gives_the_same_flights_and_another_gives_others():
    assert matched_of("malaysia-17") == matched_of("malaysia-17")
    assert matched_of("malaysia-17").flights != matched_of("malaysia-17", seed=2).flights


def test_too_few_flights_are_refused(tmp_path: Path):
    accident = ALL["malaysia-17"]
    with pytest.raises(StudyError, match="flights to stand among"):
        made_flights(accident, scene_of("malaysia-17").environment, count=FEWEST - 1, seed=1)


def test_a_recording_of_the_hours_serves_and_one_of_elsewhere_is_refused(tmp_path: Path):
    from rangering.study.accidents.matched import pattern_of
    from rangering.traffic.generate import generate_traffic
    from rangering.traffic.write import SCHEMA, write_tracks

    accident, air = ALL["malaysia-17"], scene_of("malaysia-17").environment
    met_s = accident.moments["meeting"].at[1].timestamp()
    pattern = pattern_of(accident)
    days = [
        generate_traffic(
            pattern, first_s=met_s - 86_400 * day - 7200, last_s=met_s - 86_400 * day + 7200, seed=9
        )
        for day in range(9)
    ]
    every = [track for day in days for track in day.tracks]
    tracks = sorted(every, key=lambda each: (each.address, each.fixes.time_s[0]))
    file = tmp_path / "tracks.parquet"
    write_tracks(tracks, file, lambda _written: {"schema": SCHEMA, "results": RESULTS})
    found = recorded_flights(accident, air, file, count=55)
    assert found.recorded
    assert FEWEST <= len(found.flights) <= 55
    assert "not the day of the accident" in found.remarks[0]
    with pytest.raises(StudyError, match="are needed"):
        recorded_flights(ALL["iran-air-655"], air, file, count=55)


def test_flights_pass_ten_minutes_apart():
    name = "ukraine-752"
    scenario, beside = scene_of(name), matched_of(name)
    scene = staged_of(scenario, ALL[name], beside)
    passes = [reached_s(scenario.civil_flights[0], ALL[name]), *beside.passes_s]
    at = [each.start_s + after for each, after in zip(scene.civil_flights, passes, strict=True)]
    assert np.diff(at) == pytest.approx(APART_S)
    assert min(each.start_s for each in scene.civil_flights) >= 0.0


def test_moving_a_corridor_moves_every_flight_straight_away_from_the_unit():
    accident, scenario = ALL["malaysia-17"], scene_of("malaysia-17")
    (moving,) = (each for each in mitigations(accident, exercise=False) if each.key == "corridor-moved")
    moved = moving.change(scenario, accident)
    for before, after in zip(
        scenario.civil_flights[0].waypoints, moved.civil_flights[0].waypoints, strict=True
    ):
        ends = (before.position, after.position)
        away_m, *_ = geodesic_inverse(
            *np.radians([v for end in ends for v in (end.latitude_deg, end.longitude_deg)])
        )
        assert float(away_m) == pytest.approx(1e3 * accident.matched.moved_km, rel=1e-6)
    unit = scenario.fire_units[0].position

    def nearest_m(of):
        return min(
            float(geodesic_inverse(*np.radians([unit.latitude_deg, unit.longitude_deg,
                                                each.position.latitude_deg, each.position.longitude_deg]))[0])
            for each in of.civil_flights[0].waypoints
        )  # fmt: skip

    assert nearest_m(moved) > nearest_m(scenario) + 20e3
    assert moved.corridors[0].points != scenario.corridors[0].points


def test_the_parts_of_a_score_sum_to_what_plain_replicates_give():
    """Law of total probability: 1988's scene, played in parts and as drawn."""
    name = "iran-air-655"
    scene = staged_of(scene_of(name), ALL[name], matched_of(name))
    made = compile_mission(scene, CATALOG, seed=3, allow_assumed=True)
    slots = np.flatnonzero(made.names.sides == CIVIL)
    parts = parts_of(made.plan, apart=True)
    assert sum(each.weight for each in parts) == pytest.approx(1.0)
    count = 60
    score = sum(
        each.weight * (play(made, each, slots, replicates=count, jobs=2) != 0).mean(axis=0) for each in parts
    )
    (whole,) = parts_of(made.plan, apart=False)
    plain = play(made, whole, slots, replicates=count, jobs=2) != 0
    # Over all flights, so that sixty replicates tell something; flights err by their own draws.
    error = plain.mean(axis=1).std(ddof=1) / np.sqrt(count)
    assert 0.0 < plain.mean() < 0.5
    assert float(np.mean(score)) == pytest.approx(plain.mean(), abs=4.0 * error)


def test_no_flight_is_told_by_where_in_its_turn_a_radar_meets_it():
    """Stationary: flights that all pass some seconds later score alike, for scans begin at any moment.

    Scans that always begin alike would put every flight of 2014, in every replicate, at one place of a turn
    of 5 s. Over 40 replicates the shares of both scenes differ by less than four standard errors.
    """
    name, count = "malaysia-17", 40
    scene = staged_of(scene_of(name), ALL[name], matched_of(name))
    scene = scene.model_copy(update={"civil_flights": scene.civil_flights[:12]})
    shares = []
    for later_s in (0.0, 2.5):
        later = [each.model_copy(update={"start_s": each.start_s + later_s}) for each in scene.civil_flights]
        moved = scene.model_copy(update={"civil_flights": tuple(later)})
        made = drawn_phases(compile_mission(moved, CATALOG, seed=3, allow_assumed=True))
        assert made.plan.radars.phase_drawn
        slots = np.flatnonzero(made.names.sides == CIVIL)
        (part,) = parts_of(made.plan, apart=False)
        shares.append((play(made, part, slots, replicates=count, jobs=2) != 0).astype(float))
    # Flight by flight: each of them, not their mean alone.
    means = np.array([each.mean(axis=0) for each in shares])
    errors = np.sqrt(np.sum([np.maximum(each.var(axis=0), 0.5 / count) for each in shares], axis=0) / count)
    assert (np.abs(means[0] - means[1]) < 4.0 * errors).all()
    assert 0.1 < means.mean() < 0.9


def test_jobs_change_nothing_and_the_page_says_what_it_is_not(tmp_path: Path):
    one = stand("ukraine-752", matched=50, replicates=20, seed=5, compare=False)
    two = stand("ukraine-752", matched=50, replicates=20, seed=5, compare=False, jobs=2)
    assert (one.flight, one.matched, one.percentile) == (two.flight, two.matched, two.percentile)
    assert len(one.matched) >= 50
    assert sum(one.causes.values()) == pytest.approx(one.flight.probability.value)
    files = write_accident(one, tmp_path / "out", command="rangering accidents ukraine-752")
    assert sorted(each.name for each in files) == [
        "accident.json", "accident.png", "flights.csv", "report.html",
    ]  # fmt: skip
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    said = " ".join(page.split())
    assert CONDITIONAL in said
    assert "conditional on public claims" in said
    told = json.loads((tmp_path / "out" / "accident.json").read_text(encoding="utf-8"))
    assert told["schema"] == "rangering.accident-standing/1"
    assert CONDITIONAL in told["warnings"]
    assert "What the reports name and no scene here holds" in said
    # Read second, after where it stands and before anything else: what the facts say of the scene.
    second = against_sentence(one)
    assert "far too ready to shoot" in second
    assert said.index("<h1") < said.index(second) < said.index("On this page")
    held = told["results"]["against_facts"]
    assert told["results"]["words"][1] == held["words"] == told["warnings"][0] == second
    assert (held["verdict"], held["shot_at"], held["of"]) == ("contradicted", 0, 50)
    matched = [each["score"]["value"] for each in told["results"]["matched"]]
    assert held["expected_shot_at"]["value"] == pytest.approx(sum(matched))
    assert held["expected_shot_at"]["low"] <= sum(matched) <= held["expected_shot_at"]["high"]
    assert {"stated", "inputs"} <= told["results"].keys()
    assert (tmp_path / "out" / "accident.png").read_bytes().startswith(b"\x89PNG")
    assert page.count("data:image/png;base64,") == 1


def test_a_flight_number_is_played_and_said_second_on_the_terminal(run):
    told = run("accidents", "ir655", "--matched", "50", "-n", "20", "--quiet")
    assert told.status == 0
    lines = told.out.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("By this model Iran Air 655"))
    rest = " ".join(" ".join(lines[first:]).split())
    assert rest.split(" hours. ")[1].startswith("By this scene ")
    assert "class default restated" in rest


def test_weapons_held_in_self_defence_too_fire_nothing_and_held_alone_may():
    found = stand("ukraine-752", matched=50, replicates=20, seed=5)
    effects = {each.key: each for each in found.effects}
    assert effects["hold"].matched.value > 0.0
    assert effects["hold-all"].matched == effects["hold-all"].accident == (0.0, 0.0, 0.0)
    assert any("self-defence" in each and "10 km" in each for each in found.assumptions)


def test_what_no_replicate_met_is_not_called_impossible():
    """Of twenty replicates that all missed, chance may still be as high as 1 - 0.025^(1/20) = 0.168."""
    found = stand("ukraine-752", matched=50, replicates=20, seed=5, compare=False)
    never = [each.probability for each in found.matched if each.probability.value == 0.0]
    assert never
    assert all(span.low == 0.0 for span in never)
    assert all(0.168 <= span.high < 0.2 for span in never)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accidents", "--matched", "60"), "names no accident"),
        (("accidents", "--out", "folder"), "names no accident"),
        (("accidents", "ukraine-725", "--matched", "60"), "did you mean ukraine-752"),
        (("accidents", "ps752", "--matched", "10"), "flights to stand among from 50 to 1,000"),
        (("accidents", "ukraine-752", "--matched", "100000000"), "from 50 to 1,000"),
        (("accidents", "ukraine-752", "--matched", "60", "-n", "5"), "replicates from 20"),
        (("accidents", "ukraine-752", "--matched", "60", "--seed", "-1"), "is no seed"),
        (("accidents", "ukraine-752", "--matched", "60", "--jobs", "0"), "jobs from 1"),
        (("accidents", "ukraine-752", "--traffic", "nowhere.parquet"), "is no file that is there"),
    ],
)
def test_what_cannot_be_asked_is_refused(run, words: tuple[str, ...], said: str):
    ran = run(*words)
    assert ran.status == 2
    assert said in ran.err


def test_no_output_calls_a_sky_safe_or_open():
    assert accident_named("ukraine-752")
    for path in (Path(__file__).parents[2] / "src" / "rangering" / "report" / "accidents").glob("*.py"):
        text = path.read_text(encoding="utf-8").lower()
        assert " safe" not in text
        assert "is open" not in text
