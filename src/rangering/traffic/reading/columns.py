"""Named columns of any table to fixes: what a form calls them, in which units, and what DuckDB makes of them.

A form says under which names and in which unit it keeps each quantity. Every cell that is not empty must
read as what it should be; a row with one that does not is dropped as malformed. Empty cells are unknown.
"""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.constants import FOOT_M, KNOT_M_S
from rangering.tables import quoted
from rangering.traffic.ledger import REASONS, Ledger, counted, fault
from rangering.traffic.models import Fixes, fixes, picked
from rangering.traffic.reading.lines import Lines
from rangering.traffic.reading.options import Options

STALE_S = 15.0
"""OpenSky keeps an aircraft's last position in its rows for so long; an older one is a fault of the row."""
FIRST_TIME_S, LAST_TIME_S = 631_152_000.0, 4_102_444_800.0  # 1990-01-01 and 2100-01-01
APART_S = 60.0
"""A message is logged within a second; where its two times lie farther apart, one of the clocks is wrong."""
_UNSET = "message without a time, or with one of no year of flight: the time of its logging taken"
_APART = f"message whose time is more than {APART_S:g} s from that of its logging: its own taken"
UNREADABLE_FRACTION = 0.1
"""Where more rows than this cannot be read the file is not what it was taken for, or holds two forms."""
HUGE = 1e30
"""No cell of a recording holds such a number; beyond it float32 ends."""
_FEW = 10
"""So many unreadable rows may stand in any file, however short."""
_SHORT = 40
"""Characters of a cell or a name that say what is wrong with it."""
_SHOWN = 12
"""So many names of columns are a sentence; more are a list nobody reads."""
_TIMES = (
    "write times as 2018-08-01T11:00:00Z, or as seconds of Unix time; a zone is Z, UTC, GMT, an offset such "
    "as +03:00 or a name such as Europe/Istanbul"
)
_ADDRESSES = "addresses are six hexadecimal digits, such as 4b1803: see which column holds them"
_PLACES = "latitudes and longitudes are degrees, such as 46.65 and 8.60"
_KINDS = {"number": "no number", "truth": "neither true nor false"}
_WRITTEN = {
    "number": "write numbers bare, such as 36000, with a point for decimals: no 36,000, 36000 ft or FL360",
    "truth": "write true or false, or 1 or 0",
}
_MENDS = {
    "malformed": "the file holds two forms, or is damaged: cut it there, or fetch it again",
    "no address": _ADDRESSES,
    "wrong address": _ADDRESSES,
    "no time": _TIMES,
    "wrong time": _TIMES,
    "wrong position": _PLACES,
}
UNREADABLE = ("malformed", "no address", "wrong address", "no time", "wrong time", "wrong position")


class Column(NamedTuple):
    """A quantity as one form keeps it."""

    kind: str
    """address, time, date and time (in two columns that follow each other), number, text or truth."""
    names: tuple[str, ...]
    """What it may be called, in small letters; the first that is there counts."""
    factor: float = 1.0
    """From the form's unit to SI; angles stay in degrees until they are fixes."""


class Form(NamedTuple):
    """What one form calls its columns."""

    name: str
    columns: Mapping[str, Column]
    """By the quantity: address, time, lat, lon; pressure_altitude, geometric_altitude, speed, track, climb,
    callsign, squawk, ground, type; position_time, when the position of a row was received; logged, when the
    row was written down."""
    header: tuple[str, ...] = ()
    """Names of the columns where files of this form do not begin with them."""
    begin: str = ""
    """How rows begin that tell of a moment of an aircraft, where there are others."""
    others: tuple[str, ...] = ()
    """How those others begin."""
    passed: frozenset[str] = frozenset()
    """Columns that such files have and that say nothing of use here."""

    def fits(self, names: Sequence[str]) -> bool:
        """Whether all it cannot do without stands among the names of a table's columns."""
        have = set(plain_names(names))
        return all(have.intersection(self.columns[part].names) for part in NEEDED)


NEEDED = ("address", "time", "lat", "lon")
_MATTER = {
    "pressure_altitude": "the pressure altitude",
    "callsign": "the callsign",
    "speed": "the speed",
    "squawk": "the transponder code",
}
"""What a recording should say: without it tracks are told apart worse, or become no flights."""
_UNITS = {FOOT_M: " in feet", KNOT_M_S: " in knots"}


def plain_names(names: Sequence[str]) -> list[str]:
    """Names of columns in small letters, without blanks and quotes around them, nor the # of a remark."""
    return [name.strip().strip('"').removeprefix("#").strip().lower() for name in names]


def found_in(path: Path, names: Sequence[str], form: Form) -> dict[str, int]:
    """Where each quantity of a form stands among the names of a file's columns, from 0.

    Raises
    ------
    TrafficError
        A needed column is missing, or one stands there twice.
    """
    clean = plain_names(names)
    places: dict[str, int] = {}
    for part, column in form.columns.items():
        name = next((each for each in column.names if each in clean), None)
        if name is None:
            continue
        if clean.count(name) > 1:
            raise fault(path, 1, "stands there twice as a column", "keep one of them", name)
        places[part] = clean.index(name)
    for part in NEEDED:
        if part not in places:
            wanted = form.columns[part].names[0]
            problem = "is missing among the columns"
            raise fault(path, 1, problem, found_and_needed(names, form), wanted)
    return places


def found_and_needed(names: Sequence[str], *forms: Form) -> str:
    """A line of the columns a table has, and one for each form of those it cannot do without."""
    clean = [name[:_SHORT] or "(no name)" for name in plain_names(names)]
    more = ", …" if len(clean) > _SHOWN else ""
    lines = [f"found: {', '.join(clean[:_SHOWN])}{more}"]
    for form in forms:
        needed = ", ".join(" or ".join(form.columns[part].names) for part in NEEDED)
        lines.append(f"needed for {form.name}: {needed}")
    return "\n".join(lines)


def note_columns(path: Path, names: Sequence[str], form: Form, ledger: Ledger) -> None:
    """Say which columns of a file were not read, and which are missing that matter."""
    clean = plain_names(names)
    known = form.passed.union(*(column.names for column in form.columns.values()))
    unread = [name for name in clean if name and not name.startswith("unnamed") and name not in known]
    missing = [
        part for part in _MATTER if part in form.columns and not set(form.columns[part].names) & set(clean)
    ]
    hints = []
    for part in missing:
        column = form.columns[part]
        alike = get_close_matches(column.names[0], unread, n=1, cutoff=0.6)
        if alike:
            hints.append(f"{alike[0]} may be meant for {column.names[0]}{_UNITS.get(column.factor, '')}")
    if unread:
        more = ", …" if len(unread) > _SHOWN else ""
        ledger.remark_on(
            path, "; ".join([f"columns not read: {', '.join(unread[:_SHOWN])}{more}", *hints]) + "."
        )
    if missing:
        told = ", ".join(f"{_MATTER[part]} ({' or '.join(form.columns[part].names)})" for part in missing)
        ledger.remark_on(path, f"no column for {told}: unknown in every row.")


def selected(cells: Mapping[str, str], form: Form, options: Options, source: str) -> str:
    """The SELECT that turns cells into numbers.

    Parameters
    ----------
    cells : mapping of str to str
        For each quantity the SQL of its text.
    form : Form
        What the quantities are.
    options : Options
        Whose clock is meant where a time names no zone.
    source : str
        What to select from; its column `row` is handed on.
    """
    made, unread = ["row"], []
    handed = ["row"]
    for part in cells:
        kind = form.columns[part].kind
        read = {
            "address": f"hexadecimal(c_{part})",
            "time": _moment(f"c_{part}", options.clock_ahead_s or 0.0),
            "date and time": _moment(f"c_{part}", options.clock_ahead_s or 0.0),
            "number": f"try_cast(c_{part} AS DOUBLE)",
            "text": f"c_{part}",
            "truth": f"truth(c_{part})",
        }[kind]
        made.append(f"{read} AS {part}")
        handed.append(part)
        if kind in ("number", "truth"):
            # In a step of its own, or DuckDB would read every cell twice.
            made.append(f"c_{part}")
            unread.append(f"WHEN c_{part} IS NOT NULL AND {part} IS NULL THEN '{part} ' || c_{part}")
        if part in ("address", "time"):
            made.append(f"c_{part} IS NULL AS no_{part}")
            handed.append(f"no_{part}")
        if part == "time":
            made.append(f"{_zoneless(f'c_{part}')} AS zoneless")
            handed.append("zoneless")
    texts = ", ".join(f"cell({text}) AS c_{part}" for part, text in cells.items())
    numbers = f"SELECT {', '.join(made)} FROM (SELECT row, {texts} FROM {source})"
    wrong = f"CASE {' '.join(unread)} END" if unread else "NULL::VARCHAR"
    return f"SELECT {', '.join(handed)}, {wrong} AS unread FROM ({numbers})"


def _moment(cell: str, ahead_s: float) -> str:
    """Unix time in SQL, from a number, or from day and time with or without a zone; NULL: it cannot be told.

    Of zones that are words only those count that mean one thing: DuckDB takes BST for Dhaka, IST for India.
    """
    read = f"epoch(try_cast({cell} AS TIMESTAMPTZ))"
    if ahead_s:
        read += f" - CASE WHEN {_zoneless(cell)} THEN {ahead_s!r} ELSE 0 END"
    word = f"regexp_extract(lower({cell}), {quoted(_WORD)}, 1)"
    plain = f"ends_with({cell}, 'Z') OR {word} IN ('', 'z', 'utc', 'gmt') OR contains({word}, '/')"
    read = f"CASE WHEN {plain} THEN {read} END"
    return f"CASE WHEN contains({cell}, ':') THEN {read} ELSE scaled(try_cast({cell} AS DOUBLE)) END"


def _zoneless(cell: str) -> str:
    """Whether a time is written as day and time without a zone, in SQL."""
    # Most zones are the letter Z, which is sooner seen than a pattern is matched.
    said = f"ends_with({cell}, 'Z') OR regexp_matches(lower({cell}), {quoted(_ZONE)})"
    return f"(contains({cell}, ':') AND NOT ({said}))"


_EMPTY = ("", "nan", "null", "none", "nat", "na", "<na>", "\\n")
_WORD = r":\d\d(?:\.\d+)?\s*([a-z].*)$"
"""What follows a time of day and begins with a letter."""
_ZONE = r":\d\d(\.\d+)?\s*([+-]\d\d(:?\d\d)?|[a-z][a-z0-9_/+-]*)$"
MACROS = (
    # The words for nothing are short: longer cells, most of them, are not compared with each.
    "CREATE OR REPLACE TEMP MACRO cell(x) AS CASE WHEN length(trim(x)) > 4 THEN trim(x) "
    f"WHEN lower(trim(x)) IN ({', '.join(quoted(word) for word in _EMPTY)}) THEN NULL ELSE trim(x) END",
    # DuckDB alone would take an underscore between digits.
    "CREATE OR REPLACE TEMP MACRO hexadecimal(x) AS CASE WHEN regexp_full_match(x, '[0-9a-fA-F]{6}') "
    "THEN try_cast('0x' || x AS INTEGER) END",
    # A number beyond the year 5000 in seconds is one of milli-, micro- or nanoseconds.
    "CREATE OR REPLACE TEMP MACRO scaled(x) AS CASE WHEN abs(x) > 1e17 THEN x / 1e9 "
    "WHEN abs(x) > 1e14 THEN x / 1e6 WHEN abs(x) > 1e11 THEN x / 1e3 ELSE x END",
    "CREATE OR REPLACE TEMP MACRO truth(x) AS coalesce(try_cast(x AS BOOLEAN), try_cast(x AS DOUBLE) <> 0)",
)
"""What `selected` calls; to be run once a connection, after its clock was set to UTC."""


class Chunk(NamedTuple):
    """Fixes of some rows, and which rows could not be read."""

    fixes: Fixes
    unreadable: NDArray[np.int64]
    """Rows of the file, shape (n,)."""
    zoneless: int
    """How many times say no zone and are no Unix times."""
    cells: tuple[str, ...] = ()
    """For each row with a cell that is not what its column holds: the quantity, a blank, that cell."""


def chunk_of(
    cells: Mapping[str, NDArray[Any]], rows: NDArray[np.int64], form: Form, source: int, ledger: Ledger
) -> Chunk:
    """Fixes from what `selected` gave; rows that are none are dropped into the ledger.

    Parameters
    ----------
    cells : mapping of str to array, shape (n,)
        The columns of the answer, masked where they are empty.
    rows : array, shape (n,)
        Where each stands in its file.
    form : Form
        Whose units they are in.
    source : int
        Number of the file.
    ledger : Ledger
        Takes what is dropped.
    """
    n = len(rows)

    def number(part: str) -> NDArray[np.float64]:
        if part not in cells:
            return np.full(n, np.nan)
        return np.ma.filled(cells[part].astype(np.float64), np.nan)

    def text(part: str, size: int) -> NDArray[np.str_]:
        if part not in cells:
            return np.full(n, "", dtype=f"U{size}")
        return np.char.strip(np.ma.filled(cells[part], "").astype(f"U{size + 2}"), " _@\x00").astype(
            f"U{size}"
        )

    columns = form.columns
    si = {part: number(part) * columns[part].factor for part in columns if columns[part].kind == "number"}
    address, time_s, logged_s = number("address"), number("time"), number("logged")
    no_time = np.ma.filled(cells["no_time"], True).astype(bool)
    unset = ~_is_time(time_s) & _is_time(logged_s)
    time_s, no_time = np.where(unset, logged_s, time_s), no_time & ~unset
    nowhere = np.isnan(si["lat"]) | np.isnan(si["lon"])  # half a position is none
    lat, lon = np.where(nowhere, np.nan, si["lat"]), np.where(nowhere, np.nan, si["lon"])
    unread = ~np.ma.getmaskarray(cells["unread"])
    infinite = np.zeros(n, dtype=bool)
    for values in si.values():
        infinite |= np.abs(values) > HUGE
    with np.errstate(invalid="ignore"):
        why = {
            "malformed": unread | infinite,
            "no address": np.ma.filled(cells["no_address"], True).astype(bool),
            "wrong address": ~((address > 0) & (address < 0xFFFFFF)),
            "no time": no_time,
            "wrong time": ~_is_time(time_s),
            "wrong position": (np.abs(lat) > 90.0) | (np.abs(lon) > 360.0) | ((lat == 0.0) & (lon == 0.0)),
        }
        seen_s = number("position_time")
        why["stale position"] = ~np.isnan(lat) & (time_s - seen_s > STALE_S)
        told_s = np.where((seen_s <= time_s) & ~np.isnan(lat), seen_s, time_s)
    dropped = np.zeros(n, dtype=bool)
    unreadable = np.zeros(n, dtype=bool)
    for reason, mask in why.items():
        new = mask & ~dropped
        if new.any():
            ledger.drop(reason, source, int(rows[new].min()), int(np.count_nonzero(new)))
        dropped |= new
        if reason in UNREADABLE:
            unreadable |= new
    ledger.mend(_UNSET, int(np.count_nonzero(unset & ~dropped)))
    ledger.mend(_APART, int(np.count_nonzero((np.abs(time_s - logged_s) > APART_S) & ~dropped)))
    made = fixes(
        address=np.where(dropped, 0, address), callsign=np.char.upper(text("callsign", 8)), time_s=told_s,
        lat_deg=lat, lon_deg=around(lon), pressure_altitude_m=si["pressure_altitude"],
        geometric_altitude_m=si["geometric_altitude"], ground_speed_m_s=not_negative(si["speed"]),
        track_rad=heading_rad(si["track"]), climb_m_s=si["climb"],
        on_ground=np.nan_to_num(number("ground")) != 0.0, squawk=code_of(si["squawk"]), type=text("type", 4),
        source=source, row=rows,
    )  # fmt: skip
    zoneless = int(np.count_nonzero(np.ma.filled(cells["zoneless"], False)))
    told = tuple(np.ma.getdata(cells["unread"])[unread].tolist())
    return Chunk(picked(made, ~dropped), rows[unreadable], zoneless, told)


def _is_time(time_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether Unix times are dates of a recording; NaN is none."""
    return (time_s >= FIRST_TIME_S) & (time_s < LAST_TIME_S)


def around(lon_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes from -180 up to 180, those already there untouched. [°]"""
    with np.errstate(invalid="ignore"):
        outside = (lon_deg < -180.0) | (lon_deg >= 180.0)
    return np.where(outside, (lon_deg + 180.0) % 360.0 - 180.0, lon_deg)


def heading_rad(track_deg: NDArray[np.float64]) -> NDArray[np.float32]:
    """Directions from 0 up to 2π, in float32; NaN stays. [rad]"""
    turned = np.radians(track_deg % 360.0).astype(np.float32)
    return np.where(turned >= np.float32(2.0 * np.pi), np.float32(0.0), turned)


def not_negative(speed_m_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Speeds, NaN where one is below nothing. [m/s]"""
    return np.where(speed_m_s >= 0.0, speed_m_s, np.nan)


def code_of(squawk: NDArray[np.float64]) -> NDArray[np.int16]:
    """Transponder codes of four octal digits read as decimal numbers; -1 for what is none."""
    whole = np.nan_to_num(squawk, nan=-1.0, posinf=-1.0, neginf=-1.0)
    inside = (whole >= 0) & (whole <= 7777) & (whole % 1 == 0)
    code = np.where(inside, whole, -1).astype(np.int16)
    octal = np.ones(len(code), dtype=bool)
    for digit in (1, 10, 100, 1000):
        octal &= code // digit % 10 <= 7
    return np.where(octal, code, -1).astype(np.int16)


class Unreadable:
    """The rows of a file that cannot be read, and the first of them as it stands there."""

    def __init__(self) -> None:
        self.count = 0
        self.row = 0
        self.text: str | None = None
        self.cells = 0
        """Rows in which a cell is not what its column holds."""
        self.cell = self.mend = ""
        """What is wrong with the first of these, and how it should be written."""

    def add(self, rows: Sequence[int], texts: Callable[[int], str] | None = None) -> None:
        """Count more rows, in their order; `texts` says what stands in one."""
        if rows and not self.row:
            self.row = rows[0]
            self.text = texts(rows[0]) if texts else None
        self.count += len(rows)

    def add_cells(self, told: Sequence[str], names: Mapping[str, str], form: Form) -> None:
        """Count rows by `Chunk.cells`; `names` says what the file calls each quantity."""
        if told and not self.cells:
            part, _, cell = told[0].partition(" ")
            kind = form.columns[part].kind
            self.cell = f"{names[part]} is {_KINDS[kind]}: '{cell[:_SHORT]}'"
            self.mend = _PLACES if part in ("lat", "lon") else _WRITTEN[kind]
        self.cells += len(told)


def require_readable(path: Path, rows: int, wrong: Unreadable, dropped: Mapping[str, int]) -> None:
    """Refuse a file of which so much cannot be read that it must be something else.

    Parameters
    ----------
    path : Path
        The file.
    rows : int
        All that were read.
    wrong : Unreadable
        Those that could not be.
    dropped : mapping of str to int
        Its rows by the reason for which they were dropped, as `Ledger.dropped_of` gives them.

    Raises
    ------
    TrafficError
        More than a tenth of its rows, or all of them, cannot be read; it says why they cannot.
    """
    if wrong.count and (
        wrong.count == rows or (wrong.count >= _FEW and wrong.count > UNREADABLE_FRACTION * rows)
    ):
        why = sorted((reason for reason in UNREADABLE if reason in dropped), key=lambda each: -dropped[each])
        words = {each: REASONS[each].removeprefix("a row that cannot be read: ") for each in why}
        several = len(why) > 1
        mends = dict(_MENDS)
        if 2 * wrong.cells > dropped.get("malformed", 0):
            words["malformed"], mends["malformed"] = wrong.cell, wrong.mend
        told = "; ".join(f"{words[each]}{f' ({dropped[each]:,})' * several}" for each in why)
        problem = f"is the first of {counted(wrong.count, 'row')} of {rows:,} that cannot be read: {told}"
        raise fault(path, wrong.row, problem, mends[why[0]], wrong.text)


def refuse_unreadable(
    path: Path, last: Lines, rows: int, wrong: Unreadable, ending: Sequence[int], dropped: Mapping[str, int]
) -> None:
    """As `require_readable`, of text; and refuse a file without a line end whose last row cannot be read.

    Parameters
    ----------
    path, rows, wrong, dropped
        As there.
    last : Lines
        How the file ends.
    ending : sequence of int
        Rows of these lines that cannot be read.

    Raises
    ------
    TrafficError
        The file is not what it was taken for, or breaks off.
    """
    row = last.first + len(last.texts) - 1
    cut = not last.whole and row in ending
    if not cut or wrong.count > 1:  # where no other row is wrong, the end is what is wrong
        require_readable(path, rows, wrong, dropped)
    if cut:
        problem = "the file breaks off in the middle of this row"
        raise fault(path, row, problem, "fetch it again, or cut this row off", last.text(row))
