"""Raids that cannot be run, as a person meets them: one error at its place with its mend, exit status 2."""

import pytest

from rangering.scenario import library

FIRST = library.ready()["first-raid"].read_text(encoding="utf-8")
ROUTELESS = '\n[[civil_flight]]\nname = "Lost"\ntype = "target/airliner"\n'
UNIT = 'mast_height = "24 m"\n'
LOAD = '{ type = "s-400/48n6e3", ready = 8 },'
MIX = 'mix = { "target/cruise-missile" = 1 }\n'


def swept(what):
    return FIRST + f'\n[uncertainty."{what}"]\nlow = "1 s"\n'


WRONG = {
    "a flight without a route": (
        FIRST + ROUTELESS,
        ('civil_flight[1] "Lost", waypoint', "[[civil_flight.waypoint]]"),
    ),
    "a flight of one point": (
        FIRST + ROUTELESS + '[[civil_flight.waypoint]]\nposition = "45 N, 30 W"\naltitude = "FL300"\n'
        'speed = "400 kt"\n',
        ('civil_flight[1] "Lost", waypoint', "[[civil_flight.waypoint]]"),
    ),
    "a missile of another system": (
        FIRST.replace(LOAD, '{ type = "patriot/pac-3-mse", ready = 8 },'),
        ('fire_unit[1] "Site"', "missile", "patriot/pac-3-mse", "s-400"),
    ),
    "more missiles than fit": (
        FIRST.replace("ready = 8", "ready = 12"),
        ('fire_unit[1] "Site"', "missile", "44 ready", "4 launchers", "reloads"),
    ),
    "a fire unit without an engagement radar": (
        FIRST.replace(UNIT, UNIT + '  elements = ["s-400/96l6e", "s-400/launcher"]\n'),
        ('fire_unit[1] "Site"', "elements", "engagement radar", "s-400/92n6e"),
    ),
    "a fire unit without a launcher": (
        FIRST.replace(UNIT, UNIT + '  elements = ["s-400/92n6e", "s-400/96l6e"]\n'),
        ('fire_unit[1] "Site"', "elements", "launcher"),
    ),
    "a salvo beyond its own limit": (
        FIRST + '\n[doctrine]\nfiring = "salvo"\nsalvo_size = 4\nmax_shots = 2\n',
        ("doctrine.salvo_size", "4", "max_shots"),
    ),
    "everything kept in reserve": (
        FIRST + '\n[doctrine]\nreserve = "100 %"\n',
        ("doctrine.reserve", "below 1"),
    ),
    "a rule nobody knows": (FIRST + '\n[doctrine]\nweapons = "loose"\n', ("doctrine.weapons", "tight")),
    "a raid on nothing": (
        FIRST.replace('against = ["Harbour"]', 'against = ["Harbor"]'),
        ('raid[1] "Cruise missiles"', "against", "Harbor", "Harbour"),
    ),
    "nothing flies": (FIRST[: FIRST.index("[[raid]]")], ("raid", "nothing flies")),
    "a chosen azimuth": (
        FIRST.replace(MIX, MIX + 'azimuth = "90 deg"\n'),
        ('raid[1] "Cruise missiles"', "azimuth", "drawn uniformly"),
    ),
    "an approach shorter than its release distance": (
        FIRST.replace(MIX, MIX + 'release_distance = "100 km"\n')
        + '\n[mission]\nlongest_approach = "2 min"\n',
        ("mission.longest_approach", "2 min", "Cruise missiles", "100 km", "release_distance"),
    ),
    "a raid after the clock": (
        FIRST.replace(MIX, MIX + 'start = "1 h"\n') + '\n[mission]\nduration = "30 min"\n',
        ('raid[1] "Cruise missiles"', "start", "mission.duration"),
    ),
    "a swept route": (swept("hostile_flight.route"), ("hostile_flight.route", "never varied")),
    "a swept azimuth": (swept("raid.azimuth"), ("raid.azimuth", "never varied")),
    "a swept start": (swept("raid.start"), ("raid.start", "never varied")),
    "a swept transponder": (
        swept("hostile_flight.transponder"),
        ("hostile_flight.transponder", "never varied"),
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_raid_that_cannot_be_is_one_located_error(run, tmp_path, what):
    text, says = WRONG[what]
    assert text != FIRST
    path, out = tmp_path / "mine.toml", tmp_path / "out"
    path.write_text(text, encoding="utf-8")
    ran = run("run", str(path), "-n", "1", "--quiet", "--out", str(out))
    told = " ".join(ran.err.split())
    assert ran.status == 2, ran.err
    assert told.count("error:") == 1, ran.err
    assert "mine.toml" in told
    for word in says:
        assert word in told, ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("run", "first-raid", "--fidelity", "quick"), ("--fidelity", "quick", "full, fast, both")),
        (("run", "first-raid", "-n", "0"), ("-n", "0")),
        (("endure", "endurance"), ("--days",)),
        (("endure", "endurance", "--days", "0"), ("--days", "0")),
        (("endure", "endurance", "--days", "weekly"), ("--days", "number")),
    ],
)
def test_a_command_that_cannot_be_is_one_error(run, words, says):
    ran = run(*words)
    told = " ".join(ran.err.split())
    assert ran.status == 2, ran.err
    assert told.lower().count("error") == 1, ran.err
    for word in says:
        assert word in told, ran.err
    assert ran.out == ""


def test_raids_that_come_faster_than_they_could_are_refused(run, tmp_path):
    text = FIRST + '\n[endurance]\nraid_interval = "1 min"\n'
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    ran = run("endure", str(path), "--days", "3", "--quiet")
    told = " ".join(ran.err.split())
    assert ran.status == 2, ran.err
    assert told.count("error:") == 1, ran.err
    assert "endurance.raid_interval" in told
