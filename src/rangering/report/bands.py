"""Shares of readings and bands, in words and in keys.

A band is written "9 to 14 %": nine readings in ten lie between its limits. Shares of readings are of what
nobody outside knows, and are never called a probability.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rangering.coverage.results import ALL_RADARS, Band, CoverageMap, Engagement, Row
from rangering.report.key import REASONS, Block, Entry, Measure
from rangering.report.style import (
    EDGES,
    SHARE_ALPHA,
    UNDERGROUND,
    UNKNOWN_PAPER,
    Colour,
    thin,
)
from rangering.sight.state import State
from rangering.units import percent

ENGAGED_REASONS = REASONS | {State.KINEMATICS: "outside the missiles' envelope"}


class Step(NamedTuple):
    """One shade of a map of shares."""

    least: float  # share of readings
    words: str


STEPS = (
    Step(0.05, "5 to 50 %"),
    Step(0.5, "50 to 95 %"),
    Step(0.95, "95 % or more"),
)
NOMINAL_STEP = Step(0.5, "at nominal values")


def steps(result: CoverageMap) -> tuple[Step, ...]:
    """The shades there are, the palest first; a single one where no readings were drawn."""
    return STEPS if result.readings is not None else (NOMINAL_STEP,)


def shades(ramp: Sequence[str], result: CoverageMap) -> list[str]:
    """A colour for each step; a single one is not the darkest, which says "whatever is true"."""
    return list(ramp) if len(steps(result)) > 1 else [ramp[1]]


def band_words(band: Band | None, nominal: float | None = None) -> str:
    """A band as people say it, both limits in the same figures: "9 to 14 %", or one figure where they agree.

    >>> band_words(Band(0.11, 0.0904, 0.1361)), band_words(Band(0.031, 0.0281, 0.0347))
    ('9 to 14 %', '2.8 to 3.5 %')
    """
    if band is None:
        return "–" if nominal is None else percent(nominal)
    low, high = percent(band.low), percent(band.high)
    if low == high:
        return high
    if band.high >= 0.0995 and band.low < 0.0995:
        low = f"{100.0 * band.low:.0f} %" if band.low >= 0.005 or band.low == 0.0 else "< 1 %"
    return f"{low.removesuffix(' %')} to {high}" if low != high else high


OUTSIDE_MARK = "*"
OUTSIDE_BAND = (
    "Outside its band: the nominal value takes every source at its best figure, and where that stands at the "
    "end of what is thought possible, as a vendor's does, most readings lie on one side of it."
)


def whole_interval_only(*names: str) -> bool:
    """Whether a class may have no single range: it would read as a stealth aircraft's detection range.

    `names` are the class's id and title, as far as they are at hand.

    >>> whole_interval_only("target/stealth-fighter", "Low observable"), whole_interval_only("Fighter")
    (True, False)
    """
    return any("stealth" in name.lower() for name in names)


def outside_band(band: Band | None) -> bool:
    """Whether a nominal share lies beyond the band it is printed beside, as it is printed.

    >>> outside_band(Band(0.47, 0.30, 0.46)), outside_band(Band(0.4701, 0.30, 0.47)), outside_band(None)
    (True, False, False)
    """
    if band is None or band.low <= band.nominal <= band.high:
        return False
    return percent(band.nominal) not in (percent(band.low), percent(band.high))


def network_row(rows: Sequence[Row], ring: str, altitude: str, target: str) -> Row | None:
    """The line of a table for all radars; None where the table has none."""
    asked = ring, altitude, target
    lines = (row for row in rows if (row.ring, row.altitude, row.target) == asked)
    return next((row for row in lines if row.of == ALL_RADARS), None)


def claim_row(claim: Engagement, altitude: str, target: str) -> Row | None:
    """The line of a claim's own table, which is of the press circle; None where the table has none."""
    return next((row for row in claim.table if (row.altitude, row.target) == (altitude, target)), None)


def covered_sentence(
    result: CoverageMap, of: Sequence[Measure], altitude: int, target: int, verb: str = "covered"
) -> str:
    """The answer in one sentence; what it is a share of comes first in `of`."""
    title, label = result.targets[target].title, result.altitudes[altitude].label
    row = network_row(result.table, of[0].ring, label, title) if of else None
    if row is None:
        return ""
    if row.seen_band is None:
        return f"{title}: {percent(row.seen_share)} of the {of[0].named} {verb}, at nominal values."
    words = band_words(row.seen_band)
    said = f"{title}: {words} of the {of[0].named} {verb}"
    nine = "nine readings in ten lie between" if " to " in words else "nine readings in ten agree"
    return f"{said} (nominal {percent(row.seen_band.nominal)}; {nine})."


def steps_block(
    result: CoverageMap,
    ramp: Sequence[str],
    what: tuple[str, str],
    width_in: float,
    present: Mapping[State, bool],
) -> Block:
    """What each shade means; `what` readings do, such as "that cover it", and the heading without any."""
    found: list[Entry] = []
    for step, colour in zip(reversed(steps(result)), reversed(shades(ramp, result)), strict=True):
        found.append(Entry("fill", thin(colour, SHARE_ALPHA), step.words))
    if result.readings is not None:
        found.append(Entry("fill", (0.0, 0.0, 0.0, 0.0), "less than 5 %, or never"))
    if present.get(State.UNDERGROUND):
        found.append(Entry("fill", UNDERGROUND, REASONS[State.UNDERGROUND]))
    if present.get(State.UNKNOWN):
        found.append(Entry("hatch", UNKNOWN_PAPER, REASONS[State.UNKNOWN]))
    heading = f"Share of {result.samples} readings {what[0]}" if result.readings is not None else what[1]
    return Block(heading, tuple(found), width_in)


def edges_block(
    shares: Mapping[State, float], words: Mapping[State, str], heading: str, width_in: float
) -> Block:
    """What ends the area, the commonest first, and how much of its edge."""
    found = [
        Entry("edge", EDGES[state], words[state], (percent(share),))
        for state, share in shares.items() if state in EDGES
    ]  # fmt: skip
    rest = [
        Entry("none", UNKNOWN_PAPER, f"{words[state]} (no line)", (percent(share),))
        for state, share in shares.items() if state not in EDGES and state in words
    ]  # fmt: skip
    if not found and not rest:
        nothing = Entry("none", UNKNOWN_PAPER, "nothing: there is no such area")
        return Block(heading, (nothing,), width_in)
    return Block(heading, (*found, *rest), width_in, ("share of\nthe edge",), 0.7)


def classes_block(
    result: CoverageMap, of: Sequence[Measure], altitude: int, marks: Sequence[tuple[int, str, Colour, str]],
    width_in: float,
) -> Block:  # fmt: skip
    """Every class with its band: how it is drawn, and what share of the ring is covered against it.

    `marks` are (target, mark, colour, words), in the order of the key; the words follow the class's title.
    """
    found = []
    for target, mark, colour, words in marks:
        title = result.targets[target].title
        label = result.altitudes[altitude].label
        row = network_row(result.table, of[0].ring, label, title) if of else None
        figures = share_figures(result, row) if of else ()
        found.append(Entry(mark, colour, f"{title}, {words}", figures))
    heading = f"Covered, of the {of[0].named}" if of else "Classes"
    columns = share_columns(result) if of else ()
    return Block(heading, tuple(found), width_in, columns, 0.82, first_counts=True)


def share_columns(result: CoverageMap) -> tuple[str, ...]:
    """Over the figures of `share_figures`."""
    return ("nominal",) if result.readings is None else ("nine readings\nin ten", "nominal")


def share_figures(result: CoverageMap, row: Row | None) -> tuple[str, ...]:
    """A share as the keys print it: its band, where there are readings, and its nominal value."""
    if row is None:
        return ("–",) * len(share_columns(result))
    nominal = percent(row.seen_share)
    return (nominal,) if result.readings is None else (band_words(row.seen_band, row.seen_share), nominal)
