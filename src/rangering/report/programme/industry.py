"""The industrial record: what programmes with work at home took, and how large their local share became.

The evidence behind curves and rates of licensed production: every point with who says so. Limits: those of
`rangering.catalog.precedents` and `rangering.catalog.share_curve`; milestones without an outcome are shown as
planned, and nothing is drawn from what is not published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from rangering.catalog.events import Event, load_events, programme_titles
from rangering.catalog.models import cited
from rangering.catalog.precedents import Record, ShareSeries, records, shares
from rangering.catalog.share_curve import FORMULA, ShareCurve, fit_share_curve
from rangering.report.html.words import counted, listed, spelt
from rangering.units import percent, plain

CURVED = ("brahmos", "milgem", "turkish-sector")
"""Whose local share is drawn against time."""
SINGLE = ("f-16-turkish-assembly", "mpt-76", "kaan", "altay")
"""Whose share is known at one point alone."""
LASTED = (
    "mpt-76", "f-16-turkish-assembly", "t129-atak", "milgem", "anka", "akinci", "altay", "kaan", "km-sam",
)  # fmt: skip
"""Whose durations are shown."""
YEAR_D = 365.25
Lines = list[tuple[str, ...]]

SHARE_COLUMNS = ("programme", "year", "share", "kind", "in a curve", "grade", "what is claimed", "source")
CURVE_COLUMNS = (
    "programme",
    "points",
    "ours",
    "share in its mean year",
    "gain a year there",
    "90 % band there",
)
LASTED_COLUMNS = ("programme", "milestone", "counted from", "planned", "took", "slip", "grade", "sources")
SHARE_WORDS = (
    "Local shares are official claims and usually leave out imported engines, seekers and subsystems: read "
    "them as upper bounds."
)
CURVE_WORDS = (
    f"Curve: logistic, {FORMULA}, least squares on the logit, each point with one weight; band: 90 %, of the "
    "curve alone, Student's with n - 2 degrees of freedom. Fewer than three points give no curve; targets "
    "are shown and not fitted. A point that is our own assumption is marked, and counted in what is said."
)
LASTED_WORDS = (
    "Durations run from the contract, or what stands for it, to the milestone; whiskers are what the dates "
    "of the sources leave open. A plan is the first that was published; most programmes published none."
)


@dataclass(frozen=True)
class Evidence:
    """All that the record shows."""

    titles: Mapping[str, str]
    events: Mapping[str, Event]
    series: Mapping[str, ShareSeries]
    curves: Mapping[str, ShareCurve]
    lasted: tuple[Record, ...]

    @property
    def sentence(self) -> str:
        """What it comes to, for the head of a page."""
        gains = [
            f"{plain(100.0 * curve.gain_per_year)} ({self.titles[name]})"
            for name, curve in sorted(self.curves.items(), key=lambda each: each[1].gain_per_year)
        ]
        late = [each for each in self.lasted if each.slip_d is not None]
        behind = sum(each.slip_d > 0.0 for each in late if each.slip_d is not None)
        return (
            f"Where the share made at home can be followed, it grew by {listed(gains)} points a year; of "
            f"{counted(len(late), 'milestone')} with a published plan and an outcome "
            f"{spelt(behind)} came late."
        )


def evidence() -> Evidence:
    """The record from the shipped facts."""
    events = load_events()
    series = {name: each for name, each in shares(events).items() if name in (*CURVED, *SINGLE)}
    fitted = {name: fit_share_curve(series[name]) for name in CURVED}
    return Evidence(
        programme_titles(),
        {event.id: event for event in events},
        series,
        {name: curve for name, curve in fitted.items() if curve is not None},
        tuple(sorted(
            (each for each in records() if each.programme in LASTED),
            key=lambda each: (LASTED.index(each.programme), each.start_on, each.actual_d or each.planned_d),
        )),
    )  # fmt: skip


def share_lines(found: Evidence) -> Lines:
    """Every claim of a local share, one line each."""
    lines: Lines = []
    for name in (*CURVED, *SINGLE):
        each = found.series[name]
        for n, year in enumerate(each.year):
            low, high = float(each.low[n]), float(each.high[n])
            between = f" ({percent(low)} to {percent(high)})" if low < high else ""
            fitted = name in found.curves and not each.is_target[n] and 0.0 < each.nominal[n] < 1.0
            lines.append((
                each.title, f"{year:.1f}", f"{percent(float(each.nominal[n]))}{between}",
                kind_of(each, n), "yes" if fitted else "no", each.grade[n],
                each.what[n], cited(each.source[n]),
            ))  # fmt: skip
    return lines


def kind_of(series: ShareSeries, point: int) -> str:
    """Whether a point was claimed, is a target, or is our own assumption."""
    if series.is_target[point]:
        return "target"
    return "our assumption" if series.grade[point] == "D" else "claim"


def assumed_in(found: Evidence, name: str) -> int:
    """How many points of a fitted curve are our own assumptions."""
    series = found.series[name]
    return sum(kind_of(series, n) == "our assumption" for n in range(len(series.year)))


def curve_lines(found: Evidence) -> Lines:
    """Every fitted curve, one line each."""
    lines: Lines = []
    for name, curve in found.curves.items():
        low, middle, high = (float(each) for each in curve.band(np.array(curve.mean_year)))
        lines.append((
            found.titles[name], str(curve.claims), str(assumed_in(found, name)),
            f"{percent(middle)} in {curve.mean_year:.0f}",
            f"{plain(100.0 * curve.gain_per_year)} points", f"{percent(low)} to {percent(high)}",
        ))  # fmt: skip
    return lines


def lasted_lines(found: Evidence) -> Lines:
    """Every duration, one line each."""
    lines: Lines = []
    for each in found.lasted:
        said = [found.events[event] for event in each.events]
        sources = "; ".join(dict.fromkeys(cited(event.source) for event in said))
        slip = "–" if each.slip_d is None else f"{each.slip_d / YEAR_D:+.1f} years".replace("-", "\u2212")
        lines.append((
            found.titles[each.programme], milestone_words(each), said[0].what,
            _years(each.planned_d, each.planned_bounds_d), _years(each.actual_d, each.actual_bounds_d), slip,
            each.grade, sources,
        ))  # fmt: skip
    return lines


def milestone_words(record: Record) -> str:
    """A milestone as a reader calls it."""
    return record.milestone.replace("-", " ")


def start_words(found: Evidence, record: Record) -> str:
    """What a duration is counted from, in a word or two."""
    event = found.events[record.events[0]]
    return (event.milestone or event.name).replace("-", " ")


def _years(duration_d: float | None, bounds_d: tuple[float, float] | None) -> str:
    if duration_d is None or bounds_d is None:
        return "–"
    low, high = (f"{each / YEAR_D:.1f}" for each in bounds_d)
    return f"{duration_d / YEAR_D:.1f} years" + (f" ({low} to {high})" if low != high else "")


def plain_record(found: Evidence) -> dict[str, Any]:
    """The record as plain data, for JSON: figures in full."""
    return {
        "formula": FORMULA,
        "band": "90 % of the curve, Student with n - 2 degrees of freedom, on the logit",
        "curves": {
            name: {
                "title": found.titles[name], "claims": curve.claims, "mean_year": curve.mean_year,
                "a": curve.level, "b_per_year": curve.slope_per_year,
                "covariance": curve.covariance.tolist(), "student": curve.student,
                "gain_per_year": curve.gain_per_year,
            }
            for name, curve in found.curves.items()
        },
        "shares": [
            {
                "programme": name, "id": each.events[n], "year": float(each.year[n]),
                "low": float(each.low[n]), "nominal": float(each.nominal[n]), "high": float(each.high[n]),
                "is_target": bool(each.is_target[n]), "grade": each.grade[n], "what": each.what[n],
                "known_on": f"{each.known_on[n]}", "source": cited(each.source[n]),
            }
            for name, each in found.series.items()
            for n in range(len(each.year))
        ],
        "durations": [
            {
                "programme": each.programme, "milestone": each.milestone, "start_on": f"{each.start_on}",
                "planned_d": each.planned_d, "planned_bounds_d": each.planned_bounds_d,
                "actual_d": each.actual_d, "actual_bounds_d": each.actual_bounds_d, "slip_d": each.slip_d,
                "grade": each.grade, "events": list(each.events),
                "sources": [cited(found.events[event].source) for event in each.events],
            }
            for each in found.lasted
        ],
    }  # fmt: skip
