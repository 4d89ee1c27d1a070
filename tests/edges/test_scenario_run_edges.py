"""A scenario that makes a map but cannot be run: one error of the run, and only there."""

import pytest

from rangering.catalog.read import load_catalog
from rangering.scenario.raid_check import mission_errors
from rangering.scenario.read import scenario_from_bytes
from tests.scenario_texts import GOOD


def run_errors(text: str) -> list[str]:
    catalog = load_catalog()
    return [each.sentence() for each in mission_errors(scenario_from_bytes(text.encode(), "x.toml"), catalog)]


MAP_ONLY = GOOD[: GOOD.index("[[civil_flight]]")]
CANNOT_RUN = {
    "nothing flies": (MAP_ONLY, ("x.toml, raid: is missing: nothing flies", "[[raid]]")),
    "no engagement radar": (
        GOOD.replace('mast_height = "24 m"', 'elements = ["s-400/96l6e", "s-400/launcher"]'),
        ('fire_unit[1] "F", elements: leave the fire unit without an engagement radar', "add s-400/92n6e"),
    ),
    "no launcher": (
        GOOD.replace('mast_height = "24 m"', 'elements = ["s-400/92n6e"]'),
        ('fire_unit[1] "F", elements: leave the fire unit without a launcher', "add s-400/launcher"),
    ),
    "raid after the end": (
        GOOD.replace("size = 4", 'size = 4\nstart = "2 h"') + '\n[mission]\nduration = "1 h"\n',
        ("raid[1] \"R\", start: '7200 s' comes after the clock of the run has stopped", "3600 s"),
    ),
}


@pytest.mark.parametrize("case", CANNOT_RUN, ids=list(CANNOT_RUN))
def test_what_makes_a_map_but_cannot_be_run_is_one_error_of_the_run(case):
    text, phrases = CANNOT_RUN[case]
    (line,) = run_errors(text)
    for phrase in phrases:
        assert phrase in line, line


def test_what_can_be_run_has_no_error_of_the_run():
    assert run_errors(GOOD) == []
    guided = GOOD.replace('mast_height = "24 m"', 'elements = ["s-400/launcher"]')
    by_group = guided.replace('system = "s-400"', 'system = "s-400"\nelements = ["s-400/92n6e"]')
    assert len(run_errors(guided)) == 1
    assert run_errors(by_group) == []
    # No engagement radar of the type is published: any of its radars guides.
    tor = GOOD.replace('system = "s-400"', 'system = "tor-m2"')
    assert run_errors(tor.replace('mast_height = "24 m"', 'elements = ["tor-m2/surveillance-radar"]')) == []
