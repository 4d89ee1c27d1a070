"""A back-cast of a date loads nothing that became public later, whatever the date and whatever is planted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangering.catalog.events import load_events, series
from rangering.catalog.precedents import records, shares
from rangering.errors import CatalogError

ALL = load_events()
days = st.dates(min_value=date(1980, 1, 1), max_value=date(2027, 1, 1))

PLANTED = """
[programme.turkey-s-400.events.planted]
what = "a delivery that nobody could know of"
dates = [2017-05-01, 2017-05-02, 2017-05-03]
kind = "actual"
milestone = "first-delivery"
link = "delivery"
known_on = {known_on}
grade = "{grade}"
source = "planted"
"""


@given(day=days)
def test_nothing_later_is_loaded_and_nothing_earlier_is_lost(day):
    loaded = load_events(known_by=day)
    assert all(event.public_on <= day for event in loaded)
    assert loaded == tuple(event for event in ALL if event.public_on <= day)


@given(day=days)
def test_records_and_shares_rest_on_nothing_later(day):
    public = {event.id for event in ALL if event.public_on <= day}
    for row in records(day):
        assert row.known_on <= day
        assert set(row.events) <= public
    for each in shares(load_events(known_by=day)).values():
        assert max(each.known_on) <= day


@given(day=days)
def test_a_series_only_grows(day):
    known = series("india-s-400", "last-delivery", known_by=day)
    assert known == series("india-s-400", "last-delivery")[: len(known)]


@pytest.mark.parametrize("known_on", [date(2018, 1, 2), date(2026, 1, 1)])
def test_a_later_row_is_dropped_before_it_is_built(tmp_path, known_on):
    path = tmp_path / "planted.toml"
    # A grade that no event may have: built, it would be refused.
    path.write_text(PLANTED.format(known_on=known_on, grade="Z"), encoding="utf-8")
    assert load_events(known_by=date(2018, 1, 1), extra=(path,)) == load_events(known_by=date(2018, 1, 1))
    with pytest.raises(CatalogError, match="planted"):
        load_events(known_by=known_on, extra=(path,))


def test_a_later_row_changes_no_record_of_the_day_before(tmp_path):
    path = tmp_path / "planted.toml"
    path.write_text(PLANTED.format(known_on="2018-01-02", grade="B"), encoding="utf-8")
    day = date(2018, 1, 1)
    assert records(day, extra=(path,)) == records(day)
    (row,) = [
        each
        for each in records(date(2018, 1, 2), extra=(path,))
        if (each.programme, each.milestone) == ("turkey-s-400", "first-delivery")
    ]
    assert row.actual_on is None  # of May 2017, before the contract that was public then


@pytest.mark.parametrize("written", ['"2030-01-01"', "2030-01-01T00:00:00", "20300101"])
def test_a_day_that_cannot_be_compared_is_refused_even_in_an_early_back_cast(tmp_path, written):
    path = tmp_path / "planted.toml"
    path.write_text(PLANTED.format(known_on=written, grade="B"), encoding="utf-8")
    with pytest.raises(CatalogError, match="does not say on which day it became public"):
        load_events(known_by=date(2018, 1, 1), extra=(path,))
