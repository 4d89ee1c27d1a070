"""What studies of the smallest raid answer: bands, what matters, packages side by side."""

import numpy as np
import pytest

from rangering.catalog.draw import axes
from rangering.catalog.read import load_catalog
from rangering.mission.run import simulate
from rangering.scenario.read import load_scenario
from rangering.scenario.uncertainty import Override, stated_catalog
from rangering.study import bands as bands_module
from rangering.study import sensitivity as sensitivity_module
from rangering.study.cells import KEPT
from rangering.study.comparing import USUAL, compare
from rangering.study.design import VARIANTS, inner_seeds
from rangering.study.questions import Asked, Unknowns, unknowns_of
from rangering.study.store import Study

CATALOG = load_catalog()
KILL = "s-400/9m96e2.single_shot_kill_probability"
PRICE = "default/long.interceptor.unit_price"
CIVIL = "default/every.identification.silent_friend_probability"
WIDE = {KILL: Override(low="0.2", nominal="0.6", high="1.0", law="uniform")}
SCENARIO = load_scenario("first-raid").model_copy(update={"uncertainty": WIDE})


def asked(**options):
    return Asked(SCENARIO, CATALOG, **{"fidelity": "full", "inner": 40} | options)


@pytest.fixture
def only(monkeypatch):
    """Let nothing be unknown but the figures that are named."""

    def known(*keys):
        def found(ask):
            every = unknowns_of(ask)
            assert set(keys) <= set(every.keys)
            stated = stated_catalog(CATALOG, WIDE, SCENARIO.name)
            there = tuple(each for each in axes(stated, keys) if not each.startswith("origin"))
            return Unknowns(stated, keys, there, every.terrain, every.inputs)

        for module in (bands_module, sensitivity_module):
            monkeypatch.setattr(module, "unknowns_of", found)

    return known


def test_the_variance_between_readings_is_that_of_means_without_chance(only):
    only(KILL)
    readings, measure = 8, "missiles"
    ask = asked(inner=60)
    found = bands_module.bands(ask, readings=readings, variants=False)
    (part,) = (each.band.components for each in found.measures if each.measure == measure)
    assert found.unknowns == (KILL,)
    # The law is uniform from 0.2 to 1, so the figures of the readings follow from the design alone. Each is
    # stated as nominal in a scenario of its own and played often, with other chance.
    design = bands_module.outer_design((KILL,), readings, ask.seed).uniforms[:, 0]
    means, within = [], []
    for value in 0.2 + 0.8 * design:
        stated = {KILL: Override(low="0.0", nominal=f"{value:.9f}", high="1.0")}
        scenario = SCENARIO.model_copy(update={"uncertainty": stated})
        rows = simulate(scenario, catalog=CATALOG, replicates=150, seed=77, fidelity="full").rows
        means.append(rows[:, KEPT[measure]].mean(dtype=np.float64))
        within.append(rows[:, KEPT[measure]].var(ddof=1, dtype=np.float64))
    assert part.between_variance == pytest.approx(np.var(means, ddof=1), rel=0.25)
    assert part.within_variance == pytest.approx(np.mean(within), rel=0.25)
    assert part.mean == pytest.approx(np.mean(means), rel=0.05)
    assert part.between_variance > 10 * part.inner_variance_of_means
    # Of what this figure does not touch nothing is unknown.
    (hostile,) = (each.band for each in found.measures if each.measure == "hostile")
    assert (hostile.low.value, hostile.high.value) == (8.0, 8.0)


def test_bands_come_under_other_assumptions_too():
    found = bands_module.bands(asked(inner=2), readings=2, kind="latin-hypercube")
    assert [each.name for each in found.variants] == [
        "stated", "origins-apart", "origins-together", "uniform-laws"
    ]  # fmt: skip
    for each in found.measures:
        assert set(each.others) == {variant.name for variant in VARIANTS[1:]}
    missiles = next(each for each in found.measures if each.measure == "missiles")
    edges = {(band.low.value, band.high.value) for band in (missiles.band, *missiles.others.values())}
    assert len(edges) == 4
    assert found.compiled == 8  # two readings under four assumptions


def test_what_cannot_matter_has_no_share_and_what_must_has_the_largest(only):
    only(KILL, PRICE, CIVIL)
    found = sensitivity_module.sensitivity(asked(), base=16, variants=False)
    assert found.screening is None
    total = dict(zip(found.indices.axes, found.indices.total, strict=True))
    low = dict(zip(found.indices.axes, found.indices.total_low, strict=True))
    high = dict(zip(found.indices.axes, found.indices.total_high, strict=True))
    assert max(total, key=total.get) == KILL
    assert total[KILL] > 0.7
    assert low[KILL] <= 1.0 <= high[KILL]  # it is all there is
    for none in (PRICE, CIVIL):  # no friend is in the air
        assert abs(total[none]) < 0.1
        assert low[none] <= 0.02
    swing = {each.axis: abs(each.high - each.low) for each in found.swings.swings}
    assert swing[KILL] > 1.0 > 5 * max(swing[PRICE], swing[CIVIL]) - 1e-9
    assert found.replicates == 40 * found.compiled
    assert found.others == ()
    # All unknowns nominal is what a single run has, with the chance that all swings share.
    seed = int(inner_seeds(1, asked().seed)[0])
    rows = simulate(SCENARIO, catalog=CATALOG, replicates=40, seed=seed, fidelity="full").rows
    assert found.swings.nominal == pytest.approx(rows[:, KEPT["leakers"]].mean(dtype=np.float64))
    # Along the points of its law fewer get through as it kills more.
    assert KILL in found.pair.axes
    along = found.pair.means if found.pair.axes[0] == KILL else found.pair.means.T
    assert along[0].mean() > along[-1].mean() + 1.0


def test_screening_keeps_what_matters(only, tmp_path):
    only(KILL, PRICE, CIVIL)
    folder = tmp_path / "kept"
    ask = asked(inner=20, folder=folder)
    found = sensitivity_module.sensitivity(ask, base=4, most=1, trajectories=4)
    assert found.indices.axes == (KILL,)
    assert found.left_out == tuple(sorted((CIVIL, PRICE)))
    effect = dict(zip(found.screening.axes, found.screening.mu_star, strict=True))
    chance = dict(zip(found.screening.axes, found.screening.chance_mu_star, strict=True))
    assert effect[KILL] > 5 * chance[KILL]
    assert effect[PRICE] < 3 * chance[PRICE]
    # This figure has no origin, so that it stays the one looked at, on readings of its own part each.
    assert [each.variant for each in found.others] == list(VARIANTS[1:])
    assert all(each.indices.axes == (KILL,) for each in found.others)
    kept = {path.parent.name for path in folder.glob("*/manifest.json")}
    assert kept == {"screening", "indices", "tornado", *(each.name for each in VARIANTS[1:])}
    assert found.pair is None


def test_a_price_moves_what_is_spent_and_nothing_else(only):
    only(PRICE)
    found = bands_module.bands(asked(inner=10), readings=4, variants=False)
    wide = {each.measure: each.band.components for each in found.measures}
    assert wide["cost"].reliability > 0.8
    assert wide["leakers"].between_estimate < wide["leakers"].inner_variance_of_means * 3


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    """The usual packages on the smallest raid."""
    folder = tmp_path_factory.mktemp("compared") / "study"
    ask = Asked(
        load_scenario("first-raid"), CATALOG, fidelity="full", inner=3, allow_assumed=True, folder=folder
    )
    return compare(ask, readings=2, family=1, variants=False), folder


def test_all_packages_meet_the_same_raids(compared):
    found, folder = compared
    assert found.packages == USUAL
    assert len(found.raids) == 2
    rows = Study.open(folder / "offered").read(["arm", "reading", "replicate", "hostile"])
    shape = (len(USUAL), 2, 2, 3)  # packages, raids, readings, replicates
    hostile = rows["hostile"].reshape(shape)
    assert (hostile == hostile[0]).all()
    assert len(np.unique(hostile)) > 1  # the other raid is another raid
    assert (rows["reading"].reshape(shape) == np.array([0, 1])[:, np.newaxis]).all()
    assert (rows["replicate"].reshape(shape) == np.arange(3)).all()
    assert len({tuple(row) for row in rows["arm"].reshape(len(USUAL), -1)}) == len(USUAL)


def test_equal_money_buys_whole_fire_units(compared):
    found, _ = compared
    assert found.at_spend is not None
    spend = found.at_spend.fielded[0].spent_usd_2020
    for each, (fewest, most) in zip(found.at_spend.fielded, found.at_spend.fire_units, strict=True):
        offered = next(one for one in found.offered.fielded if one.package == each.package)
        unit_usd = offered.spent_usd_2020 / offered.holds.fire_units_count
        bought = each.holds.fire_units_count
        assert isinstance(bought, int)
        assert bought * unit_usd <= spend * (1 + 1e-9) < (bought + 1) * unit_usd
        assert 0 <= fewest <= most
    reference = found.at_spend.fielded[0]
    assert reference.package == "s-400-turkey-2017"
    assert reference.holds.fire_units_count == found.offered.fielded[0].holds.fire_units_count
    assert "samp-t-turkey-2013" not in {each.package for each in found.at_spend.fielded}


def test_no_interval_reaches_below_nothing(compared):
    found, _ = compared
    for part in (found.offered, found.at_spend):
        assert all(0.0 <= each.low <= each.mean <= each.high for each in part.through)


def test_a_comparison_is_told_in_words(compared):
    found, _ = compared
    told = "\n".join(found.lines)
    assert "as offered" in told
    assert "at equal spend (the price of A in each reading)" in told
    assert "none is public: no cost figure" in told
    assert "hares" not in told.replace("Shares are of readings", "")
    assert "no probabilities" in told
