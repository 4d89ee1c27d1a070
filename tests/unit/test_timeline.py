"""``rangering catalog facts``: the timeline a person reads, and its JSON."""

import json

from rangering import provenance
from rangering.catalog.events import load_events
from rangering.catalog.timeline import value_text, when

BY_ID = {event.id: event for event in load_events()}


def test_a_date_keeps_the_precision_of_its_source():
    assert when(BY_ID["turkey-s-400.first-delivery"]) == "2019-07-12"
    assert when(BY_ID["milgem.first-ship"]) == "2011"
    assert when(BY_ID["s-400-export-interest.countries-in-talks"]) == "2021-11"
    assert when(BY_ID["india-s-400.first-delivery-planned"]) == "2020-12-31 (2020-10-01 to 2021-04-30)"
    assert when(BY_ID["turkey-s-400.contract-to-first-delivery"]) == "2017-04-11 to 2019-07-12"


def test_a_value_keeps_its_unit_and_interval():
    assert value_text(BY_ID["turkey-s-400.credit-interest-rate"]) == "0.05 fraction per year (0.02 to 0.08)"
    assert value_text(BY_ID["india-s-400.contract-signed"]) == "5,430 million USD"
    assert value_text(BY_ID["milgem.fifth-ship"]) == "5 ships in all"
    assert value_text(BY_ID["milgem.programme-start"]) == ""


def test_the_list_has_a_line_for_every_programme(run):
    ran = run("catalog", "facts")
    assert ran.status == 0
    assert "turkey-s-400" in ran.out
    assert "japan-pac-3" in ran.out
    assert provenance.CAVEAT in ran.out


def test_a_timeline_leaves_out_what_came_later(run):
    early = run("catalog", "facts", "turkey-s-400", "--known-by", "2019-07-11").out
    assert "planned first delivery (2017 plan, SSM and Rostec)" in early
    assert "first delivery flights" not in early
    assert "first delivery flights" in run("catalog", "facts", "turkey-s-400").out
    assert "nothing was public" in run("catalog", "facts", "--known-by", "1950-01-01").out


def test_the_json_holds_every_field(run):
    whole = json.loads(run("catalog", "facts", "india-s-400", "--json").out)
    assert whole["schema"] == "rangering.catalog.facts/1"
    assert len(whole["results"]) == 18
    row = next(each for each in whole["results"] if each["id"] == "india-s-400.unit-5-forecast-2025")
    assert (row["date_nominal"], row["known_on"]) == ("2027-06-30", "2025-06-30")
    assert (row["kind"], row["milestone"], row["unit_index"]) == ("forecast", "last-delivery", 5)
    assert (row["value"], row["unit"], row["link"]) == ([5, 5, 5], "regiments (cumulative)", "delivery")
