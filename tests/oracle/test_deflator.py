"""The price index against what its publisher prints elsewhere: months, yearly changes, and a worked sum."""

from statistics import fmean

import pytest

from rangering.catalog.deflator import in_2020_usd, load_deflator

INDEX = load_deflator().annual_average

# CPI-U, U.S. city average, all items, not seasonally adjusted, January to December: series CUUR0000SA0 as the
# U.S. Bureau of Labor Statistics prints it. The annual average is the mean of the twelve months.
MONTHS = {
    2013: "230.280 232.166 232.773 232.531 232.945 233.504 233.596 233.877 234.149 233.546 233.069 233.049",
    2017: "242.839 243.603 243.801 244.524 244.733 244.955 244.786 245.519 246.819 246.663 246.669 246.524",
    2018: "247.867 248.991 249.554 250.546 251.588 251.989 252.006 252.146 252.439 252.885 252.038 251.233",
    2020: "257.971 258.678 258.115 256.389 256.394 257.797 259.101 259.918 260.280 260.388 260.229 260.474",
    2021: "261.582 263.014 264.877 267.054 269.195 271.696 273.003 273.567 274.310 276.589 277.948 278.802",
    2022: "281.148 283.716 287.504 289.109 292.296 296.311 296.276 296.171 296.808 298.012 297.711 296.797",
    2023: "299.170 300.840 301.836 303.363 304.127 305.109 305.691 307.026 307.789 307.671 307.051 306.746",
}
# Change of the annual average from the year before, per cent, as printed with one decimal in the same tables.
CHANGES = {
    2009: -0.4, 2010: 1.6, 2011: 3.2, 2012: 2.1, 2013: 1.5, 2014: 1.6, 2015: 0.1, 2016: 1.3,
    2017: 2.1, 2018: 2.4, 2019: 1.8, 2020: 1.2, 2021: 4.7, 2022: 8.0, 2023: 4.1, 2024: 2.9,
}  # fmt: skip


@pytest.mark.parametrize("year", MONTHS)
def test_the_annual_average_is_the_mean_of_the_printed_months(year: int):
    months = [float(each) for each in MONTHS[year].split()]
    assert len(months) == 12
    assert INDEX[year] == pytest.approx(fmean(months), abs=0.0005 + 1e-9)  # printed with three decimals


@pytest.mark.parametrize("year", CHANGES)
def test_yearly_changes_are_those_printed(year: int):
    change = 100.0 * (INDEX[year] / INDEX[year - 1] - 1.0)
    assert change == pytest.approx(CHANGES[year], abs=0.05 + 1e-9)  # printed with one decimal


def test_every_year_of_the_table_is_checked():
    assert set(INDEX) == {2008, *CHANGES}


def test_sums_worked_out_by_hand():
    assert in_2020_usd(2500e6, 2017) == pytest.approx(2639.64e6, abs=5e3)  # 2500 × 258.811 / 245.120
    assert in_2020_usd(3500e6, 2018) == pytest.approx(3607.38e6, abs=5e3)  # 3500 × 258.811 / 251.107
    assert in_2020_usd(3440e6, 2013) == pytest.approx(3821.78e6, abs=5e3)  # 3440 × 258.811 / 232.957
    assert in_2020_usd(1.0, 2020) == 1.0
