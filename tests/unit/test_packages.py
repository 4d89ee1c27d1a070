"""Packages: what their figures carry, and how they come to stand at the sites of a scenario."""

import pytest

from rangering.catalog.draw import draw, reading
from rangering.catalog.packages import (
    contents,
    draw_prices_usd_2020,
    not_like_for_like,
    package_keys,
    price,
    price_interval_usd_2020,
    scope_words,
)
from rangering.catalog.read import load_catalog
from rangering.scenario.check import findings
from rangering.scenario.models import Scenario
from rangering.scenario.raid_check import mission_findings
from rangering.scenario.read import load_scenario
from rangering.study.packages import as_offered, at_equal_spend, fire_units_bought, scaled

CATALOG = load_catalog()
S_400, PATRIOT = CATALOG.package("s-400-turkey-2017"), CATALOG.package("patriot-turkey-2018")
FD_2000, SAMP_T = CATALOG.package("fd-2000-turkey-2013"), CATALOG.package("samp-t-turkey-2013")
INDIA = CATALOG.package("s-400-india-2018")
RAID, FIRST = load_scenario("raid"), load_scenario("first-raid")


@pytest.mark.parametrize("package", CATALOG.packages.values(), ids=CATALOG.packages)
def test_every_figure_of_a_package_carries_source_grade_and_day(package):
    assert package.source
    assert package.buyer
    for quantity_id in package.quantity_ids:
        quantity = CATALOG.quantity(quantity_id)
        assert quantity.source, quantity_id
        if quantity_id.partition(".")[0] not in (
            "s-400/turkey-order",
        ):  # older rows: day where the source has one
            assert quantity.known_on is not None, quantity_id
    if package.price is not None:
        stated = CATALOG.quantity(package.price)
        assert (package.currency, stated.si_unit_and_factor[0]) in (("USD", "USD"), ("EUR", "EUR"))
        assert package.price_year == pytest.approx(package.known_on.year, abs=3)
        assert stated.note or "low" not in stated.ours  # a bound of our own says why


def test_the_published_offers_are_there():
    assert contents(CATALOG, S_400)[:3] == (4, 2, 32)
    assert contents(CATALOG, PATRIOT) == (
        4, None, 20, (("patriot/pac-2-gem-t", 80), ("patriot/pac-3-mse", 60))
    )  # fmt: skip
    prices = {each: price(CATALOG, CATALOG.package(each)) for each in CATALOG.packages}
    assert prices[S_400.id][:3] == (2.5e9, "USD", 2017)
    assert prices[PATRIOT.id][:3] == (3.5e9, "USD", 2018)
    assert prices[FD_2000.id][:3] == (3.44e9, "USD", 2013)


def test_radars_of_a_notice_are_its_fire_units():
    for package in CATALOG.packages.values():
        if package.radars is not None:
            assert CATALOG.quantity(package.radars).si == CATALOG.quantity(package.fire_units).si


def test_no_price_gives_no_cost_figure():
    assert price(CATALOG, SAMP_T) is None
    assert price_interval_usd_2020(CATALOG, SAMP_T) is None
    assert as_offered(RAID, CATALOG, SAMP_T).spent_usd_2020 is None


def test_prices_worked_out_by_hand():
    # 950 million euros of 2023 at 1.0782 dollars, index 258.811 / 304.702
    germany = price(CATALOG, CATALOG.package("iris-t-slm-germany-2023"))
    assert germany.usd_2020 == pytest.approx(870.02e6, abs=5e3)
    low, nominal, high = price_interval_usd_2020(CATALOG, S_400)
    assert (low, nominal, high) == pytest.approx((2111.71e6, 2639.64e6, 2639.64e6), abs=5e3)


def test_drawn_prices_fill_their_interval():
    low, _, high = price_interval_usd_2020(CATALOG, FD_2000)
    drawn = draw_prices_usd_2020(CATALOG, FD_2000, 400, 3)
    assert low <= drawn.min() < low + 0.1 * (high - low)
    assert high - 0.1 * (high - low) < drawn.max() <= high
    flat = draw_prices_usd_2020(CATALOG, FD_2000, 400, 3, uniform=True)
    assert flat.std() > drawn.std()


def test_contents_follow_the_drawn_structure():
    drawn = draw(CATALOG, package_keys(CATALOG, S_400), 60, 1)
    found = {contents(CATALOG, S_400, reading(drawn, n))[:2] for n in range(60)}
    assert found == {(4, 2), (4, 1), (2, 1)}  # fire units, groups: the three readings of the order


# Price of the S-400 contract, 2,639.64 million USD of 2020, at the others' prices. By hand: fire units of the
# package times that sum over its price in dollars of 2020, and no part of a fire unit.
BOUGHT = {
    "patriot-turkey-2018": (4, 3607.38, 2),  # 2.93
    "fd-2000-turkey-2013": (4, 3821.78, 2),  # 2.76
    "patriot-poland-2018": (4, 4895.73, 2),  # 2.16
    "patriot-romania-2017": (7, 4117.83, 4),  # 4.49
    "patriot-sweden-2018": (4, 3298.18, 3),  # 3.20
    "iris-t-slm-germany-2023": (6, 870.02, 18),  # 18.20
    "s-400-india-2018": (10, 5596.59, 4),  # 4.72
    "s-400-turkey-2017": (4, 2639.64, 4),
}


@pytest.mark.parametrize("package_id", BOUGHT)
def test_equal_spend_by_hand(package_id: str):
    offered, million, bought = BOUGHT[package_id]
    spend = price(CATALOG, S_400).usd_2020
    found = at_equal_spend(RAID, CATALOG, CATALOG.package(package_id), spend)
    assert found.holds.fire_units_count == len(found.scenario.fire_units) == bought
    assert found.spent_usd_2020 == pytest.approx(bought / offered * million * 1e6, rel=1e-5)
    assert found.spent_usd_2020 + found.unspent_usd_2020 == pytest.approx(spend)


def test_every_priced_package_has_its_hand_worked_number():
    assert set(BOUGHT) == {each.id for each in CATALOG.packages.values() if each.price is not None}


def test_equal_spend_is_drawn_over_the_price():
    low, _, high = price_interval_usd_2020(CATALOG, PATRIOT)
    units = [fire_units_bought(4, each, 2_887e6) for each in (low, high)]
    assert units == [4, 3]  # 2,887 buys the whole at 2,886, and 3.2 of 4 at 3,607


def test_contents_scale_with_fire_units():
    assert scaled(contents(CATALOG, PATRIOT), 3) == (
        3, None, 15, (("patriot/pac-2-gem-t", 60), ("patriot/pac-3-mse", 45))
    )  # fmt: skip
    assert scaled(contents(CATALOG, S_400), 1)[:3] == (1, 1, 8)  # one alone still needs a command post
    assert scaled(contents(CATALOG, S_400), 6)[:3] == (6, 3, 48)


def test_too_little_money_defends_nothing():
    found = at_equal_spend(RAID, CATALOG, PATRIOT, 0.9 * price(CATALOG, PATRIOT).usd_2020 / 4)
    assert found.scenario is None
    assert found.holds.fire_units_count == 0
    assert found.spent_usd_2020 == 0.0
    assert "nothing is defended" in found.said[0]


def stock(scenario: Scenario) -> list[list[tuple[str, int, int]]]:
    return [[(m.type, m.ready_count, m.reloads_count) for m in unit.missiles] for unit in scenario.fire_units]


def test_missiles_stand_on_launchers_as_far_as_there_is_room():
    # A fire unit of the notice: 5 launchers, 20 GEM-T of 4 a launcher and 15 MSE of 12: 6.25 launchers full,
    # so 0.8 of each type is ready.
    there = as_offered(RAID, CATALOG, PATRIOT).scenario
    assert stock(there) == 4 * [[("patriot/pac-2-gem-t", 16, 4), ("patriot/pac-3-mse", 12, 3)]]
    assert [unit.launchers_count for unit in there.fire_units] == 4 * [5]
    # The S-400 order: 8 launchers of 4 tubes, 32 missiles.
    assert stock(as_offered(RAID, CATALOG, S_400).scenario) == 4 * [[("s-400/48n6e3", 32, 0)]]


@pytest.mark.parametrize("stated", [RAID, FIRST], ids=lambda each: each.name)
@pytest.mark.parametrize("package", CATALOG.packages.values(), ids=CATALOG.packages)
def test_every_package_gives_a_sound_scenario(stated, package):
    there = as_offered(stated, CATALOG, package).scenario
    again = Scenario.model_validate(there.as_written())
    assert not list(findings(again, CATALOG))
    assert not list(mission_findings(again, CATALOG))
    assert len(again.fire_units) == contents(CATALOG, package).fire_units_count


@pytest.mark.parametrize("package", CATALOG.packages.values(), ids=CATALOG.packages)
def test_only_the_defence_changes_and_no_site_moves(package):
    there = as_offered(RAID, CATALOG, package).scenario
    same = set(Scenario.model_fields) - {"groups", "name", "title", "labels", "alternatives"}
    assert all(getattr(there, field) == getattr(RAID, field) for field in same)
    sites = {unit.position for unit in RAID.fire_units}
    assert {unit.position for unit in there.fire_units} <= sites
    for group, was in zip(there.groups, RAID.groups, strict=False):
        assert (group.name, group.position, group.doctrine) == (was.name, was.position, was.doctrine)
        assert group.system == package.system


def test_sites_are_taken_in_turn_over_the_groups():
    two = at_equal_spend(RAID, CATALOG, PATRIOT, price(CATALOG, S_400).usd_2020)
    assert [unit.name for unit in two.scenario.fire_units] == ["North 1", "South 1"]
    ten = as_offered(RAID, CATALOG, INDIA).scenario
    names = [[unit.name for unit in group.fire_units] for group in ten.groups]
    assert names[0] == ["North 1", "North 2", "North 1 (2)", "North 2 (2)", "North 1 (3)"]
    assert names[1] == ["South 1", "South 2", "South 1 (2)", "South 2 (2)", "South 1 (3)"]


def test_no_more_surveillance_radars_than_offered():
    one_group = {f"{S_400.structure}.groups": 1.0, f"{S_400.structure}.fire_units": 4.0}
    found = as_offered(RAID, CATALOG, S_400, reading=one_group)
    assert [group.elements for group in found.scenario.groups] == [None, ()]
    assert any("1 of 2 groups have no surveillance radar" in words for words in found.said)
    assert [group.elements for group in as_offered(RAID, CATALOG, S_400).scenario.groups] == [None, None]


def test_what_nobody_published_is_the_catalogs_and_is_said():
    found = as_offered(RAID, CATALOG, FD_2000)
    assert all(unit.launchers_count is None and not unit.missiles for unit in found.scenario.fire_units)
    assert any("missiles are not published" in words for words in found.said)
    assert any("launchers are not published" in words for words in found.said)


def test_scopes_that_differ_are_named():
    said = not_like_for_like(S_400, PATRIOT)
    assert "training: not stated against included" in said
    assert any("contract" in words and "notified" in words for words in said)
    assert not any(words.startswith("missiles") for words in said)
    assert "stated of neither" in not_like_for_like(S_400, S_400)[-1]
    assert scope_words(S_400.scope).startswith("missiles; not stated: spare parts")
