"""Capability over time in words and tables, the same on the terminal and on the page."""

from collections.abc import Iterator

from rangering.report.html.words import class_words
from rangering.report.study.tables import Lines, between
from rangering.study.timeline_result import MEASURES, CourseResult, Line, Timeline
from rangering.units import percent, plain

MONEY = "paid"
_SCALE = {MONEY: 1e-6}
COLUMNS = ("quarter ends", "months")
FAST_BELOW_FULL = "9 to 11 %"
"""By how much fewer leak at the fast fidelity, in the two ready scenarios where docs/explanation/raid.md has
both."""
BAND_WORDS = (
    "Each cell: mean over readings of the mean over histories, and between which values nine readings in ten "
    "lie (all of them where fewer than 19 were drawn), with the chance of histories and replicates taken "
    "out; no probability."
)
UNRESOLVED_WORDS = (
    "Unresolved: chance makes up more than half of what readings differ by there. The limits are then those "
    "with chance left in, too wide for a band; more histories and replicates (--histories, -n) narrow them."
)
_SKEWED = (
    "Nominal takes every figure at its most plausible value; readings draw each from its whole range, and "
    "many ranges are lopsided, so that a band need not hold it."
)
_QUESTION = ", unresolved"


def label_of(found: Timeline, measure: str) -> str:
    """A measure as a column calls it."""
    return {
        "leakers": f"leakers of {found.hostile} flights, fidelity {found.stood.fidelity}",
        "covered_km2": _covered(found),
        "units_available": f"{found.unit}s available, mean over histories",
        "missiles": "missiles on hand, mean over histories",
        MONEY: f"paid, million {found.currency}",
    }[measure]


def axis_of(found: Timeline, measure: str) -> str:
    """The same over an axis, with what its fidelity is known to miss."""
    missed = fidelity_words(found)
    return (
        f"{label_of(found, measure)} ({missed})"
        if measure == "leakers" and missed
        else label_of(found, measure)
    )


def fidelity_words(found: Timeline) -> str:
    """How far the fidelity is known to stand off; empty for the full one."""
    if found.stood.fidelity != "fast":
        return ""
    return f"{FAST_BELOW_FULL} fewer than full in two ready scenarios"


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


def limits(found: Timeline, measure: str, line: Line, quarter: int) -> tuple[float, float]:
    """A band's ends for a reader, those with chance left in where it is not resolved.

    What is counted is never below none, nor do more leak than come.
    """
    most = float(found.hostile) if measure == "leakers" else float("inf")
    band = line.bands[quarter]
    ends = (band.low.value, band.high.value) if line.resolved(quarter) else line.seen[quarter]
    low, high = (scale_of(measure) * min(max(end, 0.0), most) for end in ends)
    return low, high


def columns_of(found: Timeline, course: CourseResult) -> tuple[str, ...]:
    """Heads of the table of a course."""
    return (*COLUMNS, *(label_of(found, name) for name in shown_measures(course)))


def short_columns(found: Timeline, course: CourseResult) -> tuple[str, ...]:
    """The same for a terminal."""
    short = _short_names(found)
    return (*COLUMNS, *(short[name] for name in shown_measures(course)))


def _short_names(found: Timeline) -> dict[str, str]:
    return {"leakers": "leakers", "covered_km2": "km² covered", "units_available": "available",
            "missiles": "missiles", MONEY: f"paid, M {found.currency}"}  # fmt: skip


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
    line = course.lines[name]
    mean = plain(scale_of(name) * line.bands[quarter].components.mean)
    low, high = limits(found, name, line, quarter)
    if line.resolved(quarter):
        return mean if plain(low) == plain(high) == mean else f"{mean} ({between(low, high)})"
    return f"{mean} ({between(low, high)}{_QUESTION})"


def terminal_cell(cell: str) -> str:
    """A cell as a terminal has room for it: the band below its mean; "?" stands for unresolved."""
    mean, _, band = cell.partition(" (")
    short = band.removesuffix(")").replace(" to ", "–").replace(_QUESTION, "?")
    return f"{mean}\n{short}" if short else mean


def beside_words(found: Timeline, *, mark: str = "Unresolved") -> list[str]:
    """What stands beside the bands: what they are, what is not resolved, where nominal lies outside."""
    said = [BAND_WORDS]
    if any(unresolved_quarters(line) for course in found.courses for line in course.lines.values()):
        said.append(UNRESOLVED_WORDS.replace("Unresolved", mark, 1))
    outside = outside_words(found)
    raids = [] if found.own_raids is None else [found.own_raids.words]
    return [*said, *([outside] if outside else []), *raids]


def unresolved_quarters(line: Line) -> int:
    """In how many quarters chance hides the band."""
    return sum(not line.resolved(q) for q in range(len(line.bands)))


def outside_words(found: Timeline) -> str:
    """Where nominal values alone lie outside the band, in one sentence and why; empty where nowhere."""
    counts: dict[str, int] = {}
    for course in found.courses:
        for name in shown_measures(course):
            line = course.lines[name]
            counts[name] = counts.get(name, 0) + sum(
                _is_outside(found, name, line, q) for q in range(len(line.bands))
            )
    every = len(found.courses) * len(found.dates)
    short = _short_names(found)
    where = [f"{short[name]} in {count} of {every}" for name, count in counts.items() if count]
    if not where:
        return ""
    return f"Nominal values alone lie outside the band: {', '.join(where)} quarters. {_SKEWED}"


def _is_outside(found: Timeline, name: str, line: Line, quarter: int) -> bool:
    """By what a reader sees: figures that are printed alike are alike."""
    nominal = plain(scale_of(name) * float(line.nominal[quarter]))
    low, high = limits(found, name, line, quarter)
    value = scale_of(name) * float(line.nominal[quarter])
    return not (low <= value <= high) and nominal not in (plain(low), plain(high))


def ran_words(found: Timeline) -> str:
    """Readings, histories, fidelity, seed; and how many raids that took."""
    return (
        f"{found.readings:,} readings, {found.histories:,} histories of each, {found.inner:,} replicates of "
        f"the raid on each of {found.forces:,} forces, fidelity {found.stood.fidelity}, seed "
        f"{found.stood.seed}"
    )


def first_sentence(found: Timeline) -> str:
    """The finding, for the head of a page, in words that the number of readings can bear."""
    several = len(found.courses) > 1
    said = "; ".join(
        _got_through(found, course) + (f" ({class_words(course.title)})" if several else "")
        for course in found.courses[:2]
    )
    more = len(found.courses) - 2
    rest = f"; {more} more below" if more > 0 else ""
    when = f"{found.months[-1]} months after the signature, at fidelity {found.stood.fidelity}"
    return f"{when}, {said}{rest}."


def headlines(found: Timeline) -> list[str]:
    """What stands below it: fire units and money of each course, and what the fidelity is known to miss."""
    said = [_with_what(found, course) for course in found.courses]
    if fidelity_words(found):
        fewer = f"{FAST_BELOW_FULL} fewer through than full in two ready scenarios"
        said.append(f"Fidelity {found.stood.fidelity} lets {fewer}.")
    return said


def _got_through(found: Timeline, course: CourseResult) -> str:
    """Leakers of the last quarter."""
    last = len(found.dates) - 1
    line = course.lines["leakers"]
    low, high = limits(found, "leakers", line, last)
    through = f"of {found.hostile} flights get through"
    if not line.resolved(last):
        mean = plain(line.bands[last].components.mean)
        return (
            f"{mean} {through} (mean of {found.readings} readings; band unresolved, {between(low, high)} "
            "with chance left in)"
        )
    held, count = line.held[last], found.readings
    of = f"all {count}" if held == count else f"{held} of {count}"
    ends = plain(low) if plain(low) == plain(high) else between(low, high)
    return f"in {of} readings {ends} {through}"


def _with_what(found: Timeline, course: CourseResult) -> str:
    """Fire units and money of the last quarter."""
    last = len(found.dates) - 1
    units = f"{_cell(found, course, 'units_available', last)} {found.unit}s available on average"
    spent = ""
    if MONEY in course.lines:
        paid, _, band = _cell(found, course, MONEY, last).partition(" (")
        spent = f", {found.currency} {paid} million paid" + (f" ({band}" if band else "")
    named = f"{course.title}: " if len(found.courses) > 1 else "By then "
    return f"{named}{units}{spent}."


def rows_of(found: Timeline) -> Iterator[list[str | float | int]]:
    """The whole table in full figures, heads first; money in the currency itself."""
    yield [
        "course", "title", "quarter", "ends_on", "months", "measure", "nominal", "mean", "mean_error", "low",
        "low_error", "high", "high_error", "between_sd", "reliability", "resolved", "low_with_chance",
        "high_with_chance", "readings_within",
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
                    int(line.resolved(q)), *line.seen[q], line.held[q],
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
