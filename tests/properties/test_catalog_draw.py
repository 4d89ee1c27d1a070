"""What holds for every draw from the catalog, whatever the seed, the company and the order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rangering.catalog import load_catalog
from rangering.catalog.draw import axes, draw, quantile, reading
from rangering.catalog.joint import SearchRadar, chosen, needed_power_w
from rangering.catalog.kernels import fill_uniforms
from rangering.catalog.models import Quantity
from rangering.errors import CatalogError

CATALOG = load_catalog()
IN_RUNS = sorted(quantity.id for quantity in CATALOG.quantities() if quantity.in_runs)
RADAR = "radar/generic-s-band"
seeds = st.integers(0, 2**32 - 1)
several = st.lists(st.sampled_from(IN_RUNS), min_size=1, max_size=12, unique=True)
correlations = st.sampled_from([0.0, 0.3, 0.7, 1.0])
laws = st.sampled_from([None, "uniform"])
light = settings(max_examples=40, deadline=None)


def rank_correlation(x: np.ndarray, y: np.ndarray) -> float:
    from scipy.stats import spearmanr

    return float(spearmanr(x, y).statistic)


@light
@given(keys=several, seed=seeds, correlation=correlations, law=laws)
def test_every_draw_lies_inside_its_bounds(keys, seed, correlation, law):
    for key, values in draw(CATALOG, keys, 20, seed, origin_correlation=correlation, law=law).items():
        quantity = CATALOG.quantity(key)
        slack = 1e-12 * abs(quantity.si[2])
        assert np.all((values >= quantity.si[0] - slack) & (values <= quantity.si[2] + slack)), key
        if quantity.is_count:
            assert np.all(values == np.rint(values))


def test_the_whole_catalog_draws_inside_its_bounds():
    for key, values in draw(CATALOG, CATALOG.ids(), 50, 4711).items():
        name = key.partition(".")[2]
        if name.endswith(".option") or CATALOG.alternatives(key) or name.startswith("structure"):
            continue
        low, _, high = CATALOG.quantity(key).si
        assert np.all((values >= low * (1 - 1e-12)) & (values <= high * (1 + 1e-12))), key


@light
@given(keys=several, seed=seeds)
def test_neither_order_nor_company_nor_count_matters(keys, seed):
    together = draw(CATALOG, keys, 7, seed)
    turned = draw(CATALOG, keys[::-1], 11, seed)
    for key in keys:
        alone = draw(CATALOG, [key], 7, seed)[key]
        assert np.array_equal(together[key], alone)
        assert np.array_equal(turned[key][:7], alone)


def test_another_catalog_file_shifts_nobodys_draws(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        '[entry."aaa"]\nkind = "target"\ntitle = "x"\n'
        '[entry."aaa".quantities.rcs]\nvalue = [1, 2, 3]\nunit = "m2"\ngrade = "D"\nsource = "me"\n'
    )
    key = "s-400/91n6e.claimed_detection_range"
    assert np.array_equal(draw(CATALOG, [key], 50, 3)[key], draw(load_catalog([path]), [key], 50, 3)[key])


@light
@given(seed=seeds)
def test_ranges_of_one_radar_follow_one_range(seed):
    drawn = draw(CATALOG, ["s-400/91n6e"], 30, seed)
    at_1m2 = drawn["s-400/91n6e.detection_range_rcs_1m2"]
    for rcs_m2, name in ((0.005, "0.005m2"), (5.0, "5m2"), (50.0, "50m2")):
        cap_m = CATALOG.quantity(f"s-400/91n6e.detection_range_rcs_{name}").si[2]
        expected = np.minimum(at_1m2 * rcs_m2**0.25, cap_m)
        np.testing.assert_allclose(drawn[f"s-400/91n6e.detection_range_rcs_{name}"], expected, rtol=1e-7)


@light
@given(seed=seeds)
def test_channels_come_as_whole_readings(seed):
    drawn = draw(CATALOG, ["s-400/92n6e"], 30, seed)
    pairs = zip(drawn["s-400/92n6e.targets_engaged"], drawn["s-400/92n6e.missiles_guided"], strict=True)
    assert set(pairs) <= {(6.0, 12.0), (10.0, 20.0), (20.0, 40.0)}


@light
@given(seed=seeds, correlation=correlations)
def test_a_faster_missile_reaches_further(seed, correlation):
    drawn = draw(CATALOG, ["s-400/48n6e3"], 40, seed, origin_correlation=correlation)
    by_speed = np.argsort(drawn["s-400/48n6e3.speed_max"])
    assert np.all(np.diff(drawn["s-400/48n6e3.range_max"][by_speed]) >= 0)


@light
@given(seed=seeds, law=laws)
def test_the_radar_product_closes_inside_every_bound(seed, law):
    group = CATALOG.joint[f"{RADAR}/product"]
    ids = {field: getattr(group, field) for field in SearchRadar._fields}
    drawn = draw(CATALOG, ids.values(), 50, seed, law=law)
    radar = SearchRadar(**{field: drawn[key] for field, key in ids.items()})
    np.testing.assert_allclose(needed_power_w(radar), radar.average_power, rtol=1e-9)
    np.testing.assert_allclose(radar.peak_power * radar.duty_cycle, radar.average_power, rtol=1e-12)
    for field, key in ids.items():
        low, _, high = CATALOG.quantity(key).si
        assert np.all((drawn[key] >= low * (1 - 1e-12)) & (drawn[key] <= high * (1 + 1e-12))), field


def test_reference_section_4_nominal_column_needs_6_6_kw():
    # Printed: 6.6 kW for 227 km at 1 m2 with the nominal column; two figures, so 1 %.
    def array(value: float) -> np.ndarray:
        return np.array([value])

    radar = SearchRadar(
        range_1m2=array(227e3), average_power=array(0.0), peak_power=array(0.0), duty_cycle=array(0.05),
        gain=array(38.0), wavelength=array(0.10), noise_temperature=array(800.0), noise_figure=array(0.0),
        losses=array(12.0), scan_period=array(12.0), beamwidth=array(np.radians(2.0)),
        elevation_beams=array(10.0), required_snr=array(12.8),
    )  # fmt: skip
    assert needed_power_w(radar)[0] == pytest.approx(6600.0, rel=0.01)


def test_options_come_by_weight():
    count = 4000
    option = draw(CATALOG, ["s-400/turkey-order.structure"], count, 11)["s-400/turkey-order.structure.option"]
    error = 4.0 * np.sqrt(count * (1 / 3) * (2 / 3))  # four binomial standard deviations
    for index in range(3):
        assert abs(np.sum(option == index) - count / 3) < error


@given(weights=st.lists(st.floats(0.1, 10.0), min_size=2, max_size=5), u=st.floats(1e-9, 1 - 1e-9))
def test_an_option_is_chosen_where_its_weight_lies(weights, u):
    index = int(chosen(tuple(weights), np.array([u]))[0])
    before, upto = sum(weights[:index]) / sum(weights), sum(weights[: index + 1]) / sum(weights)
    assert before - 1e-9 <= u <= upto + 1e-9


def test_a_structure_is_drawn_as_a_whole():
    drawn = draw(CATALOG, ["s-400/turkey-order"], 200, 5)
    name = "s-400/turkey-order.structure"
    pairs = zip(drawn[f"{name}.groups"], drawn[f"{name}.fire_units"], strict=True)
    assert set(pairs) == {(2.0, 4.0), (1.0, 4.0), (1.0, 2.0)}


def test_a_drawn_claim_is_the_chosen_one():
    drawn = draw(CATALOG, ["s-400"], 300, 8)
    claims = (drawn["s-400.range_max_claim"], drawn["s-400.range_effective_independent"])
    expected = np.where(drawn["s-400.reach.option"] == 0, *claims)
    assert np.array_equal(drawn["s-400.reach"], expected)


ONE_ORIGIN = ("s-400.max_target_speed_claim", "s-400/91n6e.claimed_detection_range")
OPPOSED = "s-400.deployment_time_march_to_ready"  # a maker flatters it downwards


@pytest.mark.parametrize("correlation", [0.0, 0.7, 1.0])
def test_claims_of_one_origin_are_correlated_as_asked(correlation):
    drawn = draw(CATALOG, [*ONE_ORIGIN, OPPOSED], 4000, 2, origin_correlation=correlation)
    first, second, opposed = (drawn[key] for key in (*ONE_ORIGIN, OPPOSED))
    tolerance = 0.035  # twice the standard error of a rank correlation of 4000 pairs
    assert rank_correlation(first, second) == pytest.approx(
        correlation, abs=tolerance if correlation < 1 else 1e-9
    )
    assert rank_correlation(first, opposed) == pytest.approx(
        -correlation, abs=tolerance if correlation < 1 else 1e-9
    )


def test_our_assumptions_share_no_origin():
    assumed = [quantity for quantity in CATALOG.quantities() if quantity.source.startswith("our assumption")]
    assert assumed
    assert not any(quantity.origin for quantity in assumed)


@pytest.mark.parametrize("correlation", [0.0, 0.7, 1.0])
def test_correlation_leaves_each_law_unchanged(correlation):
    from scipy.stats import kstest

    key = ONE_ORIGIN[0]  # uniform: nominal stands on the bound
    low, _, high = CATALOG.quantity(key).si
    values = draw(CATALOG, [key], 3000, 6, origin_correlation=correlation)[key]
    assert kstest((values - low) / (high - low), "uniform").pvalue > 0.001


@given(u=st.floats(1e-6, 1 - 1e-6), low=st.floats(0.1, 10), rise=st.floats(0.1, 10), fall=st.floats(0.1, 10))
def test_a_quantile_is_monotone_and_the_laws_differ_only_inside(u, low, rise, fall):
    quantity = Quantity(
        id="x.y", low=low, nominal=low + rise, high=low + rise + fall, unit="s", grade="D", source="a test"
    )
    at = np.array([0.0, u, min(1.0, u + 1e-3), 1.0])
    for law in (None, "uniform"):
        values = quantile(quantity, at, law)
        assert np.all(np.diff(values) >= 0)
        assert values[0] == pytest.approx(quantity.low)
        assert values[-1] == pytest.approx(quantity.high)


def test_malcolm_1959_pert_mean_is_a_sixth_of_low_plus_four_modes_plus_high():
    quantity = Quantity(id="x.y", low=2.0, nominal=3.0, high=10.0, unit="s", grade="D", source="a test")
    middle = (np.arange(20_000) + 0.5) / 20_000
    assert quantile(quantity, middle).mean() == pytest.approx((2.0 + 4 * 3.0 + 10.0) / 6, rel=1e-4)


@light
@given(keys=several, correlation=correlations)
def test_a_design_replaces_the_streams(keys, correlation):
    names = axes(CATALOG, keys)
    middle = np.full((3, len(names)), 0.5)
    drawn = draw(CATALOG, keys, 3, 0, origin_correlation=correlation, uniforms=middle)
    again = draw(CATALOG, keys, 3, 99, origin_correlation=correlation, uniforms=middle)
    for key in keys:
        assert np.array_equal(drawn[key], again[key])
        assert np.ptp(drawn[key]) == 0


def test_a_reading_is_one_sample():
    drawn = draw(CATALOG, ["s-400/91n6e"], 5, 1)
    assert reading(drawn, 3) == {key: float(values[3]) for key, values in drawn.items()}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"keys": ["s-400/91n6e.update_perid"]}, "did you mean update_period"),
        ({"keys": ["s-401"]}, "did you mean s-400"),
        ({"keys": ["s-400.ballistic_target_engagement_range"]}, "never enters a run"),
        ({"origin_correlation": 1.1}, "no rank correlation"),
        ({"seed": -1}, "no seed"),
        ({"seed": 2**32}, "no seed"),
        ({"uniforms": np.full((4, 7), 0.5)}, "no design"),
        ({"uniforms": np.full((4, 1), 1.0)}, "no design"),
    ],
)
def test_bad_arguments_are_named(arguments, problem):
    asked = {"keys": ["s-400/91n6e.update_period"], "count": 4, "seed": 1} | arguments
    with pytest.raises(CatalogError, match=problem):
        draw(CATALOG, **asked)


@pytest.mark.both_ways
def test_an_axis_is_filled_with_its_stream():
    from rangering.streams import uniforms

    out = np.empty(5)
    fill_uniforms(7, 123, 1, out)
    expected = [uniforms(7, 123, 0, 0, sample, 1)[0] for sample in range(5)]
    assert out.tolist() == expected
    assert np.all((out > 0) & (out < 1))
