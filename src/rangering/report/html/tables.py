"""Tables of numbers: ring scores, what stands against an approach, which unknown matters most."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rangering.coverage.results import Approach, CoverageMap, Score, Target, Tornado
from rangering.report.bands import OUTSIDE_BAND, outside_band, whole_interval_only
from rangering.report.html.markup import Group, Html, Piece, join, paragraph, table, tag, tied
from rangering.report.html.words import (
    COVERED,
    NEVER,
    class_words,
    kilometres,
    level_words,
    minutes,
    ring_words,
    scores_of,
    sentence,
    spread,
)
from rangering.report.key import altitude_words
from rangering.units import percent, show

OUTSIDE_MARK = "*"
FloatArray = NDArray[np.float32]
_GONE = -np.inf  # stands for "never": nearer than any distance, shorter than any time


def score_tables(result: CoverageMap) -> Html:
    """Ring scores: a table for each ring, lines by measure and altitude, columns by class."""
    scores = scores_of(result)
    pieces: list[Piece] = []
    for ring in dict.fromkeys(score.ring for score in scores):
        of_ring = [score for score in scores if score.ring == ring]
        classes = list(dict.fromkeys(score.target for score in of_ring))
        groups = [
            Group(_measure_words(result, measure), _score_lines(result, of_ring, measure, classes))
            for measure in dict.fromkeys(score.measure for score in of_ring)
        ]  # fmt: skip
        area_km2 = of_ring[0].ring_km2
        caption = join([
            tag("strong", f"{ring.capitalize()}: "),
            f"share of the {ring_words(result, ring)}, {area_km2:,.0f} km², that is covered or engageable",
        ])  # fmt: skip
        pieces.append(
            table(caption, ["Altitude", *classes], groups, label=f"Ring scores, {ring}", class_="shares")
        )
        marked = (each for each in of_ring if not whole_interval_only(*_names(result, each.target)))
        if result.samples and any(outside_band(each.share) for each in marked):
            pieces.append(note(f"{OUTSIDE_MARK} {OUTSIDE_BAND}"))
    return join(pieces)


def _measure_words(result: CoverageMap, measure: str) -> str:
    """Covered, or engageable under a claim with its reach."""
    if measure == COVERED:
        return f"Covered: seen on a single scan with probability {result.pd_probability:g} or more"
    claim = measure.removeprefix("engageable, ")
    found = (each for each in result.engagements if each.claim == claim)
    reach = next((f" ({show(each.reach_m, 'km')}, grade {each.grade})" for each in found), "")
    return f"Engageable, {claim} reach{reach}"


def _score_lines(
    result: CoverageMap, scores: Sequence[Score], measure: str, classes: Sequence[str]
) -> list[list[Piece]]:
    of = {(s.altitude, s.target): s for s in scores if s.measure == measure}
    return [
        [level_words(result, label),
         *(_share_cell(result, of[label, title]) if (label, title) in of else "–" for title in classes)]
        for label in dict.fromkeys(label for label, _ in of)
    ]  # fmt: skip


def _names(result: CoverageMap, title: str) -> tuple[str, ...]:
    """A class's title and its id."""
    return (title, *(each.id for each in result.targets if each.title == title))


def _share_cell(result: CoverageMap, score: Score) -> Html:
    """A nominal share and, under it, its band; of a stealth class the band alone."""
    unknown = [f"{percent(score.unknown_share)} unknown"] if score.unknown_share else []
    nominal, band = percent(score.share.nominal), spread(score.share.low, score.share.high)
    if not result.samples:
        return figure_cell(nominal, *unknown)
    if whole_interval_only(*_names(result, score.target)):
        return figure_cell(band, *unknown)
    mark = OUTSIDE_MARK if outside_band(score.share) else ""
    return figure_cell(f"{nominal}{mark}", band, *unknown)


def figure_cell(first: str, *under: str) -> Html:
    """A figure, and smaller ones under it."""
    return join([tag("b", first), *(tag("span", each, class_="under") for each in under)])


def approach_table(result: CoverageMap, approach: Approach) -> Html:
    """First detection, warning and depth of fire about one place, over all azimuths."""
    claims = [f"Depth of fire, {claim}, nominal" for claim in approach.claims]
    columns = ["Class", "First seen", "Warning", *claims]
    groups = []
    for a, altitude in enumerate(result.altitudes):
        lines: list[list[Piece]] = []
        for t, target in enumerate(result.targets):
            line: list[Piece] = [
                target.title,
                _reach_cell(result, approach.first_seen_m[a, t], target, "km"),
                _reach_cell(result, approach.warning_s[a, t], target, "min"),
            ]
            single = not whole_interval_only(target.id, target.title)
            line += [_fire_cell(approach, (c, a, t), distance=single) for c in range(len(approach.claims))]
            lines.append(line)
        groups.append(Group(f"At {altitude_words(altitude)}", lines))
    caption = (
        f"Flying straight and level at {approach.place}: the median over {approach.azimuth_rad.size} azimuths"
        f"{', its band,' if result.samples else ''} and the least and most of all azimuths"
    )
    return table(caption, columns, groups, label=f"Warning time and depth of fire, {approach.place}",
                 class_="shares stack")  # fmt: skip


def over_azimuths(values: NDArray[np.floating]) -> tuple[float, float, float]:
    """Least, median and most over azimuths; "never" (NaN) counts as less than anything and comes as NaN."""
    ordered = np.sort(np.where(np.isnan(values), _GONE, np.asarray(values, dtype=np.float64)))
    picked = ordered[[0, (ordered.size - 1) // 2, -1]]
    least, middle, most = (float(v) if v > _GONE else float("nan") for v in picked)
    return least, middle, most


def _said(value: float, unit: str) -> str:
    if np.isnan(value):
        return NEVER
    return kilometres(value, unit=False) if unit == "km" else minutes(value, unit=False)


def _range(low: float, high: float, unit: str) -> str:
    least, most = _said(low, unit), _said(high, unit)
    return f"{least if least == most else f'{least} to {most}'} {unit}".replace(f"{NEVER} {unit}", NEVER)


def _reach_cell(result: CoverageMap, values: FloatArray, target: Target, unit: str) -> Html:
    """Median with its band, and the extremes; values of shape (azimuths, 3): nominal, low, high."""
    if np.isnan(values).all():
        return figure_cell(NEVER)
    nominal, low, high = (over_azimuths(values[:, i]) for i in range(3))
    if whole_interval_only(target.id, target.title):
        if not result.samples:
            return figure_cell("not given", "a class this wide has no single value")
        return figure_cell(_range(low[0], high[2], unit), "all azimuths and readings")
    band = [f"band {_range(low[1], high[1], unit)}"] if result.samples else []
    return figure_cell(_range(nominal[1], nominal[1], unit), *band,
                       f"azimuths {_range(nominal[0], nominal[2], unit)}")  # fmt: skip


def _fire_cell(approach: Approach, at: tuple[int, int, int], *, distance: bool) -> Html:
    """Shots before the place and, where asked, how far out the first one meets the target; nominal."""
    shots = np.sort(approach.shots[at])
    least, middle, most = int(shots[0]), int(shots[(shots.size - 1) // 2]), int(shots[-1])
    if not most:
        return figure_cell("no shot")
    first = over_azimuths(approach.intercept_m[at][:, 0])[1]
    return figure_cell(
        f"{middle} shot{'s' * (middle != 1)}",
        "from every azimuth" if least == most else f"azimuths {least} to {most}",
        *([f"first meets at {_range(first, first, 'km')}"] if distance else []),
    )


def tornado_table(tornado: Tornado) -> Html:
    """Swings of the score, widest first."""
    lines: list[list[Piece]] = [
        [join([swing.words, tag("span", swing.axis, class_="under code")]), swing.grade,
         tied(f"{swing.low} to {swing.high}"), percent(swing.score_low), percent(swing.score_high),
         tag("b", _points(swing.score_low, swing.score_high))]
        for swing in tornado.swings
    ]  # fmt: skip
    columns = ["Unknown", "Grade", "From, to", "Score at low", "Score at high", "Swing"]
    caption = f"{sentence(tornado.score)[:-1]}: {percent(tornado.nominal)} with every unknown nominal"
    return table(caption, columns, [Group(None, lines)], label="Which unknown matters most", class_="stack")


def _points(low: float, high: float) -> str:
    return f"{100.0 * abs(high - low):.{1 if abs(high - low) < 0.0995 else 0}f} points"


def class_table(result: CoverageMap) -> Html:
    """Classes of target: the whole interval of the cross-section, not the nominal value alone."""
    lines: list[list[Piece]] = []
    for target in result.targets:
        found = [s for s in result.sources if s.quantity.startswith(f"{target.id}.") and "rcs" in s.quantity]
        known = found[0] if found else None
        interval = f"{known.low} to {known.high}" if known else "interval not recorded"
        nominal = known.nominal if known else f"{target.rcs_m2:.3g} m²"
        lines.append(
            [sentence(class_words(target.title))[:-1], interval, nominal, known.grade if known else "–"]
        )
    columns = ["Class", "Cross-section, possible", "Nominal", "Grade"]
    return table("What each class of target stands for: many types, none in particular", columns,
                 [Group(None, lines)], label="Classes of target")  # fmt: skip


def note(*words: Piece) -> Html:
    """A remark under a table or picture."""
    return paragraph(*words, class_="note")
