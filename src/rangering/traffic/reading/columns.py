"""Named columns of any table: what a form calls them, in which units, and how DuckDB reads their cells.

A form says under which names and in which unit it keeps each quantity. Every cell that is not empty must
read as what it should be; a row with one that does not is dropped as malformed. Empty cells are unknown.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from rangering.constants import FOOT_M, KNOT_M_S
from rangering.tables import quoted
from rangering.traffic.ledger import Ledger, fault
from rangering.traffic.reading.options import Options

SHORT = 40
"""Characters of a cell or a name that say what is wrong with it."""
_SHOWN = 12
"""So many names of columns are a sentence; more are a list nobody reads."""


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
    clean = [name[:SHORT] or "(no name)" for name in plain_names(names)]
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
