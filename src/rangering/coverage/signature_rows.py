"""Rows of a signature question: what one nominal flight and its readings give, summed up with their band."""

from collections.abc import Iterator, Sequence

import numpy as np

from rangering.coverage.signature_compile import Compiled
from rangering.coverage.signature_plan import BINS, ELEVATIONS, LEAST_DB, AskedPlan, IntArray, Sampled
from rangering.coverage.signature_results import (
    SIDES,
    DistanceRow,
    Figure,
    FrequencyRow,
    RadarRow,
    SideRow,
    SortieRow,
    side_of_columns,
)
from rangering.coverage.tally import BAND
from rangering.sight.plan import FloatArray


def figure_of(values: Sequence[float]) -> Figure:
    """The first is nominal, the others are readings."""
    nominal, drawn = float(values[0]), np.array(values[1:], dtype=np.float64)
    if not drawn.size:
        return Figure(nominal, None, None)
    low, high = np.quantile(drawn, BAND, method="inverted_cdf")
    return Figure(nominal, float(low), float(high))


def _share(best_db: FloatArray, asked: AskedPlan, of: int = BINS) -> float:
    """Share of the bins whose strongest look reaches the threshold."""
    return float(np.count_nonzero(best_db >= asked.threshold_db)) / of


def frequency_rows(made: Compiled, every: Sequence[Sampled], asked: AskedPlan) -> Iterator[FrequencyRow]:
    """Band by band of frequency, and over all of them."""
    of_radar = made.nominal.band
    for number, letter in [*enumerate(made.letters), (None, "")]:
        own = [n for n in range(len(made.placed)) if number is None or of_radar[n] == number]
        rows = slice(None) if number is None else slice(number, number + 1)
        hz = [made.facts[n].frequency_hz for n in own]
        yield FrequencyRow(
            letter=letter,
            low_hz=min(hz),
            high_hz=max(hz),
            radars=tuple(made.names[n] for n in own),
            looks=figure_of([each.looks[rows].sum() / asked.sorties for each in every]),
            samples=figure_of([each.samples[rows].sum() / asked.sorties for each in every]),
            best_db=figure_of([each.best_db[rows].max() for each in every]),
            share=figure_of([_share(each.best_db[rows].max(axis=0), asked) for each in every]),
        )


def distance_rows(every: Sequence[Sampled], asked: AskedPlan) -> Iterator[DistanceRow]:
    """By ground distance from the radar that looks."""
    for n, inner_m in enumerate(asked.standoff_m):
        last = n == len(asked.standoff_m) - 1
        yield DistanceRow(
            inner_m=float(inner_m),
            outer_m=None if last else float(asked.standoff_m[n + 1]),
            looks=figure_of([each.away_looks[n] / asked.sorties for each in every]),
            samples=figure_of([each.away_samples[n] / asked.sorties for each in every]),
            median_db=figure_of([_median_db(each.away_levels[n]) for each in every]),
            best_db=figure_of([each.away_best_db[n].max() for each in every]),
            share=figure_of([_share(each.away_best_db[n], asked) for each in every]),
        )


def _median_db(levels: IntArray) -> float:
    """Median of levels counted by the decibel, good to half of one; minus infinity where there are none."""
    whole = int(levels.sum())
    if not whole:
        return -np.inf
    return float(np.searchsorted(np.cumsum(levels), 0.5 * whole)) + LEAST_DB + 0.5


def side_rows(every: Sequence[Sampled], asked: AskedPlan) -> Iterator[SideRow]:
    """By the side the aircraft shows."""
    of_bin = np.tile(side_of_columns(), ELEVATIONS)
    for number, side in enumerate(SIDES):
        own = of_bin == number
        yield SideRow(
            side=side,
            looks=figure_of([each.looks[:, own].sum() / asked.sorties for each in every]),
            samples=figure_of([each.samples[:, own].sum() / asked.sorties for each in every]),
            best_db=figure_of([each.best_db[:, own].max() for each in every]),
            share=figure_of([_share(each.best_db[:, own].max(axis=0), asked, BINS // 4) for each in every]),
        )


def radar_rows(made: Compiled, every: Sequence[Sampled], asked: AskedPlan) -> Iterator[RadarRow]:
    """Radar by radar."""
    for n, (sited, fact) in enumerate(zip(made.placed, made.facts, strict=True)):
        yield RadarRow(
            name=made.names[n],
            radar_id=sited.element.id,
            letter=made.letters[int(made.nominal.band[n])],
            frequency_hz=fact.frequency_hz,
            period_s=fact.update_period_s,
            looks=figure_of([each.radar_looks[n] / asked.sorties for each in every]),
            samples=figure_of([each.radar_samples[n] / asked.sorties for each in every]),
            best_db=figure_of([each.radar_best_db[n] for each in every]),
        )


def sortie_rows(every: Sequence[Sampled], sorties: int) -> Iterator[SortieRow]:
    """How much of the sphere is sampled after so many sorties."""
    for n in _told(sorties):
        yield SortieRow(n, figure_of([each.reached[n - 1] / BINS for each in every]))


def _told(sorties: int) -> list[int]:
    """After how many sorties the share is told: 1, 2, 5, 10 and so on, and after all."""
    steps = [step * scale for scale in (1, 10, 100, 1000) for step in (1, 2, 5)]
    return [*(each for each in steps if each < sorties), sorties]
