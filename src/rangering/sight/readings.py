"""Readings: what the figures could be, drawn together, and the thresholds that follow for every radar.

One reading is one draw of everything nobody outside knows. A radar that stands at four sites is one radar:
it is read alike at all of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import pi, sqrt, tan
from typing import NamedTuple

import numpy as np

from rangering.catalog.draw import draw, reading
from rangering.catalog.inputs import Input
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, TargetFacts, resolve_target
from rangering.scenario.models import Environment
from rangering.sight.plan import (
    CEILING,
    FLOOR,
    INSTRUMENTED,
    MAST,
    PER_RADAR,
    READINGS_A_WORD,
    SECTOR,
    FloatArray,
    Ladders,
    MaskArray,
    ReachPlan,
)
from rangering.sight.radars import Sited, mast_height_m, radar_facts, sector_width_rad
from rangering.sight.reach import compile_reach

ALWAYS = 1e30  # a threshold that everything passes; finite, so that it may be subtracted from


class RadarReadings(NamedTuple):
    """One radar in every reading. (readings,) unless said."""

    instrumented_m: FloatArray
    power_m: FloatArray  # (readings, targets)
    fast_tangent: FloatArray  # (readings, targets)
    rain_db_m: FloatArray
    elevation_min_rad: FloatArray
    elevation_max_rad: FloatArray
    half_width_rad: FloatArray
    mast_m: FloatArray
    slowest_m_s: FloatArray  # least radial speed seen


def readings_of(
    catalog: Catalog, inputs: Iterable[Input], count: int, seed: int, more: Iterable[str] = ()
) -> tuple[dict[str, float], ...]:
    """Draws of every figure that some inputs rest on.

    Parameters
    ----------
    catalog : Catalog
        With the scenario's own bounds in place.
    inputs : iterable of Input
        What an answer rests on.
    count, seed : int
        How many readings, and which.
    more : iterable of str
        Further quantities to draw, by id.

    Returns
    -------
    tuple of dict
        For each reading, values in SI by quantity id.
    """
    keys = sorted({each.quantity for each in inputs}.union(more))
    drawn = draw(catalog, keys, count, seed) if count and keys else {}
    return tuple(reading(drawn, sample) for sample in range(count))


def radar_readings(
    catalog: Catalog,
    environment: Environment,
    placed: Sequence[Sited],
    turns: Sequence[bool],
    target_ids: Sequence[str],
    pd: float,
    samples: Sequence[Mapping[str, float]],
) -> tuple[RadarReadings, ...]:
    """The thresholds of every radar in every reading.

    Parameters
    ----------
    catalog, environment : Catalog, Environment
        The figures, and the scenario's air.
    placed, turns : sequence of Sited, of bool
        The radars, and whether the direction stated at its site is meant for each.
    target_ids : sequence of str
        The classes.
    pd : float
        Single-scan probability of detection asked for.
    samples : sequence of mapping
        Of `readings_of`.
    """
    targets = [
        [resolve_target(catalog, target, reading=sample) for target in target_ids] for sample in samples
    ]
    known: dict[tuple[str, float], list[tuple[RadarFacts, ReachPlan]]] = {}
    found = []
    for each, turning in zip(placed, turns, strict=True):
        loss_db = each.element.at.sensitivity_loss_db
        kind = each.element.id, loss_db
        if kind not in known:
            known[kind] = [
                _read(catalog, environment, each, sample, classes, pd)
                for sample, classes in zip(samples, targets, strict=True)
            ]
        found.append(_stacked(each, turning, known[kind], len(target_ids)))
    return tuple(found)


def target_speeds(
    catalog: Catalog, target_ids: Sequence[str], samples: Sequence[Mapping[str, float]]
) -> FloatArray:
    """Speed of every class in every reading, shape (readings, targets). [m/s]"""
    return np.array(
        [
            [resolve_target(catalog, each, reading=sample).speed_m_s for each in target_ids]
            for sample in samples
        ]
    )


def _read(
    catalog: Catalog,
    environment: Environment,
    each: Sited,
    sample: Mapping[str, float],
    targets: Sequence[TargetFacts],
    pd: float,
) -> tuple[RadarFacts, ReachPlan]:
    facts = radar_facts(catalog, each.element, reading=sample)
    return facts, compile_reach(environment, each.element.at.sensitivity_loss_db, facts, targets, pd)


def _stacked(
    each: Sited, turning: bool, read: Sequence[tuple[RadarFacts, ReachPlan]], targets_count: int
) -> RadarReadings:
    facts, reaches = [one for one, _ in read], [one for _, one in read]
    widths_rad = [sector_width_rad(each.element, one, turning) for one in facts]
    return RadarReadings(
        instrumented_m=np.array([one.instrumented_m for one in reaches]),
        power_m=np.array([one.power_m for one in reaches]).reshape(-1, targets_count),
        fast_tangent=np.array([one.fast_tangent for one in reaches]).reshape(-1, targets_count),
        rain_db_m=np.array([one.rain_db_m for one in reaches]),
        elevation_min_rad=np.array([max(one.elevation_min_rad, -pi / 2) for one in facts]),
        elevation_max_rad=np.array([min(one.elevation_max_rad, pi / 2) for one in facts]),
        half_width_rad=0.5 * np.array(widths_rad),
        mast_m=np.array([mast_height_m(each.element, one) for one in facts]),
        slowest_m_s=np.array([one.minimum_radial_speed_m_s for one in facts]),
    )


def ladder(thresholds: FloatArray) -> tuple[FloatArray, MaskArray]:
    """Thresholds of all readings, sorted within each word, and the readings from each rung upwards.

    Parameters
    ----------
    thresholds : float array, shape (readings,)
        None NaN.

    Returns
    -------
    rung : float array, shape (words, 64)
    above : uint64 array, shape (words, 65)
        As in `Ladders`.
    """
    words = max(1, -(-len(thresholds) // READINGS_A_WORD))
    padded = np.full(words * READINGS_A_WORD, -np.inf)
    padded[: len(thresholds)] = thresholds
    by_word = padded.reshape(words, READINGS_A_WORD)
    order = np.argsort(by_word, axis=1, kind="stable")
    real = np.take_along_axis(np.arange(padded.size).reshape(by_word.shape), order, 1) < len(thresholds)
    # A slot without a reading is in no mask, whatever it is compared with.
    bits = np.where(real, np.uint64(1) << order.astype(np.uint64), np.uint64(0))
    above = np.zeros((words, READINGS_A_WORD + 1), dtype=np.uint64)
    above[:, :-1] = np.bitwise_or.accumulate(bits[:, ::-1], axis=1)[:, ::-1]
    return np.take_along_axis(by_word, order, 1), above


def stacked_ladders(thresholds: Sequence[FloatArray]) -> Ladders:
    """Several ladders of the same readings in one plan."""
    each = [ladder(one) for one in thresholds]
    return Ladders(np.stack([rung for rung, _ in each]), np.stack([above for _, above in each]))


def radar_ladders(radars: Sequence[RadarReadings], targets_count: int) -> Ladders:
    """The ladders of every radar, in the order that `rangering.sight.plan` states."""
    every = []
    for radar in radars:
        one = [radar.instrumented_m] * PER_RADAR
        one[INSTRUMENTED] = radar.instrumented_m
        one[CEILING] = np.array([_tangent(each) for each in radar.elevation_max_rad])
        one[FLOOR] = -np.array([_tangent(each) for each in radar.elevation_min_rad])
        one[SECTOR] = radar.half_width_rad
        one[MAST] = np.sqrt(radar.mast_m)
        every += one
        every += [radar.power_m[:, target] for target in range(targets_count)]
        every += [radar.fast_tangent[:, target] for target in range(targets_count)]
    return stacked_ladders(every)


def _tangent(elevation_rad: float) -> float:
    return max(-ALWAYS, min(ALWAYS, tan(elevation_rad)))


def mast_knots(nominal_m: float, drawn_m: FloatArray) -> tuple[FloatArray, int]:
    """Mast heights from which to sweep so that every reading's lies between two of them.

    Between knots the lowest altitude seen is interpolated in the square root of the height. From 5 to 40 m
    four steps err by at most 0.6 m within 100 km of smooth Earth and by 2 m behind one crest; from 2.5 to 6 m
    by 0.4 m and 0.1 m. On rough ground 95 % of cells err by less than 15 m from 5 to 40 m and by less than
    0.7 m from 2.5 to 6 m; behind a crest at the antenna's feet it may be a hundred metres and ten.

    Parameters
    ----------
    nominal_m : float
        The nominal height, one of the knots. [m]
    drawn_m : float array, shape (readings,)
        Of the readings. [m]

    Returns
    -------
    root_mast : float array, shape (knots,)
        Square roots of the heights, rising. [√m]
    nominal : int
        Which of them is the nominal one.
    """
    low_m, high_m = (
        min(nominal_m, *drawn_m) if len(drawn_m) else nominal_m,
        max(nominal_m, *drawn_m, nominal_m),
    )
    root = sqrt(nominal_m)
    if high_m - low_m < 1e-9:
        return np.array([root]), 0
    steps = 2 if sqrt(high_m) - sqrt(low_m) < 0.5 else 4
    knots = np.unique(np.append(np.linspace(sqrt(low_m), sqrt(high_m), steps + 1), root))
    return knots, int(np.searchsorted(knots, root))
