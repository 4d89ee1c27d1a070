"""The pictures of a study: bands, what the spread comes from, packages against the first one.

Every figure on them is one of the result's; nothing is worked out here but where it stands on paper.
"""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING

from rangering import __version__
from rangering.provenance import CAVEAT
from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import WHISKER, quiet, rim, titled
from rangering.report.mission.words import earth_words_of
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.study.compare_tables import against_first, share_words, signed
from rangering.report.study.tables import LABELS, between
from rangering.report.study.unknowns import axis_words
from rangering.report.study.words import GETS_THROUGH, ran_words
from rangering.report.style import (
    BODY_PT,
    INK,
    LABEL_PT,
    LINE_IN,
    SHARE_RAMP,
    SMALL_PT,
    SOFT_INK,
    house_style,
    wrapped,
)
from rangering.study.bands import Bands, MeasureBand
from rangering.study.compare_words import Compared, letters_of
from rangering.study.comparing import Comparison
from rangering.study.nested import Band, Edge
from rangering.study.paired import Difference
from rangering.study.sensitivity import Sensitivity
from rangering.study.stood import Stood
from rangering.units import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = ("leakers", "no_leaker", "hits", "missiles")
STATED, OTHER = "#2b72b2", "#b9d3e8"
LOW, HIGH = SHARE_RAMP[0], SHARE_RAMP[2]
FIRST, TOTAL = "#d55e00", "#20262b"
MOST_BARS = 12
_WORDS_IN = 2.9  # room for names at the left
_ROW_IN, _OTHER_IN, _PANEL_IN = 0.34, 0.23, 0.5  # a band, one under other assumptions, heading and axis
_MEAN = "#d55e00"


def shown_bands(found: Bands) -> list[MeasureBand]:
    """The measures that a reader compares studies by; of what never happens no band."""
    by_name = {each.measure: each for each in found.measures}
    chosen = [by_name[name] for name in SHOWN if name in by_name]
    return [each for each in chosen if each.band.components.mean or each.measure == "leakers"]


def bands_page(found: Bands, stood: Stood) -> Page:
    """The band of each measure, and under it the same under other assumptions about the unknowns."""
    panels = shown_bands(found)
    others = found.variants[1:]
    high_in = _PANEL_IN + _ROW_IN + _OTHER_IN * len(others)
    key = [
        [Block("", (Entry("fill", STATED, "band as stated: nine readings in ten"),), 3.1)],
        [Block("", (Entry("fill", OTHER, "under another assumption"),), 2.4)],
        [Block("", (Entry("edge", _MEAN, "mean over readings"),), 2.4)],
    ]  # fmt: skip
    with house_style():
        page = study_page(
            stood, "What a raid comes to, over what nobody outside knows",
            f"{ran_words(stood)}. Chance within a reading is taken out of the bands; whiskers are the "
            "bootstrap error of each edge, one standard error to either side.",
            high_in * len(panels) - 0.3, key if others else [key[0], key[2]],
        )  # fmt: skip
        for n, each in enumerate(panels):
            _band_panel(page, n * high_in, each, found)
    return page


def _band_panel(page: Page, top_in: float, each: MeasureBand, found: Bands) -> None:
    rows: list[tuple[str, Band]] = [("as stated", each.band)]
    rows += [(variant.words, each.others[variant.name]) for variant in found.variants[1:]]
    high_in = _ROW_IN + _OTHER_IN * (len(rows) - 1)
    axes = page.chart_axes(_WORDS_IN, top_in + 0.06, MAP_IN - _WORDS_IN - 1.15, high_in)
    # An error reaches no count below none, and no share beyond all.
    most = 1.0 if each.measure == "no_leaker" else float("inf")
    ends = [end for _, band in rows for edge in (band.low, band.high) for end in _reach(edge, most)]
    ends += [band.components.mean for _, band in rows]
    low, high = min(ends), max(ends)
    room = 0.06 * (high - low) or 0.05
    axes.set(xlim=(low - room, high + room), ylim=(high_in, 0.0), yticks=[])
    at = 0.0
    for n, (words, band) in enumerate(rows):
        tall = _OTHER_IN if n else _ROW_IN
        y = at + tall / 2.0
        width = band.high.value - band.low.value
        axes.barh(y, width, 0.6 * tall, left=band.low.value, color=OTHER if n else STATED, linewidth=0)
        mean = band.components.mean
        axes.plot([mean, mean], [y - 0.3 * tall, y + 0.3 * tall], color=_MEAN, linewidth=2.4, zorder=5,
                  solid_capstyle="butt")  # fmt: skip
        for edge in (band.low, band.high):
            _whisker(axes, y, *_reach(edge, most))
        _beside(axes, words, y, size_pt=SMALL_PT if n else LABEL_PT, colour=SOFT_INK if n else INK)
        axes.annotate(between(band.low.value, band.high.value), (1.0, y), xycoords=("axes fraction", "data"),
                      xytext=(8, 0), textcoords="offset points", va="center_baseline", color=INK,
                      fontsize=SMALL_PT if n else LABEL_PT, annotation_clip=False)  # fmt: skip
        at += tall
    axes.annotate(LABELS[each.measure], (0.0, _ROW_IN / 2.0), xycoords=("axes fraction", "data"),
                  xytext=(-_WORDS_IN * 72.0, 0), textcoords="offset points", va="center_baseline",
                  fontsize=BODY_PT, fontweight="bold", annotation_clip=False)  # fmt: skip
    quiet(axes)
    _few_ticks(axes, 6)


def _reach(edge: Edge, most: float) -> tuple[float, float]:
    """An edge, one standard error to either side."""
    return max(edge.value - edge.error, 0.0), min(edge.value + edge.error, most)


def tornado_page(found: Sensitivity, stood: Stood) -> Page:
    """How far each unknown swings the measure, and its share of the variance beside it."""
    indices = found.indices
    shown = found.swings.swings[:MOST_BARS]
    place = {axis: n for n, axis in enumerate(indices.axes)}
    names = [wrapped(axis_words(stood.catalog, each.axis), LABEL_PT, _WORDS_IN - 0.15, most=3)
             for each in shown]  # fmt: skip
    heights = [max(0.36, len(lines) * LINE_IN + 0.12) for lines in names]
    chart_in, swing_in, gap_in = sum(heights), 2.75, 0.35
    left_out = len(found.unknowns) - len(indices.axes)
    screened = (
        f" {left_out} more were screened out; for the shares they stand at their middle."
        if left_out > 0
        else ""
    )
    # Of a map nothing is left to chance.
    replicates = f"; {found.replicates:,} replicates with all else of the study" if found.replicates else ""
    chance = (
        "Chance leaves a standard error of up to "
        f"{plain(max((each.error for each in shown), default=0.0))} in a swing; indices are cleared of it. "
        if found.inner
        else ""
    )
    key = [
        [Block(f"{LABELS[found.measure]}, one unknown at a time",
               (Entry("fill", LOW, "at the 5 % point of its law"),
                Entry("fill", HIGH, "at its 95 % point; all others nominal")), 4.4)],
        [Block("Share of the variance",
               (Entry("edge", FIRST, "alone (first-order index)"),
                Entry("edge", TOTAL, "with others (total index)")), 3.6)],
    ]  # fmt: skip
    with house_style():
        page = study_page(
            stood, f"What moves {LABELS[found.measure]}: each unknown alone, and its share of the variance",
            f"{ran_words(stood)}{replicates}. Of "
            f"{len(found.unknowns)} unknowns {len(indices.axes)} are looked at closely.{screened}",
            0.3 + chart_in, key,
            remark=f"Swings do not add up. {chance}Lines are 95 % bootstrap intervals of the indices. Hollow "
            "dots and arrows lie beyond the axis.",
        )  # fmt: skip
        left = page.chart_axes(_WORDS_IN, 0.3, swing_in, chart_in)
        right = page.chart_axes(_WORDS_IN + swing_in + gap_in, 0.3,
                                MAP_IN - _WORDS_IN - swing_in - gap_in - 0.1, chart_in)  # fmt: skip
        nominal = found.swings.nominal
        ends = [nominal, *(end for each in shown for end in (each.low, each.high))]
        room = 0.24 * (max(ends) - min(ends)) or 0.5
        left.set(xlim=(min(ends) - room, max(ends) + room), ylim=(chart_in, 0.0), yticks=[])
        right.set(xlim=(-0.12, 1.12), ylim=(chart_in, 0.0), yticks=[])
        at = 0.0
        for each, lines, height in zip(shown, names, heights, strict=True):
            y = at + height / 2.0
            _swing(left, y, nominal, each.low, each.high)
            for i, line in enumerate(lines):
                _beside(left, line, y + (i - (len(lines) - 1) / 2.0) * LINE_IN, size_pt=LABEL_PT)
            k = place[each.axis]
            _index(right, y - 0.06, FIRST, indices.first[k], indices.first_low[k], indices.first_high[k])
            _index(right, y + 0.06, TOTAL, indices.total[k], indices.total_low[k], indices.total_high[k])
            at += height
        left.axvline(nominal, color=INK, linewidth=1.0, zorder=3)
        left.annotate(f"all nominal: {plain(nominal)}", (nominal, 1.0),
                      xycoords=("data", "axes fraction"), xytext=(0, 4), textcoords="offset points",
                      ha="center", va="bottom", fontsize=SMALL_PT)  # fmt: skip
        quiet(left)
        _few_ticks(left, 5)
        quiet(right)
        right.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0], ["0", "25 %", "50 %", "75 %", "100 %"])
        right.axvline(0.0, color=SOFT_INK, linewidth=0.8)
    return page


def _swing(axes: "Axes", y: float, nominal: float, low: float, high: float) -> None:
    """Both ends from the middle, the longer one first so that the other stays visible."""
    ends = sorted(((low, LOW), (high, HIGH)), key=lambda end: -abs(end[0] - nominal))
    for value, colour in ends:
        axes.barh(y, value - nominal, 0.22, left=nominal, color=colour, linewidth=0.5, edgecolor=INK)
    words = [(min(low, high), nominal, -1), (max(low, high), nominal, 1)]
    for value, middle, side in words:
        at = min(value, middle) if side < 0 else max(value, middle)
        axes.annotate(plain(value), (at, y), xytext=(4 * side, 0), textcoords="offset points",
                      ha="right" if side < 0 else "left", va="center_baseline", fontsize=SMALL_PT,
                      color=SOFT_INK, path_effects=[rim()])  # fmt: skip


def _index(axes: "Axes", y: float, colour: str, value: float, low: float, high: float) -> None:
    """An index as a dot with its interval; an arrow where that goes on beyond the axis."""
    least, most = axes.get_xlim()
    ends = (max(low, least) if isfinite(low) else least, min(high, most) if isfinite(high) else most)
    axes.plot(ends, [y, y], color=colour, linewidth=1.2, solid_capstyle="butt", zorder=3)
    for end, stated, mark in ((ends[0], low, "<"), (ends[1], high, ">")):
        if end != stated:
            axes.plot([end], [y], marker=mark, markersize=4.0, color=colour, clip_on=False, zorder=4)
    if isfinite(value):
        inside = min(max(value, least), most)
        axes.plot([inside], [y], marker="o", markersize=5.0, color=colour, linestyle="", zorder=5,
                  markerfacecolor=colour if inside == value else "white")  # fmt: skip


def compare_page(found: Comparison, stood: Stood, measure: str) -> Page:
    """Each package against the first: one dot a reading, and the mean with its interval."""
    parts: list[tuple[str, Compared]] = [("As offered", found.offered)]
    if found.at_spend is not None:
        parts.append((f"At equal spend: {found.spend}", found.at_spend))
    letters = letters_of(found.packages)
    rows = [(head, part, against_first(part)) for head, part in parts]
    row_in, head_in = 0.62, 0.62
    high_in = sum(head_in + row_in * max(len(each), 1) for _, _, each in rows)
    what = GETS_THROUGH.get(measure, LABELS[measure])
    raids = len(found.raids)
    over = "over raids" if raids > 1 else "of chance"
    key = [
        [Block("", (Entry("edge", STATED, "dot: one reading, chance taken out"),), 3.2)],
        [Block("", (Entry("edge", _MEAN, f"mean over readings, and its 95 % interval {over}"),), 4.6)],
    ]  # fmt: skip
    drawn = f" and {raids - 1} drawn from its family" if raids > 1 else ""
    with house_style():
        page = study_page(
            stood, f"{what[:1].upper()}{what[1:]}: each package less the first",
            f"{ran_words(stood)}. The scenario's own raid{drawn}: the same raids and the same chance for "
            "every package. Left of the line is less than the first.",
            high_in - 0.3, key,
            remark="Shares are of readings, and no probabilities; rounded down."
            + (" The interval is of the raids drawn, whose number it rests on." if raids > 1 else ""),
        )  # fmt: skip
        low, high = _span([each for _, _, listed in rows for each in listed])
        top = 0.0
        for head, part, listed in rows:
            first = part.fielded[0].package
            through = part.through[0]
            page.paper.text(
                0.5, page.map_top_in + top + 0.16, head, fontsize=BODY_PT, fontweight="bold",
                va="center_baseline",
            )  # fmt: skip
            page.paper.text(
                0.5, page.map_top_in + top + 0.16 + LINE_IN,
                f"against {letters[first]}, {stood.catalog.package(first).title}: mean {plain(through.mean)}"
                f"{_interval(through.low, through.high)}",
                fontsize=LABEL_PT, va="center_baseline", color=SOFT_INK,
            )  # fmt: skip
            if listed:
                axes = page.chart_axes(_WORDS_IN, top + 0.46, MAP_IN - _WORDS_IN, row_in * len(listed) - 0.12)
                axes.set(xlim=(low, high), ylim=(row_in * len(listed) - 0.12, 0.0), yticks=[])
                for n, each in enumerate(listed):
                    package = part.fielded[each.second].package
                    name = f"{letters[package]}  {stood.catalog.package(package).title}"
                    _difference(axes, (n + 0.5) * row_in - 0.06, each, name)
                axes.axvline(0.0, color=INK, linewidth=1.0, zorder=2)
                quiet(axes)
                _few_ticks(axes, 7)
            top += head_in + row_in * max(len(listed), 1)
    return page


def _difference(axes: "Axes", y: float, each: Difference, name: str) -> None:
    """The second package less the first: the result holds it the other way round."""
    axes.plot(-each.settled_in, [y] * len(each.settled_in), linestyle="", marker="o", markersize=6.5,
              markerfacecolor=STATED, markeredgecolor="white", markeredgewidth=0.5, alpha=0.75,
              zorder=3)  # fmt: skip
    at = y + 0.15
    least, most = axes.get_xlim()
    if isfinite(each.low) and isfinite(each.high):
        ends = (max(-each.high, least), min(-each.low, most))
        axes.plot(ends, [at, at], color=_MEAN, linewidth=1.6, zorder=4, solid_capstyle="butt")
        for end, stated, mark in ((ends[0], -each.high, "<"), (ends[1], -each.low, ">")):
            if end != stated:
                axes.plot([end], [at], marker=mark, markersize=4.5, color=_MEAN, clip_on=False, zorder=4)
    axes.plot([-each.mean], [at], marker="D", markersize=5.0, color=_MEAN, markeredgecolor="white",
              markeredgewidth=0.5, zorder=5)  # fmt: skip
    lines = [*wrapped(name, LABEL_PT, _WORDS_IN - 0.2, most=1),
             f"{signed(-each.mean)}{_interval(-each.high, -each.low, negative=True)}",
             share_words(each)]  # fmt: skip
    for i, line in enumerate(lines):
        axes.annotate(line, (0.0, y + (i - 1) * 0.155), xycoords=("axes fraction", "data"),
                      xytext=(-_WORDS_IN * 72.0, 0), textcoords="offset points", va="center_baseline",
                      fontsize=SMALL_PT if i else LABEL_PT, color=SOFT_INK if i else INK,
                      annotation_clip=False)  # fmt: skip


def _interval(low: float, high: float, *, negative: bool = False) -> str:
    """In brackets; of what cannot be negative from zero up."""
    if not (isfinite(low) and isfinite(high)):
        return ""
    return f" ({plain(low if negative else max(low, 0.0))} to {plain(high)})"


def _span(listed: Sequence[Difference]) -> tuple[float, float]:
    """Room for every reading; an interval may run out of it by as much again."""
    values = [0.0, *(-float(value) for each in listed for value in each.settled_in)]
    low, high = min(values), max(values)
    reach = (high - low) or 1.0
    ends = [low, high]
    for each in listed:
        ends += [end for end in (-each.low, -each.high) if isfinite(end)]
    return max(min(ends), low - reach) - 0.04 * reach, min(max(ends), high + reach) + 0.04 * reach


def study_page(
    stood: Stood, heading: str, subtitle: str, high_in: float, key: Sequence[Sequence[Block]], *,
    remark: str = "", ran: str = "",
) -> Page:  # fmt: skip
    """An empty page for a chart of a study, so high; `ran`: how it was run, where it drew no readings."""
    caveat = f"{CAVEAT} rangering {__version__}."
    count = len(stood.assumptions)
    earth = earth_words_of(stood.environment)
    said = [
        remark,
        " ".join([*([f"{earth}."] if earth else []), f"{count} assumptions in full: study.json."]),
    ]
    full = [(text, 2) for text in said if text]
    return Page(
        titled(stood.title, stood.labels), heading, subtitle, key,
        SmallPrint([*full, (caveat, 1)], (f"{ran or ran_words(stood)}.", caveat)), ("white",),
        maps_in=high_in,
    )  # fmt: skip


def _whisker(axes: "Axes", y: float, low: float, high: float) -> None:
    if high > low:
        axes.plot([low, high], [y, y], **WHISKER)
        for end in (low, high):
            axes.plot([end, end], [y - 0.04, y + 0.04], **WHISKER)


def _beside(axes: "Axes", words: str, y: float, *, size_pt: float, colour: str = INK) -> None:
    axes.annotate(words, (0.0, y), xycoords=("axes fraction", "data"), xytext=(-8, 0), ha="right",
                  textcoords="offset points", va="center_baseline", fontsize=size_pt, color=colour,
                  annotation_clip=False)  # fmt: skip


def _few_ticks(axes: "Axes", most: int) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(most))
