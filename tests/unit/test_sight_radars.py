"""Which radars a scenario has, what of them counts, and how far each must be mapped."""

import numpy as np
import pytest

from rangering.catalog.fire_unit import radar_ids
from rangering.catalog.read import load_catalog
from rangering.constants import EARTH_RADIUS_M, STANDARD_K
from rangering.coverage import compile as compiling
from rangering.coverage.run import look, map_coverage
from rangering.sight.grounds import sight_limit_m
from rangering.sight.radars import sited_radars
from rangering.sight.state import State
from tests.coverage_scenes import plain, ridge, scene

RADIUS_M = STANDARD_K * EARTH_RADIUS_M


def named(asked):
    return [
        (each.element.id, each.element.at.name, each.in_network)
        for each in sited_radars(asked, load_catalog())
    ]


def test_an_engagement_radar_nobody_publishes_never_counts_in_what_is_seen():
    assert named(scene()) == [
        ("tor-m2/surveillance-radar", "F", True),
        ("default/short/engagement", "F", False),
    ]
    catalog = load_catalog()
    for system in catalog.ids("system"):
        found = named(scene(system=system))
        own = [each for each in found if not each[0].startswith("default/")]
        assert all(counts for *_, counts in own)
        defaults = [each for each in found if each[0].startswith("default/")]
        ids = radar_ids(catalog[system])
        if own:
            assert not any(counts for *_, counts in defaults), system
        else:
            # With nothing published at all, one that finds stands in and counts; one that guides never does.
            assert [each[0] for each in defaults if each[2]] == [ids["surveillance"]], system
        assert len([each for each in found if "engagement" in each[0] and not each[2]]) == ids[
            "engagement"
        ].startswith("default/"), system


def test_where_the_scenario_says_what_is_there_nothing_else_is():
    asked = scene(unit='elements = ["tor-m2/surveillance-radar"]')
    assert named(asked) == [("tor-m2/surveillance-radar", "F", True)]
    assert named(scene(unit='alert = "off"')) == []
    off = '[[group.fire_unit]]\nname = "F2"\nposition = "45.1 N, 29.8 W"\nalert = "off"'
    assert {at for _, at, _ in named(scene(more_units=off))} == {"F"}


def test_what_only_engages_changes_no_map_of_what_is_seen():
    with_default, without = (
        map_coverage(scene(terrain=ridge(900.0), unit=unit), samples=7, posting_m=2e3)
        for unit in (
            'mast_height = "12 m"',
            'mast_height = "12 m"\nelements = ["tor-m2/surveillance-radar"]',
        )
    )
    assert (with_default.state == without.state).all()
    assert (with_default.readings == without.readings).all()
    assert [each.radar_id for each in with_default.radars] == ["tor-m2/surveillance-radar"]


@pytest.mark.parametrize(("mast_m", "height_m"), [(4.0, 30.0), (12.0, 100.0), (40.0, 11000.0), (9.0, 0.0)])
@pytest.mark.parametrize("lowest_m", [-400.0, 0.0, 1500.0])
def test_the_limit_of_sight_is_where_a_straight_line_grazes_the_lowest_ground(mast_m, height_m, lowest_m):
    antenna_m, target_m = lowest_m + mast_m, lowest_m + height_m
    limit_m = sight_limit_m(antenna_m, target_m, lowest_m, RADIUS_M)

    def clearance_m(distance_m):
        """Least height of the straight line over the sphere at the lowest ground, by brute force."""
        angle = distance_m / RADIUS_M
        start = np.array([0.0, RADIUS_M + antenna_m])
        end = (RADIUS_M + target_m) * np.array([np.sin(angle), np.cos(angle)])
        shares = np.linspace(0.0, 1.0, 200_001)[:, None]
        return np.hypot(*(start + shares * (end - start)).T).min() - RADIUS_M - lowest_m

    assert clearance_m(0.999 * limit_m) > -1e-6
    if height_m > 0.0:
        assert clearance_m(1.001 * limit_m) < 0.0
    # The handbooks' 4.12 (√h + √h) km over a parabola, to half of its last digit, over sea level.
    if lowest_m == 0.0 and height_m <= 100.0:
        assert limit_m == pytest.approx(4.12e3 * (mast_m**0.5 + height_m**0.5), rel=0.005 / 4.12)


def test_below_the_lowest_ground_nothing_is_gained():
    assert sight_limit_m(-5.0, -9.0, 0.0, RADIUS_M) == 0.0
    assert sight_limit_m(10.0, -9.0, 0.0, RADIUS_M) == sight_limit_m(10.0, 0.0, 0.0, RADIUS_M)


@pytest.mark.parametrize("terrain", [plain(300.0), ridge(900.0), ridge(260.0, distance_km=0.0)])
def test_a_map_that_ends_at_the_limit_of_sight_is_the_whole_map(terrain, monkeypatch):
    asked = scene(
        terrain=terrain,
        system="s-400",
        group='mast_height = "7 m"',
        unit='mast_height = "7 m"',
        altitudes=("100 m agl",),
    )
    # Ring scores ask for 10 km, which is seen far out: the limit is to bite.
    monkeypatch.setattr(compiling, "STANDARD_ALTITUDES", ("100 m agl",))

    def mapped():
        made = compiling.compile_coverage(asked, load_catalog(), samples=5, posting_m=5e3)
        return made, look(made.plan)

    limited, looked = mapped()
    monkeypatch.setattr(compiling, "sight_limit_m", lambda *_: np.inf)
    whole, everywhere = mapped()
    assert limited.plan.sweeps.half.max() < whole.plan.sweeps.half.max() / 3
    # On the very edge of what is mapped, rounding decides whether a cell is OUTSIDE or says SEVERAL.
    states = [
        np.where(each.state == State.OUTSIDE, State.SEVERAL, each.state) for each in (looked, everywhere)
    ]
    assert (states[0] == states[1]).all()
    assert (looked.readings == everywhere.readings).all()
    assert (looked.engaged == everywhere.engaged).all()
    assert (looked.engaged_readings == everywhere.engaged_readings).all()
    assert {State.HORIZON, State.SEVERAL} <= set(np.unique(looked.state))
