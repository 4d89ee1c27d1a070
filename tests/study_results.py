"""Results of studies such as the engine gives, from made-up numbers, for tests of pictures and files."""

from functools import lru_cache

import numpy as np

from rangering.catalog.packages import contents
from rangering.catalog.read import load_catalog
from rangering.provenance import record
from rangering.study import morris, saltelli, tornado
from rangering.study.assumptions import Assumed, idle, looked_at
from rangering.study.bands import Bands, MeasureBand
from rangering.study.cells import MEASURES
from rangering.study.compare_words import Compared, Through, Under, compare_words
from rangering.study.comparing import Comparison
from rangering.study.design import VARIANTS
from rangering.study.nested import Replicated, band, replicated, share_of_readings
from rangering.study.over_time import OverTime
from rangering.study.packages import Fielded
from rangering.study.pair import pair_of
from rangering.study.paired import differences, order
from rangering.study.sensitivity import Sensitivity
from rangering.study.stood import Stood

AXES = (
    "default/long.fire_unit.reaction_time", "origin: claims for S-400 Triumf", "s-400.reach",
    "s-400/48n6e3.single_shot_kill_probability", "s-400/48n6e3/kinematics", "s-400/91n6e.update_period",
    "target/cruise-missile.rcs",
)  # fmt: skip
SHARED = dict.fromkeys((AXES[0], "s-400/48n6e3/kinematics", "s-400/91n6e.update_period"), AXES[1])
PACKAGES = ("s-400-turkey-2017", "patriot-turkey-2018", "fd-2000-turkey-2013", "samp-t-turkey-2013")
TITLE = "A raid over made-up ground"


@lru_cache
def stood(readings: int = 32) -> Stood:
    """What a made-up study stood on."""
    catalog = load_catalog()
    return Stood(
        TITLE, "made-up", ("fictitious",), "fast", 20, 7, readings, catalog,
        (
            *(axis for axis in AXES if "." in axis and axis != "s-400.reach"),
            "s-400.range_max_claim", "s-400/48n6e3.speed_mean",
        ),
        AXES,
        {"k": 1.3333, "earth_radius_m": 6371e3, "terrain": "smooth Earth", "datum": "none",
         "posting_m": 300.0},
        ("Guidance is ideal up to the draw for the kill.", "No decoys."),
        record({"scenario": "ab" * 32, "catalog": "cd" * 32}, 7) | {"samples": readings},
    )  # fmt: skip


@lru_cache
def bands(readings: int = 32, inner: int = 20) -> Bands:
    """Bands of every measure, hits always none."""
    chance = np.random.default_rng(3)
    found = []
    unknown = chance.normal(0.0, 1.0, readings)
    for n, measure in enumerate(MEASURES):
        each = []
        for variant in range(len(VARIANTS)):
            means = 6.0 + 2.0 * n + (1.0 + 0.3 * variant) * unknown
            values = chance.poisson(np.clip(means, 0.1, None)[:, np.newaxis], (readings, inner)) * 1.0
            if measure == "no_leaker":
                values = (chance.random((readings, inner)) < 1.0 / (1.0 + np.exp(unknown))[:, None]) * 1.0
            each.append(band(replicated(values * (measure != "hits")), seed=1, resamples=50))
        others = {variant.name: other for variant, other in zip(VARIANTS[1:], each[1:], strict=True)}
        found.append(MeasureBand(measure, each[0], others))
    none = replicated((chance.random((readings, inner)) < 0.4) * 1.0)
    return Bands(
        TITLE, readings, inner, "fast", tuple(found), share_of_readings(none, lambda mean: mean > 0.5), AXES,
        VARIANTS, stood().provenance, 4 * readings, over_time_of(),
    )  # fmt: skip


def over_time_of() -> tuple[OverTime, ...]:
    """Leakers and kills that grow, missiles that dwindle, over ten minutes."""
    time_s = np.arange(0.0, 601.0, 10.0)
    grown = 1.0 / (1.0 + np.exp((300.0 - time_s) / 60.0))
    found = []
    levels = {"leakers": 2.0 * grown, "killed": 9.0 * grown, "missiles_left": 40.0 - 22.0 * grown}
    for name, level in levels.items():
        off = 0.2 * np.abs(level - level[0])
        found.append(
            OverTime(name, time_s, level, level - off, level + off, np.floor(level - 2.0 * off),
                     np.round(level), np.ceil(level + 2.0 * off))
        )  # fmt: skip
    return tuple(found)


@lru_cache
def sensitivity(base: int = 64) -> Sensitivity:
    """Indices of a made-up sum over the unknowns, two of seven screened out."""
    weights = np.array([0.1, 3.0, 0.2, 2.0, 1.5, 1.0, 0.5])

    def score(rows, axes):
        kept = [AXES.index(axis) for axis in axes]
        return 20.0 + rows @ weights[kept] + rows[:, 0] * rows[:, -1], np.full(len(rows), 0.01)

    walks = morris.choose(AXES, 6, 1)
    screening = morris.effects(walks, *score(walks.rows, AXES), seed=1)
    axes = morris.kept(screening, most=5)
    chosen = saltelli.choose(axes, base, 1)
    ends = tornado.choose(axes, 1, nominal=0.5)

    def spread(of, factor=1.0):
        rows = np.random.default_rng(2).random((base, len(of)))
        means, inner = score(rows, of)
        return band(Replicated(factor * means, inner * 20, np.full(base, 20)), seed=1, resamples=50)

    def assumed(variant):
        still = idle(SHARED, variant)
        of = looked_at(axes, SHARED, variant, screening, 5)
        rows = saltelli.choose(of, 16, 1)
        indices = saltelli.indices(rows, *score(rows.rows, of), seed=1)
        return Assumed(variant, 16, spread(of, 1.0 + variant.origin_correlation), indices, still)

    others = tuple(assumed(variant) for variant in VARIANTS[1:])
    indices = saltelli.indices(chosen, *score(chosen.rows, axes), seed=1)
    pair = pair_of(indices, lambda of, rows, _: score(rows, of), 1)
    return Sensitivity(
        TITLE, "leakers", "leakers a raid", "fast", 20, base, AXES, screening,
        indices,
        tornado.swings(ends, *score(ends.rows, axes)), spread(axes), others, pair, 9000, 500,
        stood().provenance,
    )  # fmt: skip


@lru_cache
def comparison(readings: int = 12, replicates: int = 20, raids: int = 1) -> Comparison:
    """Four packages as offered, those with a price at equal spend."""
    catalog = load_catalog()
    chance = np.random.default_rng(5)
    levels = np.array([8.0, 5.0, 11.0, 8.2])

    def compared(ids):
        at = [PACKAGES.index(each) for each in ids]
        common = chance.normal(0.0, 1.0, (1, readings, replicates))
        values = levels[at][:, None, None] + common + chance.normal(0.0, 0.8, (len(at), readings, replicates))
        fielded = tuple(
            Fielded(each, None, contents(catalog, catalog.package(each)), None, 0.0, ()) for each in ids
        )
        through = tuple(Through(*(float(q) for q in np.quantile(v, (0.5, 0.05, 0.95)))) for v in values)
        others = []
        for n, variant in enumerate(VARIANTS[1:], 1):
            wider = values + n * chance.normal(0.0, 0.4, (len(at), readings, 1))
            others.append(Under(variant, differences(wider), order(wider)))
        in_raid = np.repeat(values.mean(axis=(1, 2))[:, None], raids, axis=1)
        return Compared(
            fielded, through, differences(values), order(values), (), in_raid, tuple(others)
        )  # fmt: skip

    offered, spent = compared(PACKAGES), compared(PACKAGES[:2])
    lines = compare_words(TITLE, catalog, offered, spent, spend="the price of A in each reading")
    said = ("the scenario's own", *(f"drawn {n}" for n in range(1, raids)))
    return Comparison(TITLE, PACKAGES, readings, replicates, said, offered, spent,
                      "the price of A in each reading", tuple(lines), VARIANTS)  # fmt: skip
