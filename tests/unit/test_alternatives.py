"""Other systems at the sites of a scenario: what stays, what goes, and that the maps fit side by side."""

import numpy as np
import pytest

import rangering
from rangering.catalog.read import load_catalog
from rangering.coverage.alternatives import HYPOTHETICAL, _common_posting_m, map_alternatives, with_system
from rangering.coverage.compile import compile_coverage
from rangering.coverage.results import CoverageMap
from rangering.coverage.run import map_coverage
from rangering.errors import ScenarioError
from rangering.report.html.alternatives import alternatives_html
from rangering.scenario.describe import describe
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario, scenario_from_tables
from tests.coverage_scenes import scene

POSTING_M = 2000.0
GROUP = """
labels = ["publicly reported"]
source = "a paper on this system"
variant = "export"
integration = "national"
"""
UNIT = """
labels = ["fictitious", "publicly reported"]
mast_height = "12 m"
sector = { centre = "90 deg", width = "120 deg" }
sensitivity_loss = "3 dB"
alert = "standby"
launchers = 2
elements = ["tor-m2/surveillance-radar"]
missile = [{ type = "tor-m2/missile", ready = 8 }]
"""


@pytest.fixture(scope="module")
def catalog():
    return load_catalog()


@pytest.fixture(scope="module")
def tor() -> Scenario:
    return scene().model_copy(update={"alternatives": ("iron-dome", "hisar-a-plus")})


@pytest.fixture(scope="module")
def mapped(tor) -> tuple[CoverageMap, ...]:
    return map_alternatives(tor, samples=8, posting_m=POSTING_M)


@pytest.fixture(scope="module")
def stated() -> Scenario:
    return scene(group=GROUP, unit=UNIT)


def test_what_is_stated_of_the_place_stays(catalog, stated):
    other = with_system(stated, catalog, "patriot")
    (before,), (after,) = stated.fire_units, other.fire_units
    assert other.groups[0].system == "patriot"
    for name in ("position", "sector", "sensitivity_loss_db", "alert", "name"):
        assert getattr(after, name) == getattr(before, name)
    assert other.groups[0].integration == "national"
    assert other.coverage == stated.coverage
    assert other.read_as == stated.read_as
    assert other.folder == stated.folder


def test_what_is_stated_of_the_system_goes(catalog, stated):
    other = with_system(stated, catalog, "patriot")
    (unit,) = other.fire_units
    assert (unit.mast_height_m, unit.launchers_count, unit.elements, unit.missiles) == (None, None, None, ())
    assert other.groups[0].variant == "export"
    assert other.alternatives == ()


def test_no_source_is_cited_for_what_nobody_reports(catalog, stated):
    other = with_system(stated, catalog, "patriot")
    assert other.groups[0].labels == (HYPOTHETICAL,)
    assert other.groups[0].source == ""
    assert other.fire_units[0].labels == ("fictitious",)
    assert other.labels == ("hypothetical: Patriot PAC-3 in place of Tor-M2",)
    assert other.name == "scene-patriot"


def test_a_scenario_with_another_system_reads_back(catalog, stated):
    other = with_system(stated, catalog, "patriot")
    read = scenario_from_tables(other.as_written(), "scene-patriot", catalog=catalog)
    assert read.as_written() == other.as_written()


def test_alternatives_survive_being_written_and_read(catalog, tor):
    assert "iron-dome" in tor.as_written()["alternatives"]
    assert scenario_from_tables(tor.as_written(), "scene", catalog=catalog).alternatives == tor.alternatives


def test_the_description_names_them(catalog, tor):
    text = " ".join(describe(tor, catalog).split())
    assert "one at a time and at the same sites: Iron Dome and HISAR-A+. That is hypothetical." in text
    assert "Side by side" not in describe(scene(), catalog)


def test_only_a_system_of_the_catalog_can_take_the_place(catalog, stated):
    with pytest.raises(ScenarioError, match=r"scene.toml, alternatives: 'patriott' is no system"):
        with_system(stated, catalog, "patriott")
    with pytest.raises(ScenarioError, match="is no system"):
        with_system(stated, catalog, "tor-m2/missile")


def test_the_own_system_comes_first_and_all_share_place_and_posting(tor, mapped):
    assert [each.name for each in mapped] == ["scene", "scene-iron-dome", "scene-hisar-a-plus"]
    for each in mapped:
        assert (each.ground.lat_deg, each.ground.lon_deg) == (45.0, -30.0)
        assert each.ground.posting_m == POSTING_M
        assert (each.altitudes, each.samples, each.seed) == (mapped[0].altitudes, 8, 1)
    assert mapped[0].assumptions == map_coverage(tor, samples=8, posting_m=POSTING_M).assumptions


def test_an_alternative_is_the_map_of_that_scenario(catalog, tor, mapped):
    alone = map_coverage(with_system(tor, catalog, "iron-dome"), samples=8, posting_m=POSTING_M)
    assert np.array_equal(mapped[1].state, alone.state)
    assert np.array_equal(mapped[1].readings, alone.readings)
    assert mapped[1].table == alone.table
    assert mapped[1].assumptions[1:] == alone.assumptions
    said = mapped[1].assumptions[0]
    assert said.startswith("Stands in place of the Tor-M2, one fire unit for one: hypothetical")
    assert said.endswith("Stated of the Tor-M2 alone, so not taken over: mast heights.")


def test_what_does_not_depend_on_the_system_is_drawn_alike(catalog, tor):
    drawn = [
        compile_coverage(each, catalog, samples=8, posting_m=POSTING_M).readings
        for each in (tor, with_system(tor, catalog, "iron-dome"))
    ]
    shared = drawn[0][0].keys() & drawn[1][0].keys()
    assert {"target/fighter.rcs", "target/cruise-missile.rcs"} <= shared
    assert any(key.startswith("default/short.") for key in shared)
    for one, other in zip(*drawn, strict=True):
        assert {key: one[key] for key in shared} == {key: other[key] for key in shared}
    assert len({one["target/fighter.rcs"] for one in drawn[0]}) == 8


def test_the_posting_serves_the_widest(catalog):
    wide = scene(system="s-400")
    narrow = with_system(wide, catalog, "tor-m2")
    posting_m = compile_coverage(wide, catalog).plan.network_ground.posting_m
    assert posting_m > compile_coverage(narrow, catalog).plan.network_ground.posting_m
    assert _common_posting_m([narrow, wide], catalog, None) == posting_m
    assert _common_posting_m([narrow, wide], catalog, 123.0) == 123.0


def test_a_map_at_hand_is_used_where_it_was_asked_the_same(tor, mapped):
    assert map_alternatives(tor, samples=8, posting_m=POSTING_M, own=mapped[0])[0] is mapped[0]
    again = map_alternatives(tor, samples=0, posting_m=POSTING_M, own=mapped[0])
    assert again[0].samples == 0


def test_one_that_cannot_be_mapped_is_named():
    wide = scene(system="s-400").model_copy(update={"alternatives": ("siper", "tor-m2")})
    with pytest.raises(
        ScenarioError, match=r"scene.toml, alternatives\[2\] 'tor-m2', scene-tor-m2, posting: .*too coarse"
    ):
        map_alternatives(wide, samples=0, posting_m=10_000.0)


def test_a_command_post_apart_is_refused_where_one_has_nothing_to_put_there():
    group = "position = { lat = 45.1, lon = -30.0 }"
    apart = scene(system="s-400", group=group).model_copy(update={"alternatives": ("tor-m2",)})
    with pytest.raises(ScenarioError, match=r"group\[1\].position: .*Tor-M2 has no radar to put there"):
        map_alternatives(apart, samples=0, posting_m=3000.0)


def test_without_alternatives_there_is_nothing_to_map():
    with pytest.raises(ScenarioError, match="names no other system"):
        map_alternatives(scene())


def test_the_page_says_whose_ballistic_figures_are_left_out(mapped):
    page = alternatives_html(mapped)
    assert page.count("Iron Dome: published figures against ballistic missiles never enter a run") == 2
    assert "in place of Tor-M2" not in page[: page.index("<nav")]  # one system's label, not the page's


def test_the_ready_scenario_puts_six_systems_at_one_hypothetical_site(catalog):
    ready = load_scenario("alternatives")
    (unit,) = ready.fire_units
    assert unit.labels == (HYPOTHETICAL,)
    assert ready.alternatives == ("patriot", "samp-t", "hq-9", "siper", "hisar-o-plus")
    maps = rangering.map_alternatives(ready, samples=0, posting_m=5000.0)
    page = alternatives_html(maps)
    assert "At one hypothetical site, six systems would each cover" in page
    assert "Patriot and SAMP/T: published figures against ballistic missiles never enter a run" in page
    assert "seen: stealth fighter" not in page
    assert "Not drawn: stealth fighter, as a class" in page
