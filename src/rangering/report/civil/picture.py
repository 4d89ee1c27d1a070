"""The pictures of a risk: what changes it, as ratios on a scale of tens; and where the flights are."""

from math import isfinite, isnan
from typing import Any

from rangering import __version__
from rangering.provenance import CAVEAT
from rangering.report.civil.tables import by_width
from rangering.report.civil.words import (
    CHANCE,
    CONDITIONAL,
    end_words,
    first_sentence,
    mitigated_words,
    ran_words,
)
from rangering.report.key import Block, Entry
from rangering.report.mission.sheet import AXIS_IN, BAR_IN, HEAD_IN, ROW_GAP_IN, WHISKER, quiet, rim, titled
from rangering.report.page import MAP_IN, Page, SmallPrint
from rangering.report.style import BODY_PT, INK, LABEL_PT, LINE_IN, SHARE_RAMP, house_style, wrapped
from rangering.study.risk.estimate import Ratio
from rangering.study.risk.results import Risk

LABEL_IN = 3.0
LOW, HIGH, MEASURE = SHARE_RAMP[0], SHARE_RAMP[2], "#8d6cba"
_WORDS_IN = 1.6


class _Row:
    """One line: a label, and one bar or two, from 1 to a ratio."""

    def __init__(self, label: str, bars: list[tuple[Ratio, str, str]]) -> None:
        self.label, self.bars = label, bars
        self.lines = wrapped(label, BODY_PT, LABEL_IN - 0.12, most=4)
        self.high_in = max(BAR_IN * len(bars), LINE_IN * len(self.lines)) + ROW_GAP_IN


def tornado_page(result: Risk) -> Page:
    """Levers, the widest first, and mitigations below them."""
    rows = [
        _Row(
            f"{each.name}: {each.low.case.words} / {each.high.case.words}",
            [(end.ratio, end_words(end), fill) for end, fill in ((each.low, LOW), (each.high, HIGH))],
        )
        for each in by_width(result)
    ]
    rows += [
        _Row(each.case.words, [(each.count_ratio, mitigated_words(each), MEASURE)])
        for each in result.mitigations
    ]
    with house_style():
        page = Page(
            titled(result.title, result.labels),
            "What changes the rate of wrong shots at civil flights",
            "Each bar runs from the scenario as stated (1) to the ratio with one thing changed; of "
            "mitigations, the ratio "
            f"of wrong shots in the same time. An open end is a limit: none was seen there. {CONDITIONAL}",
            [
                [Block("Levers", (Entry("fill", LOW, "at the low end, named first"),
                                  Entry("fill", HIGH, "at the high end")), 3.2)],
                [Block("Mitigations", (Entry("fill", MEASURE, "wrong shots beside those as stated"),), 3.6)],
            ],
            _small_print(result),
            ("white",),
            maps_in=HEAD_IN + sum(row.high_in for row in rows) + AXIS_IN,
        )  # fmt: skip
        _draw(page, rows)
    return page


def _draw(page: Page, rows: list[_Row]) -> None:
    high_in = sum(row.high_in for row in rows)
    axes = page.chart_axes(LABEL_IN, HEAD_IN, MAP_IN - LABEL_IN, high_in)
    known = [
        each
        for row in rows
        for ratio, _, _ in row.bars
        for each in (ratio.value, ratio.low, ratio.high)
        if isfinite(each) and each > 0.0
    ]
    least, most = min([*known, 0.5]), max([*known, 2.0])
    # Room beside the bars for their words, on the scale of logarithms.
    spread = (most / least) ** (_WORDS_IN / (MAP_IN - LABEL_IN - _WORDS_IN))
    axes.set(xscale="log", xlim=(least / 1.3, most * 1.3 * spread), ylim=(high_in, 0.0), yticks=[])
    top = 0.0
    for row in rows:
        middle = top + row.high_in / 2.0
        for n, (ratio, words, colour) in enumerate(row.bars):
            y = middle + (n - (len(row.bars) - 1) / 2.0) * BAR_IN
            _bar(axes, y, ratio, words, colour, least)
        for n, line in enumerate(row.lines):
            axes.annotate(line, (0.0, middle + (n - (len(row.lines) - 1) / 2.0) * LINE_IN),
                          xycoords=("axes fraction", "data"), xytext=(-7, 0), textcoords="offset points",
                          ha="right", va="center_baseline", fontsize=BODY_PT,
                          annotation_clip=False)  # fmt: skip
        top += row.high_in
    axes.axvline(1.0, color=INK, linewidth=1.0, zorder=5)
    axes.xaxis.set_major_formatter(lambda value, _at: f"{value:g}")
    axes.xaxis.set_minor_formatter(lambda _value, _at: "")
    quiet(axes, "times as stated")


def _bar(draw: Any, y: float, ratio: Ratio, words: str, colour: str, least: float) -> None:
    value = ratio.value if not isnan(ratio.value) else ratio.high if isfinite(ratio.high) else ratio.low
    shown = value if isfinite(value) and value > 0.0 else least
    draw.barh(y, shown - 1.0, BAR_IN * 0.86, left=1.0, color=colour, linewidth=0, zorder=3)
    right = max(1.0, shown)
    if not isnan(ratio.value) and ratio.value > 0.0:
        draw.plot([ratio.low, ratio.high], [y, y], **WHISKER)
        right = max(right, ratio.high)
    draw.annotate(words, (right, y), xytext=(5, 0), textcoords="offset points", ha="left",
                  va="center_baseline", fontsize=LABEL_PT, path_effects=[rim()], zorder=6)  # fmt: skip


def _small_print(result: Risk) -> SmallPrint:
    caveat = f"{CAVEAT} rangering {__version__}."
    said = f"{ran_words(result)}. {CHANCE} Assumptions in full: risk.json."
    full = [(f"{first_sentence(result)}.", 3), (said, 2), (CONDITIONAL, 1), (caveat, 1)]
    return SmallPrint(full, (CONDITIONAL, caveat))
