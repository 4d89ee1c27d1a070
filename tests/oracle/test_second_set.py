"""The second set for Turkey against the dated facts its figures name: whole ways, prices, equal terms."""

from datetime import date
from functools import lru_cache

import numpy as np
import pytest

from rangering.catalog.deflator import in_2020_usd
from rangering.catalog.events import load_events
from rangering.catalog.read import load_catalog
from rangering.programme.compile import compile_programme
from rangering.programme.nominal import capability, schedule
from rangering.programme.read import load_programme
from rangering.programme.results import mean_of, mean_over_histories
from rangering.programme.standing import units_of
from rangering.scenario.read import load_scenario

MONTH_D = 30.4375
FACTS = {event.id: event for event in load_events()}
LOTS = {
    "none": "Second set",
    "ammunition and repair": "Second set",
    "sub-assemblies": "Second set with parts from home",
    "assembly": "Second set assembled at home",
    "assembly, embargo": "Second set assembled at home",
    "none, embargo": "Second set",
}


@lru_cache
def second():
    return load_programme("turkey-second-set", catalog=load_catalog())


@lru_cache
def compiled(name):
    return compile_programme(second().variant(name), load_catalog())


def day(fact):
    return FACTS[fact].dates[1]


def months_between(first, last):
    return (day(last) - day(first)).days / MONTH_D


def months_to(name, step):
    made = compiled(name)
    return schedule(made.plan.activities).ends_d[made.steps[step]] / MONTH_D


def whole_way(licence, lot):
    """Low, nominal and high of transfer, set-up and production together, from entry into force. [months]"""
    steps = next(each for each in second().licences if each.name == licence)
    made = next(each for each in second().lots if each.name == lot)
    parts = [each.quantity for each in (steps.transfer_time, steps.set_up, made.production_time)]
    assert {each.unit for each in parts} == {"months"}
    return np.sum([(each.low, each.nominal, each.high) for each in parts], axis=0)


def test_the_steps_of_assembly_add_up_to_the_whole_ways_of_the_f_16_and_the_t129():
    f_16 = months_between("f-16-turkish-assembly.decision-to-buy", "f-16-turkish-assembly.first-aircraft")
    entry = second().contract.effective_after.quantity.nominal  # the day of the F-16's is not known
    t129 = months_between("t129-atak.effective-date", "t129-atak.first-handover")
    low, middle, high = whole_way("Assembly", LOTS["assembly"])
    # Steps are stated in whole months.
    assert low == pytest.approx(f_16 - entry, abs=0.6)
    assert high == pytest.approx(t129, abs=0.6)
    assert middle == pytest.approx((low * high) ** 0.5, abs=0.6)
    assert f_16 < months_to("assembly", LOTS["assembly"]) < 79.5


def test_the_steps_of_sub_assemblies_add_up_to_what_is_planned_in_poland_and_what_the_t129_took():
    low, _, high = whole_way("Sub-assemblies", LOTS["sub-assemblies"])
    # Contracted in August 2024 for 2027 on, entry into force taken off as for the F-16.
    contract = day("poland-patriot.launchers-made-in-poland")
    entry = second().contract.effective_after.quantity.nominal
    assert low == pytest.approx((date(2027, 1, 1) - contract).days / MONTH_D - entry, abs=0.6)
    assert high == pytest.approx(
        months_between("t129-atak.effective-date", "t129-atak.first-handover"), abs=0.6
    )


def test_the_first_missile_at_home_comes_when_japan_planned_its_first():
    line = next(each for each in second().licences if each.name == "Ammunition")
    opens = line.transfer_time.quantity.nominal + line.set_up.quantity.nominal
    # From nothing to the full rate over the ramp: the first one after sqrt(2 ramp / rate).
    first = 12.0 * (2.0 * line.ramp.quantity.nominal / line.rate.quantity.nominal) ** 0.5
    assert opens + first == pytest.approx(
        FACTS["japan-pac-3.licence-to-first-missile"].quantity.nominal, abs=0.5
    )


def test_an_import_takes_as_long_as_imports_took_from_contract_to_first_delivery():
    took = [FACTS[f"{each}"].quantity.nominal for each in (
        "turkey-s-400.contract-to-first-delivery", "india-s-400.contract-to-first-unit",
        "china-s-400.contract-to-first-regiment")]  # fmt: skip
    assert took == [27.0, 38.3, 43.3]
    assert min(took) < months_to("none", "Second set") < np.median(took)


@pytest.mark.parametrize(
    ("name", "published"), [("turkey-s-400", 27.0), ("india-s-400", 38.3), ("china-s-400", 43.3)]
)
def test_no_import_waits_for_its_precedents_twice(name, published):
    """What was delivered is met to the day; a forecast from the others lies among them, not beyond."""
    made = compile_programme(load_programme(name), load_catalog())
    first = min(
        schedule(made.plan.activities).ends_d[n] for n in made.steps.values() if "transport" in made.names[n]
    )
    if name == "turkey-s-400":
        assert first / MONTH_D == pytest.approx(published, abs=0.5)  # first flights; the set two weeks later
    else:
        assert 27.0 < first / MONTH_D < published


def test_missiles_come_on_the_same_days_in_every_variant():
    planned = {name: months_to(name, "Missiles of the set") for name in LOTS}
    assert len(set(planned.values())) == 1
    elements = {
        int(compiled(name).plan.activities.element[compiled(name).steps["Missiles of the set"]])
        for name in LOTS
    }
    assert len(elements) == 1  # and so is chance


def test_every_variant_has_a_whole_second_set_and_the_scenario_places_it():
    placed = units_of(load_scenario("ankara-raid-six"), "s-400")
    for name, lot in LOTS.items():
        way = second().variant(name)
        assert way.fire_units_count == placed == 6
        assert [each.name for each in way.lots if each.fire_units] == ["First set", lot]


def test_the_price_of_the_set_is_that_of_published_orders_in_dollars_of_2020():
    price = second().contract.price.quantity
    turkey = in_2020_usd(FACTS["turkey-s-400.value-and-terms"].quantity.nominal / 2.0, 2017)
    india = in_2020_usd(FACTS["india-s-400.price-per-unit"].quantity.nominal, 2018)
    china = in_2020_usd(FACTS["china-s-400.contract-signed"].quantity.nominal / 2.0, 2014)
    assert second().price_year == second().day_0.year == 2020
    assert (price.low, price.nominal, price.high) == pytest.approx(
        (india, turkey, china), abs=5.0
    )  # millions
    # One contract in every variant: what work at home costs on top stands with its licences.
    assert len({compiled(name).priced.price for name in LOTS}) == 1
    pac_3 = in_2020_usd(FACTS["japan-pac-3.unit-cost"].quantity.nominal, 2024)
    line = next(each for each in second().licences if each.name == "Ammunition")
    assert line.unit_cost.quantity.nominal == pytest.approx(pac_3, abs=0.05)


def test_the_embargo_comes_on_one_day_when_the_set_stands_in_every_variant():
    begins = {
        shock.begins.day
        for name in LOTS
        for shock in second().variant(name).shocks
        if shock.name == "Embargo"
    }
    (embargo,) = begins
    for name in LOTS:
        full_d = capability(compiled(name).plan, 6).day_d
        assert full_d < (embargo - second().day_0).days - 730.0, name
    assert second().missiles.raid_from.day > embargo


def test_sanctions_stand_on_their_day_and_stop_what_facts_say():
    shock = next(each for each in second().shocks if each.kind == "sanctions")
    assert shock.begins.day == date(2020, 12, 14) < second().day_0
    assert (shock.share, shock.stops, shock.cost, shock.cost_per_year) == (None, (), None, None)
    for name in LOTS:
        names = [each.name for each in second().variant(name).shocks]
        assert compiled(name).plan.shocks.begins_d[names.index(shock.name)] == 0.0


def test_a_share_is_the_mean_of_what_is_made_over_the_mean_of_what_is_received():
    """40 of which 10 at home, 4 of which 4, and nothing: 14 of 44, and not the mean of 25 and 100 %."""
    series = {
        "local_value": np.array([[10.0], [4.0], [0.0]]), "received_value": np.array([[40.0], [4.0], [0.0]]),
        "local_share": np.array([[0.25], [1.0], [np.nan]]),
    }  # fmt: skip
    assert mean_of(series, "local_share") == pytest.approx([14.0 / 44.0])
    assert mean_over_histories(series["local_share"]) == pytest.approx([0.625])
    assert np.isnan(mean_of({name: 0.0 * each for name, each in series.items()}, "local_share")).all()
