"""Bad packages, bad sums, bad families: each one located error with its mend."""

from pathlib import Path

import numpy as np
import pytest

from rangering.catalog.deflator import in_2020_usd, read_deflator
from rangering.catalog.packages import draw_prices_usd_2020
from rangering.catalog.read import load_catalog
from rangering.errors import CatalogError, RangeringError, ScenarioError
from rangering.scenario.read import load_scenario
from rangering.study.family import Limits, draw_raids
from rangering.study.packages import as_offered, at_equal_spend, fire_units_bought
from rangering.study.paired import by_raid, difference, order

CATALOG = load_catalog()
RAID = load_scenario("raid")
MINE = """
[entry."patriot/my-offer"]
kind = "order"
title = "My offer"
[entry."patriot/my-offer".quantities.fire_units]
value = [2, 2, 2]
unit = "count"
per = "order"
grade = "D"
source = "our assumption"
[entry."patriot/my-offer".quantities.launchers]
value = [1, 1, 1]
unit = "count"
per = "order"
grade = "D"
source = "our assumption"
[entry."patriot/my-offer".quantities.price]
value = [900, 1000, 1100]
unit = "million USD"
grade = "D"
source = "our assumption"
[package."my-offer"]
title = "My offer"
system = "patriot"
buyer = "nobody"
basis = "offer"
known_on = 2026-01-01
source = "our assumption"
grade = "D"
scope = {}
fire_units = "patriot/my-offer.fire_units"
price = "patriot/my-offer.price"
price_year = 2020
currency = "USD"
"""


def refused(folder: Path, was: str, becomes: str) -> RangeringError:
    path = folder / "mine.toml"
    assert was in MINE
    path.write_text(MINE.replace(was, becomes))
    with pytest.raises(RangeringError) as error:
        load_catalog([path])
    return error.value


def test_a_package_of_ones_own_is_read(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    catalog = load_catalog([path])
    found = as_offered(RAID, catalog, catalog.package("my-offer"))
    assert found.spent_usd_2020 == 1e9
    assert len(found.scenario.fire_units) == 2


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("price_year = 2020", "", "has a price without year or currency"),
        ('currency = "USD"', 'currency = "EUR"', "has no rate of exchange"),
        ('system = "patriot"', 'system = "patriott"', "is no system of the catalog"),
        ('"patriot/my-offer.price"', '"patriot/my-offer.prize"', "is no quantity of patriot/my-offer"),
        ('fire_units = "patriot/my-offer.fire_units"', "", "says its fire units twice or not at all"),
        (
            "scope = {}",
            'missiles = { "s-400/48n6e3" = "patriot/my-offer.fire_units" }\nscope = {}',
            "no interceptor",
        ),
        ("scope = {}", 'scope = { missile = "yes" }', "is no field here"),
        (
            "scope = {}",
            'scope = { missiles = "some" }',
            "'some' is no word known here (write 'yes', 'no' or 'not stated')",
        ),
        ('unit = "million USD"', 'unit = "million EUR"', "is in EUR, and the package says USD"),
        ('source = "our assumption"\ngrade = "D"\nscope', 'grade = "D"\nscope', "is missing"),
        (
            'fire_units = "patriot/my-offer.fire_units"',
            'structure = "s-400.reach"',
            "gives no groups and fire units",
        ),
    ],
)
def test_a_bad_package_is_one_located_error(tmp_path: Path, was: str, becomes: str, said: str):
    error = refused(tmp_path, was, becomes)
    assert isinstance(error, CatalogError)
    assert said in error.sentence()
    assert '[package."my-offer"]' in error.where
    assert error.mend


def test_an_unknown_package_names_its_neighbours():
    with pytest.raises(CatalogError, match="patriot-turkey-2018"):
        CATALOG.package("patriot-turkey")


def test_more_fire_units_than_launchers(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(MINE.replace("price = ", 'launchers = "patriot/my-offer.launchers"\nprice = ', 1))
    catalog = load_catalog([path])
    with pytest.raises(ScenarioError, match=r"0 launchers at one fire unit.*1 to 24"):
        as_offered(RAID, catalog, catalog.package("my-offer"))


def test_a_year_beyond_the_index():
    for year in (1990, 2077):
        with pytest.raises(CatalogError, match=rf"{year} is no year of the price index.*2008 to 2024"):
            in_2020_usd(1.0, year)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "is not TOML"),
        ('title = "x"', "series"),
        (
            'title="x"\nseries="x"\npublisher="x"\nsource="x"\nlicence="x"\ngrade="A"\nknown_on=2025-01-01\n'
            "[annual_average]\n2019 = 1.0",
            "has no index of 2020",
        ),
    ],
)
def test_a_bad_price_index(text: str, said: str):
    with pytest.raises(CatalogError, match=said):
        read_deflator(text)


def test_no_price_no_equal_spend():
    samp_t = CATALOG.package("samp-t-turkey-2013")
    with pytest.raises(ScenarioError, match="no public price") as error:
        at_equal_spend(RAID, CATALOG, samp_t, 1e9)
    assert error.value.mend == "compare it as offered"
    with pytest.raises(CatalogError, match="no public price"):
        draw_prices_usd_2020(CATALOG, samp_t, 3, 1)


@pytest.mark.parametrize(("units", "price", "spend"), [(4, 0.0, 1.0), (4, 1.0, -1.0), (0, 1.0, 1.0)])
def test_sums_that_cannot_be_divided(units: int, price: float, spend: float):
    with pytest.raises(ScenarioError, match="equal spend"):
        fire_units_bought(units, price, spend)


def test_a_family_of_nothing():
    with pytest.raises(ScenarioError, match=r"raid: states no raid.*add a \[\[raid\]\]"):
        draw_raids(load_scenario("ridge"), 3, 1, catalog=CATALOG)
    for count, seed in ((0, 1), (1, -1), (1, 2**32)):
        with pytest.raises(ScenarioError, match="is no number of raids and seed"):
            draw_raids(RAID, count, seed, catalog=CATALOG)
    for limits in (Limits(size_low_ratio=0.0), Limits(size_low_ratio=3.0), Limits(share_ratio=0.5)):
        with pytest.raises(ScenarioError, match="are no limits of a family"):
            draw_raids(RAID, 1, 1, catalog=CATALOG, limits=limits)


@pytest.mark.parametrize("values", [np.zeros((2, 3)), np.zeros((2, 0, 3)), np.full((2, 3, 4), np.nan)])
def test_values_that_are_none(values):
    for asked in (lambda: difference(values, 0, 1), lambda: order(values), lambda: by_raid(values)):
        with pytest.raises(ValueError, match="values"):
            asked()


def test_a_share_that_two_orders_could_reach():
    with pytest.raises(ValueError, match="least_share"):
        order(np.zeros((2, 10, 2)), least_share=0.5)
