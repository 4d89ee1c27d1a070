"""Capability over time in words and tables, the same on the terminal and on the page."""

from collections.abc import Iterator

from rangering.report.html.words import class_words
from rangering.report.study.tables import Lines, between
from rangering.study.nested import Band
from rangering.study.timeline_result import MEASURES, CourseResult, Timeline
from rangering.units import percent, plain

MONEY = "paid"
_SCALE = {MONEY: 1e-6}
COLUMNS = ("quarter ends", "months")
BAND_WORDS = (
    "Each cell: mean over readings, and the band in which nine readings in ten lie, with the chance of "
    "histories and replicates taken out; no probability. Nominal: nominal values alone, mean over chance."
)


def label_of(found: Timeline, measure: str) -> str:
    """A measure as a panel and a column call it."""
    return {
        "leakers": f"leakers of {found.hostile} flights",
        "covered_km2": _covered(found),
        "units_available": f"{found.unit}s available",
        "missiles": "missiles on hand",
        MONEY: f"paid, million {found.currency}",
    }[measure]


def _covered(found: Timeline) -> str:
    """Such as "km² covered at 100 m above ground, cruise missile"."""
    where, _, target = found.covered_words.partition(", ")
    said = f"km² {where or 'covered'}".replace(" agl", " above ground")
    return f"{said}, {class_words(target)}" if target else said


def scale_of(measure: str) -> float:
    """By what a value is multiplied for a reader."""
    return _SCALE.get(measure, 1.0)


def shown_measures(course: CourseResult) -> list[str]:
    """What a course tells, in the order of reading."""
    return [name for name in MEASURES if name in course.lines]


def limits(found: Timeline, measure: str, band: Band) -> tuple[float, float]:
    """A band's ends for a reader: what is counted is never below none, nor more leak than come."""
    most = float(found.hostile) if measure == "leakers" else float("inf")
    scale = scale_of(measure)
    low, high = (min(max(edge.value, 0.0), most) for edge in (band.low, band.high))
    return scale * low, scale * high


def columns_of(found: Timeline, course: CourseResult) -> tuple[str, ...]:
    """Heads of the table of a course."""
    return (*COLUMNS, *(label_of(found, name) for name in shown_measures(course)))


def short_columns(found: Timeline, course: CourseResult) -> tuple[str, ...]:
    """The same for a terminal."""
    short = {"leakers": "leakers", "covered_km2": "km² covered", "units_available": "available",
             "missiles": "missiles", MONEY: f"paid, M {found.currency}"}  # fmt: skip
    return (*COLUMNS, *(short[name] for name in shown_measures(course)))


def lines_of(found: Timeline, course: CourseResult) -> Lines:
    """One line a quarter."""
    return [
        (
            found.dates[q].isoformat(),
            str(found.months[q]),
            *(_cell(found, course, name, q) for name in shown_measures(course)),
        )
        for q in range(len(found.dates))
    ]


def _cell(found: Timeline, course: CourseResult, name: str, quarter: int) -> str:
    band = course.lines[name].bands[quarter]
    mean = plain(scale_of(name) * band.components.mean)
    low, high = limits(found, name, band)
    return mean if plain(low) == plain(high) == mean else f"{mean} ({between(low, high)})"


def ran_words(found: Timeline) -> str:
    """Readings, histories, fidelity, seed; and how many raids that took."""
    return (
        f"{found.readings:,} readings, {found.histories:,} histories of each, {found.inner:,} replicates of "
        f"the raid on each of {found.forces:,} forces, fidelity {found.stood.fidelity}, seed "
        f"{found.stood.seed}"
    )


def first_sentence(found: Timeline) -> str:
    """The finding, for the head of a page."""
    said = "; ".join(_at_the_end(found, course) for course in found.courses[:2])
    more = len(found.courses) - 2
    rest = f"; {more} more below" if more > 0 else ""
    return f"{found.months[-1]} months after the signature, in nine readings of ten, {said}{rest}."


def _at_the_end(found: Timeline, course: CourseResult) -> str:
    low, high = limits(found, "leakers", course.lines["leakers"].bands[-1])
    units = course.lines["units_available"].bands[-1].components.mean
    named = f" ({class_words(course.title)})" if len(found.courses) > 1 else ""
    paid = course.lines.get(MONEY)
    spent = ""
    if paid is not None:
        spent = f", {found.currency} {plain(scale_of(MONEY) * paid.bands[-1].components.mean)} million paid"
    whole = plain(low) if plain(low) == plain(high) else between(low, high)
    with_units = f"with {plain(units)} {found.unit}s available"
    return f"{whole} of {found.hostile} flights get through, {with_units}{spent}{named}"


def rows_of(found: Timeline) -> Iterator[list[str | float | int]]:
    """The whole table in full figures, heads first; money in the currency itself."""
    yield [
        "course", "title", "quarter", "ends_on", "months", "measure", "nominal", "mean", "mean_error", "low",
        "low_error", "high", "high_error", "between_sd", "reliability",
    ]  # fmt: skip
    for course in found.courses:
        for name in shown_measures(course):
            line = course.lines[name]
            for q, band in enumerate(line.bands):
                parts = band.components
                yield [
                    course.name, course.title, q + 1, found.dates[q].isoformat(), found.months[q], name,
                    float(line.nominal[q]), parts.mean, parts.mean_error, band.low.value, band.low.error,
                    band.high.value, band.high.error, parts.between_variance**0.5, parts.reliability,
                ]  # fmt: skip


def compared_lines(found: Timeline) -> Lines:
    """At the last quarter, one line a course; of the first one as it is, of the others against it."""
    first = found.courses[0]
    return [
        (
            course.title,
            *(
                _cell(found, course, name, len(found.dates) - 1) if name in course.lines else "–"
                for name in shown_measures(first)
            ),
            percent(course.stop_short),
        )
        for course in found.courses
    ]
