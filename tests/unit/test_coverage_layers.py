"""Layers worked out on demand: they agree with the map, and their Pd with the radar equation."""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.results import LAYERS, CoverageMap
from rangering.coverage.run import map_coverage
from rangering.errors import ScenarioError
from rangering.sight.state import State
from tests.coverage_scenes import plain, ridge, scene

TABLE_ERROR = 1e-3  # of Pd between entries, for targets that fluctuate
TWO_SITES = '[[group.fire_unit]]\nname = "F2"\nposition = "45.1 N, 29.8 W"'


def asked(**stated):
    """Two sites about a ridge, 19 km apart."""
    return scene(**({"terrain": ridge(400.0), "more_units": TWO_SITES} | stated))


@pytest.fixture(scope="module", params=["", "diffraction = true\ntwo_ray = true", 'rain_rate = "20 mm/h"'])
def two_sites(request) -> CoverageMap:
    return map_coverage(asked(environment=request.param), samples=0, posting_m=1e3)


LAYERS_OF_IT = [(a, t) for a in range(2) for t in range(2)]


@pytest.mark.parametrize(("a", "t"), LAYERS_OF_IT)
def test_a_cell_is_covered_where_its_probability_says_so(two_sites, a, t):
    pd, covered = two_sites.single_scan_pd(a, t), two_sites.covered(a, t)
    assert (pd[covered] >= two_sites.pd_probability - TABLE_ERROR).all()
    uncovered = ~covered & ~np.isnan(pd)
    assert (pd[uncovered] <= two_sites.pd_probability + TABLE_ERROR).all()
    assert (np.isnan(pd) == (two_sites.state[a, t] == State.UNKNOWN)).all()
    assert (pd[two_sites.state[a, t] == State.UNDERGROUND] == 0.0).all()


@pytest.mark.parametrize(("a", "t"), LAYERS_OF_IT)
def test_sites_together_are_the_network(two_sites, a, t):
    names = sorted({radar.site for radar in two_sites.radars})
    assert len(names) == 2
    each = np.stack([two_sites.site_state(a, t, site) for site in names])
    assert (each.min(axis=0) == two_sites.state[a, t]).all()
    overlaps = sum(two_sites.overlap(a, t, site).astype(int) for site in names)
    assert (overlaps == two_sites.overlap(a, t)).all()
    assert ((overlaps >= 1) == two_sites.covered(a, t)).all()
    assert overlaps.max() > 1
    pd = np.fmax.reduce([two_sites.single_scan_pd(a, t, site) for site in names])
    known = ~np.isnan(two_sites.single_scan_pd(a, t))
    assert (pd[known] == two_sites.single_scan_pd(a, t)[known]).all()
    assert (two_sites.site_state(a, t) == two_sites.state[a, t]).all()


def test_the_best_radar_is_one_of_the_site_and_stands_where_there_is_a_probability(two_sites):
    best, pd = two_sites.best_radar(1, 0), two_sites.single_scan_pd(1, 0)
    assert ((best >= 0) == (pd > 0.0)).all()
    for number, radar in enumerate(two_sites.radars):
        alone = two_sites.single_scan_pd(1, 0, radar.site)
        assert (alone[best == number] == pd[best == number]).all()
    assert set(np.unique(best)) == {-1, 0, 1}


def test_single_scan_probability_is_swerling_1_by_the_radar_equation():
    """Pd = Pfa^(1/(1+S)), S falling with R⁴ from what Pd 0.5 needs; where gases take some hundredths of a dB.

    The echo at a range R is that at the class's own range of Pd 0.5, by 40 lg of their ratio and the gases
    between the two: below 0.02 dB/km two-way at 3 to 6 GHz, which bounds the error.
    """
    alone = scene(terrain=plain(0.0), altitudes=("6000 m amsl",), targets=("target/cruise-missile",))
    made = compile_coverage(alone, load_catalog(), posting_m=500.0)
    result = map_coverage(alone, samples=0, posting_m=500.0)
    assert (made.facts[0].swerling, made.facts[0].n_pulses) == (1, 1)
    pfa, half_m = made.facts[0].pfa, result.radars[0].power_m["target/cruise-missile"]
    snr_at_half = np.log(pfa) / np.log(0.5) - 1.0
    ground, pd = result.ground, result.single_scan_pd(0, 0)
    checked = 0
    for east in range(4, 50):
        found = pd[ground.row0, ground.col0 + east]
        if found == 0.0:
            continue
        slant_m = np.hypot(500.0 * east * (1.0 + 3e3 / 8.5e6), 6000.0 - result.radars[0].antenna_m)
        gases_db = 2e-5 * np.abs(half_m - slant_m)
        bounds = [
            pfa ** (1.0 / (1.0 + snr_at_half * (half_m / slant_m) ** 4 * 10.0 ** (sign * gases_db / 10.0)))
            for sign in (-1.0, 1.0)
        ]
        assert bounds[0] - TABLE_ERROR <= found <= bounds[1] + TABLE_ERROR
        assert bounds[1] - bounds[0] < 0.03
        checked += 1
    assert checked > 20


def test_layers_are_asked_for_by_name():
    result = map_coverage(asked(), samples=3, posting_m=3e3)
    shape = result.ground.height_m.shape
    for name in LAYERS:
        assert result.layer(name, 0, 1).shape == shape
    assert (result.layer("state", 0, 1) == result.state[0, 1]).all()
    assert (result.layer("single_scan_pd", 0, 1) == result.single_scan_pd(0, 1)).all()
    assert (result.layer("covered", 0, 1, "F2") <= result.layer("covered", 0, 1)).all()
    for name, site, words in [
        ("height", None, "is no layer of a map"),
        ("share", "F2", "is no layer of one site"),
        ("overlap", "F3", "has no radar"),
    ]:
        with pytest.raises(ScenarioError, match=words):
            result.layer(name, 0, 0, site)


@pytest.mark.both_ways
def test_layers_hold_together_on_a_small_map():
    result = map_coverage(asked(altitudes=("300 m agl",)), samples=0, posting_m=3e3)
    sites = sorted({radar.site for radar in result.radars})
    states = np.stack([result.site_state(0, 0, site) for site in sites])
    assert (states.min(axis=0) == result.state[0, 0]).all()
    assert ((result.overlap(0, 0) > 0) == result.covered(0, 0)).all()
    assert (result.single_scan_pd(0, 0)[result.covered(0, 0)] >= 0.5 - TABLE_ERROR).all()
