"""The plan without chance, against schedules worked out by hand."""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.programme.compile import compile_programme
from rangering.programme.network import Network
from rangering.programme.nominal import capability, path_to, schedule
from rangering.programme.plan import Cause
from rangering.programme.read import programme_from_bytes
from rangering.programme.steady import steady_state
from tests.programme_files import SMALL


def test_an_activity_begins_when_the_last_it_waits_for_has_ended():
    network = Network(0.0)
    a = network.add("a", Cause.PRODUCTION, 5.0)
    b = network.add("b", Cause.PRODUCTION, 8.0)
    c = network.add("c", Cause.TRANSPORT, 2.0, after=(a, b))
    found = schedule(network.activities())
    assert found.begins_d == (0.0, 0.0, 8.0)
    assert found.ends_d == (5.0, 8.0, 10.0)
    assert found.before[c] == b


def test_places_are_given_first_come_first_served():
    network = Network(0.0)
    place = network.place(1)
    first = network.add("first", Cause.SITE, 3.0)
    for name in ("x", "y"):
        network.add(name, Cause.PRODUCTION, 10.0, place=place)
    late = network.add("late", Cause.PRODUCTION, 1.0, after=(first,), place=place)
    found = schedule(network.activities())
    assert found.begins_d == (0.0, 0.0, 10.0, 20.0)
    legs = path_to(late, network.activities(), found)
    assert [(leg.cause, leg.begins_d, leg.ends_d) for leg in legs] == [
        (Cause.SITE, 0.0, 3.0),
        (Cause.SLOT, 3.0, 20.0),
        (Cause.PRODUCTION, 20.0, 21.0),
    ]


def test_two_places_serve_two_at_a_time():
    network = Network(0.0)
    place = network.place(2)
    for name, lasts_d in (("a", 4.0), ("b", 6.0), ("c", 1.0), ("d", 1.0)):
        network.add(name, Cause.PRODUCTION, lasts_d, place=place)
    assert schedule(network.activities()).begins_d == (0.0, 0.0, 4.0, 5.0)


def test_a_stated_day_is_waited_for():
    network = Network(0.0)
    a = network.add("a", Cause.PRODUCTION, 5.0)
    b = network.add("b", Cause.TRAINING, 2.0, after=(a,), earliest_d=9.0)
    found = schedule(network.activities())
    legs = path_to(b, network.activities(), found)
    assert [(leg.cause, leg.ends_d - leg.begins_d) for leg in legs] == [
        (Cause.PRODUCTION, 5.0),
        (Cause.CALENDAR, 4.0),
        (Cause.TRAINING, 2.0),
    ]


def small_plan():
    return compile_programme(programme_from_bytes(SMALL.encode(), "x.toml"), load_catalog()).plan


def test_capability_of_the_small_programme():
    """First lot made in 400 days and sent in 20, the second after it, then a decision of 30 days.

    Installation of the second lot takes 100 days and is what ends last; the class ended long before.
    """
    plan = small_plan()
    assert capability(plan, 1).day_d == 420.0 + 420.0 + 30.0
    assert capability(plan, 4).day_d == 420.0 + 420.0 + 100.0


def test_the_path_has_no_gap_and_ends_with_capability():
    found = capability(small_plan(), 4)
    assert found.path[0].begins_d == 0.0
    assert found.path[-1].ends_d == found.day_d
    assert all(one.ends_d == two.begins_d for one, two in zip(found.path, found.path[1:], strict=False))


def test_too_few_crews_never_make_a_capability():
    plan = small_plan()
    units = plan.units._replace(crews_needed=np.full(4, 3, dtype=np.int64))
    assert capability(plan._replace(units=units), 4).day_d == np.inf


def test_crews_can_be_what_decides():
    plan = small_plan()
    activities = plan.activities
    slow = np.where(activities.cause == Cause.TRAINING, 5000.0, activities.duration_d)
    found = capability(plan._replace(activities=activities._replace(duration_d=slow)), 4)
    assert found.day_d == 5000.0
    assert found.path[-1].cause is Cause.TRAINING


def test_steady_state_of_one_part_without_spares():
    """Four radars, a fault in 100 days each, 20 days of repair and 2 of shipping, no spare anywhere.

    Palm: each base's pipeline is Poisson with mean 22/100, and all of it is missed; a unit is up unless its
    one radar is missing.
    """
    found = steady_state(small_plan())
    assert found.in_repair == pytest.approx((4 * 0.22,))
    assert found.backorders == pytest.approx((4 * 0.22,))
    assert found.availability == pytest.approx(1.0 - 0.22)


def test_without_fire_units_there_is_nothing_to_keep():
    plan = small_plan()
    units = plan.units._replace(crews_needed=np.zeros(0, dtype=np.int64))
    assert steady_state(plan._replace(units=units)).availability == 1.0
