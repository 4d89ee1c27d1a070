"""What holds for every reading of a programme: a sound plan, and the same one for the same reading."""

import tomllib
from copy import deepcopy
from datetime import date
from functools import lru_cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.catalog.draw import draw, reading
from rangering.catalog.read import load_catalog
from rangering.errors import ManyErrors, RangeringError
from rangering.programme.compile import Compiled, compile_programme
from rangering.programme.gathered import Gathered, gather
from rangering.programme.library import PROGRAMMES
from rangering.programme.models import Programme
from rangering.programme.nominal import capability, schedule
from rangering.programme.order import Step, cycle
from rangering.programme.plan import NONE, Effect
from rangering.programme.read import load_programme, programme_from_tables
from rangering.scenario.library import ready
from tests.programme_files import SMALL

DRAWN = 16
choices = st.tuples(st.sampled_from(sorted(ready(PROGRAMMES))), st.integers(0, 5), st.integers(0, DRAWN - 1))


@lru_cache(maxsize=64)
def _drawn(name: str, variant: int) -> tuple[Programme, Gathered, dict]:
    whole = load_programme(name)
    names = [each.name for each in whole.variants]
    programme = whole.variant(names[variant % len(names)]) if names else whole
    gathered = gather(programme, load_catalog())
    return programme, gathered, draw(gathered.catalog, gathered.keys, DRAWN, 3)


def compiled(choice: tuple[str, int, int]) -> Compiled:
    programme, gathered, drawn = _drawn(*choice[:2])
    return compile_programme(programme, load_catalog(), reading(drawn, choice[2]), gathered=gathered)


@settings(max_examples=60)
@given(choices)
def test_a_compiled_plan_is_sound(choice):
    plan, priced, names, steps = compiled(choice)
    activities = plan.activities
    count = len(names)
    assert len(set(names)) == count
    assert activities.first_after[0] == activities.first_effect[0] == 0
    assert activities.first_after[-1] == len(activities.after)
    assert activities.first_effect[-1] == len(activities.effect)
    assert (np.diff(activities.first_after) >= 0).all()
    assert ((activities.after >= 0) & (activities.after < count)).all()
    for shares in (activities.likely, activities.repeat_likely, plan.components.abroad, plan.shocks.likely):
        assert ((shares >= 0) & (shares <= 1)).all()
    for durations in (activities.duration_d, activities.spread, activities.earliest_d, activities.repeat_d):
        assert (np.isfinite(durations) & (durations >= 0)).all()
    assert ((activities.place >= NONE) & (activities.place < len(activities.places))).all()
    assert (activities.places >= 1).all()
    units = len(plan.units.crews_needed)
    lots = (Effect.FIRE_UNIT_DELIVERED, Effect.FIRE_UNIT_INSTALLED, Effect.FIRE_UNIT_RELEASED)
    for stage in lots:  # every fire unit goes through every stage exactly once
        assert sorted(activities.effect_index[activities.effect == stage].tolist()) == list(range(units))
    assert 0 <= plan.units.initial_count <= plan.units.full_count <= units or units == 0
    assert (plan.components.fails_per_d > 0).all()
    assert (plan.components.needed <= plan.components.per_unit).all()
    assert (np.diff(plan.months) > 0).all()
    assert plan.months[0] == 0.0
    assert ((priced.payments.activity >= NONE) & (priced.payments.activity < count)).all()
    assert set(steps.values()) <= {NONE, *range(count)}


@settings(max_examples=60)
@given(choices)
def test_what_is_paid_and_lent_is_the_price_of_the_nominal_reading(choice):
    programme, gathered, _ = _drawn(*choice[:2])
    priced = compile_programme(programme, load_catalog(), gathered=gathered).priced
    if priced.payments.amount.size or priced.credit.amount:
        whole = priced.payments.amount.sum() + priced.credit.amount
        assert np.isclose(whole, priced.price + priced.option_prices.sum())


def leaves(tree):
    for part in tree:
        if isinstance(part, tuple):
            yield from leaves(part)
        else:
            yield part


@settings(max_examples=30)
@given(choices)
def test_the_same_reading_compiles_to_the_same_plan(choice):
    one, two = compiled(choice), compiled(choice)
    for a, b in zip(leaves((one.plan, one.priced)), leaves((two.plan, two.priced)), strict=True):
        assert np.array_equal(a, b)
        assert getattr(a, "dtype", None) == getattr(b, "dtype", None)


@settings(max_examples=60)
@given(choices)
def test_the_nominal_schedule_keeps_every_order_and_every_place(choice):
    activities = compiled(choice).plan.activities
    found = schedule(activities)
    begins, ends = np.array(found.begins_d), np.array(found.ends_d)
    assert np.isfinite(ends).all()
    last = activities.rest == NONE
    assert np.allclose(ends, np.maximum(begins + activities.duration_d, last * activities.open_until_d))
    for n in range(len(begins)):
        waits = activities.after[activities.first_after[n] : activities.first_after[n + 1]]
        assert (ends[waits] <= begins[n] + 1e-9).all()
        assert begins[n] >= activities.earliest_d[n]
    for kind, places in enumerate(activities.places):
        mine = activities.place == kind
        for at in begins[mine]:
            assert ((begins[mine] <= at) & (at < ends[mine])).sum() <= places


@settings(max_examples=40)
@given(choices, st.integers(1, 8))
def test_more_capability_never_comes_earlier(choice, count):
    plan = compiled(choice).plan
    count = min(count, max(len(plan.units.crews_needed) - 1, 0))
    if count:
        assert capability(plan, count).day_d <= capability(plan, count + 1).day_d


@st.composite
def orders(draw_one):
    """Steps that wait for earlier ones alone, in some order, and a ring among them or none."""
    count = draw_one(st.integers(2, 8))
    after = {n: draw_one(st.lists(st.integers(0, n - 1), unique=True)) if n else [] for n in range(count)}
    ring = draw_one(st.booleans())
    if ring:
        low, high = sorted(draw_one(st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True)))
        after[high] = [*after[high], low]
        after[low] = [*after[low], high]
    names = draw_one(st.permutations(range(count)))
    return {str(n): Step(None, tuple(str(each) for each in after[n])) for n in names}, ring


@given(orders())
def test_a_ring_is_found_exactly_where_there_is_one(made):
    steps, ring = made
    found = cycle(steps)
    assert bool(found) == ring
    for one, two in zip(found, (*found[1:], *found[:1]), strict=True):
        assert two in steps[one].before


ODD = (
    "",
    "x",
    "a.b",
    -1,
    0,
    10**12,
    1.5,
    float("nan"),
    float("inf"),
    True,
    [],
    [1],
    {},
    {"value": 3},
    date(1, 1, 1),
)


def places(tables, place=()):
    for key, part in tables.items() if isinstance(tables, dict) else enumerate(tables):
        yield (*place, key)
        if isinstance(part, dict | list):
            yield from places(part, (*place, key))


SMALL_TABLES = tomllib.loads(SMALL)
PLACES = sorted(places(SMALL_TABLES), key=str)


@settings(max_examples=600)
@given(st.sampled_from(PLACES), st.sampled_from(range(len(ODD))))
def test_whatever_stands_anywhere_is_taken_or_refused_in_words(place, odd):
    tables = deepcopy(SMALL_TABLES)
    here = tables
    for key in place[:-1]:
        here = here[key]
    here[place[-1]] = ODD[odd]
    try:
        programme = programme_from_tables(tables, "x.toml")
    except RangeringError as refused:
        each = refused.errors if isinstance(refused, ManyErrors) else (refused,)
        assert all(one.problem and one.where.startswith("x.toml") for one in each)
    else:
        compile_programme(programme, load_catalog())
