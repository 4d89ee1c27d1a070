"""One fault in a good scenario: one clear error with place, value, problem and mend, never a traceback."""

import pytest

from rangering.errors import ScenarioError
from tests.scenario_texts import ANALYTIC, GOOD, HOSTILE, errors_of


def test_the_good_one_is_good():
    assert errors_of(GOOD) == []
    assert errors_of(GOOD + HOSTILE + ANALYTIC) == []


# what is written, what is written instead, and what the one line of the error must hold
WRONG = {
    "terrain of a name that needs a table": (
        "k = 1.3333",
        'terrain = "raster"',
        ("environment.terrain: 'raster' is no terrain that a name alone can state", "[environment.terrain]"),
    ),
    "terrain of a number": ("k = 1.3333", "terrain = 30", ("environment.terrain: 30 is not a table",)),
    "an alternative nobody makes": (
        'title = "Small"',
        'title = "Small"\nalternatives = ["samp-t", "patriott"]',
        ("alternatives[2]: 'patriott' is not in the catalog", "did you mean patriot"),
    ),
    "a radar as alternative": (
        'title = "Small"',
        'title = "Small"\nalternatives = ["s-400/91n6e"]',
        ("alternatives[1]: 's-400/91n6e' is not an air-defence system, but 91N6E", "did you mean s-400"),
    ),
    "its own system as alternative": (
        'title = "Small"',
        'title = "Small"\nalternatives = ["s-400"]',
        ("alternatives[1]: 's-400' is the scenario's own system", "leave it out"),
    ),
    "an alternative named twice": (
        'title = "Small"',
        'title = "Small"\nalternatives = ["patriot", "siper", "patriot"]',
        ("alternatives[3]: 'patriot' is named twice", "leave one out"),
    ),
    "latitude 991": (
        '"40.08 N, 32.57 E"',
        '"991 N, 32.57 E"',
        ('x.toml, group[1].fire_unit[1] "F", position: \'991 N', "latitude 991°", "-90° to 90°"),
    ),
    "latitude 991 in a table": (
        '"40.08 N, 32.57 E"',
        "{ lat = 991, lon = 32.57 }",
        ('group[1].fire_unit[1] "F", position.lat: 991 ', "at most 90"),
    ),
    "longitude as text": (
        '"40.08 N, 32.57 E"',
        '{ lat = 40.08, lon = "32.57" }',
        ("group[1].fire_unit[1] \"F\", position.lon: '32.57' is not a number", "without quotes"),
    ),
    "position in words": (
        '"39.93 N, 32.86 E"',
        '"downtown"',
        ('asset[1] "City", position', "'downtown'", "latitude first"),
    ),
    "negative mast": ('"24 m"', '"-24 m"', ("fire_unit[1] \"F\", mast_height: '-24 m'", "antenna centre")),
    "mast of 3 km": ('"24 m"', '"3 km"', ("mast_height: '3 km'", "0.5 m to 200 m")),
    "mast without unit": ('"24 m"', "24", ("mast_height: 24 has no unit", '"24 m"')),
    "mast in seconds": ('"24 m"', '"24 s"', ("mast_height: '24 s' is a time, not a length",)),
    "mast in cubits": ('"24 m"', '"24 cubits"', ("unknown unit 'cubits'", "known units: m, km")),
    "mast not finite": ('"24 m"', '"1e999 m"', ("mast_height", "finite")),
    "misspelt key": (
        "mast_height",
        "mast_hieght",
        ("mast_hieght: is not a key", "did you mean mast_height?"),
    ),
    "key of another world": (
        "k = 1.3333",
        "wind = 3",
        ("environment.wind", "its keys are k, sea_level_pressure"),
    ),
    "no title": ('title = "Small"', "", ("x.toml, title: is missing", "add title =")),
    "no position": (
        'position = "40.08 N, 32.57 E"',
        "",
        ('group[1].fire_unit[1] "F", position: is missing', "32.57 E"),
    ),
    "empty title": ('"Small"', '"  "', ("x.toml, title: '  ' is not a usable name",)),
    "title over two lines": ('"Small"', '"a\\nb"', ("x.toml, title", "on one line")),
    "k as text": ("1.3333", '"4/3"', ("environment.k: '4/3' is not a number", "without quotes")),
    "k of zero": ("1.3333", "0", ("environment.k: 0 lies outside its limits", "at least 0.3")),
    "k not a number": ("1.3333", "nan", ("environment.k: nan is not a finite number",)),
    "unknown system": (
        '"s-400"',
        '"s-4000"',
        ("group[1] \"G\", system: 's-4000' is not in the catalog", "s-400"),
    ),
    "a radar as system": (
        '"s-400"',
        '"s-400/91n6e"',
        ('group[1] "G", system', "is not an air-defence system, but 91N6E"),
    ),
    "altitude without reference": ('"100 m agl"', '"100 m"', ("coverage.altitudes[1]: '100 m'", "300 m agl")),
    "flight level of a number": (
        '"FL330"',
        "330",
        ('civil_flight[1] "Airliner", waypoint[1].altitude: 330', "FL330"),
    ),
    "altitude above the air": ('"10000 m amsl"', '"100 km amsl"', ("coverage.altitudes[2]", "80 km")),
    "target below ground": ('"100 m agl"', '"-100 m agl"', ("coverage.altitudes[1]", "below the ground")),
    "named aircraft to map": (
        '"target/fighter"',
        '"aircraft/f-35a"',
        ("coverage.targets[1]: 'aircraft/f-35a' is a named aircraft", "class"),
    ),
    "unknown target": (
        '"target/fighter"',
        '"target/figther"',
        ("coverage.targets[1]", "did you mean target/fighter"),
    ),
    "raid of airliners": (
        '"target/cruise-missile" = 1',
        '"target/airliner" = 1',
        ('raid[1] "R", mix."target/airliner": is not a class a raid may hold', "target/fighter"),
    ),
    "raid of nothing": (
        '"target/cruise-missile" = 1',
        '"target/cruise-missile" = 0',
        ('raid[1] "R", mix', "share zero"),
    ),
    "raid of no size": (
        "size = 4",
        "size = 0",
        ('raid[1] "R", size: 0 lies outside its limits', "at least 1"),
    ),
    "raid of half a flight": ("size = 4", "size = 4.5", ('raid[1] "R", size: 4.5 is not a whole number',)),
    "raid against an aircraft": (
        'against = ["City"]',
        'against = ["Airliner"]',
        ("raid[1] \"R\", against[1]: 'Airliner' is an aircraft", "never targets", "City"),
    ),
    "raid against nothing known": ('against = ["City"]', 'against = ["Cty"]', ("names no asset", "City")),
    "raid from an azimuth": (
        "size = 4",
        "size = 4\nazimuth = 90",
        ('raid[1] "R", azimuth', "always drawn uniformly"),
    ),
    "raid that states its transponder": (
        "size = 4",
        'size = 4\ntransponder = "on"',
        ('raid[1] "R", transponder', "cannot be stated for a raid"),
    ),
    "raid with a misspelt start": ("size = 4", 'size = 4\nstart_at = "5 min"', ("start_at", "mean start")),
    "more waves than flights": (
        "size = 4",
        "size = 4\nwaves = 5",
        ('raid[1] "R", waves: 5 is more than the 4 flights', "at most 4"),
    ),
    "no time between waves": (
        "size = 4",
        'size = 4\nwaves = 2\nwave_interval = "0 s"',
        ("wave_interval: '0 s' leaves no time between 2 waves", "one wave"),
    ),
    "formation larger than the raid": (
        "size = 4",
        "size = 4\nformation_size = 6",
        ('raid[1] "R", formation_size: 6 is more than the 4 flights', "at most 4"),
    ),
    "abort before the first loss": (
        "size = 4",
        "size = 4\nabort_after = 0",
        ('raid[1] "R", abort_after: 0 lies outside', "%"),
    ),
    "arrivals by appointment": (
        "size = 4",
        'size = 4\narrivals = "random"',
        ("arrivals: 'random' is not one of the choices", "regular, poisson"),
    ),
    "release distance without unit": ("size = 4", "size = 4\nrelease_distance = 60", ("has no unit", "24 m")),
    "raid in a scenario without assets": (
        '[[asset]]\nname = "City"\nposition = "39.93 N, 32.86 E"',
        "",
        ("raid[1] \"R\", against[1]: 'City' names no asset", "add an [[asset]]"),
    ),
    "flight without a route": (
        '[[civil_flight.waypoint]]\nposition = "40.5 N, 33.0 E"\naltitude = "FL330"\nspeed = "450 kt"\n'
        '[[civil_flight.waypoint]]\nposition = "40.5 N, 31.0 E"\naltitude = "FL330"\n',
        "",
        ('civil_flight[1] "Airliner", waypoint: is missing', "[[civil_flight.waypoint]]"),
    ),
    "flight with one point": (
        '[[civil_flight.waypoint]]\nposition = "40.5 N, 31.0 E"\naltitude = "FL330"\n',
        "",
        ('civil_flight[1] "Airliner", waypoint', "needs at least 2"),
    ),
    "salvo of more than the channels": (
        'system = "s-400"',
        'system = "tor-m2"\ndoctrine = { firing = "salvo", salvo_size = 16 }',
        ('group[1] "G", doctrine.salvo_size: 16 is more than the', "at most"),
    ),
    "fire zone without a place": (
        'mast_height = "24 m"',
        'mast_height = "24 m"\nfire_zone = { min = "60 km", max = "60 km" }',
        ("fire_zone.max: '60 km' does not lie beyond", "greater"),
    ),
    "fire zone without an end": (
        'mast_height = "24 m"',
        'mast_height = "24 m"\nfire_zone = { min = "60 km" }',
        ('fire_unit[1] "F", fire_zone.max: is missing', "60 km"),
    ),
    "more ready than the launchers hold": (
        'mast_height = "24 m"',
        'mast_height = "24 m"\nlaunchers = 2\nmissile = [{ type = "s-400/48n6e3", ready = 7 }, '
        '{ type = "s-400/9m96e2", ready = 8 }]',
        ("missile: holds 15 ready missiles, which fill 2.25 launchers; it has 2 launchers", "reloads"),
    ),
    "more ready than any fire unit holds": (
        'mast_height = "24 m"',
        'mast_height = "24 m"\nmissile = [{ type = "s-400/48n6e3", ready = 36 }]',
        ("which fill 9 launchers; it has 8 launchers, the most the catalog gives",),
    ),
    "missile for another launcher": (
        'system = "s-400"\n[[group.fire_unit]]\nname = "F"',
        'system = "patriot"\n[[group.fire_unit]]\nname = "F"\n'
        'elements = ["patriot/an-mpq-65", "patriot/launcher-m901"]\n'
        'missile = [{ type = "patriot/pac-3-mse", ready = 4 }]',
        ("missile[1].type: 'patriot/pac-3-mse' is no missile for the launchers there", "launcher-m903"),
    ),
    "heading error of more than half a turn": (
        'mast_height = "24 m"',
        'mast_height = "24 m"\nmisalignment = "190 deg"',
        ("misalignment: '190 deg' lies outside -180 deg to 180 deg",),
    ),
    "speed missing": (
        'speed = "450 kt"',
        "",
        ('civil_flight[1] "Airliner", waypoint[1].speed: is missing', "450 kt"),
    ),
    "leg without length": ("40.5 N, 31.0 E", "40.5 N, 33.0 E", ("waypoint[2].position", "same point")),
    "leg to the other side of the Earth": (
        "40.5 N, 31.0 E",
        "40.5 S, 147 W",
        ("waypoint[2].position", "opposite"),
    ),
    "same name twice": (
        'name = "F"',
        'name = "g"',
        ('group[1] "G", fire_unit[1].name: ', "'g' is a name given before, in group[1]"),
    ),
    "choice unknown": (
        'system = "s-400"',
        'system = "s-400"\nvariant = "exprt"',
        ("group[1] \"G\", variant: 'exprt' is not one of the choices", "did you mean export", "domestic"),
    ),
    "variant nobody has figures of": (
        'system = "s-400"',
        'system = "s-400"\nvariant = "domestic"',
        (
            "group[1] \"G\", variant: 'domestic' has no figures of its own",
            "no variants of S-400",
            "leave it out",
        ),
    ),
    "element of another system": (
        'system = "s-400"',
        'system = "s-400"\nelements = ["s-400/91n6"]',
        ("group[1] \"G\", elements[1]: 's-400/91n6' is no radar or launcher of S-400", "s-400/91n6e"),
    ),
    "table instead of a list": (
        "[[asset]]",
        "[asset]",
        ("x.toml, asset: is a single table", "write [[asset]]"),
    ),
    "list instead of a table": (
        "[environment]",
        "[[environment]]",
        ("environment", "is not a table", "write [environment], in one pair"),
    ),
    "table of another number": (
        "[[asset]]",
        "[[assets]]",
        ("x.toml, assets: is not a key", "write [[asset]]"),
    ),
    "inner table of another number": (
        "[[group.fire_unit]]",
        "[[group.fire_units]]",
        ('group[1] "G", fire_units: is not a key', "write [[group.fire_unit]]"),
    ),
    "misspelt key that is needed": ("title =", "titel =", ("titel: is not a key", "did you mean title")),
    "decimal comma": ('"24 m"', '"15,5 m"', ("'15,5 m' has a comma", 'use a decimal point: "15.5 m"')),
    "comma of thousands": (
        '"10000 m amsl"',
        '"10,000 m amsl"',
        ("'10,000 m amsl' has a comma", 'write "10000 m amsl" without', 'decimal point: "10.000 m amsl"'),
    ),
    "two commas of thousands": ('"24 m"', '"1,000,000 m"', ('without commas: "1000000 m"',)),
    "decimal commas in a position": (
        '"40.08 N, 32.57 E"',
        '"40,08 N, 32,57 E"',
        ("is not a position", 'use decimal points: "40.08 N, 32.57 E"'),
    ),
    "position in minutes and seconds": (
        '"40.08 N, 32.57 E"',
        "'40°04′44\" N, 32°33′56\" E'",
        ("degrees with decimals", '"40.07889 N, 32.56556 E"'),
    ),
    "position in minutes of the south-west": (
        '"40.08 N, 32.57 E"',
        "\"70°40.5' W; 33°27' S\"",
        ("degrees with decimals", '"33.45000 S, 70.67500 W"'),
    ),
    "position in minutes without letters": (
        '"40.08 N, 32.57 E"',
        "\"40°04', 32°33'\"",
        ("degrees with decimals", 'such as "40.0789 N'),
    ),
    "position of two latitudes": ('"40.08 N, 32.57 E"', '"40 N, 32 N"', ("one latitude and one longitude",)),
    "position as a list": (
        '"40.08 N, 32.57 E"',
        "[52.1, -20.5]",
        ("[52.1, -20.5] is not a position", 'write "52.1 N, 20.5 W" or { lat = 52.1, lon = -20.5 }'),
    ),
    "position as a list of three": ('"40.08 N, 32.57 E"', "[52.1, 20.5, 3]", ("a list does not say",)),
    "flight level of four figures": ('"100 m agl"', '"FL9999"', ("'FL9999' is no flight level", "FL999")),
    "part of an id": (
        '"target/fighter"',
        '"heli"',
        ("coverage.targets[1]: 'heli' is not", "did you mean target/helicopter"),
    ),
    "word of another world": (
        '"target/fighter"',
        '"drone"',
        ("'drone' is not", "choose from target/airliner"),
    ),
    "no fire unit": (
        '[[group.fire_unit]]\nname = "F"\nposition = "40.08 N, 32.57 E"\nmast_height = "24 m"',
        "fire_unit = []",
        ('group[1] "G", fire_unit: [] needs at least 1', "[[group.fire_unit]]"),
    ),
}


@pytest.mark.parametrize("case", WRONG, ids=list(WRONG))
def test_one_fault_gives_one_clear_error(case):
    written, instead, phrases = WRONG[case]
    assert written in GOOD
    errors = errors_of(GOOD.replace(written, instead, 1))
    line = " | ".join(error.sentence() for error in errors)
    for phrase in phrases:
        assert phrase in line, line
    assert len(errors) == 1, line
    assert all(isinstance(error, ScenarioError) and error.mend for error in errors), line


def test_all_faults_of_a_file_come_at_once():
    text = GOOD
    for case in (
        "latitude 991",
        "negative mast",
        "misspelt key",
        "unknown system",
        "raid of airliners",
        "k of zero",
    ):
        text = text.replace(*WRONG[case][:2], 1)
    text = text.replace("mast_hieght", 'mast_height = "-24 m"\nmast_hieght')
    line = "\n".join(error.sentence() for error in errors_of(text + HOSTILE))
    for phrase in (
        "991",
        "mast_height: '-24 m'",
        "mast_hieght",
        "s-4000",
        "target/airliner",
        "environment.k",
        "[[raid]]",
    ):
        assert phrase in line, phrase
