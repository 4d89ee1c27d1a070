"""The key under a map: what each shade means, how much of a circle it covers, what lines and marks are.

Shares are of a circle that the frame holds, so that they can be checked by eye.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from rangering.coverage.results import (
    ALL_RADARS,
    ASSUMED_RANGE,
    DETECTION_CLAIM,
    PRESS_CIRCLE,
    Altitude,
    CoverageMap,
    Row,
)
from rangering.report import raster
from rangering.report.lettering import NaiveRing, Site
from rangering.report.plane import Window
from rangering.report.style import (
    BODY_PT,
    INK,
    LIMIT_ALPHA,
    LIMITS,
    LINE_IN,
    LOWEST_ALPHA,
    LOWEST_RAMP,
    SEEN_ALPHA,
    SEEN_RAMP,
    SMALL_PT,
    UNDERGROUND,
    UNKNOWN_PAPER,
    Colour,
    fitted,
    ramp,
    thin,
    wrapped,
)
from rangering.sight.state import State
from rangering.units import percent

CIRCLES = {PRESS_CIRCLE: "circle", DETECTION_CLAIM: "detection ring", ASSUMED_RANGE: "assumed ring"}
PLACES = {"site": "site", "hollow site": "hypothetical site", "place": "defended place"}
MARK_IN, GAP_IN, ROW_IN = 0.36, 0.25, 0.215
REASONS = {
    State.SECTOR: "outside sector or elevation limits",
    State.INSTRUMENTED_RANGE: "beyond instrumented range",
    State.KINEMATICS: "too slow towards the radar",
    State.POWER: "power: echo too weak",
    State.TERRAIN: "behind terrain",
    State.HORIZON: "below the horizon",
    State.CUE: "no track source",
    State.DIFFRACTED: "too little comes round an edge",
    State.SEVERAL: "more than one of these",
    State.UNDERGROUND: "ground is higher",
    State.UNKNOWN: "unknown: no data",
}


Twins = Collection[tuple[int, int]]  # a class, and the harder one that is seen over the very same area


class Measure(NamedTuple):
    """What shares are of."""

    ring: str  # as the table calls it
    length: str  # its radius
    word: str  # such as "circle", or "circles" about several sites

    @property
    def named(self) -> str:
        """Such as "16 km circle"."""
        return f"{self.length} {self.word}"

    @property
    def heading(self) -> str:
        """Over a narrow column of shares."""
        parted = f"the\n{self.named}" if len(self.word) < 9 else f"{self.length}\n{self.word}"
        return f"share of {parted}"


class Entry(NamedTuple):
    """One line of the key: a mark, words, figures.

    Marks are "fill", "hatch", "edge", "none", "line", "dotted", the outlines of a page, or one of PLACES.
    """

    mark: str
    colour: Colour
    words: str
    figures: tuple[str, ...] = ()


class Block(NamedTuple):
    """A column of the key."""

    heading: str
    entries: tuple[Entry, ...]
    width_in: float
    columns: tuple[str, ...] = ()  # names of the figures, lines parted by a line feed
    column_in: float = 0.72
    first_counts: bool = False  # the figures of the other columns are set paler

    def lines(self, entry: Entry) -> list[str]:
        """The words of an entry, broken to the room beside its figures."""
        room_in = self.width_in - MARK_IN - GAP_IN - len(self.columns) * self.column_in
        return wrapped(entry.words, BODY_PT, room_in, most=4)

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


def measures(result: CoverageMap, rings: Sequence[NaiveRing], window: Window) -> list[Measure]:
    """What shares are of: the press circle, else the detection ring; then what else the frame holds whole."""
    found: list[Measure] = []
    for kind, word in CIRCLES.items():
        widest = next((ring for ring in rings if ring.kind == kind), None)
        counted = any((row.of, row.ring) == (ALL_RADARS, kind) for row in result.table)
        if widest and counted and (not found or all(window.holds(p, whole=True) for p in widest.pieces)):
            found.append(Measure(kind, widest.length, word + "s" * (widest.places > 1)))
    return found


def seen_block(
    result: CoverageMap, altitude: Altitude, of: Sequence[Measure], twins: Twins, width_in: float
) -> Block:
    """Target classes at one altitude, with the shares in which they are seen."""
    entries = _classes(result, [(each.ring, altitude) for each in of], twins)
    columns = tuple(each.heading for each in of)
    return Block("Seen", entries, width_in, columns, 0.82, first_counts=True)


def shares_block(
    result: CoverageMap, altitudes: Sequence[Altitude], of: Sequence[Measure], twins: Twins, width_in: float
) -> Block:
    """Target classes at several altitudes, with the share in which they are seen of what comes first."""
    columns = tuple("\n".join(altitude_words(altitude).split(" above ")) for altitude in altitudes)
    if not of:
        return Block("Seen", _classes(result, [], twins), width_in)
    entries = _classes(result, [(of[0].ring, altitude) for altitude in altitudes], twins)
    return Block(f"Seen, share of the {of[0].named}", entries, width_in, columns, 0.56)


def hidden_block(
    result: CoverageMap, altitude: Altitude | None, of: Sequence[Measure], present: Collection[State],
    width_in: float,
) -> Block:  # fmt: skip
    """Why the class that is easiest to see is not seen; with shares where one altitude is meant."""
    easiest = raster.easiest_first(result)[0]
    row = _row(result, of[0].ring, altitude, easiest) if altitude and of else None
    shares = dict(row.limits) | {State.UNKNOWN.words: row.unknown_share} if row else {}
    met = [state for state in REASONS if state in present]
    others = len(set(met) & set(LIMITS) - {State.SEVERAL})
    entries = []
    for state in met:
        words = REASONS[state] if state != State.SEVERAL or others > 1 else "more than one reason"
        figures = (percent(shares.get(state.words, 0.0)),) if row else ()
        if state == State.UNKNOWN:
            entries.append(Entry("hatch", UNKNOWN_PAPER, words, figures))
        else:
            tint = thin(LIMITS[state], LIMIT_ALPHA) if state in LIMITS else UNDERGROUND
            entries.append(Entry("fill", tint, words, figures))
    if not row:
        return Block("Not seen, and why", tuple(entries), width_in)
    title = fitted(result.targets[easiest].title, SMALL_PT, 0.95)
    return Block("Not seen, and why", tuple(entries), width_in, (f"{of[0].heading},\n{title}",))


def steps_blocks(edges_m: Sequence[float], unknown: bool, widths_in: tuple[float, float]) -> list[Block]:
    """Steps of altitude in two columns, the lowest first."""
    named = [f"{edge / 1000:g} km" if edge >= 1000.0 else f"{edge:g} m" for edge in edges_m]
    between = [f"{low} to {high}" for low, high in pairwise(named)]
    words = [f"below {named[0]}", *between, f"above {named[-1]}"] if named else ["down to the ground"]
    shades = [thin(colour, LOWEST_ALPHA) for colour in ramp(LOWEST_RAMP, len(words))]
    steps = [Entry("fill", shade, step) for shade, step in zip(shades, words, strict=True)]
    if unknown:
        steps.append(Entry("hatch", UNKNOWN_PAPER, REASONS[State.UNKNOWN]))
    half = (len(steps) + 1) // 2
    return [
        Block("In line of sight from", tuple(steps[:half]), widths_in[0]),
        Block("", tuple(steps[half:]), widths_in[1]),
    ]


def lines_block(rings: Sequence[NaiveRing], shown: Sequence[Site], window: Window, width_in: float) -> Block:
    """What is dashed or dotted, and what the marks are; of a ring beyond the frame, that it is there."""
    entries = []
    for ring in rings:
        beyond = "" if any(window.holds(piece) for piece in ring.pieces) else " (beyond the frame)"
        words = f"{ring.words} ({ring.whose})" if ring.mark == "dotted" else f"{ring.length}, {ring.whose}"
        entries.append(Entry(ring.mark, ring.colour, words + beyond))
    marks = {site.mark for site in shown}
    entries += [Entry(mark, INK, words) for mark, words in PLACES.items() if mark in marks]
    return Block("Ranges and places", tuple(entries), width_in)


def _classes(result: CoverageMap, asked: Sequence[tuple[str, Altitude]], twins: Twins) -> tuple[Entry, ...]:
    """One line a target class, the easiest to see first, with its share for each ring and altitude asked.

    A class whose area another one covers whole has no colour of its own on the map: it gets the other's.
    """
    order = raster.easiest_first(result)
    same = dict(twins)
    entries: list[Entry] = []
    for target, ramped in zip(reversed(order), reversed(ramp(SEEN_RAMP, len(order))), strict=True):
        rows = [_row(result, ring, altitude, target) for ring, altitude in asked]
        figures = tuple(percent(row.seen_share) if row else "–" for row in rows)
        words, colour = result.targets[target].title, thin(ramped, SEEN_ALPHA)
        if target in same:
            words, colour = f"{words} (same area as {result.targets[same[target]].title})", entries[-1].colour
        entries.append(Entry("fill", colour, words, figures))
    return tuple(reversed(entries))


def _row(result: CoverageMap, ring: str, altitude: Altitude, target: int) -> Row | None:
    """The network's line of the table; None where the table has none."""
    asked = ALL_RADARS, ring, altitude.label, result.targets[target].title
    return next((row for row in result.table if (row.of, row.ring, row.altitude, row.target) == asked), None)
