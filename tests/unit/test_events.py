"""Dated facts of programmes: every row of the reference table restated, and what each row may say."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from rangering.catalog.events import LINKS, load_events, programme_titles, series
from rangering.catalog.read import load_catalog

EVENTS = load_events()
BY_ID = {event.id: event for event in EVENTS}
TABLE = [event for event in EVENTS if not event.beyond_table]
DAYS_A_MONTH = 365.25 / 12


def test_every_row_equals_the_reference_table(shared: Path):
    table = shared / "reference" / "programme-facts.csv"
    if not table.is_file():
        pytest.skip("the reference table is not here")
    with table.open(newline="", encoding="utf-8") as lines:
        rows = {(row["programme"], row["event"]): row for row in csv.DictReader(lines)}
    restated = {(event.programme_title, event.what): event for event in TABLE}
    assert len(rows) == len(restated) == len(TABLE) == 254
    assert rows.keys() == restated.keys()
    for key, row in rows.items():
        event = restated[key]
        printed = tuple(date.fromisoformat(row[f"date_{end}"]) for end in ("low", "nominal", "high"))
        assert event.dates == printed, event.id
        assert (None if event.value is None else event.value[1]) == (
            float(row["value"]) if row["value"] else None
        ), event.id
        assert (event.unit, event.grade) == (row["unit"], row["confidence"]), event.id
        assert (event.source, event.note) == (row["source"], row["note"]), event.id


def test_counts_of_rows_grades_and_programmes():
    assert len(TABLE) == 254
    assert Counter(event.grade for event in TABLE) == {
        "A": 31,
        "B": 170,
        "C": 47,
        "D": 6,
    }  # the table's README
    assert len(programme_titles()) == 25


def test_an_interval_of_the_notes_is_the_interval_of_the_value():
    assert BY_ID["turkey-s-400.credit-interest-rate"].value == (0.02, 0.05, 0.08)
    assert BY_ID["turkey-s-400.credit-tenor"].value == (5, 10, 15)
    assert BY_ID["turkey-f-35.turkish-investment"].value == (1250, 1325, 1400)
    assert BY_ID["brahmos.share-midpoint"].value == (0.30, 0.45, 0.65)


def test_a_plan_is_known_when_it_was_said():
    planned = BY_ID["turkey-s-400.first-delivery-planned-2017"]
    assert planned.known_on == date(2017, 12, 29)
    assert planned.dates[1] == date(2020, 3, 31)
    for event in EVENTS:
        # F-35: its high date holds an extension said later, so the row is known from then.
        if event.kind in ("planned", "forecast") and event.id != "turkey-f-35.supply-exit-planned":
            assert event.public_on <= event.dates[2], event.id


def test_nothing_is_known_before_it_happened_or_was_said():
    for event in EVENTS:
        if event.kind == "actual":
            assert event.public_on >= event.dates[2], event.id
        if event.kind == "statement":
            assert event.public_on >= event.dates[1], event.id


def test_a_derived_row_is_known_with_the_last_of_what_it_rests_on():
    derived = [event for event in EVENTS if event.kind == "derived"]
    assert {event.id for event in derived} == {e.id for e in EVENTS if e.source.startswith("Derived")}
    for event in derived:
        assert event.derived_from, event.id
        assert event.public_on == max(BY_ID[each].public_on for each in event.derived_from), event.id


def test_derived_months_lie_between_the_two_dates_of_the_row():
    checked = 0
    for event in EVENTS:
        if event.kind == "derived" and event.unit == "months":
            assert event.value is not None
            months = event.value[1]
            # Rows are printed to a tenth, some to a half or a whole month; calendar months differ by 0.05.
            digit = 0.1 if months % 0.5 else 0.5
            assert (event.dates[2] - event.dates[0]).days / DAYS_A_MONTH == pytest.approx(months, abs=digit)
            checked += 1
    assert checked == 17


def test_a_number_of_another_entry_is_pointed_to_and_was_public_by_then():
    catalog = load_catalog()
    borrowed = [event for event in EVENTS if event.same_as]
    assert len(borrowed) == 22
    for event in borrowed:
        quantity = catalog.quantity(event.same_as)
        assert event.value == (quantity.low, quantity.nominal, quantity.high)
        assert quantity.known_on is None or quantity.known_on <= event.public_on
    assert BY_ID["poland-patriot.contract-signed"].value == (4600, 4750, 4750)


def test_a_figure_reads_as_a_quantity():
    for event in EVENTS:
        quantity = event.quantity
        assert (quantity is None) == (event.value is None)
        if quantity is not None and event.value is not None:
            assert (quantity.id, quantity.grade, quantity.known_on) == (event.id, event.grade, event.known_on)
            assert (quantity.low, quantity.nominal, quantity.high) == event.value
    rate = BY_ID["turkey-s-400.credit-interest-rate"].quantity
    assert rate is not None
    assert rate.grade == "D"
    price = BY_ID["india-s-400.contract-signed"].quantity
    assert price is not None
    assert price.si == (5.43e9, 5.43e9, 5.43e9)
    slip = BY_ID["india-s-400.last-unit-slip"].quantity
    assert slip is not None
    assert slip.si[1] == pytest.approx(34.5 * DAYS_A_MONTH * 86_400)


def test_indias_last_regiment_is_forecast_later_and_later():
    said = series("india-s-400", "last-delivery")
    assert [event.dates[1].year for event in said] == [2023, 2026, 2027, 2026]
    assert [event.public_on.year for event in said] == [2019, 2024, 2025, 2026]
    assert said[0].kind == "planned"
    slip_months = (said[-1].dates[1] - said[0].dates[1]).days / DAYS_A_MONTH
    assert slip_months == pytest.approx(34.5, abs=0.05)  # the table's derived row
    assert len(series("india-s-400", "last-delivery", known_by=date(2025, 6, 29))) == 2
    assert all(event.unit_index == 4 for event in series("india-s-400", "fourth-delivery", unit_index=4))
    assert series("india-s-400", "fourth-delivery", unit_index=5) == ()


def test_every_link_of_the_chain_is_exercised():
    assert {event.link for event in EVENTS} == set(LINKS)


def test_rows_beyond_the_table_repeat_no_row():
    added = [event for event in EVENTS if event.beyond_table]
    assert len(added) == 16
    for event in added:
        assert not any(
            (row.programme, row.milestone, row.kind, row.dates, row.known_on)
            == (event.programme, event.milestone, event.kind, event.dates, event.known_on)
            for row in TABLE
        ), event.id
