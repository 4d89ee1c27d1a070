"""The tables of a study as rows of text, the same on the terminal and on the page."""

from collections.abc import Sequence
from math import isfinite

from rangering.study.bands import Bands
from rangering.study.nested import Edge
from rangering.study.sensitivity import Sensitivity
from rangering.study.sweeping import Swept
from rangering.units import percent, plain

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


INDEX_COLUMNS = ("unknown", "alone", "95 %", "with others", "95 %", "low to high")
INDEX_WORDS = (
    "Alone, with others: Sobol's first-order and total index, the share of the variance over readings that "
    "goes with this unknown by itself, and with all it does together with others; chance is removed. Low to "
    "high: the measure with this unknown at the 5 % and 95 % points of its law, all others at their middle."
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
