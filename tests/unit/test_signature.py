"""The signature question as asked of a scenario: who may be asked about, what is said, how it repeats."""

import math
from dataclasses import replace

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage import signature
from rangering.coverage.signature import (
    THRESHOLD_DB,
    WHY_THRESHOLD,
    find_flight,
    flown_as,
    sample_signature,
)
from rangering.coverage.signature_plan import BINS
from rangering.coverage.signature_results import SIDES, azimuths_rad, elevation_edges_rad, side_of_columns
from rangering.errors import CatalogError, ScenarioError
from rangering.radar.detection import required_snr_ratio
from rangering.radar.letter_band import letter_band
from rangering.scenario.read import scenario_from_bytes
from tests.coverage_scenes import ridge, scene
from tests.terrain_files import write_raster

LEG = """
[[{kind}]]
name = "{name}"
type = "{type}"
{more}
  [[{kind}.waypoint]]
  position = "44.60 N, 29.80 W"
  altitude = "{altitude}"
  speed = "200 m/s"
  [[{kind}.waypoint]]
  position = "45.40 N, 29.80 W"
  altitude = "{altitude}"
"""


def leg(kind="own_flight", name="Patrol", type_="aircraft/f-16c", altitude="6000 m amsl", more=""):
    return LEG.format(kind=kind, name=name, type=type_, altitude=altitude, more=more)


ACROSS = """
[[own_flight]]
name = "Across"
type = "target/fighter"
  [[own_flight.waypoint]]
  position = "45.10 N, {west}"
  altitude = "6000 m amsl"
  speed = "200 m/s"
  [[own_flight.waypoint]]
  position = "44.95 N, {east}"
  altitude = "4000 m amsl"
"""
SQUARE = """
[[own_flight]]
name = "Square"
type = "target/fighter"
""" + "".join(
    f'  [[own_flight.waypoint]]\n  position = "{lat} N, {lon} W"\n  altitude = "6000 m amsl"\n'
    f'  speed = "200 m/s"\n'
    for lat, lon in ((45.2, 30.2), (45.2, 29.8), (44.8, 29.8), (44.8, 30.2))
)  # fmt: skip


def asked(scenario, flight="Patrol", **more):
    return sample_signature(scenario, flight, **({"samples": 0, "sorties": 3} | more))


@pytest.fixture(scope="module")
def patrol():
    return scene(more=leg())


@pytest.fixture(scope="module")
def nominal(patrol):
    return asked(patrol)


def test_rows_add_up(nominal):
    whole = nominal.whole
    for rows in (nominal.frequencies[:-1], nominal.distances, nominal.sides, nominal.radars):
        assert sum(row.looks.nominal for row in rows) == pytest.approx(whole.looks.nominal)
        assert sum(row.samples.nominal for row in rows) == pytest.approx(whole.samples.nominal)
        assert max(row.best_db.nominal for row in rows) == whole.best_db.nominal
    assert nominal.look_bins.sum() == pytest.approx(whole.looks.nominal)
    sampled = np.count_nonzero(nominal.sample_bins.sum(axis=0)) / BINS
    assert whole.share.nominal == sampled == nominal.over_sorties[-1].share.nominal
    assert sum(row.share.nominal for row in nominal.sides) / 4.0 == pytest.approx(sampled)
    assert 0.0 < sampled < 0.05
    assert nominal.silent.nominal > 0.0  # abeam, nothing moves towards the radar


def test_a_northbound_flight_east_of_the_site_shows_it_its_left_side(nominal):
    by_side = {row.side: row for row in nominal.sides}
    assert by_side["right"].looks.nominal == 0.0
    assert by_side["left"].looks.nominal > 0.0
    # 0.2 degrees of longitude at 45 north.
    assert nominal.nearest_m == pytest.approx(15.76e3, rel=2e-3)


def test_more_is_sampled_at_a_lower_threshold_and_never_less_over_more_sorties(patrol):
    shares = [asked(patrol, threshold_db=level).whole.share.nominal for level in (40.0, 25.0, 13.0, 0.0)]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]
    over = [row.share.nominal for row in asked(patrol, sorties=20).over_sorties]
    assert over == sorted(over)


def test_a_friend_is_found_whatever_the_case_and_nobody_else_is():
    every = scene(
        terrain=ridge(500.0),
        more=leg() + leg("allied_flight", "Ally") + leg("civil_flight", "Liner", "target/airliner")
        + leg("hostile_flight", "Red", "target/fighter")
        + '[[asset]]\nname = "Town"\nposition = "45.0 N, 30.0 W"\n'
        + '[[raid]]\nname = "Wave"\nagainst = ["Town"]\nmix = {"target/fighter" = 1}\nsize = 2\n',
    )  # fmt: skip
    assert find_flight(every, " PATROL ")[1] == "own"
    assert find_flight(every, "ally")[1] == "allied"
    for name, word, kind in (
        ("Liner", "is civil", "civil flight Liner"),
        ("Red", "is hostile", "hostile flight Red"),
        ("Wave", "is hostile", "raid Wave"),
    ):
        with pytest.raises(ScenarioError) as refused:
            sample_signature(every, name)
        error = refused.value
        assert word in error.problem
        assert "own and allied flights alone" in error.problem
        assert error.where == f"scene.toml, {kind}, --flight"
        assert "Patrol, Ally" in error.mend
    with pytest.raises(ScenarioError, match="did you mean Patrol"):
        find_flight(every, "Patrl")
    with pytest.raises(ScenarioError, match=r"the scenario has none: add an \[\[own_flight\]\]"):
        find_flight(scene(), "Patrol")


def test_a_type_of_low_signature_is_never_given_a_number_of_its_own():
    catalog = load_catalog()
    said = flown_as(catalog, "aircraft/f-35a")
    assert "small fighter" in said
    assert "none says at which distance" in said
    result = asked(scene(more=leg("allied_flight", "Pair", "aircraft/f-35a")), "Pair")
    assert result.target == "target/small-fighter"
    class_m2 = catalog.quantity("target/small-fighter.rcs").si
    assert result.rcs_m2 == class_m2
    # The same flight as a plain small fighter gives the same numbers: nothing of the type came in.
    as_class = asked(scene(more=leg("allied_flight", "Pair", "target/small-fighter")), "Pair")
    assert as_class.frequencies == result.frequencies
    assert not any("f-35" in each.quantity for each in result.sources)
    assert "no signature of its own enters" in flown_as(catalog, "aircraft/f-16c")
    assert "its cross-section is generic" in flown_as(catalog, "target/fighter")


def test_bands_hold_nine_readings_in_ten_and_repeat(patrol):
    one = asked(patrol, samples=12, seed=4)
    again = asked(patrol, samples=12, seed=4)
    other = asked(patrol, samples=12, seed=5)
    assert one.frequencies == again.frequencies
    assert one.distances == again.distances
    assert one.frequencies != other.frequencies
    best = one.whole.best_db
    assert best.low < best.high
    assert one.share_bins.max() <= 1.0
    assert one.share_bins.max() > 0.0
    assert np.all(np.isin(np.round(12 * one.share_bins, 9), range(13)))
    # Every reading has the same phases as the nominal one, so that readings differ by what they are about.
    assert one.whole.looks.nominal == asked(patrol, seed=4).whole.looks.nominal


def test_in_a_turn_with_bank_other_elevations_are_seen():
    square = scene(more=SQUARE)
    flat = asked(square, "Square", sorties=20)
    banked = asked(square, "Square", sorties=20, turn_bank_rad=math.radians(45.0))
    assert banked.whole.looks.nominal == pytest.approx(flat.whole.looks.nominal, rel=0.02)
    edges = elevation_edges_rad()

    def highest(result):
        rows = np.flatnonzero(result.look_bins.sum(axis=(0)).reshape(len(edges) - 1, -1).sum(axis=1))
        return math.degrees(edges[rows.max() + 1])

    # Round a square clockwise the radar is to the right, inside the turn: it lies above the lowered wing.
    assert highest(flat) <= 1.0
    assert 20.0 < highest(banked) <= 46.0
    assert banked.whole.share.nominal > flat.whole.share.nominal
    with pytest.raises(ScenarioError, match="they would overlap") as refused:
        asked(square, "Square", turn_bank_rad=math.radians(0.5))
    assert refused.value.where == "--turn-bank"


def test_a_flight_over_the_antimeridian_is_as_anywhere_else():
    here = asked(scene(more=ACROSS.format(west="30.40 W", east="29.20 W")), "Across")
    there = asked(scene(lon=180.0, more=ACROSS.format(west="179.60 E", east="179.20 W")), "Across")
    assert there.whole.looks == here.whole.looks
    assert there.look_bins.tolist() == here.look_bins.tolist()
    assert there.whole.best_db.nominal == pytest.approx(here.whole.best_db.nominal, abs=1e-6)


def test_a_ridge_takes_looks_away():
    low = leg(altitude="400 m agl")
    open_ground = asked(scene(more=low))
    behind = asked(scene(terrain=ridge(900.0, 0.0), more=low))
    assert behind.whole.looks.nominal < open_ground.whole.looks.nominal


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"sorties": 0}, "--sorties"),
        ({"sorties": 1001}, "--sorties"),
        ({"threshold_db": 61.0}, "--threshold"),
        ({"threshold_db": math.nan}, "--threshold"),
        ({"standoff_m": (100e3, 50e3)}, "--standoff"),
        ({"standoff_m": (0.0, 50e3)}, "--standoff"),
        ({"standoff_m": (math.inf,)}, "--standoff"),
        ({"turn_bank_rad": math.radians(80.0)}, "--turn-bank"),
        ({"turn_bank_rad": -0.1}, "--turn-bank"),
        ({"samples": -1}, "--samples"),
    ],
)
def test_what_cannot_be_asked_is_one_located_error(patrol, wrong, where):
    with pytest.raises(ScenarioError) as refused:
        asked(patrol, **wrong)
    assert refused.value.where == where
    assert refused.value.mend


def test_more_looks_than_anybody_waits_for_are_refused(patrol, monkeypatch):
    monkeypatch.setattr(signature, "MOST_LOOKS", 100.0)
    with pytest.raises(ScenarioError, match="million looks, of 0 at most") as refused:
        asked(patrol)
    assert refused.value.where == "--sorties"


def test_figures_nobody_publishes_can_be_refused(patrol):
    with pytest.raises(CatalogError):
        asked(patrol, allow_defaults=False)


def test_a_scenario_without_a_radar_switched_on_is_told_so():
    off = scene(unit='mast_height = "12 m"\nalert = "off"', group='alert = "off"', more=leg())
    with pytest.raises(ScenarioError, match="no radar that is switched on"):
        asked(off)


def test_the_default_threshold_is_what_its_reason_says():
    # A fluctuating target, one look, Pd 0.5, Pfa 1e-6: ln Pfa / ln Pd - 1.
    needed_db = 10.0 * math.log10(math.log(1e-6) / math.log(0.5) - 1.0)
    assert 10.0 * math.log10(required_snr_ratio(0.5, 1e-6, 1, 1)) == pytest.approx(needed_db, abs=1e-6)
    assert f"({needed_db:.1f} dB)" in WHY_THRESHOLD
    # One look at a steady echo of amplitude A in noise: the power errs by 2/√(2 SNR) of itself.
    error_db = 10.0 / math.log(10.0) * math.sqrt(2.0 / 10.0 ** (0.1 * THRESHOLD_DB))
    assert f"{error_db:.1f} dB in one look" in WHY_THRESHOLD


@pytest.mark.parametrize(
    ("frequency_hz", "letter"),
    [(0.15e9, "VHF"), (0.45e9, "UHF"), (1.0e9, "L"), (1.99e9, "L"), (2.0e9, "S"), (5.6e9, "C"), (9.4e9, "X"),
     (16e9, "Ku"), (24e9, "K"), (35e9, "Ka"), (94e9, "mm"), (10e6, "HF")],
)  # fmt: skip
def test_letters_are_those_of_ieee_521(frequency_hz, letter):
    assert letter_band(frequency_hz) == letter


def test_ground_nobody_knows_is_told(tmp_path):
    # 0.4 degrees about the site; the route is twice as long.
    half = write_raster(tmp_path / "half.tif", np.zeros((40, 50), np.float32), -30.2, 45.2, 0.01)
    text = f'kind = "raster"\npath = "{half}"\nvertical_datum = "EGM2008"'
    result = asked(scene(terrain=text, more=leg()))
    assert any("unknown; sea level stands in" in each for each in result.warnings)


def test_columns_and_quarters_of_the_sphere():
    degrees = np.degrees(azimuths_rad())
    named = {SIDES[side]: degrees[side_of_columns() == side] for side in range(4)}
    assert np.abs(named["nose"]).max() < 45.0
    assert np.abs(named["tail"]).min() > 135.0
    assert (named["right"].min(), named["right"].max()) == pytest.approx((47.5, 132.5))
    assert {len(each) for each in named.values()} == {18}


def test_an_own_flight_of_a_named_scenario_file_is_read_from_it():
    text = 'title = "T"\n[[group]]\nname = "G"\nsystem = "tor-m2"\n  [[group.fire_unit]]\n  name = "F"\n'
    text += '  position = "45.0 N, 30.0 W"\n' + leg(more="count = 4")
    result = asked(scenario_from_bytes(text.encode(), "mine.toml"))
    assert any("4 aircraft" in each for each in result.warnings)
    assert replace(result, seed=2) != result
