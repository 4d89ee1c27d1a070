"""A back-cast in words: the lines of its tables and the sentences about them.

Dates are printed as months, errors in days; a share of the forecast has two digits, which is what its draws
give. Days stand in `rangering.programme.backcast.plain`.
"""

from collections.abc import Callable, Sequence

import numpy as np

from rangering.programme.backcast.clusters import LEVEL, Mean
from rangering.programme.backcast.forecast_series import ForecastSeries
from rangering.programme.backcast.results import Backcast, Scored, Summary
from rangering.programme.backcast.scores import LEVELS

PLANNED_COLUMNS = (
    "milestone", "said", "plan", "forecast", "90 %", "came", "PIT", "CRPS", "plan", "slip", "seen",
)  # fmt: skip
OTHER_COLUMNS = ("milestone", "on", "forecast", "90 %", "came", "PIT", "CRPS", "seen")
MEAN_COLUMNS = ("mean of programmes", *("with a plan", "without a plan", "all"))
LINK_COLUMNS = ("programme", "links scored here", "links with dated facts only")
SERIES_COLUMNS = ("milestone", "said on", "spoke of", "moved by", "off by")


def planned_lines(rows: Sequence[Scored]) -> list[tuple[str, ...]]:
    """Milestones that had a plan, one a line, in the columns of `PLANNED_COLUMNS`."""
    return [
        (
            name,
            said,
            f"{row.case.plan_on:%Y-%m}",
            *forecast,
            _days(row.plan_off_d),
            _days(row.plan_and_slip_off_d),
            seen,
        )
        for row in rows
        if row.case.planned
        for name, said, *forecast, seen in (_line(row),)
    ]


def other_lines(rows: Sequence[Scored]) -> list[tuple[str, ...]]:
    """Milestones that nobody had planned in public, in the columns of `OTHER_COLUMNS`."""
    return [_line(row) for row in rows if not row.case.planned]


def _line(row: Scored) -> tuple[str, ...]:
    return (
        f"{row.case.programme} {row.case.milestone}",
        f"{row.case.on:%Y-%m}",
        f"{row.median_on:%Y-%m}",
        f"{row.low_on.year} to {row.high_on:%y}",
        f"{row.outcome.day:%Y-%m}" if row.crps_d is not None else f"> {row.outcome.day:%Y-%m}",
        f"{row.pit:.2f}",
        _days(row.crps_d),
        f"{len(row.seen)}" + (" °" if row.through_network else ""),
    )


def mean_lines(result: Backcast) -> list[tuple[str, ...]]:
    """What is known over all milestones that were reached, one column a group, as far as there are any."""
    groups = {summary.of: summary for summary in result.summaries}
    found = [groups.get(name) for name in MEAN_COLUMNS[1:]]

    def cells(what: str, means: Sequence[Mean | None], style: str) -> tuple[str, ...]:
        return (what, *("" if mean is None else _mean(mean, style) for mean in means))

    def line(what: str, of: Callable[[Summary], Mean | None], style: str) -> tuple[str, ...]:
        return cells(what, [None if each is None else of(each) for each in found], style)

    counts = ["" if each is None else f"{each.pit.programmes}, {each.pit.milestones}" for each in found]
    lines = [
        ("programmes, milestones", *counts),
        line("CRPS, days", lambda each: each.crps_d, ".0f"),
        line("PIT", lambda each: each.pit, ".2f"),
    ]
    for i, level in enumerate(LEVELS):
        held = [None if each is None else each.covered[i] for each in found]
        lines.append(cells(f"held by the {level:.0%} interval", held, ".0%"))
    lines += [
        line("plan off by, days", lambda each: each.plan_off_d, ".0f"),
        line("plan + median slip off by, days", lambda each: each.plan_and_slip_off_d, ".0f"),
        line("skill over the plan", lambda each: each.skill_over_plan, ".2f"),
        line("skill over plan + median slip", lambda each: each.skill_over_plan_and_slip, ".2f"),
    ]
    return [each for each in lines if any(each[1:])]


def link_lines(result: Backcast) -> list[tuple[str, ...]]:
    """Which links of the chain each programme exercises; programmes with no dated link are left out."""
    return [
        (
            each.programme,
            ", ".join(each.scored) or "none",
            ", ".join(link for link in each.dated if link not in each.scored),
        )
        for each in result.links
        if each.dated
    ]


def series_lines(series: Sequence[ForecastSeries]) -> list[tuple[str, ...]]:
    """One line a forecast; a forecast that is the judge of the others is said to be that."""
    lines: list[tuple[str, ...]] = []
    for each in series:
        errors = [*(f"{days:+.0f}" for days in each.error_d), "judges the others"]
        moves = ["", *(f"{days:+.0f}" for days in each.revision_d)]
        for i, said_on in enumerate(each.said_on):
            name = f"{each.programme} {each.milestone}" if i == 0 else ""
            lines.append((name, f"{said_on}", f"{each.spoke_of[i]}", moves[i], errors[i]))
    return lines


def series_sentence(each: ForecastSeries) -> str:
    """A series in a sentence: size of its revisions, bias, whether later ones were nearer."""
    named = f"{each.programme} {each.milestone}"
    judge = "the day it happened" if each.happened else "the last forecast, for it has not happened"
    if not each.error_d:
        return f"{named}: nothing to score."
    which = "too early" if each.bias_d > 0.0 else "too late"
    better, pairs = each.later_better
    later = f"; of {pairs} pair{'' if pairs == 1 else 's'} the later was nearer in {better}" if pairs else ""
    return (
        f"{named}: revised by {each.revision_size_d:.0f} days at a time; judged by {judge}, "
        f"{each.off_d:.0f} days off, on average {abs(each.bias_d):.0f} {which}{later}."
    )


def sentences(result: Backcast) -> list[str]:
    """How to read the tables, what was left out, and what is not claimed."""
    seen = (
        "of the others only what was public on the day of the forecast"
        if result.evidence == "by-then"
        else "of the others all that is public now: no forecast that could have been made"
    )
    alone = sum(not row.seen for row in result.scored)
    lines = [
        f"Each milestone is forecast without its own programme; {seen}. Outcomes by {result.scored_by}.",
        f"{alone} of {len(result.scored)} forecasts rest on our assumption alone: no other programme had "
        "shown anything comparable by then."
        if alone
        else "Every forecast rests on other programmes as well as on our assumption.",
        "PIT: share of the forecast before the day it came; of an open milestone, already past. "
        "Seen: other programmes it learnt from. CRPS in days; beside it how far off the plan was, and the "
        "plan put off by the median slip of the others. "
        f"Intervals hold {LEVEL:.0%}, drawn by programme; with so few programmes they are too narrow.",
    ]
    if any(row.through_network for row in result.scored):
        lines.append(
            "° with the other lots of its programme file through the engine, in their order on one line; a "
            "late programme is late in all of them."
        )
    open_count = sum(row.crps_d is None for row in result.scored)
    if open_count:
        lines.append(f"Open milestones, {open_count} of them, have no CRPS and enter no mean.")
    return [*lines, result.claim]


def left_out_lines(result: Backcast) -> list[str]:
    """Milestones that are not scored, each with the reason."""
    return [f"{each.programme} {each.milestone}: {each.why}" for each in result.left_out]


def _days(days: float | None) -> str:
    return "" if days is None else f"{days:.0f}"


def _mean(mean: Mean, style: str) -> str:
    if np.isnan(mean.low):
        return f"{mean.value:{style}}"
    return f"{mean.value:{style}} ({mean.low:{style}} to {mean.high:{style}})"
