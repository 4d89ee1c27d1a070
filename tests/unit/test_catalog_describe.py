"""The catalog as text and plain data, and the listing of its sources in DATA-LICENSES.md."""

import json
import re

import pytest

from rangering.catalog import load_catalog
from rangering.catalog.describe import (
    OWN,
    fact_rows,
    list_rows,
    list_text,
    publishers,
    show,
    show_dict,
    source_rows,
    sources,
    sources_markdown,
)
from rangering.catalog.events import load_events
from rangering.catalog.resolve import resolve_radar
from rangering.errors import CatalogError
from tests.conftest import ROOT

CATALOG = load_catalog()


def test_the_list_names_every_entry_once():
    assert [row.id for row in list_rows(CATALOG)] == list(CATALOG.ids())
    assert len(list_text(CATALOG).splitlines()) == len(CATALOG) + 1
    assert {row.kind for row in list_rows(CATALOG, "target")} == {"target"}


def test_a_page_shows_numbers_in_the_unit_of_their_source():
    page = show(CATALOG, "s-400/91n6e")
    assert "340 … 600 … 700" in page
    assert "grade D: our assumption" in page
    assert "never enter a run" in show(CATALOG, "samp-t")
    assert "two groups of two fire units (nominal)" in show(CATALOG, "s-400/turkey-order")


def test_readers_are_sent_to_pages_they_have():
    shown = [json.dumps([show_dict(CATALOG, i), fact_rows(CATALOG[i]), source_rows(CATALOG, i)])
             for i in CATALOG.ids()]  # fmt: skip
    assert not any("README section" in page for page in shown)
    assert "docs/explanation/radar-range.md" in sources(CATALOG, "s-400/91n6e")
    assert (ROOT / "docs/explanation/radar-range.md").is_file()
    radar = resolve_radar(CATALOG, "s-400/91n6e")
    assert any("docs/explanation/radar-range.md" in each.source for each in radar.inputs)
    assert not any("README section" in each.source for each in radar.inputs)


def test_a_page_of_a_stealth_aircraft_holds_no_detection_range():
    page = show(CATALOG, "aircraft/f-35a")
    assert "detection" not in page
    assert "no output combines them with a radar" in page


def test_pages_are_json():
    for entry_id in CATALOG.ids():
        assert json.loads(json.dumps(show_dict(CATALOG, entry_id)))["id"] == entry_id


def test_sources_of_a_system_cover_all_its_parts():
    facts = [fact for row in source_rows(CATALOG, "s-400") for fact in row.facts]
    assert len(facts) == len(set(facts)) == 151
    assert "TASS" in sources(CATALOG, "s-400")


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("our assumption (README section 4)", (OWN,)),
        ("GitHub a/b, c.md (6); tass.com/defense/1", ("GitHub a/b", "TASS")),
        ("Army Technology, X (x.com/(y)) as quoted in GitHub a/b, c.json", ("Army Technology", "GitHub a/b")),
        ("Chosun Ilbo NK (a.com) and MBN (b.kr/1) (100)", ("Chosun Ilbo NK", "MBN")),
        ("Pima Air and Space Museum, F-16 (pima.org)", ("Pima Air and Space Museum",)),
    ],
)
def test_publishers_are_read_from_a_source_line(source: str, names: tuple[str, ...]):
    assert publishers(source) == names


def test_every_fact_has_a_publisher():
    for fact in (*CATALOG.quantities(), *CATALOG.statements()):
        assert publishers(fact.source), fact.source


def test_an_unknown_id_names_its_neighbours():
    for ask in (show, show_dict, sources):
        with pytest.raises(CatalogError, match="s-400/91n6e"):
            ask(CATALOG, "s-400/91n6")


def test_the_source_listing_of_data_licenses_is_current():
    text = (ROOT / "DATA-LICENSES.md").read_text(encoding="utf-8")
    listing = re.search(r"<!-- sources -->\n(.*?)\n<!-- /sources -->", text, re.DOTALL)
    assert listing is not None
    assert listing[1].strip() == sources_markdown(CATALOG, load_events()), "renew it with sources_markdown()"
