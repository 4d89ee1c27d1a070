"""What holds for every scenario: it survives being written and read, and no text ever gives a traceback."""

import tomllib
from contextlib import suppress
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from rangering.catalog.read import load_catalog
from rangering.errors import RangeringError
from rangering.scenario.describe import describe
from rangering.scenario.ground import ground_errors
from rangering.scenario.library import ready
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude, Position
from rangering.scenario.read import scenario_from_bytes, scenario_from_tables

TEXTS = {name: path.read_bytes() for name, path in ready().items()}
TABLES = {name: tomllib.loads(text.decode()) for name, text in TEXTS.items()}

# What a TOML file can hold in one place, with much that looks almost right.
values = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(),
        st.dates(),
        st.text(max_size=20),
        st.sampled_from(
            ["24 m", "-1 m", "FL330", "300 m", "40 N, 32 E", "91 N, 0 E", "s-400", "ready", "smooth"]
        ),
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(table, here=()):
    """The path of every key and every entry."""
    items = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    for key, inner in items:
        yield (*here, key)
        yield from places(inner, (*here, key))


def outcome_of(read, stated, name):
    """The scenario or the error of ours; anything else fails the test."""
    try:
        return read(stated, name)
    except RangeringError as refused:
        return refused


@settings(deadline=None)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_give_anything_but_an_error_of_ours(data):
    with pytest.raises(RangeringError) as refused:
        scenario_from_bytes(data, "any.toml")
    assert str(refused.value)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(TEXTS)),
    at=st.floats(0, 1),
    cut=st.integers(0, 30),
    put=st.text(alphabet='abmN0199-"[]{}=., #\n', max_size=6),
)
def test_a_damaged_text_is_read_or_refused_in_words(name, at, cut, put):
    text = TEXTS[name]
    start = int(at * len(text))
    damaged = text[:start] + put.encode() + text[start + cut :]
    outcome = outcome_of(scenario_from_bytes, damaged, "damaged.toml")
    assert isinstance(outcome, Scenario) or "damaged.toml" in outcome.sentence()


@settings(max_examples=150, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(TABLES)))
def test_any_value_in_any_place_is_read_or_refused_with_its_place(data, name):
    tables = deepcopy(TABLES[name])
    place = data.draw(st.sampled_from(list(places(tables))))
    table = tables
    for part in place[:-1]:
        table = table[part]
    change = data.draw(st.sampled_from(["replace", "remove", "rename"]))
    stated = table.pop(place[-1]) if isinstance(place[-1], str) or change == "remove" else None
    if change == "replace":
        table[place[-1]] = data.draw(values)
    elif change == "rename" and isinstance(table, dict):
        table[data.draw(st.text(max_size=12))] = stated
    outcome = outcome_of(scenario_from_tables, tables, "changed.toml")
    if isinstance(outcome, Scenario):
        assert describe(outcome, load_catalog())
    else:
        assert all(line.startswith("changed.toml") for line in outcome.sentence().split("\n"))


latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
altitudes = st.one_of(
    st.floats(0, 80_000).map(lambda h: Altitude(h, "agl")),
    st.floats(-500, 80_000).map(lambda h: Altitude(h, "amsl")),
    st.integers(0, 999).map(lambda level: Altitude.read(f"FL{level}")),
)


@settings(max_examples=40, deadline=None)
@given(lat=latitudes, lon=longitudes, height_m=st.integers(-500, 80_000))
def test_any_site_over_real_relief_is_served_or_refused_in_words(lat, lon, height_m):
    tables = deepcopy(TABLES["jacksboro"])
    tables["group"][0]["fire_unit"][0]["position"] = {"lat": lat, "lon": lon}
    tables["coverage"]["altitudes"] = [f"{height_m} m amsl"]
    for error in ground_errors(scenario_from_tables(tables, "moved.toml")):
        assert error.where.startswith("moved.toml, ")
        assert error.mend


@given(stated=st.text(alphabet="0123456789°'′\"″ .,;-NSEWdFLmkagl", max_size=30))
def test_a_position_or_an_altitude_in_any_notation_is_read_or_refused(stated):
    for read in (Position.model_validate, Altitude.read):
        with suppress(ValidationError, PydanticCustomError):
            read(stated)


@given(lat=latitudes, lon=longitudes)
def test_the_order_of_latitude_and_longitude_is_free_where_letters_tell_them_apart(lat, lon):
    position = Position.model_validate({"lat": lat, "lon": lon})
    turned = ", ".join(reversed(str(position).split(", ")))
    assert Position.model_validate(turned) == Position.model_validate(str(position))


@given(lat=latitudes, lon=longitudes)
def test_every_point_of_the_earth_is_a_position(lat, lon):
    position = Position.model_validate({"lat": lat, "lon": lon})
    assert Position.model_validate(position.model_dump(by_alias=True)) == position


@given(lat=latitudes, lon=longitudes)
def test_a_position_printed_reads_back_within_six_metres(lat, lon):
    again = Position.model_validate(str(Position.model_validate({"lat": lat, "lon": lon})))
    assert abs(again.latitude_deg - lat) <= 0.50001e-4
    assert abs(again.longitude_deg - lon) <= 0.50001e-4


@given(altitude=altitudes)
def test_an_altitude_written_reads_back_as_itself(altitude):
    assert Altitude.read(altitude.written) == altitude


@settings(deadline=None)
@given(
    altitude=st.integers(0, 500).map(lambda level: Altitude.read(f"FL{level:03d}")),
    pressure_pa=st.floats(95_000, 105_000),
    deviation_k=st.floats(-30, 30),
)
def test_a_flight_level_rises_with_pressure_and_warmth(altitude, pressure_pa, deviation_k):
    here_m = altitude.above_sea_m(0.0, pressure_pa, deviation_k)
    assert altitude.above_sea_m(0.0, pressure_pa + 100.0, deviation_k) > here_m
    if altitude.height_m > 2000:  # above sea level on every one of these days
        assert altitude.above_sea_m(0.0, pressure_pa, deviation_k + 1.0) > here_m


@settings(deadline=None)
@given(
    mast_m=st.floats(0.5, 200),
    centre_deg=st.floats(0, 360),
    pressure_hpa=st.floats(860, 1090),
    asked=st.lists(altitudes, min_size=1, max_size=4, unique=True),
    pd=st.floats(0.01, 0.99),
    name=st.sampled_from(sorted(TABLES)),
)
def test_a_scenario_written_reads_back_as_itself(mast_m, centre_deg, pressure_hpa, asked, pd, name):
    tables = deepcopy(TABLES[name])
    unit = tables["group"][0]["fire_unit"][0]
    unit["mast_height"] = f"{mast_m!r} m"
    unit["sector"] = {"centre": f"{centre_deg!r} deg", "width": "120 deg"}
    tables.setdefault("environment", {})["sea_level_pressure"] = f"{pressure_hpa!r} hPa"
    tables["coverage"] |= {"altitudes": [altitude.written for altitude in asked], "pd": pd}
    scenario = Scenario.model_validate(tables)
    assert Scenario.model_validate(scenario.as_written()) == scenario


raids = st.fixed_dictionaries(
    {"size": st.integers(1, 60), "spacing": st.floats(0, 3600).map(lambda t: f"{t!r} s")},
    optional={
        "start": st.floats(0, 3600).map(lambda t: f"{t!r} s"),
        "arrivals": st.sampled_from(["regular", "poisson"]),
        "formation_size": st.integers(1, 50),
        "formation_spacing": st.floats(10, 50_000).map(lambda m: f"{m!r} m"),
        "waves": st.integers(1, 100),
        "wave_interval": st.floats(0, 3600).map(lambda t: f"{t!r} s"),
        "abort_after": st.floats(0.01, 1.0),
        "release_distance": st.floats(0, 500_000).map(lambda m: f"{m!r} m"),
    },
)
rules = st.fixed_dictionaries(
    {},
    optional={
        "firing": st.sampled_from(["shoot-look-shoot", "salvo"]),
        "salvo_size": st.integers(1, 16),
        "max_shots": st.integers(1, 100),
        "reserve": st.floats(0, 1),
        "other_object_probability": st.floats(0, 1),
    },
)


@settings(max_examples=60, deadline=None)
@given(stated=raids, doctrine=rules, zone=st.tuples(st.floats(0, 200), st.floats(0, 200)))
def test_any_raid_is_read_and_told_and_read_again_or_refused_at_its_place(stated, doctrine, zone):
    tables = deepcopy(TABLES["first-raid"])
    tables["raid"][0] |= stated
    tables["doctrine"] = doctrine
    tables["group"][0]["fire_unit"][0]["fire_zone"] = {"min": f"{zone[0]!r} km", "max": f"{zone[1]!r} km"}
    outcome = outcome_of(scenario_from_tables, tables, "raid.toml")
    if isinstance(outcome, Scenario):
        raid = outcome.raids[0]
        assert raid.waves_count <= raid.size
        assert raid.formation_size <= raid.size
        assert outcome.fire_units[0].fire_zone.min_m < outcome.fire_units[0].fire_zone.max_m
        written = outcome.as_written()
        assert Scenario.model_validate(written).as_written() == written
        text = " ".join(describe(outcome, load_catalog()).split())
        assert f"Cruise missiles (synthetic): {raid.size} flight" in text
    else:
        for line in outcome.sentence().split("\n"):
            assert line.startswith(
                ("raid.toml, raid[1]", "raid.toml, doctrine", "raid.toml, group[1].fire_unit[1]")
            )
