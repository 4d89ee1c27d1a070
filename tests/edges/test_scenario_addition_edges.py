"""A wrong addition to a good scenario, or an unknown that may never be one: one clear error with its mend."""

import pytest

from tests.scenario_texts import ANALYTIC, GOOD, HOSTILE, errors_of

EXTRA = {
    "hostile route on smooth ground": (HOSTILE, ("hostile_flight[1]", "analytic terrain only", "[[raid]]")),
    "hostile airliner": (
        HOSTILE.replace("cruise-missile", "airliner") + ANALYTIC,
        ("hostile_flight[1] \"Low\", type: 'target/airliner'", "choose from target/fighter"),
    ),
    "terrain of no kind": ("[environment.terrain]\n", ("environment.terrain.kind: is missing",)),
    "terrain of unknown kind": (
        '[environment.terrain]\nkind = "moon"\n',
        ("environment.terrain.kind: is the unknown kind 'moon'", "smooth"),
    ),
    "fetched terrain from a folder": (
        '[environment.terrain]\nkind = "auto"\npath = "dem"\n',
        ("environment.terrain.path: is not a key of this table (its keys are kind, posting)",),
    ),
    "misspelt key in a terrain": (
        ANALYTIC + 'base_heigth = "2 m"\n',
        ("terrain.base_heigth", "mean base_height?"),
    ),
    "missing elevation file": (
        '[environment.terrain]\nkind = "raster"\npath = "none.tif"\n',
        ("environment.terrain.path: 'none.tif' does not exist", "folder"),
    ),
    "unknown quantity": (
        '[uncertainty."s-400/91n6e.claimed_range"]\nlow = "300 km"\n',
        ('uncertainty."s-400/91n6e.claimed_range"', "claimed_detection_range"),
    ),
    "bound in another unit": (
        '[uncertainty."s-400/91n6e.claimed_detection_range"]\nlow = "300 s"\n',
        ("claimed_detection_range\".low: '300 s'", "becomes km"),
    ),
    "bound without unit": (
        '[uncertainty."s-400/91n6e.claimed_detection_range"]\nlow = 300\n',
        ("has no unit", '"340 km"'),
    ),
    "bounds out of order": (
        '[uncertainty."s-400/91n6e.claimed_detection_range"]\nlow = "900 km"\n',
        ("900, 600, 700 km, out of order",),
    ),
    "hostile route as an unknown": (
        '[uncertainty."hostile_flight.route"]\nlow = 1\n',
        ("is a choice of a hostile flight, which is never varied",),
    ),
    "altitude of a hostile class as an unknown": (
        '[uncertainty."target/cruise-missile.altitude_low_level"]\nlow = "10 m"\n',
        ("is a choice of a hostile flight, which is never varied",),
    ),
    "size of a raid as an unknown": (
        '[uncertainty."raid.size"]\nlow = 1\n',
        ("is stated in [[raid]] itself", "change it there"),
    ),
    "every missile kept back": (
        "[doctrine]\nreserve = 1.0\n",
        ("doctrine.reserve: 1.0 keeps every missile back", "hold"),
    ),
    "no shot at all": (
        "[doctrine]\nmax_shots = 0\n",
        ("doctrine.max_shots: 0 lies outside its limits", "at least 1"),
    ),
    "salvo of more than one target may get": (
        '[doctrine]\nfiring = "salvo"\nsalvo_size = 3\nmax_shots = 2\n',
        ("doctrine.salvo_size: 3 is more than the 2 missiles that one target may get", "smaller salvos"),
    ),
    "nothing ever works": (
        '[failures]\nenabled = true\nmean_time_between_failures = "0 h"\n',
        ("failures.mean_time_between_failures: '0 s' means that nothing ever works", "200 h"),
    ),
    "outage without length": (
        '[links]\noutage_length = "0 s"\n',
        ("links.outage_length: '0 s' lies outside",),
    ),
    "endurance of an hour's part": (
        '[endurance]\nduration = "10 min"\n',
        ("endurance.duration: '10 min' lies outside",),
    ),
    "a single approach azimuth": (
        "[mission]\nazimuths = 1\n",
        ("mission.azimuths: 1 lies outside its limits", "at least 8"),
    ),
    "aircraft faster than it flies": (
        '[[own_flight]]\nname = "Own"\ntype = "aircraft/bayraktar-tb2"\nwaypoint = ['
        '{ position = "40 N, 30 E", altitude = "3 km amsl", speed = "300 kt" },'
        '{ position = "40 N, 31 E", altitude = "3 km amsl" }]\n',
        ('own_flight[1] "Own", waypoint[1].speed', "faster than the top speed of"),
    ),
    "turned-over corridor": (
        '[[corridor]]\nname = "A1"\nwidth = "10 nmi"\nfloor = "FL300"\nceiling = "FL200"\n'
        'point = ["40 N, 30 E", "40 N, 33 E"]\n',
        ("corridor[1] \"A1\", ceiling: 'FL200' does not lie above the floor, FL300",),
    ),
    "aircraft above its ceiling": (
        '[[own_flight]]\nname = "Own"\ntype = "aircraft/bayraktar-tb2"\nwaypoint = ['
        '{ position = "40 N, 30 E", altitude = "20 km amsl", speed = "130 km/h" },'
        '{ position = "40 N, 31 E", altitude = "3 km amsl" }]\n',
        ('own_flight[1] "Own", waypoint[1].altitude', "ceiling of"),
    ),
    "interceptor of another system": (
        '[[group]]\nname = "G2"\nsystem = "s-400"\nfire_unit = [{ name = "F2", position = "41 N, 32 E", '
        'missile = [{ type = "patriot/pac-3", ready = 4 }] }]\n',
        ("group[2].fire_unit[1] \"F2\", missile[1].type: 'patriot/pac-3' is no interceptor of S-400",),
    ),
}


@pytest.mark.parametrize("case", EXTRA, ids=list(EXTRA))
def test_one_wrong_addition_gives_one_clear_error(case):
    addition, phrases = EXTRA[case]
    errors = errors_of(f"{GOOD}\n{addition}")
    line = " | ".join(error.sentence() for error in errors)
    for phrase in phrases:
        assert phrase in line, line
    assert len(errors) == 1, line
    assert errors[0].mend, line


LOCKED = (
    "route",
    "waypoint",
    "azimuth",
    "altitude",
    "timing",
    "start",
    "spacing",
    "arrivals",
    "wave_interval",
    "transponder",
    "emission",
)


@pytest.mark.parametrize("word", LOCKED)
@pytest.mark.parametrize("table", ["raid", "hostile_flight", "R", "target/fighter", "default/target/fighter"])
def test_no_choice_of_a_hostile_flight_is_ever_an_unknown(table, word):
    errors = errors_of(f'{GOOD}\n[uncertainty."{table}.{word}"]\nlow = "1 s"\n')
    assert len(errors) == 1
    assert f'uncertainty."{table}.{word}": is a choice of a hostile flight, which is never varied' in str(
        errors[0]
    )
    assert errors[0].mend.startswith("vary the defence")


def test_the_default_altitude_band_of_a_hostile_class_is_locked_and_its_speed_is_free():
    band = '[uncertainty."default/target/fighter.target.altitude_band"]\nlow = "100 m"\n'
    assert "never varied" in str(errors_of(f"{GOOD}\n{band}")[0])
    speed = '[uncertainty."target/one-way-uav.cruise_speed"]\nlow = "160 km/h"\n'
    assert errors_of(f"{GOOD}\n{speed}") == []


def test_many_hostile_routes_on_real_ground_are_one_error():
    assert len(errors_of(GOOD + HOSTILE + HOSTILE.replace('"Low"', '"Low 2"'))) == 1
