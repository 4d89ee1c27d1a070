"""The key under a map: what each shade means, how much of the ring it covers, what lines and marks are."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rangering.coverage.results import Altitude, CoverageMap, Row
from rangering.coverage.state import State
from rangering.report import raster
from rangering.report.lettering import NaiveRing, sites
from rangering.report.plane import Window
from rangering.report.style import (
    BODY_PT,
    LIMITS,
    LINE_IN,
    LOWEST_RAMP,
    SEEN_RAMP,
    SITE,
    SMALL_PT,
    UNDERGROUND,
    UNKNOWN_PAPER,
    fitted,
    ramp,
    wrapped,
)
from rangering.units import show

NETWORK, DETECTION, PRESS = "all radars", "detection claim", "press circle"  # as the table calls them
MARK_IN, GAP_IN, ROW_IN = 0.34, 0.2, 0.185
REASONS = {
    State.SECTOR: "sector or elevation",
    State.INSTRUMENTED_RANGE: "instrumented range",
    State.KINEMATICS: "kinematics",
    State.POWER: "power: echo too weak",
    State.TERRAIN: "behind terrain",
    State.HORIZON: "below the horizon",
    State.SEVERAL: "several of these",
    State.UNDERGROUND: "ground is higher",
    State.UNKNOWN: "unknown: no data",
}


class Entry(NamedTuple):
    """One line of the key: a mark ("fill", "hatch", "line", "site" or "hollow site"), words, and figures."""

    mark: str
    colour: str | tuple[float, float, float]
    words: str
    figures: tuple[str, ...] = ()


class Block(NamedTuple):
    """A column of the key."""

    heading: str
    entries: tuple[Entry, ...]
    width_in: float
    columns: tuple[str, ...] = ()  # names of the figures, lines parted by a line feed
    column_in: float = 0.72

    def lines(self, entry: Entry) -> list[str]:
        """The words of an entry, broken to the room beside its figures."""
        room_in = self.width_in - MARK_IN - GAP_IN - len(self.columns) * self.column_in
        return wrapped(entry.words, BODY_PT, room_in, most=3)

    def heading_lines(self) -> list[str]:
        """The heading, broken to the room beside the names of the columns."""
        room_in = self.width_in - GAP_IN - len(self.columns) * self.column_in
        return wrapped(self.heading, BODY_PT, room_in, most=2, bold=True)

    def top_in(self) -> float:
        """From the first line of the heading to the first entry."""
        named = max(1, len(self.heading_lines()), *(len(c.split("\n")) for c in self.columns), 1)
        return named * LINE_IN + 0.07

    def height_in(self) -> float:
        """How much room it takes."""
        return self.top_in() + sum(ROW_IN + (len(self.lines(entry)) - 1) * LINE_IN for entry in self.entries)


def altitude_words(altitude: Altitude) -> str:
    """An altitude in plain words; a flight level keeps its name."""
    height = f"{altitude.altitude_m:,.0f} m above {'ground' if altitude.above_ground else 'sea level'}"
    return f"{altitude.label} ({height})" if altitude.label.upper().startswith("FL") else height


def percent(share: float) -> str:
    """A share with two figures; what is above nothing never reads as nothing."""
    if 0.0 < share < 0.001:
        return "< 0.1 %"
    return f"{100.0 * share:.{1 if share < 0.0995 else 0}f} %"


def seen_block(result: CoverageMap, altitude: Altitude, width_in: float) -> Block:
    """Target classes at one altitude, with the share of each ring in which they are seen."""
    rings = {DETECTION: "of detection\nring"}
    if result.engagement_rings:
        rings[PRESS] = "of press\ncircle"
    asked = [(ring, altitude) for ring in rings]
    return Block("Seen", _classes(result, asked), width_in, tuple(rings.values()))


def shares_block(result: CoverageMap, altitudes: Sequence[Altitude], width_in: float) -> Block:
    """Target classes at several altitudes, with the share of the detection rings in which they are seen."""
    columns = tuple("\n".join(altitude_words(altitude).split(" above ")) for altitude in altitudes)
    asked = [(DETECTION, altitude) for altitude in altitudes]
    return Block("Seen, share of detection ring", _classes(result, asked), width_in, columns, 0.56)


def hidden_block(
    result: CoverageMap, altitude: Altitude | None, present: Sequence[State], width_in: float
) -> Block:
    """Why the class that is easiest to see is not seen; with shares where one altitude is meant."""
    easiest = raster.easiest_first(result)[0]
    row = _row(result, DETECTION, altitude, easiest) if altitude else None
    shares = dict(row.limits) | {State.UNKNOWN.words: row.unknown_share} if row else {}
    entries = tuple(
        Entry("hatch", UNKNOWN_PAPER, words, figures)
        if state is State.UNKNOWN
        else Entry("fill", UNDERGROUND if state is State.UNDERGROUND else LIMITS[state], words, figures)
        for state, words in REASONS.items()
        for figures in [(percent(shares.get(state.words, 0.0)),) if row else ()]
        if state in present
    )
    title = fitted(result.targets[easiest].title, SMALL_PT, 0.9)
    return Block("Not seen, and why", entries, width_in, (f"of the ring,\n{title}",) if row else ())


def steps_blocks(edges_m: Sequence[float], unknown: bool, widths_in: tuple[float, float]) -> list[Block]:
    """Steps of altitude in two columns, the lowest first."""
    named = [f"{edge / 1000:g} km" if edge >= 1000.0 else f"{edge:g} m" for edge in edges_m]
    between = [f"{low} to {high}" for low, high in pairwise(named)]
    words = [f"below {named[0]}", *between, f"above {named[-1]}"] if named else ["down to the ground"]
    steps = [Entry("fill", c, w) for c, w in zip(ramp(LOWEST_RAMP, len(words)), words, strict=True)]
    if unknown:
        steps.append(Entry("hatch", UNKNOWN_PAPER, REASONS[State.UNKNOWN]))
    half = (len(steps) + 1) // 2
    return [
        Block("In line of sight from", tuple(steps[:half]), widths_in[0]),
        Block("", tuple(steps[half:]), widths_in[1]),
    ]


def lines_block(result: CoverageMap, rings: Sequence[NaiveRing], window: Window, width_in: float) -> Block:
    """What is dashed, and what the triangles are; of a ring beyond the frame, that it is there."""
    entries = []
    for ring in rings:
        beyond = "" if any(window.holds(piece) for piece in ring.pieces) else " (beyond the frame)"
        entries.append(Entry("line", ring.colour, f"{show(ring.radius_m, 'km')}, {ring.whose}{beyond}"))
    hypothetical = {site.hypothetical for site in sites(result)}
    if False in hypothetical:
        entries.append(Entry("site", SITE, "site"))
    if True in hypothetical:
        entries.append(Entry("hollow site", SITE, "hypothetical site"))
    return Block("Claimed ranges, and sites", tuple(entries), width_in)


def _classes(result: CoverageMap, asked: Sequence[tuple[str, Altitude]]) -> tuple[Entry, ...]:
    """One line a target class, the easiest to see first, with its share for each ring and altitude asked."""
    order = raster.easiest_first(result)
    entries = []
    for target, colour in zip(order, ramp(SEEN_RAMP, len(order)), strict=True):
        rows = [_row(result, ring, altitude, target) for ring, altitude in asked]
        figures = tuple(percent(row.seen_share) if row else "–" for row in rows)
        entries.append(Entry("fill", colour, result.targets[target].title, figures))
    return tuple(entries)


def _row(result: CoverageMap, ring: str, altitude: Altitude, target: int) -> Row | None:
    """The network's line of the table; None where the table has none."""
    asked = NETWORK, ring, altitude.label, result.targets[target].title
    return next((row for row in result.table if (row.of, row.ring, row.altitude, row.target) == asked), None)
