"""The price index against what its publisher prints elsewhere: months, yearly changes, and a worked sum."""

from statistics import fmean

import pytest

from rangering.catalog.deflator import in_2020_usd, load_deflator

INDEX = load_deflator().annual_average

# CPI-U, U.S. city average, all items, not seasonally adjusted, January to December: series CUUR0000SA0 of the
# U.S. Bureau of Labor Statistics. To 2020 two public copies hold it that do not rest on each other, from 2021
# one of them. They differ in May to August 2016 alone: there one has the figures of the day, and this table
# those that the Bureau put in their place on 18 October 2016 (errata cpi-price-corrections-10182016).
# The annual average is the mean of the twelve months.
MONTHS = {
    2009: "211.143 212.193 212.709 213.240 213.856 215.693 215.351 215.834 215.969 216.177 216.330 215.949",
    2010: "216.687 216.741 217.631 218.009 218.178 217.965 218.011 218.312 218.439 218.711 218.803 219.179",
    2011: "220.223 221.309 223.467 224.906 225.964 225.722 225.922 226.545 226.889 226.421 226.230 225.672",
    2012: "226.665 227.663 229.392 230.085 229.815 229.478 229.104 230.379 231.407 231.317 230.221 229.601",
    2013: "230.280 232.166 232.773 232.531 232.945 233.504 233.596 233.877 234.149 233.546 233.069 233.049",
    2014: "233.916 234.781 236.293 237.072 237.900 238.343 238.250 237.852 238.031 237.433 236.151 234.812",
    2015: "233.707 234.722 236.119 236.599 237.805 238.638 238.654 238.316 237.945 237.838 237.336 236.525",
    2016: "236.916 237.111 238.132 239.261 240.229 241.018 240.628 240.849 241.428 241.729 241.353 241.432",
    2017: "242.839 243.603 243.801 244.524 244.733 244.955 244.786 245.519 246.819 246.663 246.669 246.524",
    2018: "247.867 248.991 249.554 250.546 251.588 251.989 252.006 252.146 252.439 252.885 252.038 251.233",
    2019: "251.712 252.776 254.202 255.548 256.092 256.143 256.571 256.558 256.759 257.346 257.208 256.974",
    2020: "257.971 258.678 258.115 256.389 256.394 257.797 259.101 259.918 260.280 260.388 260.229 260.474",
    2021: "261.582 263.014 264.877 267.054 269.195 271.696 273.003 273.567 274.310 276.589 277.948 278.802",
    2022: "281.148 283.716 287.504 289.109 292.296 296.311 296.276 296.171 296.808 298.012 297.711 296.797",
    2023: "299.170 300.840 301.836 303.363 304.127 305.109 305.691 307.026 307.789 307.671 307.051 306.746",
    2024: "308.417 310.326 312.332 313.548 314.069 314.175 314.540 314.796 315.301 315.664 315.493 315.605",
}
# Change of the annual average from the year before, per cent, with one decimal: the column "Ave" in the table
# of inflation rates that usinflationcalculator.com and others print.
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


def test_in2013dollars_prices_of_2018_over_those_of_2013():
    # Its page "$1 in 2013 → $1.08 in 2018", from annual averages: 7.79 % in all, 2.44 % in the last year.
    whole = 100.0 * (in_2020_usd(1.0, 2013) / in_2020_usd(1.0, 2018) - 1.0)
    last = 100.0 * (in_2020_usd(1.0, 2017) / in_2020_usd(1.0, 2018) - 1.0)
    assert (whole, last) == pytest.approx((7.79, 2.44), abs=0.005)  # printed with two decimals


def test_every_year_of_the_table_is_checked():
    assert set(INDEX) == {2008, *CHANGES}


def test_sums_worked_out_by_hand():
    assert in_2020_usd(2500e6, 2017) == pytest.approx(2639.64e6, abs=5e3)  # 2500 × 258.811 / 245.120
    assert in_2020_usd(3500e6, 2018) == pytest.approx(3607.38e6, abs=5e3)  # 3500 × 258.811 / 251.107
    assert in_2020_usd(3440e6, 2013) == pytest.approx(3821.78e6, abs=5e3)  # 3440 × 258.811 / 232.957
    assert in_2020_usd(1.0, 2020) == 1.0
