"""Whole approaches to a place: what is first seen, met and in time, in bands and over claims."""

import numpy as np
import pytest

from rangering.coverage.approach import map_approaches, places_of
from rangering.coverage.approach_compile import DrawnRadars
from rangering.coverage.compile import compile_coverage
from rangering.coverage.envelope import boxes_of, outline_of, timing_of
from rangering.coverage.run import map_coverage
from rangering.errors import CatalogError
from rangering.flight.flyout import HEIGHTS
from rangering.sight.state import State
from tests.approach_scenes import CATALOG, approaches, asset, over_swept_ground
from tests.coverage_scenes import plain, scene

QUARTER = 0.5 * np.pi


@pytest.mark.both_ways
def test_a_small_scene_is_flown_whole():
    stated = scene(altitudes=("300 m agl", "20000 m amsl"), more=asset(45.02, -30.0))
    _, (found,) = approaches(stated, posting_m=3000.0, azimuth_step_rad=QUARTER, step_m=3000.0)
    assert (found.place, found.is_asset, found.claims) == ("A", True, ("published",))
    assert found.azimuth_rad == pytest.approx([0.0, QUARTER, 2 * QUARTER, 3 * QUARTER])
    assert found.shots.shape == (1, 2, 2, 4)
    assert found.intercept_m.shape == (1, 2, 2, 4, 2)
    assert not found.unknown.any()
    assert (found.first_radar[0] == 0).all()
    seen_m, met_m = found.first_seen_m[..., 0], found.intercept_m[0, ..., 0]
    assert (seen_m[0] > met_m[0]).all()
    assert (found.shots[0, 0] >= 2).all()
    assert (found.shots[0, 1] == 0).all()  # above every ceiling
    assert np.isnan(met_m[1]).all()
    speeds_m_s = np.array([[930.0 / 3.6], [880.0 / 3.6]])
    assert found.warning_s[..., 0] == pytest.approx(seen_m / speeds_m_s, rel=1e-6, nan_ok=True)


def test_without_assets_the_first_site_is_the_place():
    made, (found,) = approaches(scene(targets=("target/fighter",)), azimuth_step_rad=QUARTER)
    assert (found.place, found.is_asset) == ("F", False)
    assert places_of(scene(), made)[0].lat_deg == 45.0


def test_a_target_that_faces_the_radar_is_first_seen_where_the_map_ends():
    """Flown at the radar itself, seen from the front and hardly from below: the map's own verdict."""
    stated = scene(system="hq-9", altitudes=("100 m agl", "1000 m agl"))
    result = map_coverage(stated, posting_m=2000.0)
    _, (found,) = approaches(stated, azimuth_step_rad=QUARTER, step_m=2000.0)
    for a in range(2):
        for t in range(2):
            east = result.state[a, t, result.ground.row0, result.ground.col0 :]
            last_m = np.flatnonzero(east == State.COVERED)[-1] * 2000.0
            assert found.first_seen_m[a, t, 1, 0] == last_m


def drawn_from(made, readings, **changes):
    radars, ones = made.plan.radars, np.ones((readings, 1))
    return DrawnRadars(
        **{
            "power_m": np.array([each.reach.power_m for each in radars]) * ones[..., None],
            "instrumented_m": np.array([each.reach.instrumented_m for each in radars]) * ones,
            "elevation_min_rad": np.array([each.antenna.elevation_min_rad for each in radars]) * ones,
            "elevation_max_rad": np.array([each.antenna.elevation_max_rad for each in radars]) * ones,
            "minimum_speed_m_s": np.array([each.minimum_radial_speed_m_s for each in made.facts]) * ones,
            "speed_m_s": np.array([each.speed_m_s for each in made.targets]) * ones,
            "mast_m": np.full((readings, len(radars)), 30.0),
        }
        | changes
    )


def test_bands_hold_nine_readings_in_ten_and_never_is_nearest():
    stated = scene(system="hq-9", altitudes=("3000 m amsl",), targets=("target/cruise-missile",))
    made, (nominal,) = approaches(stated, azimuth_step_rad=QUARTER)
    assert (
        nominal.first_seen_m[0, 0, 0, 0]
        == nominal.first_seen_m[0, 0, 0, 1]
        == nominal.first_seen_m[0, 0, 0, 2]
    )
    reach_m = np.linspace(20e3, 80e3, 61)
    drawn = drawn_from(made, 61, power_m=reach_m.reshape(61, 1, 1))
    _, (found,) = approaches(stated, azimuth_step_rad=QUARTER, step_m=1000.0, drawn=drawn)
    _, low_m, high_m = found.first_seen_m[0, 0, 0]
    assert [low_m, high_m] == pytest.approx([23e3, 77e3], abs=1.5e3)
    speed_m_s = made.targets[0].speed_m_s
    assert found.warning_s[0, 0, 0, 1:] == pytest.approx(
        found.first_seen_m[0, 0, 0, 1:] / speed_m_s, rel=1e-6
    )
    blind = drawn_from(made, 61, power_m=np.where(np.arange(61) < 5, 1.0, 60e3).reshape(61, 1, 1))
    _, (found,) = approaches(stated, azimuth_step_rad=QUARTER, step_m=1000.0, drawn=blind)
    _, low_m, high_m = found.first_seen_m[0, 0, 0]
    assert np.isnan(low_m)
    assert high_m == pytest.approx(60e3, abs=1.5e3)


def test_readings_at_nominal_values_are_the_nominal_answer():
    stated = scene(system="s-400", altitudes=("1000 m agl",), more=asset(45.2, -30.3))
    made, (nominal,) = approaches(stated, posting_m=4000.0, azimuth_step_rad=QUARTER)
    _, (found,) = approaches(stated, posting_m=4000.0, azimuth_step_rad=QUARTER, drawn=drawn_from(made, 3))
    assert np.array_equal(found.first_seen_m, nominal.first_seen_m)
    assert np.array_equal(found.warning_s, nominal.warning_s)


def test_claims_differ_where_they_bind_and_only_there():
    stated = scene(system="s-400", altitudes=("100 m agl", "10000 m amsl"), targets=("target/airliner",))
    _, (found,) = approaches(stated, azimuth_step_rad=QUARTER)
    assert found.claims == ("claimed", "independent")
    claimed, independent = found.intercept_m[:, :, 0, 0, 0]
    # At 100 m the horizon binds: missiles flown to other claims are but a few seconds apart there.
    assert claimed[0] == pytest.approx(independent[0], rel=0.05)
    assert claimed[1] > 300e3
    # At 10 km each reaches as far as its outline does there: the farthest of them ends the other claim.
    (unit,) = stated.groups[0].fire_units
    found_m = [
        box.range_max_m * np.interp(10e3, outline.height_step_m * np.arange(HEIGHTS), outline.share)
        for box in boxes_of(CATALOG, stated.groups[0], unit, claim="independent")
        for outline in [outline_of(CATALOG, box)]
    ]
    assert max(found_m) >= independent[1] > max(found_m) - 2e3  # a step of the path


def test_a_fire_unit_without_its_chain_meets_nothing():
    stated = scene(system="s-400", unit='elements = ["s-400/92n6e"]', altitudes=("1000 m agl",))
    _, (found,) = approaches(stated, azimuth_step_rad=QUARTER)
    assert np.isfinite(found.first_seen_m[..., 0]).all()
    assert np.isnan(found.intercept_m).all()
    assert not found.shots.any()


def test_unknown_ground_is_flagged_and_not_called_seen():
    stated = scene(terrain='kind = "sample"\nname = "jacksboro"', lat=36.5858, lon=-84.2667)
    _, (found,) = approaches(stated, posting_m=250.0, azimuth_step_rad=QUARTER)
    assert found.unknown.all()  # the display ends beyond the relief on every side
    assert np.nanmax(found.first_seen_m[..., 0]) < 25e3


def test_underground_there_is_nothing_to_see():
    stated = scene(terrain=plain(500.0), altitudes=("400 m amsl", "900 m amsl"))
    _, (found,) = approaches(stated, azimuth_step_rad=QUARTER)
    assert np.isnan(found.first_seen_m[0]).all()
    assert (found.cumulative_pd[0] == 0).all()
    assert np.isfinite(found.first_seen_m[1, ..., 0]).all()


def test_abeam_of_a_radar_a_target_fades_for_want_of_radial_speed():
    """Past a radar 12 km to the side, at 51 m/s: abeam, the radial speed falls below 10 m/s."""
    stated = scene(lat=45.0, lon=-30.0, targets=("target/one-way-uav",), altitudes=("300 m agl",),
                   more=asset(45.0, -29.848))  # fmt: skip

    def seldom(made):  # looks so rare that the sum stays short of certainty
        return made._replace(facts=tuple(each._replace(update_period_s=3e3) for each in made.facts))

    made, (found,) = approaches(
        stated, posting_m=500.0, azimuth_step_rad=QUARTER, step_m=250.0, change=seldom
    )
    speed = made.targets[0].speed_m_s
    slowest = made.facts[0].minimum_radial_speed_m_s
    # From the north to a place 12 km east of the radar: cosine 0.19 is met 2.4 km before the place.
    rows = found.cumulative_pd[0, 0, 0]
    still_m = found.distance_m[np.flatnonzero(rows == rows.max())]
    assert still_m.max() == pytest.approx(12e3 * np.tan(np.arcsin(slowest / speed)), abs=400.0)


def test_what_approaches_rest_on_is_listed():
    stated = scene(system="s-400", targets=("target/airliner",), altitudes=("1000 m agl",))
    made, _ = approaches(stated, azimuth_step_rad=QUARTER)
    used = {each.quantity for each in made.inputs}
    assert {
        "s-400/91n6e.update_period",
        "default/target/airliner.target.speed",
        "cross-section/aspect-side.ratio_to_frontal",
        "s-400.range_max_claim",
        "s-400.range_effective_independent",
        "s-400/48n6e3.speed_max",
        "default/long.interceptor.mass_ratio",
        "s-400.reaction_time",
    } <= used
    assert not any("kill_probability" in each for each in used)  # who wins is not asked


def test_refused_defaults_are_named():
    stated = scene(targets=("target/fighter",))
    group = stated.groups[0]
    with pytest.raises(CatalogError, match="has no public figure"):
        timing_of(stated, CATALOG, group, group.fire_units[0], allow_defaults=False)
    with pytest.raises(CatalogError, match="has no public figure"):
        map_coverage(stated, samples=0, posting_m=3e3, allow_defaults=False)


def test_who_sees_first_is_told_by_the_radars_of_the_map():
    """Of two groups the first has a radar that only engages: the map does not list it."""
    second = """
[[group]]
name = "G2"
system = "hq-9"
  [[group.fire_unit]]
  name = "F2"
  position = { lat = 45.0, lon = -28.5 }
"""
    stated = scene(more_units=second, altitudes=("1000 m agl",), targets=("target/fighter",))
    result = map_coverage(stated, samples=0, posting_m=3e3)
    made = compile_coverage(stated, CATALOG, posting_m=3e3)
    assert [each.in_network for each in made.placed][:3] == [True, False, True]
    (approach,) = result.approaches
    east = np.argmin(np.abs(approach.azimuth_rad - QUARTER))
    assert result.radars[approach.first_radar[0, 0, east]].site == "F2"
    assert set(approach.first_radar.ravel()) <= set(range(len(result.radars)))


def test_a_drawn_mast_moves_what_is_first_seen_to_its_own_radio_horizon():
    """4.12 (√mast + √height) km, heights in metres: the handbooks, over the smooth Earth."""
    stated = scene(system="s-400", unit="", altitudes=("100 m agl",), targets=("target/airliner",))
    masts_m = [12.0, 34.0]
    readings = [{"s-400/92n6e.mast_height": 6.0, "s-400/96l6e.mast_height": each} for each in masts_m]
    made = compile_coverage(stated, CATALOG, readings=readings, posting_m=1e3)
    flown, lowest_m = over_swept_ground(made)
    drawn = drawn_from(made, 2, mast_m=np.stack([each.mast_m for each in made.radar_readings], axis=1))
    (found,) = map_approaches(stated, CATALOG, flown, lowest_m, pd_probability=0.5, drawn=drawn)
    nominal_m, low_m, high_m = found.first_seen_m[0, 0, 0]
    for mast_m, seen_m in ((24.0, nominal_m), (12.0, low_m), (34.0, high_m)):
        assert seen_m == pytest.approx(4120.0 * (mast_m**0.5 + 10.0), abs=1.1e3)  # a step of the path
