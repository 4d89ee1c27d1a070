"""Points that cannot be explained, or only just: one clear error with its mend, or an honest answer."""

import math

import pytest

from rangering import explain, load_scenario
from rangering.errors import RangeringError
from rangering.sight.state import State
from tests.coverage_scenes import scene

JACKSBORO = load_scenario("jacksboro")


def refused(words, scenario, *asked, **options):
    """The error is one line with a mend, and says these words."""
    with pytest.raises(RangeringError) as caught:
        explain(scenario, *asked, **options)
    for word in words:
        assert word.lower() in str(caught.value).lower(), str(caught.value)
    assert caught.value.mend
    assert "\n" not in str(caught.value)


HERE = "36.65 N, 84.3 W"


@pytest.mark.parametrize(
    ("words", "asked", "options"),
    [
        (("no fire unit", "did you mean hill"), ("Hil", HERE, "50 m agl"), {}),
        (("no fire unit", "Hill battery"), ("Xyzzy", HERE, "50 m agl"), {}),
        (("--at", "not a position", "decimal degrees"), ("Hill", "somewhere", "50 m agl"), {}),
        (("--at",), ("Hill", "nan, nan", "50 m agl"), {}),
        (("--at",), ("Hill", (math.nan, -84.3), "50 m agl"), {}),
        (("--at",), ("Hill", (36.6, math.inf), "50 m agl"), {}),
        (("--at",), ("Hill", "", "50 m agl"), {}),
        (("--at", "latitude"), ("Hill", "96.6 N, 84.3 W", "50 m agl"), {}),
        (("measured from", "--agl", "--amsl"), ("Hill", HERE, "300 m"), {}),
        (("--altitude", "unit"), ("Hill", HERE, "300 agl"), {}),
        (("--altitude",), ("Hill", HERE, "nan m agl"), {}),
        (("below the ground",), ("Hill", HERE, "-5 m agl"), {}),
        (("80 km",), ("Hill", HERE, "81 km amsl"), {}),
        (("target/cruise-missile",), ("Hill", HERE, "50 m agl", "cruise-misile"), {}),
        (("named aircraft", "use a class"), ("Hill", HERE, "50 m agl", "aircraft/f-35a"), {}),
        (("no class of target",), ("Hill", HERE, "50 m agl", "s-400"), {}),
        (("no radar of this site", "tor-m2"), ("Hill", HERE, "50 m agl"), {"radar": "s-400/91n6e"}),
        (("--pd",), ("Hill", HERE, "50 m agl"), {"pd_probability": math.nan}),
        (("--pd",), ("Hill", HERE, "50 m agl"), {"pd_probability": 1.0}),
        (("posting",), ("Hill", HERE, "50 m agl"), {"posting_m": -1.0}),
        (("posting",), ("Hill", HERE, "50 m agl"), {"posting_m": math.nan}),
        (("no public figure",), ("Hill", HERE, "50 m agl"), {"allow_defaults": False}),
        (("km from Hill", "1,700 km"), ("Hill", "36.5858 S, 95.7333 E", "50 m agl"), {}),  # the antipode
        (("1,700 km",), ("Hill", "52 N, 13 E", "FL330"), {}),
    ],
)
def test_what_cannot_be_explained_is_said(words, asked, options):
    refused(words, JACKSBORO, *asked, **options)


def test_a_site_outside_the_terrain_is_named():
    asked = scene(36.0, -84.0, terrain='kind = "sample"\nname = "jacksboro"')
    refused(("F", "outside the terrain"), asked, "F", "36.6 N, 84.3 W", "50 m agl")


def test_a_site_without_a_radar_is_named():
    two = '[[group.fire_unit]]\nname = "Bare"\nposition = "45.1 N, 30.0 W"\nelements = []'
    refused(
        ("Bare", "no radar that is switched on"), scene(more_units=two), "Bare", "45 N, 29.9 W", "50 m agl"
    )


@pytest.mark.parametrize("altitude", ["200 m agl", "2000 m amsl", "FL330"])
def test_beyond_the_terrain_it_is_unknown(altitude):
    result = explain(JACKSBORO, "Hill", "36.9 N, 84.3 W", altitude)
    assert result.state == State.UNKNOWN
    assert math.isnan(result.ground_m)
    assert any("unknown" in text for text in result.warnings)


def test_known_ground_behind_unknown_ground_is_unknown_too():
    """A ray that has left the terrain and come back knows nothing; a corner of it is enough."""
    edge = explain(JACKSBORO, "Hill", "36.7329 N, 84.0790 W", "100 m agl")
    assert edge.state in (State.UNKNOWN, State.TERRAIN, State.COVERED, State.SEVERAL)
    assert (edge.state == State.UNKNOWN) == math.isnan(edge.radars[0].lowest_m)


def test_the_site_itself_has_no_azimuth_and_is_judged_as_the_map_judges_its_cell():
    result = explain(JACKSBORO, "Hill", JACKSBORO.fire_units[0].position, "30 m agl")
    (radar,) = result.radars
    assert radar.distance_m == 0.0
    assert radar.in_sector
    assert radar.lowest_m == result.ground_m
    assert radar.crest is None
    assert 0.0 < radar.elevation_rad < math.pi / 2.0


def test_a_step_away_from_the_site_and_the_highest_altitude():
    near = explain(JACKSBORO, "Hill", "36.58581 N, 84.2667 W", "30 m agl")
    assert near.radars[0].distance_m == pytest.approx(1.1, abs=0.1)
    high = explain(JACKSBORO, "Hill", "36.59 N, 84.2667 W", "80 km amsl")
    assert State.SECTOR in high.radars[0].failing


def test_across_the_antimeridian_and_at_the_pole():
    dateline = explain(scene(60.0, 179.95), "F", "60 N, 179.9 W", "1000 m agl")
    assert dateline.radars[0].distance_m == pytest.approx(8.4e3, rel=0.01)
    assert dateline.state == State.COVERED
    pole = explain(scene(90.0, 0.0), "F", "89.9 N, 120 W", "1000 m agl")
    assert pole.radars[0].distance_m == pytest.approx(11.2e3, rel=0.01)


def test_rays_are_followed_to_their_end():
    far = explain(scene(system="s-400"), "F", "45 N, 9 W", "30 km amsl")
    assert 1.6e6 < far.radars[0].distance_m < 1.7e6
    assert far.state == State.SEVERAL


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--altitude", "300 m"), "--agl"),
        (("--altitude", "300 m", "--agl", "--amsl"), "at once"),
        (("--altitude", "300 m agl", "--amsl"), "leave out --amsl"),
        (("--altitude", "FL330", "--agl"), "pressure level"),
        (("--altitude", "300 m agl", "--out", "why.pdf"), ".png"),
        (("--altitude", "300 m agl", "--out", ""), "--out"),
        (("--altitude", "300 m agl", "--posting", "90"), "--posting"),
        (("--altitude", "300 m agl", "--target", "aircraft/f-35a"), "named aircraft"),
    ],
)
def test_a_wrong_word_at_the_terminal(run, words, says):
    ran = run("why", "jacksboro", "Hill", "--at", HERE, *words)
    assert ran.status == 2
    assert says in ran.err
    assert ran.err.count("error:") == 1


@pytest.mark.parametrize(
    "words",
    [("--altitude", "300 m agl", "--agl"), ("--altitude", "300 m", "--agl"), ("--altitude", "FL100"),
     ("--altitude", "300 m AMSL")],
)  # fmt: skip
def test_every_way_to_write_an_altitude(run, words):
    assert run("why", "jacksboro", "hill", "--at", "36.65, -84.3", *words).status == 0


def test_a_folder_of_the_pictures_name_is_left_alone(run, tmp_path):
    (tmp_path / "why.png").mkdir()
    ran = run(
        "why", "jacksboro", "Hill", "--at", HERE, "--altitude", "50 m agl", "--out", str(tmp_path / "why.png")
    )
    assert ran.status == 2
    assert "is a folder" in ran.err
