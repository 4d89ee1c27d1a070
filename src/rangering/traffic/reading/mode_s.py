"""Raw Mode S and ADS-B: a time and a frame in hexadecimal digits on each line, decoded by rs1090.

Lines such as ``1578450192.53,8D40621D58C382D690C8AC2863A7``, the time in seconds of Unix time or as a date
with or without a zone, the frame bare or as AVR writes it (``*8D…;``); also JSON lines with `timestamp` and
`frame`. A file of frames without times is refused. A frame counts if its parity holds; replies to a radar,
whose parity hides the address, count for an aircraft that was heard by itself before. A position needs both
halves of its code within 10 s. Satellite heights are above the ellipsoid, as far as the sender keeps to that.
Limits: some 30,000 messages a second and core; Beast's binary form is not read.
Source: ICAO Annex 10, volume IV; rs1090 (MIT).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from rangering.constants import FOOT_M, KNOT_M_S
from rangering.errors import TrafficError
from rangering.traffic.ledger import fault
from rangering.traffic.models import Fixes, fixes, no_fixes
from rangering.traffic.reading.chunk import FIRST_TIME_S, LAST_TIME_S
from rangering.traffic.reading.delimited import refuse_other
from rangering.traffic.reading.lines import Lines, blocks
from rangering.traffic.reading.mode_s_frame import LONG, SHORT, coded, parity_remainder
from rangering.traffic.reading.options import Options, note_zones
from rangering.traffic.reading.unreadable import Unreadable, refuse_unreadable

CHUNK_ROWS = 50_000
"""Decoded messages weigh a kilobyte each, so that chunks are shorter than those of tables."""
PAIR_S = 30.0
"""The last positions of a chunk are decoded once more with the next, so that no pair is cut in two. [s]"""
HEIGHT_S = 10.0
"""For so long a difference between satellite height and pressure altitude is taken to hold. [s]"""
_SQUITTERS = (17, 18)
_REPLIES = (5, 21)
_FAR = 1 << 62
_FRAME = re.compile(r"[*]?((?:[0-9a-fA-F]{14}){1,2});?$")
_TIMELESS = re.compile(r"([*]|@[0-9a-fA-F]{12})?(?:[0-9a-fA-F]{14}){1,2};?$")
_SPLIT = re.compile(r"[,;\s]+")
_NAMES = frozenset(("hex", "frame", "msg", "message", "raw", "rawmsg", "raw_msg", "raw_message", "data"))
"""What tables call the column of the frames."""
_BEFORE = 6
"""A frame is sought among so many cells of a line."""
_BEGIN = ("*", "@", "{")
"""How some of its rows begin, as those of other forms do."""


class Frame(NamedTuple):
    """One line that holds a frame."""

    row: int
    time_s: float
    digits: str
    """Small letters."""


class Said(NamedTuple):
    """What one message says, SI; None where it says nothing of it."""

    address: int
    callsign: str = ""
    squawk: int = -1
    pressure_altitude_m: float = np.nan
    geometric_altitude_m: float = np.nan
    above_pressure_m: float = np.nan
    """Satellite height less pressure altitude. [m]"""
    ground_speed_m_s: float = np.nan
    track_rad: float = np.nan
    airspeed_m_s: float = np.nan
    heading_rad: float = np.nan
    climb_m_s: float = np.nan
    on_ground: bool = False
    lat_deg: float = np.nan
    lon_deg: float = np.nan
    coded: tuple[int, int, bool] | None = None
    """Cells of latitude and longitude, and whether the coding is the odd one."""


_ZONED = re.compile(r"(z|utc|gmt|[+-]\d\d(:?\d\d)?)$", re.IGNORECASE)


def decoder() -> Any:
    """The rs1090 library.

    Raises
    ------
    TrafficError
        It is not installed; names the extra that brings it.
    """
    try:
        import rs1090
    except ImportError:
        raise TrafficError(
            "needs the library rs1090",
            where="raw Mode S",
            mend="install it with: pip install 'rangering[traffic]'",
        ) from None
    return rs1090


def fits(text: str) -> bool:
    """Whether the first line that is no remark holds a frame, with or without its time, or names one."""
    lines = (line.strip() for line in text.splitlines())
    told = (line for line in lines if line and not line.startswith("#"))
    first = next(told, "")
    if _is_header(first):
        first = next(told, "")
    return bool(_TIMELESS.match(first)) or _split(first) is not None


def _is_header(text: str) -> bool:
    """Whether a line names columns of which one holds frames."""
    names = [name.strip('"').lower() for name in _SPLIT.split(text)]
    return len(names) > 1 and all(name.isidentifier() for name in names) and not _NAMES.isdisjoint(names)


def read(paths: Sequence[Path], options: Options) -> Iterator[Fixes]:
    """The messages of some files as fixes, a chunk at a time, those without a position at NaN.

    Raises
    ------
    TrafficError
        rs1090 is missing; a file is empty, breaks off, has no times or turns into something else.
    """
    library = decoder()
    for path in paths:
        state = _State({}, [], {})
        source = options.ledger.open(path)
        rows = zoneless = framed = 0
        wrong = Unreadable()
        for block in blocks(path, min(options.chunk_rows, CHUNK_ROWS), options.tell_share):
            parsed = _parsed(path, block, options, begun=rows > 0)
            rows += parsed.read
            zoneless, framed = zoneless + parsed.zoneless, framed + len(parsed.frames)
            wrong.add(sorted([*parsed.malformed, *parsed.timeless]), block.text)
            options.ledger.read(parsed.read)
            for reason, lost in (("malformed", parsed.malformed), ("wrong time", parsed.timeless)):
                options.ledger.drop(reason, source, min(lost, default=0), len(lost))
            chosen = _sound(parsed.frames, state.heard, source, options)
            if chosen:
                yield _decoded(library, state, chosen, source, options)
        if not rows:
            raise fault(path, 0, "is empty", "name a recording")
        dropped = options.ledger.dropped_of(source)
        refuse_unreadable(path, block, rows, wrong, parsed.malformed, dropped)
        note_zones(path, options, without=zoneless, times=framed)


def message(digits: str) -> tuple[Mapping[str, Any], bytes]:
    """One frame by itself: what rs1090 says of it, and its bytes, from which the rest can be read.

    Raises
    ------
    TrafficError
        It is no frame, or rs1090 knows nothing of its kind.
    """
    try:
        frame = bytes.fromhex(digits)
    except ValueError:
        frame = b""
    said = decoder().decode(digits) if len(frame) in (SHORT, LONG) else None
    if said is None:
        raise TrafficError(
            "is no Mode S message", where="raw Mode S", value=digits, mend="give 14 or 28 hexadecimal digits"
        )
    return said, frame


def said_by(decoded: Mapping[str, Any]) -> Said:
    """What rs1090 calls things, in our names and units."""
    metres = {
        "barometric": "pressure_altitude_m",
        "GNSS": "geometric_altitude_m",
    }.get(decoded.get("source", "barometric"), "pressure_altitude_m")
    known: dict[str, Any] = {}
    if decoded.get("altitude") is not None:
        known[metres] = decoded["altitude"] * FOOT_M
    for name, key, factor in (
        ("ground_speed_m_s", "groundspeed", KNOT_M_S),
        ("airspeed_m_s", "IAS", KNOT_M_S),
        ("airspeed_m_s", "TAS", KNOT_M_S),
        ("climb_m_s", "vertical_rate", FOOT_M / 60.0),
        ("above_pressure_m", "geo_minus_baro", FOOT_M),
        ("track_rad", "track", np.pi / 180.0),
        ("heading_rad", "heading", np.pi / 180.0),
        ("lat_deg", "latitude", 1.0),
        ("lon_deg", "longitude", 1.0),
    ):
        if decoded.get(key) is not None:
            known[name] = decoded[key] * factor
    # A message of the emergency state may leave its code empty; replies tell 0000 where it is set.
    empty = decoded.get("bds") == "61" and decoded.get("squawk") == "0000"
    if decoded.get("squawk") is not None and not empty:
        known["squawk"] = int(decoded["squawk"])
    if decoded.get("lat_cpr") is not None:
        known["coded"] = decoded["lat_cpr"], decoded["lon_cpr"], decoded["parity"] == "odd"
    return Said(
        int(decoded["icao24"], 16),
        callsign=(decoded.get("callsign") or "").strip(" _#"),
        on_ground=decoded.get("bds") == "06",
        **known,
    )


class _State(NamedTuple):
    """What is kept in mind from chunk to chunk."""

    heard: dict[int, int]
    """Addresses that were heard by themselves, and the row where they were first."""
    tail: list[Frame]
    """The last positions."""
    above: dict[int, tuple[float, float]]
    """For an address when it said so last [s], and its satellite height less its pressure altitude [m]."""


class _Parsed(NamedTuple):
    read: int
    frames: list[Frame]
    malformed: list[int]
    timeless: list[int]
    zoneless: int
    """Frames whose time says no zone and is no Unix time."""


def _parsed(path: Path, block: Lines, options: Options, *, begun: bool) -> _Parsed:
    """The lines of a block; blank ones, those that begin with # and names above all rows are no rows."""
    read, frames, malformed, wrong_time, zoneless = 0, [], [], [], 0
    for row, line in enumerate(block.texts, start=block.first):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if not begun and not read and _is_header(text):
            continue
        read += 1
        if _TIMELESS.match(text):
            raise fault(
                path,
                row,
                "has no time",
                "record the frames with their times: seconds of Unix time, a comma, the frame",
                text,
            )
        split = _split(text) if "\r" not in text else None
        if split is None:
            refuse_other(path, row, text, *_BEGIN)
            malformed.append(row)
            continue
        time_s = _moment(split[0], options.clock_ahead_s or 0.0)
        if time_s is None or not _is_time(time_s):
            wrong_time.append(row)
            continue
        zoneless += ":" in split[0] and not _ZONED.search(split[0])
        frames.append(Frame(row, time_s, split[1].lower()))
    return _Parsed(read, frames, malformed, wrong_time, zoneless)


def _split(text: str) -> tuple[str, str] | None:
    """The time and the frame of a line; None where it has not both."""
    if text.startswith("{"):
        try:
            said = json.loads(text)
        except json.JSONDecodeError:
            return None
        time = next((said[key] for key in ("timestamp", "mintime", "time") if key in said), None)
        frame = next((said[key] for key in ("frame", "rawmsg", "msg") if key in said), None)
        found = _FRAME.match(frame) if isinstance(frame, str) else None
        return (str(time), found[1]) if found and time is not None else None
    parts = [part.strip('"') for part in _SPLIT.split(text.rstrip(";"))]
    for place, part in enumerate(parts[1:_BEFORE], start=1):
        if found := _FRAME.match(part):
            return _time_among(parts[:place]), found[1]
    return None


def _time_among(cells: Sequence[str]) -> str:
    """What says the time among the cells before a frame, where addresses, counts or levels may stand too."""
    together = " ".join(cells)
    if len(cells) == 1:
        return together
    pairs = (f"{one} {two}" for one, two in pairwise(cells))
    return next((each for each in (together, *pairs, *cells) if _is_time(_moment(each, 0.0))), together)


def _is_time(time_s: float | None) -> bool:
    return time_s is not None and FIRST_TIME_S <= time_s < LAST_TIME_S


def _moment(text: str, ahead_s: float) -> float | None:
    """Unix time of a number or a date. [s]"""
    try:
        number = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(re.sub(r" ?(utc|gmt)$", "Z", text, flags=re.IGNORECASE))
        except ValueError:
            return None
        if moment.tzinfo is None:
            return moment.replace(tzinfo=UTC).timestamp() - ahead_s
        return moment.timestamp()
    # A number beyond the year 5000 in seconds is one of milli-, micro- or nanoseconds.
    for beyond, factor in ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3)):
        if abs(number) > beyond:
            return number / factor
    return number


def _sound(frames: Sequence[Frame], heard: dict[int, int], source: int, options: Options) -> list[Frame]:
    """Those whose parity holds and that say something of a flight, in the order of time."""
    ledger, kept = options.ledger, []
    for length in (LONG, SHORT):  # replies need to know who was heard
        some = [frame for frame in frames if len(frame.digits) == 2 * length]
        if not some:
            continue
        data = np.frombuffer(bytes.fromhex("".join(f.digits for f in some)), dtype=np.uint8)
        table = data.reshape(len(some), length)
        remainder = parity_remainder(table)
        kind = table[:, 0] >> 3
        told = (table[:, 1:4].astype(np.int64) << np.array([16, 8, 0])).sum(axis=1)
        squitter = np.isin(kind, _SQUITTERS) & (length == LONG)
        broken = (squitter & (remainder != 0)) | ((kind == 11) & (remainder > 127))
        broken |= (kind >= 16) != (length == LONG)
        # Of format 18 only some carry an aircraft's own address (Annex 10, volume IV, 3.1.2.8.7).
        control = table[:, 0] & 7
        foreign = (kind == 18) & ~np.isin(control, (0, 2, 6)) & ~broken
        rows = np.array([frame.row for frame in some])
        own = squitter & ~broken & ~foreign
        for address, row in zip(told[own].tolist(), rows[own].tolist(), strict=True):
            heard.setdefault(address, row)
        # One that was heard only later in the file is not known yet, wherever chunks end.
        first = np.array([heard.get(address, np.inf) for address in remainder.tolist()])
        reply = np.isin(kind, _REPLIES) & (first < rows)
        taken = own | reply
        for reason, mask in (
            ("failed parity", broken),
            ("not an aircraft's address", foreign),
            ("no position", ~(broken | foreign | taken)),
        ):
            ledger.drop(reason, source, int(rows[mask].min(initial=_FAR)), int(mask.sum()))
        kept += [frame for frame, hit in zip(some, taken, strict=True) if hit]
    return sorted(kept, key=lambda frame: (frame.time_s, frame.row))


def _decoded(library: Any, state: _State, frames: Sequence[Frame], source: int, options: Options) -> Fixes:
    """Fixes of some frames; those of them whose other half may still come are kept in mind."""
    together = [*state.tail, *frames]
    answer = library.decode(
        [f.digits for f in together], timestamp=[f.time_s for f in together], reference=options.centre
    )
    said: list[tuple[Frame, Said]] = []
    lost: list[int] = []
    answered = iter(answer)
    given = next(answered, None)
    for place, frame in enumerate(together):
        new = place >= len(state.tail)
        # What it cannot decode it leaves out; the order stays.
        if given is not None and given["frame"] == frame.digits and given["timestamp"] == frame.time_s:
            if new:
                said.append((frame, _with_height(said_by(given), frame.time_s, state.above)))
            given = next(answered, None)
        elif new:
            lost.append(frame.row)
    options.ledger.drop("undecoded", source, min(lost, default=0), len(lost))
    since_s = max(frame.time_s for frame in together) - PAIR_S
    state.tail[:] = [frame for frame in together if frame.time_s > since_s and _is_position(frame.digits)]
    return _fixes(said, source, options) if said else no_fixes()


def _is_position(digits: str) -> bool:
    code = int(digits[8:10], 16) >> 3
    return int(digits[:2], 16) >> 3 in _SQUITTERS and 5 <= code <= 22 and code != 19


def _with_height(said: Said, time_s: float, above: dict[int, tuple[float, float]]) -> Said:
    """Messages of velocity tell how far satellite height and pressure altitude lie apart: used for places."""
    if not np.isnan(said.above_pressure_m):
        above[said.address] = time_s, said.above_pressure_m
    if said.coded is None or said.on_ground or not np.isnan(said.geometric_altitude_m):
        return said
    told_s, above_m = above.get(said.address, (-np.inf, np.nan))
    if abs(time_s - told_s) > HEIGHT_S:
        return said
    return said._replace(geometric_altitude_m=said.pressure_altitude_m + above_m)


def _fixes(said: Sequence[tuple[Frame, Said]], source: int, options: Options) -> Fixes:
    """Columns of what was said, without the positions that do not code back."""
    rows = np.array([frame.row for frame, _ in said])
    columns = zip(*(each for _, each in said), strict=True)
    table = Said(*(list(column) for column in columns))  # type: ignore[arg-type]
    lat, lon = np.array(table.lat_deg), np.array(table.lon_deg)
    ground = np.array(table.on_ground)
    placed = ~np.isnan(lat)
    cells = np.array([each.coded or (-1, -1, False) for _, each in said], dtype=np.int64)
    back = coded(np.where(placed, lat, 0.0), np.where(placed, lon, 0.0), cells[:, 2] == 1, ground)
    # Decoding rounds: a position on the edge of its cell may fall to the next one.
    off = [np.minimum(d := np.abs(b - c), (1 << 17) - d) for b, c in zip(back, cells.T[:2], strict=True)]
    wrong = placed & ((off[0] > 1) | (off[1] > 1))
    options.ledger.drop("wrong position", source, int(rows[wrong].min(initial=_FAR)), int(wrong.sum()))
    made = fixes(
        address=table.address, callsign=table.callsign, time_s=[frame.time_s for frame, _ in said],
        lat_deg=lat, lon_deg=np.where(lon >= 180.0, lon - 360.0, lon),
        pressure_altitude_m=table.pressure_altitude_m, geometric_altitude_m=table.geometric_altitude_m,
        ground_speed_m_s=table.ground_speed_m_s, track_rad=np.mod(table.track_rad, 2.0 * np.pi),
        climb_m_s=table.climb_m_s, on_ground=ground, squawk=table.squawk, source=source, row=rows,
    )  # fmt: skip
    return Fixes(*(column[~wrong] for column in made))
