"""Which links of the chain are there, which are missing, and who tells a fire unit where to look."""

from math import inf

import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage.chain import chains, links
from rangering.coverage.compile import compile_coverage
from rangering.sight.radars import sited_radars
from rangering.sight.roles import role_of
from tests.coverage_scenes import scene

CATALOG = load_catalog()
SECOND = """
  [[group.fire_unit]]
  name = "F2"
  position = { lat = 45.1, lon = -30.0 }
"""


def chain_of(**options):
    stated = scene(**{"system": "s-400"} | options)
    made = compile_coverage(stated, CATALOG, posting_m=2000.0)
    return made.placings, chains(stated, CATALOG, made.placings)


def told(placings, chain):
    """Who tells a fire unit where to look: catalog id and place."""
    return {
        (placings[n].id.split("/")[1], placings[n].at.name): delay_s
        for n, delay_s in enumerate(chain.cue_delay_s)
        if delay_s < inf
    }


def test_every_search_radar_of_the_group_tells_each_fire_unit():
    placings, (first, second) = chain_of(more_units=SECOND, more='[links]\ndelay = "4 s"')
    assert first.missing == second.missing == ()
    assert [placings[n].at.name for n in first.guides + second.guides] == ["F", "F2"]
    assert {placings[n].id for n in first.guides} == {"s-400/92n6e"}
    assert told(placings, first) == {("91n6e", "G"): 4.0, ("96l6e", "F"): 0.0, ("96l6e", "F2"): 4.0}
    assert told(placings, second) == {("91n6e", "G"): 4.0, ("96l6e", "F"): 4.0, ("96l6e", "F2"): 0.0}


@pytest.mark.parametrize(("integration", "shared"), [("standalone", False), ("national", True)])
def test_groups_tell_each_other_only_where_both_share_an_air_picture(integration, shared):
    other = f"""
[[group]]
name = "G2"
system = "s-400"
integration = "{integration}"
  [[group.fire_unit]]
  name = "F3"
  position = {{ lat = 45.2, lon = -30.0 }}
"""
    placings, (first, _) = chain_of(group='integration = "alliance"', more_units=other)
    assert ((("91n6e", "G2") in told(placings, first)), ("92n6e", "F3") in told(placings, first)) == (
        shared,
        False,
    )


def test_a_fire_unit_that_nobody_tells_finds_for_itself():
    placings, (alone,) = chain_of(group='alert = "off"', unit='elements = ["s-400/92n6e", "s-400/launcher"]')
    assert told(placings, alone) == {("92n6e", "F"): 0.0}
    assert alone.missing == ()
    cue = 'external_cue = { source = "airborne early warning", delay = "7 s" }'
    placings, (cued,) = chain_of(
        group=f'alert = "off"\n{cue}', unit='elements = ["s-400/92n6e", "s-400/launcher"]'
    )
    assert (told(placings, cued), cued.external_delay_s) == ({}, 7.0)


@pytest.mark.parametrize(
    ("unit", "missing"),
    [
        ('elements = ["s-400/92n6e"]', ("launcher (left out in the scenario)",)),
        ('elements = ["s-400/launcher", "s-400/96l6e"]', ("engagement radar (left out in the scenario)",)),
        ('alert = "off"', ("switched off",)),
        (
            '[[group.fire_unit.missile]]\ntype = "s-400/48n6e3"\nready = 0\nreloads = 4',
            ("interceptors (0 ready, 4 in store)",),
        ),
    ],
)
def test_what_a_chain_lacks_is_said(unit, missing):
    _, (chain,) = chain_of(unit=unit)
    assert chain.missing == missing


@pytest.mark.parametrize(
    ("system", "stand_in"),
    [
        ("tor-m2", "default/short/engagement"),
        ("siper", "default/long/engagement"),
        ("s-300pmu2", "default/long/engagement"),
        ("km-sam", "default/medium/engagement"),
        ("patriot", ""),
        ("hq-9", ""),
    ],
)
def test_where_no_engagement_radar_is_published_another_stands_in(system, stand_in):
    placings, (chain,) = chain_of(system=system)
    assert (chain.stand_in, chain.missing) == ("", ())
    rows = [each for each in links(scene(system=system), CATALOG) if each.role == "engagement radar"]
    assert [each.present for each in rows] == [True]
    assert [placings[n].id for n in chain.guides] == [rows[0].id]  # the engine's own
    if stand_in:
        assert rows[0].id == stand_in
        assert rows[0].said == "none is published; a class default guides"


def test_where_the_scenario_lists_the_radars_one_that_finds_guides_too():
    unit = 'elements = ["tor-m2/surveillance-radar"]'
    placings, (chain,) = chain_of(system="tor-m2", unit=unit)
    assert (chain.stand_in, chain.missing) == ("tor-m2/surveillance-radar", ())
    assert [placings[n].id for n in chain.guides] == ["tor-m2/surveillance-radar"]
    (row,) = (each for each in links(scene(unit=unit), CATALOG) if each.role == "engagement radar")
    assert (row.id, row.present) == ("tor-m2/surveillance-radar", True)
    assert row.said == "none is published; this radar stands in"


def test_every_radar_of_the_engine_is_a_link_that_is_there():
    for system in CATALOG.ids("system"):
        stated = scene(system=system, more_units=SECOND)
        listed = {(each.site, each.id) for each in links(stated, CATALOG) if each.present}
        for each in sited_radars(stated, CATALOG):
            assert (each.element.at.shown, each.element.id) in listed, (system, each.element.id)


def test_links_list_every_element_of_every_site():
    stated = scene(system="s-400", unit='elements = ["s-400/92n6e", "s-400/91n6e"]\nalert = "standby"')
    rows = {(each.site, each.role, each.id): (each.present, each.said) for each in links(stated, CATALOG)}
    assert rows["G", "surveillance radar", "s-400/91n6e"] == (True, "")
    assert rows["F", "acquisition radar", "s-400/96l6e"] == (False, "left out in the scenario")
    assert rows["F", "engagement radar", "s-400/92n6e"] == (True, "on standby")
    assert rows["F", "surveillance radar", "s-400/91n6e"] == (True, "stated in the scenario")
    assert rows["F", "launcher", "s-400/launcher"] == (False, "left out in the scenario")
    assert rows["F", "interceptors", "s-400/40n6e"] == (True, "not stated; the catalog's load")


def test_links_of_what_is_switched_off_or_not_listed():
    off = links(scene(system="tor-m2", unit='alert = "off"'), CATALOG)
    assert {(each.present, each.said) for each in off} == {(False, "switched off")}
    (launcher,) = (each for each in links(scene(), CATALOG) if each.role == "launcher")
    assert (launcher.present, launcher.said) == (True, "not listed apart")
    bare = links(scene(system="km-sam", unit="elements = []"), CATALOG)
    rows = {each.role: (each.present, each.said) for each in bare}
    assert rows["engagement radar"] == rows["launcher"] == (False, "left out in the scenario")


def test_the_role_of_a_class_default_stands_in_its_id():
    assert role_of(CATALOG, "default/short/engagement") == "engagement"
    assert role_of(CATALOG, "s-400/96l6e") == "acquisition"
