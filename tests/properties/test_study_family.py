"""What holds of every family of raids, every sum of money and every set of results."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rangering.catalog.read import load_catalog
from rangering.catalog.resolve import resolve_target
from rangering.scenario.check import findings
from rangering.scenario.flights import Raid
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario
from rangering.scenario.uncertainty import stated_catalog
from rangering.study.family import VARIED, Limits, draw_raids
from rangering.study.packages import as_offered, fire_units_bought, scaled
from rangering.study.paired import difference, order

CATALOG = load_catalog()
SCENARIOS = {name: load_scenario(name) for name in ("raid", "first-raid", "endurance")}
seeds = st.integers(0, 2**32 - 1)
names = st.sampled_from(sorted(SCENARIOS))


@settings(max_examples=60)
@given(name=names, seed=seeds)
def test_a_family_never_changes_a_locked_field(name: str, seed: int):
    stated = SCENARIOS[name]
    for drawn in draw_raids(stated, 3, seed, catalog=CATALOG):
        for field in set(Scenario.model_fields) - {"raids", "uncertainty"}:
            assert getattr(drawn.scenario, field) == getattr(stated, field), field
        assert len(drawn.scenario.raids) == len(stated.raids)
        for raid, was in zip(drawn.scenario.raids, stated.raids, strict=True):
            for field in set(Raid.model_fields) - set(VARIED):
                assert getattr(raid, field) == getattr(was, field), field
            assert {kind for kind, share in raid.mix.items() if share} == {
                kind for kind, share in was.mix.items() if share
            }
        changed = set(drawn.scenario.uncertainty) - set(stated.uncertainty)
        assert changed <= set(drawn.speeds_m_s)
        assert all(each.rpartition(".")[2] in ("cruise_speed", "speed") for each in drawn.speeds_m_s)
        assert {
            key: drawn.scenario.uncertainty[key] for key in stated.uncertainty if key not in drawn.speeds_m_s
        } == {key: change for key, change in stated.uncertainty.items() if key not in drawn.speeds_m_s}


@settings(max_examples=40)
@given(name=names, seed=seeds)
def test_a_drawn_raid_is_a_sound_scenario_within_its_limits(name: str, seed: int):
    stated = SCENARIOS[name]
    (drawn,) = draw_raids(stated, 1, seed, catalog=CATALOG)
    again = Scenario.model_validate(drawn.scenario.as_written())
    assert not list(findings(again, CATALOG))
    for raid, was in zip(drawn.scenario.raids, stated.raids, strict=True):
        least = max(was.formation_size, was.waves_count)
        assert max(least, round(was.size * 0.5)) <= raid.size <= max(least, round(was.size * 2.0))
        for kind, share in was.mix.items():
            assert share / 2.0 <= raid.mix[kind] <= share * 2.0
    known = stated_catalog(CATALOG, again.uncertainty, again.name)
    for quantity_id, speed_m_s in drawn.speeds_m_s.items():
        low, _, high = CATALOG.quantity(quantity_id).si
        assert low * (1 - 1e-12) <= speed_m_s <= high * (1 + 1e-12)
        assert known.quantity(quantity_id).si == pytest.approx((speed_m_s,) * 3, rel=1e-12)


def test_the_drawn_speed_is_the_one_that_flies():
    (drawn,) = draw_raids(SCENARIOS["first-raid"], 1, 4, catalog=CATALOG)
    known = stated_catalog(CATALOG, drawn.scenario.uncertainty, "x")
    (speed_m_s,) = drawn.speeds_m_s.values()
    assert resolve_target(known, "target/cruise-missile").speed_m_s == pytest.approx(speed_m_s, rel=1e-12)


@given(seed=seeds)
def test_a_raid_of_a_family_does_not_depend_on_how_many_are_drawn_or_on_the_defence(seed: int):
    stated = SCENARIOS["raid"]
    many = draw_raids(stated, 6, seed, catalog=CATALOG)
    assert draw_raids(stated, 2, seed, catalog=CATALOG) == many[:2]
    patriot = as_offered(stated, CATALOG, CATALOG.package("patriot-turkey-2018")).scenario
    for other, own in zip(draw_raids(patriot, 2, seed, catalog=CATALOG), many, strict=False):
        assert (other.scenario.raids, other.speeds_m_s) == (own.scenario.raids, own.speeds_m_s)
        assert other.scenario.uncertainty == own.scenario.uncertainty


def test_a_family_is_varied():
    drawn = draw_raids(SCENARIOS["raid"], 30, 1, catalog=CATALOG)
    assert len({tuple(each.sizes.values()) for each in drawn}) > 20
    mixes = {tuple(each.scenario.raids[3].mix.values()) for each in drawn}  # the one raid of two classes
    assert len(mixes) == 30
    for quantity_id in drawn[0].speeds_m_s:
        low, _, high = CATALOG.quantity(quantity_id).si
        spread = [each.speeds_m_s[quantity_id] for each in drawn]
        assert max(spread) - min(spread) > 0.8 * (high - low)


def test_limits_of_one_leave_the_raid_as_stated():
    same = Limits(size_low_ratio=1.0, size_high_ratio=1.0, share_ratio=1.0, speeds=False)
    for drawn in draw_raids(SCENARIOS["raid"], 3, 1, catalog=CATALOG, limits=same):
        assert drawn.scenario == SCENARIOS["raid"]


@given(
    offered=st.integers(1, 60),
    price=st.floats(1e6, 1e11),
    spend=st.floats(0.0, 1e11),
)
def test_equal_spend_buys_no_more_than_the_sum_and_leaves_less_than_one(
    offered: int, price: float, spend: float
):
    bought = fire_units_bought(offered, price, spend)
    each = price / offered
    assert bought * each <= spend * (1 + 1e-9) + 2e-9 * each
    assert spend < (bought + 1) * each
    assert fire_units_bought(offered, price, price) == offered


@given(n=st.integers(0, 40))
def test_contents_of_fewer_fire_units_are_never_more_a_unit(n: int):
    from rangering.catalog.packages import contents

    for package in CATALOG.packages.values():
        offer = contents(CATALOG, package)
        part = scaled(offer, n)
        for (_, some), (_, whole) in zip(part.missiles, offer.missiles, strict=True):
            assert some * offer.fire_units_count <= whole * n < (some + 1) * offer.fire_units_count


values = arrays(
    np.float64,
    st.tuples(st.integers(2, 4), st.integers(10, 14), st.integers(2, 5)),
    elements=st.integers(0, 9),
)


@given(values=values)
def test_an_order_is_unique_and_no_relabelling_changes_it(values):
    found = order(values)
    swapped = order(values[::-1])
    assert swapped.share.value == pytest.approx(found.share.value, abs=1e-12)
    assert (found.ranks is None) == (found.share.value < 0.9 - 1e-12)
    if found.ranks is not None:
        assert swapped.ranks == tuple(len(values) - 1 - each for each in found.ranks)
        # No order holds more widely than any of its pairs, so that no second one can hold beside it.
        for better, worse in pairwise(found.ranks):
            assert difference(values, better, worse).fewer.value >= found.share.value - 1e-12


@given(values=values, shift=st.integers(-5, 5))
def test_chance_that_all_share_cancels(values, shift: int):
    common = shift + np.arange(values.shape[2])  # the same luck for every package
    plain, moved = difference(values, 0, 1), difference(values + common, 0, 1)
    assert moved.mean == pytest.approx(plain.mean, abs=1e-12)
    assert (moved.low, moved.high) == pytest.approx((plain.low, plain.high), abs=1e-9)
    back = difference(values, 1, 0)
    assert (back.fewer.value, back.more.value) == pytest.approx((plain.more.value, plain.fewer.value))
