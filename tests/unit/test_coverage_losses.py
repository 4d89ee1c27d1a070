"""The options of the link budget on a map: edges, two rays and clutter; what they leave alone."""

import numpy as np
import pytest

from rangering.catalog.read import load_catalog
from rangering.constants import EARTH_RADIUS_M, SPEED_OF_LIGHT_M_S, STANDARD_K
from rangering.coverage.compile import Compiled, compile_coverage
from rangering.coverage.results import CoverageMap
from rangering.coverage.run import look, map_coverage
from rangering.earth.diffraction import delta_bullington_loss_db
from rangering.earth.spherical_diffraction import LAND
from rangering.errors import CatalogError, ScenarioError
from rangering.sight.losses import ground_echo
from rangering.sight.state import State
from tests.coverage_scenes import plain, ridge, scene

CATALOG = load_catalog()
EFFECTIVE_M = STANDARD_K * EARTH_RADIUS_M
HIDING = (State.TERRAIN, State.HORIZON, State.DIFFRACTED)


def asked(options: str, *, terrain: str | None = None, **stated):
    """A radar with a low ridge 6 km to the east, 13 m above its antenna; some options switched on."""
    switched = "\n".join(f"{each} = true" for each in options.split())
    stated = {"altitudes": ("10 m agl", "300 m agl"), "targets": ("target/wide-body",)} | stated
    return scene(terrain=ridge(225.0) if terrain is None else terrain, environment=switched, **stated)


def mapped(options: str, *, samples: int = 0, posting_m: float = 250.0, **stated) -> CoverageMap:
    return map_coverage(asked(options, **stated), samples=samples, posting_m=posting_m)


def compiled(options: str, *, posting_m: float = 250.0, **more) -> Compiled:
    return compile_coverage(asked(options), CATALOG, posting_m=posting_m, **more)


def test_behind_a_low_edge_the_signal_comes_round_near_it_and_fails_deep_behind():
    plainly, bent = mapped(""), mapped("diffraction")
    hidden = np.isin(plainly.state[0, 0], HIDING)
    opened = hidden & bent.covered(0, 0)
    assert opened.any()
    row = slice(bent.ground.row0, bent.ground.row0 + 1)
    behind = np.flatnonzero(hidden[row][0] & (np.arange(hidden.shape[1]) > bent.ground.col0))
    seen_behind = np.flatnonzero(opened[row][0])
    assert set(seen_behind) < set(behind)  # some, but not all
    assert bent.state[0, 0][row][0][behind].tolist().count(State.DIFFRACTED) > 0
    # What is in line of sight stays as it is.
    sighted = ~hidden & (plainly.state[0, 0] != State.SEVERAL) & (plainly.state[0, 0] != State.OUTSIDE)
    assert (bent.state[0, 0][sighted] == plainly.state[0, 0][sighted]).all()
    assert bent.table[0].seen_share > plainly.table[0].seen_share
    assert "diffracted" in dict(bent.table[0].limits)
    assert {"terrain", "horizon"}.isdisjoint(dict(bent.table[0].limits))


def test_a_cell_behind_the_edge_is_seen_just_where_the_range_equation_says():
    """Delta-Bullington on the ridge's own profile, there and back, against the range in clear air."""
    result, made = mapped("diffraction"), compiled("diffraction")
    plan, radar = made.plan, result.radars[0]
    power_m, wavelength_m = plan.beams.power_m[0, 0], SPEED_OF_LIGHT_M_S / made.facts[0].frequency_hz
    east_m = radar.ground.height_m[radar.ground.row0, radar.ground.col0 :].astype(np.float64)
    lowest_m = radar.lowest_m[radar.ground.row0, radar.ground.col0 :]
    codes = result.state[0, 0, result.ground.row0, result.ground.col0 :]
    found = []
    for cell in range(24, len(codes)):
        target_m = east_m[cell] + 10.0
        if target_m >= lowest_m[cell]:
            continue
        loss_db = delta_bullington_loss_db(
            250.0 * np.arange(cell + 1), east_m[: cell + 1], radar.antenna_m, target_m, EFFECTIVE_M,
            wavelength_m, LAND[0], LAND[1], 0.5,
        )  # fmt: skip
        # The Earth's curvature adds less than a metre to the straight line.
        margin_db = (
            40.0 * np.log10(power_m / np.hypot(250.0 * cell, target_m - radar.antenna_m)) - 2.0 * loss_db
        )
        if 250.0 * cell < radar.instrumented_m - 250.0:
            assert codes[cell] == (State.COVERED if margin_db > 0.0 else State.DIFFRACTED)
            found.append(margin_db > 0.0)
    assert 2 <= sum(found) < len(found)


def test_what_fails_for_another_reason_too_is_not_blamed_on_the_edge_alone():
    """Farther than the class is detected in clear air, lifting the edge would help nobody."""
    bent = mapped("diffraction", targets=("target/cruise-missile",))
    rows, cols = np.nonzero(bent.state[0, 0] == State.DIFFRACTED)
    away_m = np.hypot(rows - bent.ground.row0, cols - bent.ground.col0) * 250.0
    power_m = bent.radars[0].power_m["target/cruise-missile"]
    assert power_m < 0.8 * bent.radars[0].instrumented_m
    assert 0.8 * power_m < away_m.max() <= power_m


def test_no_option_leaves_no_trace():
    made = compiled("", samples=5)
    assert (made.plan.losses.first == -1).all()
    assert (made.plan.losses.clear_first == -1).all()
    assert made.plan.losses.two_way_db.size == made.plan.losses.clear_m.size == 0
    assert not any(echo.inputs for echo in made.echoes)


def override(quantity: str, value: float, unit: str = "") -> str:
    """The scenario's own value of a class default."""
    said = f'"{value} {unit}"' if unit else f"{value}"
    return f'[uncertainty."default/short.{quantity}"]\nlow = {said}\nnominal = {said}\nhigh = {said}\n'


@pytest.mark.parametrize(
    ("option", "nothing"),
    [
        ("two_ray", {"more": override("ground.reflection_magnitude", 0.0)}),
        ("clutter", {"more": override("radar.clutter_elevation", 0.0, "deg")}),
        ("diffraction", {"terrain": plain(0.0), "altitudes": ("2000 m agl",)}),
    ],
)
def test_an_option_with_nothing_to_take_gives_the_same_map(option, nothing):
    """A mirror that mirrors nothing, clutter of no height, no edge in the way."""
    on, off = mapped(option, samples=9, **nothing), mapped("", samples=9, **nothing)
    assert on.readings is not None
    assert off.readings is not None
    assert (on.state == off.state).all()
    assert (on.readings == off.readings).all()
    assert on.table == off.table


@pytest.mark.parametrize("options", ["", "diffraction", "two_ray", "clutter", "diffraction two_ray"])
def test_the_nominal_reading_many_times_over_is_all_or_nothing(options):
    first = compiled(options, samples=1)
    nominal = {each.quantity: CATALOG.quantity(each.quantity).si[1] for each in first.inputs}
    made = compiled(options, readings=[nominal] * 70)
    looked = look(made.plan)
    covered = looked.state == State.COVERED
    assert covered.any()
    assert not covered.all()
    assert (looked.readings[covered] == 70).all()
    assert (looked.readings[~covered] == 0).all()


def test_counting_what_comes_round_an_edge_loses_no_reading():
    """Masts differ between readings: where a taller one sees over the ridge, no edge is in its way."""
    off, on = mapped("", samples=40), mapped("diffraction", samples=40)
    assert off.readings is not None
    assert on.readings is not None
    assert (on.readings >= off.readings).all()
    assert (on.readings > off.readings).any()


def test_two_rays_over_a_smooth_sea_end_low_ranges_where_the_far_field_law_says():
    """Over a plane that mirrors all, F = 2 sin(2π h₁h₂ / λR): a range R₀ in free space becomes R = R₀ F.

    Far off this is R² = R₀ 4π h₁h₂ / λ. An Earth 100 times as large is nearly a plane: from the reflecting
    point, where the two grazing angles are equal, each height loses the usual d²/2kR.
    """
    stated = {
        "terrain": plain(0.0), "altitudes": ("10 m agl",), "targets": ("target/fighter",),
        "unit": 'mast_height = "4 m"', "more": override("ground.reflection_magnitude", 1.0),
    }  # fmt: skip
    flat = scene(environment="two_ray = true\nk = 100", **stated)
    made = compile_coverage(flat, CATALOG, posting_m=100.0)
    result = map_coverage(flat, samples=0, posting_m=100.0)
    wavelength_m = SPEED_OF_LIGHT_M_S / made.facts[0].frequency_hz
    free_m = result.radars[0].power_m["target/fighter"]
    path_m = np.arange(5e3, 30e3)
    legs_m = path_m * 4.0 / 14.0, path_m * 10.0 / 14.0
    low_m, high_m = (
        h - leg_m**2 / (200.0 * EARTH_RADIUS_M) for h, leg_m in zip((4.0, 10.0), legs_m, strict=True)
    )
    factor = 2.0 * np.sin(2.0 * np.pi * low_m * high_m / (wavelength_m * path_m))
    law_m = path_m[path_m <= free_m * factor].max()
    assert law_m == pytest.approx(np.sqrt(free_m * 4.0 * np.pi * 4.0 * 10.0 / wavelength_m), rel=0.05)
    east = result.state[0, 0, result.ground.row0, result.ground.col0 :]
    edge_m = 100.0 * np.flatnonzero(east == State.COVERED).max()
    assert edge_m == pytest.approx(
        law_m, abs=100.0 + 0.005 * law_m
    )  # a node; the echo spread by the sphere, the beam's edge
    assert law_m < 0.8 * free_m
    assert east[int(law_m / 100.0) + 4] == State.POWER


def test_clutter_takes_a_band_above_the_horizon_and_nothing_else():
    plainly, cluttered = (mapped(each, altitudes=("60 m agl",)) for each in ("", "clutter"))
    lost = plainly.covered(0, 0) & ~cluttered.covered(0, 0)
    assert lost.any()
    assert (cluttered.state[0, 0][lost] == State.SECTOR).all()
    # Hidden stays hidden: clutter is not counted as a second reason.
    hidden = np.isin(plainly.state[0, 0], HIDING)
    assert (cluttered.state[0, 0][hidden] == plainly.state[0, 0][hidden]).all()
    radar = cluttered.radars[0]
    ground, lowest_m = radar.ground, radar.lowest_m
    rows, cols = np.nonzero(lost)
    rows, cols = rows - cluttered.ground.row0, cols - cluttered.ground.col0
    at = rows + ground.row0, cols + ground.col0
    # Small angles: height over distance; the Earth bends both alike.
    angle_deg = np.degrees((ground.height_m[at] + 60.0 - lowest_m[at]) / (250.0 * np.hypot(rows, cols)))
    assert angle_deg.min() >= 0.0
    assert angle_deg.max() < 0.3 * 1.01  # the class default of a short-range radar
    assert cluttered.table[0].seen_share < plainly.table[0].seen_share


def test_with_clutter_nothing_comes_round_an_edge():
    both, clutter = mapped("diffraction clutter"), mapped("clutter")
    seen = clutter.covered(0, 0)
    assert (both.covered(0, 0) == seen).all()
    assert not (both.state == State.DIFFRACTED).any()
    assert any("both counted" in each for each in both.warnings)


@pytest.mark.parametrize(
    ("options", "named"), [("two_ray", "two rays"), ("clutter", "clutter"), ("diffraction", "diffraction")]
)
def test_a_map_with_options_warns_that_approaches_do_not_count_them(options, named):
    warned = [each for each in mapped(options, posting_m=2.5e3).warnings if each.startswith("Approaches")]
    assert warned == [
        f"Approaches (warning time, intercepts, cumulative detection) do not count {named}: they may differ "
        "from the map."
    ]
    assert not any(each.startswith("Approaches") for each in mapped("", posting_m=2.5e3).warnings)


def test_a_map_says_what_its_options_assume_and_counts_it():
    plainly, counted = mapped(""), mapped("two_ray clutter diffraction")
    said = " ".join(counted.assumptions)
    for words in ("P.526", "with 0.3 of the field", "less than 0.3 degrees"):
        assert words in said
        assert words not in " ".join(plainly.assumptions)
    more = {each.quantity for each in counted.sources} - {each.quantity for each in plainly.sources}
    assert {"default/short.ground.reflection_magnitude", "default/short.radar.clutter_elevation"} <= more
    assert counted.environment["two_ray"] is True


@pytest.mark.parametrize(
    ("option", "field"), [("two_ray", "reflection_ratio"), ("clutter", "clutter_elevation_rad")]
)
def test_what_nobody_publishes_of_the_ground_can_be_refused(option, field):
    radar = compiled("").facts[0]
    assert ground_echo(CATALOG, asked("").environment, radar, allow_defaults=False).inputs == ()
    with pytest.raises(CatalogError, match=field):
        ground_echo(CATALOG, asked(option).environment, radar, allow_defaults=False)


def test_memory_for_losses_is_counted_before_it_is_taken(monkeypatch):
    monkeypatch.setattr("rangering.sight.grounds.available_bytes", lambda: 4e6)
    compiled("")
    with pytest.raises(ScenarioError, match="memory"):
        compiled("diffraction two_ray")


@pytest.mark.both_ways
def test_every_option_holds_together_on_a_small_map():
    result = mapped("diffraction two_ray", samples=2, posting_m=2.5e3)
    assert result.readings is not None
    assert (result.readings[result.state == State.UNDERGROUND] == 0).all()
    assert set(np.unique(result.state)) <= {int(each) for each in State}
    assert (mapped("clutter", posting_m=2.5e3).state == State.SECTOR).any()
