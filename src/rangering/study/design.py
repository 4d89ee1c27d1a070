"""Which readings to run: points on the unit cube, one axis for each independent unknown, and the variants.

A design says where in its law each unknown stands; `rangering.catalog.draw.draw` turns that into figures. The
same points serve every variant of the assumptions, so that two variants differ by the assumption alone.
Balanced designs scatter less than random points where the score is nearly a sum over the unknowns; where it
is not, they scatter no more in the long run. An error worked out as if the points were random is too wide.
Sources: McKay, Beckman, Conover, Technometrics 21 (1979) 239-245 (Latin hypercube); Stein, Technometrics 29
(1987) 143-151 (its variance); Owen, Annals of Statistics 25 (1997) 1541-1562 (scrambled nets); Sobol', USSR
Computational Mathematics and Mathematical Physics 7 (1967) 86-112.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rangering.catalog.draw import ORIGIN_CORRELATION, draw
from rangering.catalog.read import Catalog
from rangering.errors import RangeringError, nearest

FloatArray = NDArray[np.float64]
SeedArray = NDArray[np.uint32]

Kind = Literal["sobol", "latin-hypercube", "random"]
Evaluate = Callable[[FloatArray, SeedArray], tuple[FloatArray, FloatArray]]
"""Rows on the unit cube (rows, axes) and one inner seed a row -> mean over the replicates of each row, and
the variance which chance leaves in that mean (0 where nothing is left to chance)."""

KINDS: tuple[str, ...] = get_args(Kind)
SEED_LIMIT = 2**32
MOST_GRID_ROWS = 2**23
_SOBOL_BITS = 32
_INSIDE = 2.0**-53  # a law's quantile may be infinite at 0 and at 1


class Variant(NamedTuple):
    """One set of assumptions about how unknowns are drawn."""

    name: str
    origin_correlation: float  # rank correlation of claims of one origin
    law: Literal["uniform"] | None  # in place of every PERT
    words: str


STATED = Variant("stated", ORIGIN_CORRELATION, None, "as the catalog and the scenario state it")
APART = Variant("origins-apart", 0.0, None, "claims of one origin err independently")
TOGETHER = Variant("origins-together", 1.0, None, "claims of one origin err alike")
UNIFORM = Variant(
    "uniform-laws", ORIGIN_CORRELATION, "uniform", "every value between the bounds is as likely"
)
VARIANTS: tuple[Variant, ...] = (STATED, APART, TOGETHER, UNIFORM)
"""The first is the study; every study reports the others beside it."""


class Design(NamedTuple):
    """Points on the unit cube, all as likely."""

    kind: str
    axes: tuple[str, ...]
    seed: int
    uniforms: FloatArray  # (readings, axes), inside (0, 1)


class Grid(NamedTuple):
    """Every combination of a few levels of each unknown, and what each combination counts for."""

    axes: tuple[str, ...]
    level_count: int
    weights: FloatArray  # (levels,), summing to 1, the same for each axis
    uniforms: FloatArray  # (levels ** axes, axes), the last axis running fastest


def outer_design(
    axes: Sequence[str], count: int, seed: int, kind: Kind = "sobol", *, where: str = "design",
    otherwise: str = ", or take a Latin hypercube",
) -> Design:  # fmt: skip
    """Readings to run.

    Parameters
    ----------
    axes : sequence of str
        Names of the unknowns, as `rangering.catalog.draw.axes` gives them; no name twice.
    count : int
        How many readings; for ``"sobol"`` a power of two (see `balanced_count`).
    seed : int
        0 to 2³² - 1. In a Latin hypercube and in random points an unknown's column depends on seed, count and
        its name alone, so one more unknown leaves the others where they were; a Sobol' column also depends on
        how many unknowns stand before it.
    kind : "sobol", "latin-hypercube" or "random"
        Scrambled Sobol' points, one jittered point in each of `count` strata of each axis, or plain draws.
    where, otherwise : str
        Where the count was stated, for its errors, and what else could be done than to give another one.

    Returns
    -------
    Design

    Raises
    ------
    RangeringError
        No such kind, no unknown, a name twice, a count or seed outside its limits.
    """
    names = unknowns(axes)
    if kind not in KINDS:
        raise RangeringError(
            "is no design", where="design", value=kind, mend=nearest(str(kind), KINDS) or f"one of {KINDS}"
        )
    if count < 1:
        raise RangeringError(
            "is no count of readings", where=where, value=count, mend="give 1 reading or more"
        )
    if balanced_count(count, kind) != count:
        raise RangeringError(
            "is no power of two, and scrambled Sobol' points are balanced only then",
            where=where,
            value=count,
            mend=f"give {balanced_count(count, kind)} readings{otherwise}",
        )
    if kind == "sobol":
        uniforms = _sobol(len(names), count, seed)
    else:
        uniforms = np.column_stack([_column(name, count, seed, kind) for name in names])
    return Design(kind, names, seed, np.clip(uniforms, _INSIDE, 1.0 - _INSIDE))


def balanced_count(count: int, kind: Kind = "sobol") -> int:
    """The least number of readings from `count` on with which a design of this kind is balanced."""
    return 1 << (count - 1).bit_length() if kind == "sobol" and count > 1 else count


def grid(axes: Sequence[str], levels: int, panels: int = 1) -> Grid:
    """Every combination of levels: Gauss-Legendre nodes on equal panels of each axis.

    For few unknowns and a score that is smooth in them: a polynomial of degree below 2 × levels is averaged
    exactly. A score with a kink or a step wants a panel's edge there.

    Parameters
    ----------
    axes : sequence of str
        Names of the unknowns.
    levels : int
        Nodes a panel, 1 to 64.
    panels : int
        Equal panels an axis.

    Raises
    ------
    RangeringError
        No unknown, a name twice, no level, or more than 2²³ combinations.
    """
    names = unknowns(axes)
    per_axis = levels * panels
    if not (1 <= levels <= 64 and panels >= 1):
        raise RangeringError(
            "are no levels and panels of a grid",
            where="design",
            value=(levels, panels),
            mend="give 1 to 64 levels and 1 panel or more",
        )
    if per_axis ** len(names) > MOST_GRID_ROWS:
        raise RangeringError(
            f"combinations of {per_axis} levels of {len(names)} unknowns are too many",
            where="design",
            value=per_axis ** len(names),
            mend=f"screen the unknowns first, or take fewer levels; {MOST_GRID_ROWS} combinations at most",
        )
    node, weight = np.polynomial.legendre.leggauss(levels)
    edge = np.arange(panels)[:, np.newaxis]
    nodes = ((edge + 0.5 * (node + 1.0)) / panels).ravel()
    weights = np.tile(0.5 * weight / panels, panels)
    mesh = np.meshgrid(*[nodes] * len(names), indexing="ij", copy=False)
    return Grid(names, per_axis, weights, np.column_stack([each.ravel() for each in mesh]))


def unknowns(axes: Sequence[str]) -> tuple[str, ...]:
    """The names of a design's axes, each once.

    Raises
    ------
    RangeringError
        No name, or a name twice.
    """
    names = tuple(axes)
    if not names:
        raise RangeringError(
            "nothing is unknown: every figure is stated for certain",
            where="design",
            mend="give at least one figure an interval in [uncertainty], or run the scenario as it is",
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RangeringError(
            "stands twice among the unknowns", where="design", value=twice[0], mend="name each unknown once"
        )
    return names


def draw_readings(
    catalog: Catalog, keys: Iterable[str], rows: FloatArray, variant: Variant = VARIANTS[0]
) -> dict[str, FloatArray]:
    """The figures of every row of a design, under one variant of the assumptions.

    Parameters
    ----------
    catalog, keys
        As in `rangering.catalog.draw.draw`.
    rows : float array, shape (rows, axes)
        Of a design whose axes are `rangering.catalog.draw.axes` of the same catalog and keys. The same rows
        for every variant, so that variants are compared reading by reading.
    variant : Variant
        How claims of one origin hang together, and which laws hold.

    Returns
    -------
    dict of float arrays, shape (rows,)
        Values by id, in SI.

    Raises
    ------
    CatalogError
        An unknown id, or rows for other keys.
    """
    return draw(
        catalog,
        keys,
        len(rows),
        0,  # every draw comes from the rows
        origin_correlation=variant.origin_correlation,
        law=variant.law,
        uniforms=rows,
    )


def widened(rows: FloatArray, axes: Sequence[str], all_axes: Sequence[str]) -> FloatArray:
    """Rows over some unknowns as rows over all: those left out, by a screening say, stay at their median.

    Parameters
    ----------
    rows : float array, shape (rows, axes)
        On the unit cube; NaN stands for the median too.
    axes : sequence of str
        Names of its columns, each one of `all_axes`.
    all_axes : sequence of str
        Names of the columns wanted, as `rangering.catalog.draw.axes` gives them.

    Returns
    -------
    float array, shape (rows, all axes)

    Raises
    ------
    RangeringError
        A name that is not among all.
    """
    place = {axis: column for column, axis in enumerate(all_axes)}
    for axis in axes:
        if axis not in place:
            raise RangeringError(
                "is not among the unknowns",
                where="design",
                value=axis,
                mend=nearest(axis, place) or "leave it out",
            )
    wide = np.full((len(rows), len(place)), 0.5)
    wide[:, [place[axis] for axis in axes]] = np.where(np.isnan(rows), 0.5, rows)
    return wide


def inner_seeds(count: int, seed: int) -> SeedArray:
    """Seeds for the chance within each row of a design, no two alike.

    Parameters
    ----------
    count : int
        How many, up to 2³².
    seed : int
        Of the study, 0 to 2³² - 1. Seeds of `count` rows are the first of those of more rows.
    """
    start, step = generator(seed, "inner seeds").integers(0, SEED_LIMIT, 2)
    # An odd step runs through all 2^32 values before it meets one again.
    return ((int(start) + (int(step) | 1) * np.arange(count, dtype=np.uint64)) % SEED_LIMIT).astype(np.uint32)


def generator(seed: int, what_for: str) -> np.random.Generator:
    """Random numbers of a study that belong to no simulated chance: designs, bootstrap resamples."""
    from rangering.streams import name_id  # pulls in the compiler

    if not 0 <= seed < SEED_LIMIT:
        raise RangeringError(
            "is no seed", where="design", value=seed, mend="give a whole number from 0 to 2**32 - 1"
        )
    # A seed sequence, for scipy's designs spawn generators of their own from it.
    sequence = np.random.SeedSequence([seed, name_id(f"study: {what_for}")])
    return np.random.Generator(np.random.Philox(sequence))


def evaluated(
    evaluate: Evaluate, rows: FloatArray, seeds: SeedArray, where: str
) -> tuple[FloatArray, FloatArray]:
    """Means and what chance leaves in them, checked: the one way by which every method asks a model."""
    means, variances = evaluate(rows, seeds)
    return checked(means, variances, len(rows), where)


def checked(
    means: ArrayLike, inner_variances: ArrayLike, count: int, where: str
) -> tuple[FloatArray, FloatArray]:
    """One finite mean and one finite variance from zero on for each row.

    Raises
    ------
    RangeringError
        Another number of them, a score that is undefined in a row, or a negative variance.
    """
    mean, variance = (np.asarray(each, dtype=np.float64) for each in (means, inner_variances))
    if mean.shape != (count,) or variance.shape != (count,):
        raise RangeringError(
            f"values came for {count} rows",
            where=where,
            value=(mean.shape, variance.shape),
            mend="give one mean and one variance of that mean a row",
        )
    bad = np.flatnonzero(~(np.isfinite(mean) & np.isfinite(variance) & (variance >= 0.0)))
    if len(bad):
        raise RangeringError(
            f"is no mean and variance: {len(bad)} of {count} rows have no such values",
            where=f"{where}, row {bad[0]}",
            value=(float(mean[bad[0]]), float(variance[bad[0]])),
            mend="take a score that every reading has, with two replicates a row or more",
        )
    return mean, variance


def linear_mean_variance(slopes: ArrayLike, count: int, kind: Kind = "sobol") -> float:
    """How far the mean over a design scatters from design to design for a score linear in the unknowns.

    What the choice of design is worth at best, from the mean slopes of a Morris screening: the part of a
    score that is no sum over unknowns scatters as with random points.

    Parameters
    ----------
    slopes : float array, shape (axes,)
        Change of the score over the whole of each axis.
    count : int
        Readings; for ``"sobol"`` a power of two.
    kind : "sobol", "latin-hypercube" or "random"
        The design. One point stands in each of `count` strata of an axis in the first two, and where it
        stands is uncorrelated between strata: Σ slope² / (12 n³), against Σ slope² / (12 n) at random.

    Returns
    -------
    float
        Variance of the mean, in the score's unit squared.
    """
    spread = float(np.sum(np.square(np.asarray(slopes, dtype=np.float64)))) / 12.0
    if count < 1 or balanced_count(count, kind) != count:
        raise RangeringError(
            "is no count for which the design is balanced",
            where="design",
            value=count,
            mend=f"give {balanced_count(max(count, 1), kind)}",
        )
    return spread / count if kind == "random" else spread / count**3


def _sobol(axis_count: int, count: int, seed: int) -> FloatArray:
    from scipy.stats.qmc import Sobol

    engine = Sobol(
        axis_count, scramble=True, bits=_SOBOL_BITS, rng=generator(seed, f"sobol {axis_count} axes")
    )
    # Each number stands for a cell: its middle is never 0.
    return np.asarray(engine.random(count), dtype=np.float64) + 0.5**_SOBOL_BITS / 2.0


def _column(name: str, count: int, seed: int, kind: Kind) -> FloatArray:
    chance = generator(seed, f"{kind} axis {name}")
    if kind == "random":
        return chance.random(count)
    from scipy.stats.qmc import LatinHypercube

    return np.asarray(LatinHypercube(1, rng=chance).random(count)[:, 0], dtype=np.float64)
