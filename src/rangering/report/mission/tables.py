"""The tables of a raid as rows of text: the terminal and the page say the same figures the same way."""

from collections.abc import Sequence

from rangering.mission.codes import CAUSE_WORDS, CAUSES
from rangering.mission.plan import SIDES
from rangering.mission.results import Measure, MissionResult
from rangering.report.html.markup import Group, Html, table
from rangering.report.mission.words import CHANCE, amount, between, interval, money, unit_words, with_interval
from rangering.units import percent, plain

Lines = list[tuple[str, ...]]
BAND = "band of readings"
DECLARED = (*SIDES, "never declared")


def measure_columns(measures: Sequence[Measure]) -> tuple[str, ...]:
    """Bands only where readings were drawn."""
    return ("measure", "value", CHANCE, *((BAND,) if any(each.band for each in measures) else ()), "unit")


CAUSE_COLUMNS = ("shot at by mistake, flights a raid", "own and allied", "civil")
CAUSE_NOTE = (
    "Shot at: a missile was launched at it, or took it for its target. Each flight counts once, under the "
    "first of these causes that held, from above."
)
_BY_CAUSE = frozenset(f"{side}_{key}" for side in ("own", "civil") for key in ("shot_at", *CAUSES))


def cause_lines(measures: Sequence[Measure]) -> Lines:
    """Flights shot at by mistake, cause by cause and together; those that no measure tells are left out."""
    known = {each.key: each.estimate for each in measures if each.key in _BY_CAUSE}
    words = {**CAUSE_WORDS, "shot_at": "of all causes"}
    return [
        (said, *(with_interval(known[f"{side}_{key}"]) for side in ("own", "civil")))
        for key, said in words.items()
        if f"own_{key}" in known
    ]


def measure_lines(measures: Sequence[Measure], *, signed: bool = False) -> Lines:
    """One line a measure, but for those that `cause_lines` tells; differences are signed."""
    measures = [each for each in measures if each.key not in _BY_CAUSE]
    banded = any(each.band for each in measures)
    return [
        (
            each.label,
            amount(each.estimate.value, each.unit),
            interval(each.estimate, each.unit, signed=signed),
            *((between(*each.band, each.unit) if each.band else "–",) if banded else ()),
            unit_words(each.unit),
        )
        for each in measures
    ]


BOUND_COLUMNS = ("what bound first", "flights a raid", CHANCE, "engaged")


def bound_lines(result: MissionResult) -> Lines:
    """Flights not stopped, the most frequent reason first."""
    shown = sorted(result.bounds, key=lambda each: -each.per_raid.value)
    return [
        (each.words, plain(each.per_raid.value), interval(each.per_raid), "yes" if each.engaged else "no")
        for each in shown
        if each.per_raid.value > 0.0
    ]


UNIT_COLUMNS = ("fire unit", "system", "channels held", "most", "full", "fired", "left", "ran empty")

UNIT_WORDS = (
    "Channels are target channels: held on average, and the most at once. Full: share of the time with all "
    "of them taken. Left: ready rounds at the end. Ran empty: share of raids."
)


def unit_lines(result: MissionResult) -> Lines:
    """How busy each fire unit was."""
    return [
        (
            each.name,
            each.system,
            f"{plain(each.targets_held.value)} of {each.target_channels}",
            plain(each.targets_most.value),
            percent(each.full_fraction.value),
            with_interval(each.fired),
            plain(each.left.value),
            percent(each.ran_empty.value),
        )
        for each in result.units
    ]


MISSILE_COLUMNS = ("interceptor", "fired a raid", "kills a raid", "price each", "cost a raid")


def missile_lines(result: MissionResult) -> Lines:
    """What was fired, what it killed and what it cost."""
    return [
        (each.title, with_interval(each.fired), with_interval(each.killed), money(each.price_usd),
         money(each.price_usd * each.fired.value))
        for each in result.missiles
    ]  # fmt: skip


def matrix_columns() -> tuple[str, ...]:
    """True side, and what it was declared as."""
    return ("tracks of", *(f"as {words}" if words in SIDES else words for words in DECLARED))


def matrix_lines(result: MissionResult) -> Lines:
    """Mean number of tracks, true side by declared side."""
    return [
        (side, *(plain(float(count)) for count in row))
        for side, row in zip(SIDES, result.matrix, strict=True)
    ]


_CLASS_COUNTS = ("flights", "detected", "tracked", "identified", "engaged", "killed", "leaked", "aborted")
CLASS_COLUMNS = (
    "class",
    "flights",
    "detected",
    "tracked",
    "declared",
    "engaged",
    "killed",
    "leaked",
    "turned back",
)


def class_lines(result: MissionResult) -> Lines:
    """What became of hostile flights, class by class."""
    return [
        (each.title, *(plain(each.counts[of].value) if of in each.counts else "–" for of in _CLASS_COUNTS))
        for each in result.classes
    ]


def lines_table(caption: str, columns: Sequence[str], lines: Lines, label: str) -> Html:
    """Lines as a table of the page."""
    return table(caption, [sentence_case(each) for each in columns], [Group(None, lines)], label=label)


def sentence_case(words: str) -> str:
    """With a capital in front."""
    return f"{words[:1].upper()}{words[1:]}"


def measures_table(measures: Sequence[Measure], *, signed: bool = False) -> Html:
    """The measures of a run, or the differences of two."""
    lines = measure_lines(measures, signed=signed)
    return lines_table("Means of a raid", measure_columns(measures), lines, "Measures")


def bounds_table(result: MissionResult) -> Html:
    """What bound first."""
    caption = "Hostile flights not stopped, mean of a raid"
    return lines_table(caption, BOUND_COLUMNS, bound_lines(result), "What bound first")


def units_table(result: MissionResult) -> Html:
    """How busy each fire unit was."""
    caption = "Target channels and rounds, means of a raid"
    return lines_table(f"{caption}. {UNIT_WORDS}", UNIT_COLUMNS, unit_lines(result), "Fire units")


def missiles_table(result: MissionResult) -> Html:
    """What was fired."""
    return lines_table(
        "Interceptors, means of a raid", MISSILE_COLUMNS, missile_lines(result), "Interceptors"
    )


def matrix_table(result: MissionResult) -> Html:
    """Who was taken for whom."""
    caption = "Tracks by true side, and what they were declared as last; means of a raid"
    return lines_table(caption, matrix_columns(), matrix_lines(result), "Identification")


def causes_table(result: MissionResult) -> Html:
    """Who was shot at by mistake, and why."""
    caption = f"Flights shot at by mistake, means of a raid. {CAUSE_NOTE}"
    return lines_table(caption, CAUSE_COLUMNS, cause_lines(result.measures), "Shot at by mistake")


def classes_table(result: MissionResult) -> Html:
    """Class by class."""
    return lines_table(
        "Hostile flights by class, means of a raid", CLASS_COLUMNS, class_lines(result), "Classes"
    )
