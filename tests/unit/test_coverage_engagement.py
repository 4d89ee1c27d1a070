"""What fire units make of what radars see, nominally and in readings, on plans made by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.envelope_kernels import engage_verdict, in_box, reach_needed_m
from rangering.coverage.kernels import rainy_readings
from rangering.coverage.plan import RainPlan
from rangering.sight.plan import EarthPlan
from rangering.sight.state import State
from tests.coverage_scenes import ridge, scene
from tests.kernel_scene import EFFECTIVE_M, FAR_M, Radar, Region, Unit, look_at

LEVEL = np.zeros((9, 9))
KNOTS_M = (6.0, 15.0, 40.0)  # antennas over ground at sea level


@pytest.mark.both_ways
def test_a_box_holds_its_edges_and_nothing_beyond():
    box_m = np.array([1e3, 16e3, 15.0, 10e3, 1e3])
    inside, everywhere = (5e3, 500.0, 500.0), np.ones(11)
    assert in_box(*inside, box_m, everywhere)
    for which, edge, beyond in (
        (0, 1e3, np.nextafter(1e3, 0)),
        (0, 16e3, np.nextafter(16e3, 1e9)),
        (1, 15.0, np.nextafter(15.0, 0)),
        (2, 10e3, np.nextafter(10e3, 1e9)),
    ):
        at = list(inside)
        at[which] = edge
        assert in_box(*at, box_m, everywhere)
        at[which] = beyond
        assert not in_box(*at, box_m, everywhere)


@pytest.mark.both_ways
def test_an_outline_draws_the_box_in_at_each_height():
    box_m = np.array([0.0, 16e3, 15.0, 2e3, 1e3])
    share = np.array([0.5, 1.0, 0.0])  # at 0, 1 and 2 km
    assert reach_needed_m(8e3, 0.0, 1e3, share) == reach_needed_m(8e3, -50.0, 1e3, share) == 16e3
    assert reach_needed_m(12e3, 500.0, 1e3, share) == 16e3  # three quarters, halfway up
    assert reach_needed_m(1.0, 2e3, 1e3, share) == reach_needed_m(1.0, 9e3, 1e3, share) == np.inf
    for range_m, height_m, inside in ((8e3, 20.0, True), (12e3, 20.0, False), (12e3, 1.2e3, True),
                                      (12e3, 1.3e3, False), (0.0, 2e3, False)):  # fmt: skip
        assert in_box(range_m, height_m, height_m, box_m, share) == inside


@pytest.mark.both_ways
def test_the_chain_names_the_only_link_that_fails():
    c, power, terrain, several = State.COVERED, State.POWER, State.TERRAIN, State.SEVERAL
    unknown, outside = State.UNKNOWN, State.OUTSIDE
    by_hand = {
        # engagement radar, track sources, envelope: engaged
        (c, c, True): c,
        (c, c, False): State.KINEMATICS,
        (c, power, True): State.CUE,
        (c, outside, True): State.CUE,
        (c, power, False): several,
        (power, c, True): power,
        (power, c, False): several,
        (terrain, terrain, True): terrain,  # the same hill before both
        (terrain, terrain, False): several,
        (terrain, power, True): several,
        (several, several, True): several,
        (several, c, True): several,
        # What is unknown decides where nothing else fails; where something does, it is one more obstacle.
        (c, unknown, True): unknown,
        (unknown, c, True): unknown,
        (unknown, unknown, True): unknown,
        (c, unknown, False): several,
        (unknown, c, False): several,
        (unknown, power, True): several,
        (power, unknown, True): several,
        (unknown, power, False): several,
    }
    for asked, expected in by_hand.items():
        assert engage_verdict(*map(int, asked)) == expected, asked  # numbers, as the kernels hold them
    for nowhere in (State.UNDERGROUND, outside):
        for cue, inside in product((c, power, unknown, nowhere), (True, False)):
            assert engage_verdict(int(nowhere), int(cue), inside) == nowhere


@pytest.mark.both_ways
def test_rain_weakens_an_echo_by_its_decibels_in_each_reading():
    rng = np.random.default_rng(5)
    rain = RainPlan(rng.uniform(0.0, 2e-3, (2, 67)), rng.uniform(5e3, 60e3, (2, 3, 67)))
    slant_m, rain_m, loss_db = 18e3, 7e3, 1.5
    for word in (0, 1):
        bits = int(rainy_readings(slant_m, rain_m, loss_db, rain, 1, 2, word))
        for n in range(64 * word, min(64 * word + 64, 67)):
            # 40 dB are a factor of ten in range.
            needed_m = slant_m * 10.0 ** ((loss_db + rain.rain_db_m[1, n] * rain_m) / 40.0)
            assert bool(bits >> (n % 64) & 1) == (needed_m <= rain.power_m[1, 2, n])
        assert bits >> 67 == 0
    assert int(rainy_readings(slant_m, rain_m, loss_db, rain, 1, 2, 1)) >> 3 == 0


@pytest.mark.both_ways
def test_each_link_of_the_chain_alone_is_named():
    sees_all = Radar()
    west = Radar(centre_rad=1.5 * np.pi, width_rad=np.pi)
    chain = Unit(boxes=((1.5e3, 3.2e3, 0.0, 9e3),), guides=(0,), cues=(1,))

    def engaged(radars, unit, ground_m=LEVEL, **asked):
        return look_at(ground_m, radars, units=(unit,), **asked).engaged[0, 0, 0]

    both = engaged((sees_all, sees_all), chain)
    assert both[4, 4:].tolist() == [State.KINEMATICS] * 2 + [State.COVERED] * 2 + [State.KINEMATICS]
    uncued = engaged((sees_all, west), chain)
    assert uncued[4, [0, 1, 2, 6, 7, 8]].tolist() == [
        State.KINEMATICS, State.COVERED, State.COVERED, State.CUE, State.CUE, State.SEVERAL,
    ]  # fmt: skip
    told = engaged((sees_all, west), chain._replace(cued_outside=True))
    assert (told == both).all()
    unguided = engaged((west, sees_all), chain)
    assert unguided[4, [6, 8]].tolist() == [State.SECTOR, State.SEVERAL]
    same_limit = engaged((west, west), chain)
    assert same_limit[4, 6] == State.SECTOR
    # Heights: over ground that rises to 300 m, from the ground below and from the launchers' own.
    slope = np.tile(100.0 * np.maximum(np.arange(9) - 4, 0), (9, 1))
    low = chain._replace(boxes=((0.0, 9e3, 250.0, 450.0),), cues=(0,))
    assert engaged((sees_all,), low, slope, altitudes_m=(440.0,))[4, 4:7].tolist() == [
        State.COVERED, State.COVERED, State.KINEMATICS,
    ]  # fmt: skip
    assert engaged((sees_all,), low, slope, altitudes_m=(460.0,))[4, 4] == State.KINEMATICS


@pytest.mark.both_ways
def test_one_fire_unit_that_can_suffices_and_shares_are_of_the_ring():
    near, far = ((0.0, 1.2e3, 0.0, 9e3),), ((0.0, 1.2e3, 0.0, 9e3),)
    units = (Unit(boxes=near), Unit(boxes=far, site=1))
    looked = look_at(
        LEVEL, (Radar(),), units=units, sites=[(LEVEL, 3e3, 0.0)],
        regions=(Region(1 + 2 + 1, ((0, 1.2e3),)),),
    )  # fmt: skip
    covered = looked.engaged[0, 0, 0] == State.COVERED
    assert covered.sum() == 10  # five nodes about each of the two
    assert covered[4, 4]
    assert covered[4, 7]
    assert looked.areas.by_state_km2[0, 0, 0, State.COVERED] == pytest.approx(5.0, rel=1e-6)


@pytest.mark.both_ways
def test_unknown_ground_is_in_no_reading_and_its_share_is_told():
    ground_m = np.zeros((9, 9))
    ground_m[:, 6:] = np.nan
    looked = look_at(
        ground_m, (Radar(),), readings=[[Radar()]] * 3, units=(Unit(),), unit_readings=[[Unit()]] * 3,
        regions=(Region(0, ((0, 4e3),)), Region(3, ((0, 4e3),))),
    )  # fmt: skip
    for state, readings in (
        (looked.state[0, 0], looked.readings[0, 0]),
        (looked.engaged[0, 0, 0], looked.engaged_readings[0, 0, 0]),
    ):
        assert (state[4, :6] == State.COVERED).all()
        assert (state[:, 6:] == State.UNKNOWN).all()
        assert (readings[state == State.COVERED] == 3).all()
        assert (readings[:, 6:] == 0).all()
    rows, cols = np.indices((9, 9)) - 4
    inside = np.hypot(rows, cols) <= 4.0
    for region in (0, 1):
        by_state = looked.areas.by_state_km2[region, 0, 0]
        assert by_state[State.UNKNOWN] == pytest.approx(np.count_nonzero(inside[:, 6:]), rel=1e-6)
        seen_km2 = by_state[State.COVERED]
        assert looked.areas.by_reading_km2[region, 0, 0] == pytest.approx([seen_km2] * 3, rel=1e-12)


@pytest.mark.both_ways
def test_behind_unknown_ground_it_is_unknown_only_where_a_missile_reaches():
    """Sight across the gap is anyone's guess; what a missile's box says of the far side is not."""
    ground_m = np.zeros((9, 9))
    ground_m[:, 5] = np.nan
    unit = Unit(boxes=((0.0, 3.2e3, 0.0, 9e3),))
    looked = look_at(ground_m, (Radar(),), units=(unit,), readings=[[Radar()]], unit_readings=[[unit]])
    assert looked.state[0, 0, 4, 5:].tolist() == [State.UNKNOWN] * 4
    row = looked.engaged[0, 0, 0, 4]
    assert row[:5].tolist() == [State.KINEMATICS] + [State.COVERED] * 4
    assert row[5:].tolist() == [State.UNKNOWN] * 3 + [State.SEVERAL]
    assert looked.engaged_readings[0, 0, 0, 4].tolist() == [0, 1, 1, 1, 1, 0, 0, 0, 0]
    # Beyond what the radar is mapped for, unknown ground changes nothing.
    near = look_at(ground_m, (Radar(extent_m=500.0),), units=(unit,))
    assert near.engaged[0, 0, 0, 4, 5:].tolist() == [State.OUTSIDE] * 4


def drawn_radar(rng, nominal, masts):
    """A radar on its nominal mast with other figures, or one on another mast that only ground hinders.

    A reading's mast counts for what it lets the radar see; ranges and elevations are from the nominal one.
    """
    width_rad = float(rng.uniform(1.0, 5.0))
    if masts:
        return nominal._replace(antenna_m=float(rng.choice(KNOTS_M)), width_rad=width_rad)
    return nominal._replace(
        width_rad=width_rad,
        least_rad=float(rng.uniform(-0.05, 0.2)),
        most_rad=float(rng.uniform(0.1, 1.4)),
        instrumented_m=float(rng.uniform(2e3, 6e3)),
        power_m=tuple(rng.uniform(2e3, 6e3, 2)),
        fast_tangent=tuple(rng.choice((-1.0, 0.05, 0.3, 1e9), 2)),
        rain_db_m=float(rng.uniform(0.0, 5e-4)) if nominal.rain_db_m else 0.0,
    )


def drawn_box(rng):
    low_m, high_m = float(rng.uniform(0.0, 1.5e3)), float(rng.uniform(2e3, 6e3))
    return low_m, high_m, float(rng.uniform(0.0, 60.0)), float(rng.uniform(100.0, 2e3))


def readings_and_nominal_maps(seed: int, samples: int, nodes: int, raining: bool, masts: bool = False):
    """One pass over readings, and each reading by itself."""
    rng = np.random.default_rng(seed)
    middle = nodes // 2
    ground_m = np.zeros((nodes, nodes))
    wall_m = rng.uniform(10.0, 400.0)
    ground_m[:, middle + 2] = wall_m
    rain_db_m = 3e-4 if raining else 0.0
    usual = Radar(antenna_m=KNOTS_M[1], rain_db_m=rain_db_m, power_m=(FAR_M,) * 2, fast_tangent=(1e9,) * 2)
    nominal = [drawn_radar(rng, usual, masts) for _ in range(2)]
    nominal[1] = nominal[1]._replace(site=1, centre_rad=1.0, in_network=bool(rng.integers(2)))
    level = np.zeros((nodes, nodes))
    asked = {
        "sites": [(level, 1.3e3, -0.8e3)],
        # A kilometre behind the wall, half as high again is in sight, less half the antenna's height.
        "altitudes_m": (30.0, 1.5 * wall_m - 5.0, 1.5 * wall_m - 15.0) if masts else (30.0, 250.0, 900.0),
        "knots_m": KNOTS_M,
        "earth": EarthPlan(EFFECTIVE_M, 300.0),
        "regions": (Region(4, ((0, 3e3), (1, 2e3))), Region(5, ((0, 3e3), (1, 2e3)))),
    }
    units = (
        Unit((drawn_box(rng), drawn_box(rng)), guides=(0,), cues=(0, 1)),
        Unit((drawn_box(rng),), guides=(1, 0), cues=(1,), site=1, cued_outside=bool(rng.integers(2))),
    )
    units = tuple(each._replace(share=tuple(rng.uniform(0.4, 1.0, len(each.share)))) for each in units)
    readings = [[drawn_radar(rng, each, masts) for each in nominal] for _ in range(samples)]
    of_units = [
        [each._replace(boxes=tuple(drawn_box(rng) for _ in each.boxes)) for each in units]
        for _ in range(samples)
    ]
    looked = look_at(ground_m, nominal, readings=readings, units=units, unit_readings=of_units, **asked)
    single = [
        look_at(ground_m, radars, units=own, **asked) for radars, own in zip(readings, of_units, strict=True)
    ]
    return looked, single


def assert_the_same(looked, single):
    seen = np.stack([each.state == State.COVERED for each in single])
    engaged = np.stack([each.engaged == State.COVERED for each in single])
    assert looked.readings.tolist() == seen.sum(axis=0).tolist()
    assert looked.engaged_readings.tolist() == engaged.sum(axis=0).tolist()
    areas_km2 = np.stack([each.areas.by_state_km2[..., State.COVERED] for each in single], axis=-1)
    assert looked.areas.by_reading_km2 == pytest.approx(areas_km2, rel=1e-12, abs=1e-15)
    return seen.any() and engaged.any()


@pytest.mark.both_ways
@pytest.mark.parametrize("raining", [False, True])
def test_readings_are_what_each_gives_by_itself(raining):
    assert assert_the_same(*readings_and_nominal_maps(seed=1, samples=4, nodes=7, raining=raining))


@pytest.mark.both_ways
def test_masts_in_readings_are_what_each_gives_by_itself():
    assert assert_the_same(*readings_and_nominal_maps(seed=1, samples=4, nodes=7, raining=False, masts=True))


@given(seed=st.integers(0, 2**32 - 1), samples=st.integers(1, 12), raining=st.booleans(), masts=st.booleans())
@settings(max_examples=60)
def test_any_readings_are_what_each_gives_by_itself(seed, samples, raining, masts):
    assert_the_same(*readings_and_nominal_maps(seed, samples, 11, raining and not masts, masts))


@pytest.mark.parametrize("samples", [63, 64, 65, 130])
def test_any_number_of_words_will_do(samples):
    assert assert_the_same(*readings_and_nominal_maps(seed=2, samples=samples, nodes=9, raining=True))


def test_with_and_without_readings_one_kernel_serves():
    """The pass takes half a minute to compile: once, not once for every layout of its arrays."""
    from numba import typeof

    asked = scene(terrain=ridge(900.0))
    none, some = (compile_coverage(asked, load_catalog(), samples=n, posting_m=3e3).plan for n in (0, 3))
    for name in ("grids", "beams", "sweeps", "losses", "ladders", "rain", "chain", "envelopes", "regions"):
        assert typeof(getattr(none, name)) == typeof(getattr(some, name)), name
