"""ASTERIX category 062, tracks of a surveillance system, decoded by libasterix.

A file is data blocks one after the other, as they go over a network: category, length, records. Times are
those of a day, so the UTC day on which the file begins must be stated; where they start again at midnight the
next day begins; each file begins on that day again, and `Turn` tells where that is doubtful. Blocks of other
categories are counted and passed over. A record without a 24-bit address
or without a position on WGS 84 is no fix of a known aircraft and is dropped with that reason. Speed and
direction are those over the ground that the system computed; the altitude is the measured flight level.
Limits: edition 1.21, of which earlier ones are a part but for the reserved fields, which are not read;
captures of network packets are not taken apart; some thousand records a second and core.
Source: EUROCONTROL-SPEC-0149-9, ASTERIX part 9, category 062; libasterix (MIT).
"""

import gzip
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from rangering.constants import FOOT_M
from rangering.errors import TrafficError
from rangering.traffic.ledger import fault
from rangering.traffic.models import Fixes, fixes
from rangering.traffic.reading.lines import broken, opened, share_read
from rangering.traffic.reading.options import Options, note_zones
from rangering.traffic.reading.unreadable import Unreadable, require_readable

CATEGORY = 62
EDITIONS = {34: "Cat_034_1_29", 48: "Cat_048_1_32", 62: "Cat_062_1_21"}
"""Classes of libasterix; the same records under the name of the edition they are read by."""
CHUNK_ROWS = 20_000
DAY_S = 86_400.0
_KNOWN = frozenset(
    (1, 2, *range(7, 12), *range(15, 26), *range(30, 35), 48, 62, 63, 65, 68, 150, 204, 240, 247, 252, 253)
)
"""Categories that recordings hold; a text seldom reads like a chain of them."""
_HEADER = 3
_GROUND = (1, 3)  # of the flight status: on the ground, with and without an alert


class Block(NamedTuple):
    """What libasterix made of one data block."""

    records: list[Any]
    rest: bool
    """Whether something follows the last record that could be read."""


class SystemTrack(NamedTuple):
    """What one record of category 062 says, SI; NaN, -1 or empty where it says nothing of it."""

    address: int
    callsign: str
    type: str
    squawk: int
    time_of_day_s: float
    lat_deg: float
    lon_deg: float
    pressure_altitude_m: float
    geometric_altitude_m: float
    east_m_s: float
    north_m_s: float
    climb_m_s: float
    on_ground: bool
    simulated: bool


def fits(head: bytes) -> bool:
    """Whether the first bytes of a file can be data blocks of category 062, alone or among others."""
    at = 0
    while at + _HEADER <= len(head):
        category, length = head[at], int.from_bytes(head[at + 1 : at + _HEADER], "big")
        if category not in _KNOWN or length <= _HEADER:
            return False
        if category == CATEGORY:
            return True
        at += length
    return False


def categories(head: bytes) -> list[int]:
    """The categories in the first bytes of a file, if these are data blocks one after the other."""
    found, at = set(), 0
    while at + _HEADER <= len(head):
        category, length = head[at], int.from_bytes(head[at + 1 : at + _HEADER], "big")
        if category not in _KNOWN or length <= _HEADER:
            return []
        found.add(category)
        at += length
    # One block that reaches beyond the bytes looked at proves nothing.
    return sorted(found) if at == len(head) or len(found) > 1 else []


def read(paths: Sequence[Path], options: Options) -> Iterator[Fixes]:
    """The records of some files as fixes, a chunk at a time.

    Raises
    ------
    TrafficError
        libasterix is missing; no day is stated; a file is empty, or breaks off within a block.
    """
    _generated()
    for path in paths:
        clock = _Clock(_midnight_s(path, options))
        source = options.ledger.open(path)
        held: list[tuple[int, float, SystemTrack]] = []
        row, unreadable = 0, Unreadable()
        with opened(path) as stream:
            for category, content in _blocks(path, stream):
                options.tell_share(share_read(stream))
                made = parsed(content, category) if category == CATEGORY else Block([], True)
                for record in made.records:
                    row += 1
                    track = system_track(record)
                    if _told(track, source, row, options):
                        held.append((row, clock.unix_s(track.time_of_day_s), track))
                options.ledger.read(len(made.records) + made.rest)
                if made.rest:
                    row += 1
                    wrong = category == CATEGORY
                    options.ledger.drop("malformed" if wrong else "another category", source, row)
                    unreadable.add([row] * wrong)
                if len(held) >= min(options.chunk_rows, CHUNK_ROWS):
                    yield _fixes(held, source)
                    held = []
        if not row:
            raise fault(path, 0, "is empty", "name a recording")
        if held:
            yield _fixes(held, source)
        require_readable(path, row, unreadable, options.ledger.dropped_of(source))
        note_zones(path, options, without=0, times=row)


def parsed(content: bytes, category: int) -> Block:
    """The records of a data block, without its header."""
    from asterix.base import Bits, ParsingMode

    kind = getattr(_generated(), EDITIONS[category]).cv_record
    records: list[Any] = []
    rest = Bits.from_bytes(content)
    while len(rest):
        answer = kind.parse(ParsingMode.StrictParsing, rest)
        if isinstance(answer, ValueError):
            return Block(records, True)
        record, rest = answer
        # Each record holds on to no more than its own bytes.
        rest = Bits.from_bytes(rest.to_bytes())
        records.append(record)
    return Block(records, False)


def item(record: Any, *names: str) -> Any:
    """An item of a record, or a part of one by its further names; None where it is not there."""
    found = record.get_item(names[0])
    for name in names[1:]:
        if found is None:
            return None
        found = found.variation.get_item(name)
    return found


def quantity(record: Any, unit: str, *names: str) -> float:
    """An item that has a unit, in the one that the standard gives it; NaN where it is not there."""
    found = item(record, *names)
    return np.nan if found is None else float(found.variation.content.as_quantity(unit))


def whole(record: Any, *names: str) -> int:
    """An item without a unit as a number; -1 where it is not there."""
    found = item(record, *names)
    return -1 if found is None else int(found.as_uint())


def text(record: Any, *names: str) -> str:
    """An item that is a text, without blanks around it; empty where it is not there."""
    found = item(record, *names)
    return "" if found is None else str(found.variation.content.as_string()).strip(" \x00")


def system_track(record: Any) -> SystemTrack:
    """What a record of category 062 says."""
    code = whole(record, "060", "MODE3A")
    if whole(record, "060", "V") == 1 or whole(record, "060", "G") == 1:
        code = -1  # not validated, or garbled
    return SystemTrack(
        address=whole(record, "380", "ADR"),
        callsign=text(record, "380", "ID") or text(record, "390", "CSN"),
        type=text(record, "390", "TAC")[:4],
        squawk=int(f"{code:o}") if code >= 0 else -1,
        time_of_day_s=quantity(record, "s", "070"),
        lat_deg=quantity(record, "°", "105", "LAT"),
        lon_deg=quantity(record, "°", "105", "LON"),
        pressure_altitude_m=quantity(record, "FL", "136") * 100.0 * FOOT_M,
        geometric_altitude_m=quantity(record, "ft", "130") * FOOT_M,
        east_m_s=quantity(record, "m/s", "185", "VX"),
        north_m_s=quantity(record, "m/s", "185", "VY"),
        climb_m_s=quantity(record, "ft/min", "220") * FOOT_M / 60.0,
        on_ground=whole(record, "380", "COM", "STAT") in _GROUND,
        simulated=whole(record, "080", "SIM") == 1,
    )


def _generated() -> Any:
    """The classes of libasterix; TrafficError where it is not installed."""
    try:
        import asterix.generated
    except ImportError:
        raise TrafficError(
            "needs the library libasterix",
            where="ASTERIX",
            mend="install it with: pip install 'rangering[traffic]'",
        ) from None
    return asterix.generated


class _Clock:
    """Times of the day to Unix time; records may come somewhat out of order around midnight."""

    def __init__(self, midnight_s: float) -> None:
        self._midnight_s = midnight_s
        self._last_s = np.nan

    def unix_s(self, time_of_day_s: float) -> float:
        if time_of_day_s - self._last_s < -0.5 * DAY_S:
            self._midnight_s += DAY_S
        elif time_of_day_s - self._last_s > 0.5 * DAY_S:
            return self._midnight_s - DAY_S + time_of_day_s
        self._last_s = time_of_day_s
        return self._midnight_s + time_of_day_s


class Turn:
    """Whether a file may be of the day after: it begins long before the one before it ended.

    Nothing in it says so. It may go on after midnight, or another sensor may have heard the same day, whose
    times would then be a day late: both stay on the day that is stated.
    """

    def __init__(self) -> None:
        self._ended: tuple[str, float] | None = None
        self._begun = False

    def open(self) -> None:
        """Another file begins."""
        self._begun = False

    def look(self, path: Path, given: Fixes, options: Options) -> None:
        """Some fixes of the file, in its order; the remark goes to the ledger."""
        if not len(given.time_s):
            return
        if not self._begun and self._ended is not None:
            (name, ended_s), begun_s = self._ended, float(given.time_s[0])
            if ended_s - begun_s > 0.5 * DAY_S:
                begun, ended = (datetime.fromtimestamp(each, UTC) for each in (begun_s, ended_s))
                options.ledger.remark(
                    f"{path.name} begins at {begun:%H:%M:%S}, {name} ended at {ended:%H:%M:%S}, and both are "
                    f"taken to begin on {options.day}. If the one goes on with the other after midnight, its "
                    f"times are a day too early: make one file of them, cat {name} {path.name} > both.ast"
                )
        self._begun = True
        self._ended = path.name, float(given.time_s[-1])


def _midnight_s(path: Path, options: Options) -> float:
    if not options.day:
        raise fault(
            path, 0, "writes the time of day but not the day", "state its UTC day, such as --day 2020-01-08"
        )
    try:
        day = date.fromisoformat(options.day)
    except ValueError:
        mend = "write the UTC day alone, without a time or a zone, such as 2020-01-08"
        raise TrafficError("is no day", where="--day", value=options.day, mend=mend) from None
    return datetime.combine(day, time(), UTC).timestamp()


def _blocks(path: Path, stream: BinaryIO | gzip.GzipFile) -> Iterator[tuple[int, bytes]]:
    """Category and records of each data block."""
    block = at = 0
    while True:
        block += 1
        where = f"in data block {block}, at byte {at:,}"
        try:
            header = stream.read(_HEADER)
            if not header:
                return
            length = int.from_bytes(header[1:], "big")
            content = stream.read(length - _HEADER) if length > _HEADER else b""
        except (EOFError, zlib.error, OSError) as error:
            raise broken(path, 0, error) from None
        if len(header) == _HEADER and length <= _HEADER:
            raise fault(path, 0, f"is damaged {where}: its length is wrong", "fetch it again")
        if len(content) < length - _HEADER or len(header) < _HEADER:
            if len(header) == _HEADER and header[0] not in _KNOWN:
                problem = f"is no ASTERIX {where}: there is no category {header[0]}"
                raise fault(path, 0, problem, "the file is damaged there, or goes on as something else")
            raise fault(path, 0, f"breaks off {where}", "fetch it again: its end is missing")
        at += length
        yield header[0], content


def _told(track: SystemTrack, source: int, row: int, options: Options) -> bool:
    """Whether a record is a fix of a known aircraft; if not the ledger says why."""
    why = {
        "simulated": track.simulated,
        "no address": track.address < 0,
        "wrong address": track.address in (0, 0xFFFFFF),
        "no time": np.isnan(track.time_of_day_s),
        "no position": np.isnan(track.lat_deg),
        "wrong position": abs(track.lat_deg) > 90.0,
    }
    reason = next((reason for reason, holds in why.items() if holds), None)
    if reason:
        options.ledger.drop(reason, source, row)
    return reason is None


def _fixes(held: Sequence[tuple[int, float, SystemTrack]], source: int) -> Fixes:
    rows, times_s, tracks = zip(*held, strict=True)
    columns = [np.array(column) for column in zip(*tracks, strict=True)]
    of = dict(zip(SystemTrack._fields, columns, strict=True))
    east, north, lon = of["east_m_s"], of["north_m_s"], of["lon_deg"]
    same = (
        "address", "callsign", "lat_deg", "pressure_altitude_m", "geometric_altitude_m", "climb_m_s",
        "on_ground", "squawk", "type",
    )  # fmt: skip
    return fixes(
        time_s=times_s,
        lon_deg=np.where(lon >= 180.0, lon - 360.0, lon),
        ground_speed_m_s=np.hypot(east, north),
        track_rad=np.mod(np.arctan2(east, north), 2.0 * np.pi),
        source=source,
        row=rows,
        **{name: of[name] for name in same},
    )
