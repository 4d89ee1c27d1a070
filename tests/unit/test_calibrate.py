"""Interceptors fitted to their claims: what is met, what is listed, and what is read from the table."""

import json

import numpy as np
import pytest

from rangering.catalog import load_catalog
from rangering.catalog.calibrate import calibrated
from rangering.catalog.fit import _root, world
from rangering.errors import CatalogError
from rangering.flight.flyout import (
    BOTTOM_M,
    ELEVATIONS_RAD,
    HEIGHTS,
    LOFTED,
    RANGES,
    reach_by_height_m,
    time_of_flight_s,
)
from rangering.flight.point_mass import fly

CATALOG = load_catalog()
INTERCEPTORS = CATALOG.ids("interceptor")


def read_s(fly_out, range_m, height_m):
    return time_of_flight_s(fly_out.time_s, fly_out.height_step_m, fly_out.range_step_m, range_m, height_m)


@pytest.mark.parametrize("interceptor", INTERCEPTORS)
def test_every_interceptor_meets_its_claims_or_is_listed(interceptor):
    found = calibrated(CATALOG, interceptor)
    tolerances = {"range": 0.03, "ceiling": 0.05, "top speed": 0.05}
    listed = " ".join(found.inconsistent)
    for claim in found.claims:
        off = abs(claim.fitted / claim.claimed - 1.0)
        assert (off > tolerances[claim.name] and claim.is_claim) == (f"{claim.name} " in listed)
    # The table itself reproduces the range and the ceiling that the fit is said to have.
    edge_m = reach_by_height_m(found.fly_out)
    fly_out = found.fly_out
    row = int(np.argmax(edge_m))
    assert edge_m[row] == pytest.approx(found.claims[0].fitted)
    reached_s = time_of_flight_s(
        fly_out.time_s,
        fly_out.height_step_m,
        fly_out.range_step_m,
        edge_m[row] - 1.0,
        row * fly_out.height_step_m,
    )
    assert np.isfinite(reached_s)
    top = np.flatnonzero(np.isfinite(fly_out.time_s).any(axis=1))[-1]
    assert top * fly_out.height_step_m == pytest.approx(found.claims[1].fitted, rel=0.05)
    assert fly_out.time_s.shape == fly_out.speed_m_s.shape == (HEIGHTS, RANGES)
    low, high = found.drag_bounds
    assert low * (1 - 1e-9) <= found.drag_coefficient <= high * (1 + 1e-9)
    low, high = found.impulse_bounds_s
    assert low <= found.specific_impulse_s <= high


def test_most_of_the_catalog_fits_together():
    # Three types claim what no pair of the bounds gives; a fourth would be news.
    listed = [each for each in INTERCEPTORS if calibrated(CATALOG, each).inconsistent]
    assert listed == ["buk-m3/9m317m", "hisar-o-plus/iir-missile", "hq-9/hq-9b"]


def test_the_table_holds_the_quickest_of_many_flights():
    """Flown again, four times as densely, and searched point by point."""
    found = calibrated(CATALOG, "s-400/48n6e2")
    fly_out, track = found.fly_out, np.empty((640, 4))
    step_s = 200e3 / 1900.0 / 80.0
    quickest = np.full((3, 4), np.inf)
    heights_m, ranges_m = np.array([3e3, 9e3, 18e3]), np.array([25e3, 60e3, 100e3, 140e3])
    elevations = np.arange(ELEVATIONS_RAD[0], np.radians(75.0), np.radians(0.125))
    for share in LOFTED:
        before = None
        for elevation_rad in elevations:
            start = 0.0, 0.0, step_s, BOTTOM_M, 200.0, 0.0
            count = fly(elevation_rad, share, *start, found.body, world(), track)
            here = np.array(
                [np.interp(ranges_m, track[:count, 1], track[:count, n], right=np.nan) for n in (2, 0)]
            )
            if before is not None:
                for i, height_m in enumerate(heights_m):
                    part = (height_m - before[0]) / (here[0] - before[0])
                    with np.errstate(invalid="ignore"):
                        time_s = np.where(
                            (part >= 0) & (part <= 1), before[1] + part * (here[1] - before[1]), np.inf
                        )
                    quickest[i] = np.fmin(quickest[i], time_s)
            before = here
    for i, height_m in enumerate(heights_m):
        for j, range_m in enumerate(ranges_m):
            read_s = time_of_flight_s(
                fly_out.time_s, fly_out.height_step_m, fly_out.range_step_m, range_m, height_m
            )
            assert read_s == pytest.approx(quickest[i, j], rel=0.01)


def test_another_reach_is_flown_where_it_can_be():
    farther = calibrated(CATALOG, "s-400/48n6e2", reach_m=230e3)
    assert farther.claims[0].claimed == 230e3
    assert farther.reach_m == pytest.approx(230e3, rel=0.03)
    beyond = calibrated(CATALOG, "s-400/40n6e", reach_m=400e3)
    assert beyond.inconsistent
    assert beyond.reach_m < 400e3


def test_a_reading_moves_the_claims_and_equal_figures_are_fitted_once():
    drawn = calibrated(CATALOG, "s-400/48n6e3", reading={"s-400/48n6e3.range_max": 230e3})
    assert drawn.reach_m == pytest.approx(230e3, rel=0.03)
    twins = [calibrated(CATALOG, each).fly_out.time_s for each in ("s-400/48n6e2", "s-300pmu2/48n6e2")]
    assert twins[0] is twins[1]
    assert not twins[0].flags.writeable


def test_a_published_mean_speed_is_set_beside_the_one_flown():
    mean = calibrated(CATALOG, "s-400/48n6e3").mean_speed
    assert (mean.published_m_s, mean.quantity) == (1500.0, "s-400/48n6e3.speed_mean")
    assert 600.0 < mean.flown_m_s < 1964.0
    assert calibrated(CATALOG, "tor-m2/missile").mean_speed.published_m_s is None


def test_class_defaults_are_counted_and_refused():
    found = calibrated(CATALOG, "s-400/48n6e3")
    assert found.defaults_count == sum(each.from_default for each in found.inputs) > 0
    with pytest.raises(CatalogError, match="mass_ratio"):
        calibrated(CATALOG, "s-400/48n6e3", allow_defaults=False)


def test_false_position_finds_a_bound_or_the_root():
    assert _root(lambda x: x - 3.0, 4.0, 6.0, 1e-9) == 4.0
    assert _root(lambda x: x - 9.0, 4.0, 6.0, 1e-9) == 6.0
    assert _root(lambda x: x**3 - 2.0, 0.0, 6.0, 1e-6) == pytest.approx(2.0 ** (1.0 / 3.0), rel=1e-6)


def test_the_command_prints_claims_fit_and_caveat(run):
    ran = run("catalog", "envelope", "hq-9/hq-9b")
    assert ran.status == 0
    assert "Not consistent: top speed 1,400 m/s (hq-9/hq-9.speed_max, grade D)" in ran.out
    assert "class defaults (grade D, ours)" in ran.out
    assert ran.out.splitlines()[-1].startswith("Verified against closed forms")


def test_the_command_as_json_keeps_the_contract(run):
    told = json.loads(run("catalog", "envelope", "s-400/48n6e3", "--json").out)
    assert told["schema"] == "rangering.envelope/1"
    assert told["warnings"] == []
    assert [each["name"] for each in told["results"]["claims"]] == ["range", "ceiling", "top speed"]
    assert all(each["met"] for each in told["results"]["claims"])
    edge = told["results"]["edge"]
    assert edge[0]["height_m"] == 0.0
    assert max(each["range_m"] for each in edge) == pytest.approx(250e3, rel=0.03)


def test_the_picture_is_written_whole(run, tmp_path):
    from PIL import Image

    ran = run("catalog", "envelope", "iris-t-slm/missile", "--out", str(tmp_path / "envelope.png"))
    assert ran.status == 0
    with Image.open(tmp_path / "envelope.png") as image:
        assert image.size[0] == 1440
        assert "not validated against combat data" in image.text["Description"]
    assert [path.name for path in tmp_path.iterdir()] == ["envelope.png"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("s-400",), "name one of its interceptors: s-400/48n6e"),
        (("s-400/91n6e",), "is no interceptor"),
        (("s-400/48n6e4",), "s-400/48n6e"),
        (("s-400/48n6e3", "--out", "envelope.pdf"), "is no name of a picture"),
        (("s-400/48n6e3", "--no-defaults"), "has no public figure for"),
    ],
)
def test_wrong_words_are_told_and_mended(run, words, said):
    ran = run("catalog", "envelope", *words)
    assert ran.status == 2
    assert said in ran.err
