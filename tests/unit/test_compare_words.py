"""The comparison as a terminal prints it."""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.provenance import CAVEAT
from rangering.scenario.read import load_scenario
from rangering.study.compare_words import (
    Compared,
    Through,
    compare_words,
    difference_words,
    holding_words,
    million_usd_2020,
    scope_lines,
)
from rangering.study.packages import as_offered, at_equal_spend
from rangering.study.paired import difference, differences, order, order_words, percent

CATALOG = load_catalog()
RAID = load_scenario("raid")
IDS = ("s-400-turkey-2017", "patriot-turkey-2018", "samp-t-turkey-2013")
SPEND = 2639.6e6


def compared(ids: tuple[str, ...], means: list[float], *, spend: float | None = None) -> Compared:
    packages = [CATALOG.package(each) for each in ids]
    values = np.array(means)[:, None, None] + np.zeros((len(ids), 20, 4))
    fielded = tuple(
        as_offered(RAID, CATALOG, each) if spend is None else at_equal_spend(RAID, CATALOG, each, spend)
        for each in packages
    )
    through = tuple(Through(mean, mean - 0.1, mean + 0.1) for mean in means)
    return Compared(fielded, through, differences(values), order(values))


def test_the_whole_comparison():
    at_spend = compared(IDS[:2], [3.0, 5.5], spend=SPEND)
    at_spend = at_spend._replace(fire_units=((4, 4), (2, 3)))
    lines = compare_words(
        RAID.title,
        CATALOG,
        compared(IDS, [3.0, 4.0, 2.0]),
        at_spend,
        spend=million_usd_2020(SPEND),
        raids=["the stated ones"],
    )
    text = "\n".join(lines)
    assert lines[-1] == CAVEAT
    assert "2,500 million USD of 2017 (2,000 to 2,500), grade B; 2,640 million USD of 2020" in text
    assert "estimate of the whole programme notified to a parliament" in text
    assert "C  SAMP/T, offer to Turkey, 2013" in text
    assert "none is public: no cost figure" in text
    assert "Not like for like" in text
    # Wilson's interval of 20 of 20 reaches down to 20 / (20 + 1.96²) = 83.9 %.
    fewer = "A lets 1.00 fewer through than B (95 % interval 1.00 to 1.00), fewer in 100 % of readings"
    assert f"{fewer} (83 % to 100 %)" in text
    assert "order, fewest through first, in 100 % of readings (83 % to 100 %): C, then A, then B" in text
    assert "at equal spend (2,640 million USD of 2020), whole fire units" in text
    assert "2 (2 to 3) fire units, 10 launchers" in text
    assert "836 million left over" in text
    assert "Patriot is judged here against aircraft and cruise missiles only" in text
    assert "probabilities" in text
    assert "share of readings" not in text.replace("shares are of readings", "")


def test_every_price_line_carries_year_currency_grade_and_source():
    lines = compare_words("x", CATALOG, compared(IDS[:2], [1.0, 2.0]))
    prices = [n for n, line in enumerate(lines) if line.startswith("   price: ")]
    assert len(prices) == 2
    for n in prices:
        assert " USD of 201" in lines[n]
        assert ", grade " in lines[n]
        assert lines[n + 2].startswith("   price from: ")


def test_the_scope_table_has_a_column_for_each():
    lines = scope_lines([CATALOG.package(each) for each in IDS])
    row = next(line for line in lines if line.startswith("  training"))
    assert row.split()[-3:] == ["?", "yes", "?"]


def test_differences_are_told_from_the_side_of_the_better():
    chance = np.array([-1.0, 0.0, 1.0, 2.0])
    values = np.stack([chance + np.zeros((10, 4)), np.full((10, 4), 2.0)])
    sentence = (
        "A lets 1.50 fewer through than B (95 % interval -0.55 to 3.55), "
        "fewer in 100 % of readings (72 % to 100 %); may be chance alone"
    )
    assert difference_words(difference(values, 0, 1), "AB", "flights").startswith(sentence)
    assert difference_words(difference(values, 1, 0), "AB", "flights").startswith(sentence)
    assert "the same number of flights" in difference_words(difference(values, 0, 0), "AA", "flights")
    alone = difference(values[:, :1, :1], 0, 1)
    assert "(no interval of a single replicate), one reading" in difference_words(alone, "AB", "flights")


@pytest.mark.parametrize(("holding", "words"), [(9, "90 %"), (8, None), (10, "100 %")])
def test_an_order_is_printed_only_where_it_holds_in_nine_of_ten(holding: int, words: str | None):
    lower = np.where(np.arange(10) < holding, 1.0, 3.0)
    values = np.stack([lower[:, None] + np.zeros((10, 2)), np.full((10, 2), 2.0)])
    sentence = order_words(order(values), ["S-400", "Patriot"])
    if words is None:
        assert sentence == "no order holds in 90 % of readings"
    else:
        assert sentence.startswith(f"order, fewest through first, in {words} of readings (")
        assert sentence.split(")", 1)[1].startswith(": S-400, then Patriot")


def test_few_readings_and_ties_give_no_order():
    few = np.stack([np.zeros((9, 2)), np.ones((9, 2))])
    assert order_words(order(few), "AB") == "no order is given from fewer than 10 readings"
    tied = np.zeros((2, 20, 3))
    assert (order(tied).ranks, order(tied).most_frequent, order(tied).share.value) == (None, None, 0.0)


def test_shares_are_rounded_down():
    assert [percent(each) for each in (1.0, 0.999, 0.9, 0.899, 0.29)] == [
        "100 %",
        "99 %",
        "90 %",
        "89 %",
        "29 %",
    ]


def test_what_stands_there_in_words():
    holds = as_offered(RAID, CATALOG, CATALOG.package("patriot-turkey-2018")).holds
    assert holding_words(holds, CATALOG).startswith("4 fire units, 20 launchers, missiles: 80 PAC-2 GEM-T")


def test_more_packages_than_letters_are_refused():
    many = compared(IDS[:1], [1.0])
    with pytest.raises(ValueError, match="26 letters"):
        compare_words("x", CATALOG, many._replace(fielded=many.fielded * 27))
