"""The tables of a study as rows of text, the same on the terminal and on the page."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite

from rangering.study.bands import Bands
from rangering.study.design import Kind, linear_mean_variance
from rangering.study.nested import Edge
from rangering.study.pair import Pair
from rangering.study.saltelli import SobolIndices
from rangering.study.sensitivity import Sensitivity
from rangering.study.sweeping import Swept
from rangering.units import percent, plain

USUAL_READINGS = 64
Lines = list[tuple[str, ...]]

LABELS = {
    "no_leaker": "P(no leaker)",
    "hostile": "hostile flights",
    "leakers": "leakers",
    "hits": "asset hits",
    "killed": "killed",
    "aborted": "turned back",
    "detected": "detected",
    "tracked": "tracked",
    "identified": "identified as hostile",
    "engaged": "engaged",
    "missiles": "missiles fired",
    "cost": "missiles, USD",
    "duplicates": "duplicate engagements",
    "own_engaged": "own and allied flights engaged",
    "civil_engaged": "civil flights engaged",
    "covered": "share of the press circle covered",
}
"""What the figures that studies keep are called."""

BAND_COLUMNS = ("a raid", "middle", "band of readings", "edges known to", "unknown", "chance in one raid")
BAND_WORDS = (
    "Band: nine readings in ten lie within, chance within readings removed; it is no probability. Edges "
    "known to: bootstrap error of its low and high end, from the number of readings. Unknown: standard "
    "deviation of what readings differ by. Chance in one raid: standard deviation within a reading."
)


def between(low: float, high: float) -> str:
    """An interval in words; one without ends is not known."""
    if not (isfinite(low) or isfinite(high)):
        return "not known"
    return f"{plain(low)} to {plain(high)}"


def band_lines(found: Bands) -> Lines:
    """One line a measure."""
    return [
        (
            LABELS[each.measure],
            plain(each.band.components.mean),
            between(each.band.low.value, each.band.high.value),
            f"± {plain(each.band.low.error)}, ± {plain(each.band.high.error)}",
            plain(each.band.components.between_variance**0.5),
            plain(each.band.components.within_variance**0.5),
        )
        for each in found.measures
        if each.band.components.mean or each.measure == "leakers"  # of what never happens no line
    ]


VARIANT_MEASURES = ("leakers", "no_leaker", "missiles")


def variant_columns(found: Bands) -> tuple[str, ...]:
    """As stated, and under each other assumption."""
    return ("a raid", *(variant.words for variant in found.variants))


def variant_lines(found: Bands) -> Lines:
    """Bands under other assumptions about what is not known."""
    return [
        (
            LABELS[each.measure],
            *(
                between(band.low.value, band.high.value)
                for band in (each.band, *(each.others[variant.name] for variant in found.variants[1:]))
            ),
        )
        for each in found.measures
        if each.measure in VARIANT_MEASURES
    ]


def share_words(share: Edge) -> str:
    """A share of readings with what its interval is."""
    return f"{percent(share.value)} of readings ({percent(share.low)} to {percent(share.high)})"


def worked_words(found: Sensitivity) -> str:
    """How much was worked out."""
    if not found.inner:
        return f"{found.compiled - 1:,} readings, a map of each"
    return f"{found.replicates:,} replicates, {found.compiled:,} plans, fidelity {found.fidelity}"


def spread_words(found: Sensitivity) -> str:
    """What there is to share out, and what chance had in it."""
    indices = found.indices
    deviation = plain(max(indices.variance, 0.0) ** 0.5)
    spread = f"Over readings the mean is {plain(indices.mean)}, its standard deviation {deviation}"
    if not found.inner:
        return f"{spread}; nothing in it is chance."
    left = plain(indices.inner_variance**0.5)
    return f"{spread}; chance leaves {left} in a reading's mean, and is removed."


INDEX_COLUMNS = ("unknown", "alone", "95 %", "with others", "95 %", "low to high")
INDEX_WORDS = (
    "Alone, with others: Sobol's first-order and total index, the share of the variance over readings that "
    "goes with this unknown by itself, and with all it does together with others; chance is removed. Low to "
    "high: the measure with this unknown at the 5 % and 95 % points of its law, all others nominal; a "
    "credibility moves all claims of its origin so."
)


def index_lines(found: Sensitivity) -> Lines:
    """One line an unknown, the largest total index first."""
    indices = found.indices
    swings = {swing.axis: swing for swing in found.swings.swings}
    order = sorted(range(len(indices.axes)), key=lambda n: (-indices.total[n], indices.axes[n]))
    return [
        (
            indices.axes[n],
            plain(indices.first[n]),
            between(indices.first_low[n], indices.first_high[n]),
            plain(indices.total[n]),
            between(indices.total_low[n], indices.total_high[n]),
            f"{plain(swings[indices.axes[n]].low)} to {plain(swings[indices.axes[n]].high)}",
        )
        for n in order
    ]


def pair_columns(found: Pair) -> tuple[str, ...]:
    """Points of the second unknown's law."""
    return ("", *(percent(share) for share in found.shares))


def pair_lines(found: Pair) -> Lines:
    """One line a point of the first unknown's law."""
    return [
        (percent(share), *map(plain, row)) for share, row in zip(found.shares, found.means, strict=True)
    ]  # fmt: skip


def pair_words(found: Pair, name: Callable[[str], str], measure: str) -> str:
    """What the table of the first two unknowns shows, in sentences."""
    one, two = map(name, found.axes)
    said = (
        f"{LABELS[measure]}, down with {one} at such shares of its law, across with {two}; all others at "
        "their middle."
    )
    if found.error:
        said += f" Chance leaves a standard error of {plain(found.error)} in each figure."
    if not isfinite(found.together):
        return f"{said} What these two do is not told from chance."
    first, second = (percent(max(float(share), 0.0)) for share in found.split.first)
    return (
        f"{said} Of the variance over this table {first} goes with the first alone, {second} with the second "
        f"alone, {percent(max(found.together, 0.0))} with both together."
    )


def spread_readings_words(found: Sensitivity) -> str:
    """What a balanced design is worth for this measure, from the slopes of the screening."""
    effects = found.screening
    if effects is None:
        return ""
    slopes = [effects.mu[effects.axes.index(axis)] for axis in found.indices.axes]
    kinds: tuple[Kind, ...] = ("random", "sobol")
    random, even = (linear_mean_variance(slopes, USUAL_READINGS, kind) ** 0.5 for kind in kinds)
    return (
        f"As far as it is a sum over these unknowns, its mean over {USUAL_READINGS} readings errs by "
        f"{plain(random)} with readings at random, by {plain(even)} with a Sobol or Latin hypercube design. "
        "What they do only together scatters as at random."
    )


ASSUMED_WORDS = (
    "Total index with its 95 % interval. Origins apart: claims of one origin err independently, and a shared "
    "credibility moves nothing. Origins together: they err alike, and the credibility moves all figures of "
    "its origin, which have no draw of their own then: all their shares stand with it. Uniform laws: every "
    "value between the bounds is as likely. None: moves nothing there. –: not looked at there, at its middle."
)


def assumed_columns(found: Sensitivity) -> tuple[str, ...]:
    """As stated, and under each other assumption."""
    return ("", "as stated", *(each.variant.name.replace("-", " ") for each in found.others))


def measure_lines(found: Sensitivity) -> Lines:
    """The measure over the unknowns looked at, a column an assumption."""
    bands = [found.band, *(each.band for each in found.others)]
    return [
        ("mean over readings", *(plain(each.components.mean) for each in bands)),
        ("nine readings in ten", *(between(each.low.value, each.high.value) for each in bands)),
        ("base rows", str(found.base), *(str(each.base) for each in found.others)),
    ]


def assumed_lines(found: Sensitivity) -> Lines:
    """The total index of each unknown, a column an assumption; the largest as stated first."""
    columns = [(found.indices, ()), *((each.indices, each.idle) for each in found.others)]
    place = [{axis: n for n, axis in enumerate(indices.axes)} for indices, _ in columns]

    def size(axis: str) -> tuple[float, ...]:
        totals = [
            float(indices.total[at[axis]]) if axis in at and isfinite(indices.total[at[axis]]) else 0.0
            for (indices, _), at in zip(columns, place, strict=True)
        ]
        return -totals[0], -max(totals)

    def cell(axis: str, indices: SobolIndices, idle: Sequence[str], at: Mapping[str, int]) -> str:
        if axis not in at:
            return "none" if axis in idle else "–"
        n = at[axis]
        return f"{plain(indices.total[n])} ({between(indices.total_low[n], indices.total_high[n])})"

    return [
        (axis, *(cell(axis, *each, at) for each, at in zip(columns, place, strict=True)))
        for axis in sorted(found.closely, key=lambda axis: (*size(axis), axis))
    ]


SCREEN_COLUMNS = ("unknown", "μ*", "95 %", "if it did nothing", "σ", "goes on")


def screen_lines(found: Sensitivity) -> Lines:
    """The screening, the unknown that moves the measure most first."""
    effects = found.screening
    if effects is None:
        return []
    order = sorted(range(len(effects.axes)), key=lambda n: (-effects.mu_star[n], effects.axes[n]))
    return [
        (
            effects.axes[n],
            plain(effects.mu_star[n]),
            between(effects.mu_star_low[n], effects.mu_star_high[n]),
            plain(effects.chance_mu_star[n]),
            plain(effects.sigma[n]),
            "yes" if effects.axes[n] in found.indices.axes else "no",
        )
        for n in order
    ]


def value_words(value: object) -> str:
    """A value of a sweep as a reader writes it."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {value_words(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(value_words, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def sweep_lines(fields: Sequence[str], measures: Sequence[str], points: Sequence[Swept]) -> Lines:
    """One line a point: what was stated, each measure with the interval that chance leaves, and how often."""
    return [
        (
            *(value_words(point.stated[name]) for name in fields),
            *(
                f"{plain(each.value)} ({between(each.low, each.high)})"
                for each in (point.estimates[name] for name in measures)
            ),
            f"{point.replicates:,}{'' if point.precise else ' *'}",
        )
        for point in points
    ]
