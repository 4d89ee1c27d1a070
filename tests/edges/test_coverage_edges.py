"""Maps that cannot be drawn, or only just: one clear error that names the place, or an honest answer."""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.coverage.compile import compile_coverage
from rangering.coverage.run import map_coverage
from rangering.errors import CatalogError, ScenarioError, TerrainError
from rangering.scenario.read import load_scenario, scenario_from_tables
from rangering.sight import grounds
from rangering.sight.state import State
from tests.coverage_scenes import plain, scene
from tests.terrain_files import degree_tile


def refused(asked, *words, kind=ScenarioError, **options):
    """The error is one line with a mend, and says these words."""
    with pytest.raises(kind) as caught:
        map_coverage(asked, **options)
    sentence = str(caught.value)
    for word in words:
        assert word in sentence, sentence
    assert caught.value.mend
    assert "\n" not in sentence


def on_raster(folder, height, *, cells=120, **stated):
    """A scene at 46.5 N, 8.5 E on one degree of elevation, 46 to 47 N and 8 to 9 E."""
    degree_tile(folder / "dem.tif", 46, 8, height, cells=cells)
    asked = scene(46.5, 8.5, terrain='kind = "smooth"', **stated)
    raster = {"kind": "raster", "path": str(folder / "dem.tif")}
    environment = type(asked.environment).model_validate(
        asked.environment.model_dump(by_alias=True) | {"terrain": raster}
    )
    return asked.model_copy(update={"environment": environment})


@pytest.mark.parametrize("stated", ['alert = "off"', "elements = []"])
def test_no_radar_switched_on(stated):
    refused(scene(unit=stated), "scene", "no radar that is switched on", 'alert = "ready"')


def test_a_site_outside_the_terrain_is_named():
    asked = scene(36.0, -84.0, terrain='kind = "sample"\nname = "jacksboro"')
    refused(asked, "scene, F", "lies outside the terrain", "36, -84", "move the site")


def test_a_second_site_outside_the_terrain_is_named_too(tmp_path):
    far = '[[group.fire_unit]]\nname = "Far"\nposition = "46.5 N, 9.4 E"'
    refused(on_raster(tmp_path, _level, more_units=far), "scene, Far", "lies outside the terrain")


def test_a_site_in_a_void_is_named(tmp_path):
    refused(
        on_raster(tmp_path, _void_at_the_site), "scene, F", "void", "46.5000° N, 8.5000° E", "fill the void"
    )


def test_unknown_ground_all_around_is_unknown(tmp_path):
    result = map_coverage(on_raster(tmp_path, _known_near_the_site), posting_m=500.0)
    row0, col0 = result.ground.row0, result.ground.col0
    near, far = result.state[:, :, row0, col0 + 2], result.state[:, :, row0, col0 + 40]
    assert (near == State.COVERED).all()
    assert (far == State.UNKNOWN).all()
    for row in result.table:
        assert row.unknown_share > 0.9
        assert row.seen_share + row.unknown_share + sum(s for _, s in row.limits) == pytest.approx(1.0)
    assert any("unknown" in text for text in result.warnings)
    assert np.isnan(result.radars[0].lowest_m[row0, col0 + 40])


def _level(lon_deg, lat_deg):
    return 300.0 + 0.0 * (lon_deg + lat_deg)


def _void_at_the_site(lon_deg, lat_deg):
    near = np.hypot(lon_deg - 8.5, lat_deg - 46.5) < 0.05
    return np.where(near, np.nan, 300.0)


def _known_near_the_site(lon_deg, lat_deg):
    near = np.hypot(lon_deg - 8.5, lat_deg - 46.5) < 0.04
    return np.where(near, 300.0, np.nan)


@pytest.mark.parametrize("posting_m", [4e3, 1e6, 1e300])
def test_too_coarse_a_posting(posting_m):
    refused(
        scene(), "scene, posting", "too coarse for a ring of 16 km", "3200 m or less", posting_m=posting_m
    )


@pytest.mark.parametrize("posting_m", [0.0, -90.0, float("nan"), float("inf")])
def test_no_posting_at_all(posting_m):
    refused(scene(), "is no posting", kind=TerrainError, posting_m=posting_m)


@pytest.mark.parametrize("posting_m", [1e-3, 0.1, 1.0])
def test_too_fine_a_posting_is_refused_before_memory_is_taken(posting_m):
    refused(scene(), "memory", "coarser posting", kind=TerrainError, posting_m=posting_m)


def test_a_map_too_large_is_refused_before_its_grounds_are_taken(monkeypatch):
    taken = []

    def counted(*args, real=grounds.ground_about):
        taken.append(args)
        return real(*args)

    monkeypatch.setattr(grounds, "ground_about", counted)
    many = "".join(
        f'[[group.fire_unit]]\nname = "F{n}"\nposition = "45.0 N, {29.9 - 0.01 * n:.2f} W"\n'
        for n in range(40)
    )
    asked = scene(terrain=plain(0.0), more_units=many, altitudes=tuple(f"{h} m agl" for h in range(10, 50)))
    # Each of the 41 guides by the class default of a second radar, whose sweep takes memory too.
    refused(asked, "GB of memory", "fewer altitudes or classes", "82 radars", posting_m=20.0)
    assert len(taken) == 1


@pytest.mark.parametrize("pd", [0.0, 0.0099, 0.9901, 1.0, -1.0, 50.0, float("nan"), float("inf")])
def test_a_probability_out_of_range(pd):
    refused(scene(), "--pd", "0.01 and 0.99", pd_probability=pd)


@pytest.mark.parametrize("pd", [0.01, 0.99])
def test_the_bounds_of_the_probability_are_allowed(pd):
    assert map_coverage(scene(), posting_m=2e3, pd_probability=pd).pd_probability == pd


def test_defaults_can_be_refused():
    refused(scene(), "no public figure", kind=CatalogError, allow_defaults=False)


def test_a_system_with_no_published_radar_stands_on_its_class_default():
    catalog = load_catalog()
    bare = next(s for s in catalog.ids("system") if not any(p.kind == "radar" for p in catalog.parts(s)))
    made = compile_coverage(scene(system=bare), catalog, posting_m=2e3)
    assert all(facts.radar.startswith("default/") for facts in made.facts)
    assert {ring.grade for ring in made.rings} == {"D"}


def test_a_fire_unit_without_a_radar_of_its_own_is_guided_by_its_groups():
    """Launchers 20 km north of the only radar: their box stands about them, over their own ground."""
    group = """
position = "45.0 N, 30.0 W"
mast_height = "12 m"
elements = ["tor-m2/surveillance-radar"]
"""
    apart = scene(
        45.18, -30.0, terrain=plain(300.0), group=group, unit="elements = []", altitudes=("1000 m amsl",)
    )
    result = map_coverage(apart, samples=0, posting_m=1e3)
    assert [radar.site for radar in result.radars] == ["G"]
    (engagement,) = result.engagements
    north = engagement.state[0, 0, :, result.ground.col0]
    met = np.flatnonzero(north == State.COVERED) - result.ground.row0
    assert 4 <= met.min() <= 5  # 16 km short of the launchers, 20.0 km away
    assert 17 <= met.max() <= 32
    assert north[result.ground.row0 + 20] == State.KINEMATICS  # nearer than a missile turns


def test_a_fire_unit_switched_off_keeps_its_press_circle():
    off = '[[group.fire_unit]]\nname = "F2"\nposition = "45.0 N, 29.0 W"\nalert = "off"'
    result = map_coverage(scene(more_units=off), samples=3, posting_m=2e3)
    assert len(result.engagement_rings) == 2
    (row,) = {row.limits for row in result.table if row.of == "site F2"}
    assert row == (("several", 1.0),)
    assert any("switched off" in each for each in result.engagements[0].missing)


def test_sites_too_far_apart_for_one_map():
    far = '[[group.fire_unit]]\nname = "Far"\nposition = "45 S, 150 E"'
    refused(scene(more_units=far), "too wide", "2,000 km", "a scenario of its own")


def test_a_ring_wider_than_rays_can_run(monkeypatch):
    monkeypatch.setattr(grounds, "MAX_RANGE_M", 30e3)
    refused(scene(), "too wide", "a ring reaches to 30 km at most")


def test_the_widest_ring_of_the_catalog_at_the_pole():
    result = map_coverage(scene(90.0, 0.0, system="s-400", altitudes=("30000 m amsl",)), posting_m=1e4)
    assert max(radar.ring.radius_m for radar in result.radars) == 700e3
    assert all(row.unknown_km2 == 0.0 for row in result.table)


def test_the_smallest_ring_at_the_finest_posting_that_fits():
    result = map_coverage(scene(altitudes=("0 m agl",), unit='mast_height = "0.5 m"'), posting_m=50.0)
    assert result.state.shape[2] == 2 * 640 + 1
    assert 0.0 < min(row.seen_share for row in result.table) < 0.05


def test_heights_at_both_ends_of_the_air():
    result = map_coverage(scene(altitudes=("80 km amsl", "FL999")), posting_m=1e3)
    assert not result.covered(0, 0).any()  # above every radar's display and elevation


def test_an_altitude_below_all_ground_is_refused():
    with pytest.raises(ScenarioError, match="below the ground everywhere"):
        map_coverage(scene(altitudes=("100 m agl", "-500 m amsl")), posting_m=1e3)


def test_a_radar_on_a_hill_looks_down_on_a_low_altitude_over_the_valley():
    """jacksboro: the site stands at 980 m; its relief runs from 236 m to 1,076 m."""
    tables = load_scenario("jacksboro").as_written()
    asked = {"altitudes": ["700 m amsl"], "targets": ["target/fighter"]}
    valley = map_coverage(scenario_from_tables(tables | {"coverage": asked}, "valley.toml"), posting_m=500.0)
    assert "underground" in dict(valley.table[0].limits)
    assert valley.table[0].seen_share > 0.1
    below = tables | {"coverage": asked | {"altitudes": ["200 m amsl"]}}
    with pytest.raises(ScenarioError, match="below the ground everywhere"):
        map_coverage(scenario_from_tables(below, "valley.toml"), posting_m=500.0)
