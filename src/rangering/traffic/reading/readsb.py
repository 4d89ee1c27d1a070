"""JSON of readsb and tar1090: snapshots of all aircraft, and the trace of one aircraft over a day.

A snapshot is one `aircraft.json` or `history_N.json`; a file may hold one or, a line each, many. A record is
an aircraft of a snapshot or a point of a trace, counted from 1 through the file. A position is as old as
`seen_pos` says. Some points of a trace tell callsign and code: they hold for a quarter of an hour, until a
new leg begins or such a point leaves them out. Addresses that begin with "~" were made up by the receiver and
name no aircraft. Snapshots of dump1090-mutability call the same quantities altitude, speed and vert_rate.
Sources: README-json.md of wiedehopf/readsb and of mutability/dump1090.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from rangering.constants import FOOT_M, KNOT_M_S
from rangering.errors import TrafficError
from rangering.traffic.ledger import fault
from rangering.traffic.models import NO_CALLSIGN, NO_SQUAWK, Fixes, fixes
from rangering.traffic.reading.chunk import (
    FIRST_TIME_S,
    HUGE,
    LAST_TIME_S,
    STALE_S,
    around,
    code_of,
    heading_rad,
    not_negative,
)
from rangering.traffic.reading.delimited import refuse_other
from rangering.traffic.reading.lines import blocks, content
from rangering.traffic.reading.options import Options, note_zones
from rangering.traffic.reading.unreadable import Unreadable, require_readable
from rangering.traffic.rules import CleanRules

_Row = tuple[Any, ...]
_COLUMNS = ("address", "callsign", "time_s", "lat_deg", "lon_deg", "altitude_ft", "geometric_ft", "speed_kt",
            "track_deg", "climb_ft_min", "on_ground", "squawk", "type", "row")  # fmt: skip
_NEW_LEG, _GEOMETRIC = 2, 8
"""Bits of a trace's flags: a flight begins here; the altitude is geometric."""
NaN = float("nan")
_ADDRESS = re.compile("[0-9a-fA-F]{6}")


def read(paths: Sequence[Path], options: Options) -> Iterator[Fixes]:
    """The fixes of some files, a chunk at a time.

    Raises
    ------
    TrafficError
        A file is empty, breaks off, is no JSON, or none of readsb's.
    """
    for path in paths:
        yield from _File(path, options).read()


def documents(path: Path, tell_share: Callable[[float], None]) -> Iterator[tuple[int, Any]]:
    """The JSON documents of a file with the line each begins at: one in all, or one a line.

    Raises
    ------
    TrafficError
        It is empty, breaks off, or is no JSON.
    """
    lines = (
        (block.first + n, text)
        for block in blocks(path, 1000, tell_share, documents=True)
        for n, text in enumerate(block.texts)
        if text.strip()
    )
    head = next(lines, None)
    if head is None:
        raise fault(path, 0, "is empty", "name a recording")
    second = next(lines, None)
    if second is not None and _is_json(head[1]):
        for number, text in chain((head, second), lines):
            try:
                yield number, json.loads(text)
            except json.JSONDecodeError as error:
                refuse_other(path, number, text, "{")
                raise _no_json(path, number, error, text) from None
        return
    text = content(path).decode("utf-8", "replace")
    try:
        yield 1, json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise _no_json(path, error.lineno, error, text) from None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except json.JSONDecodeError:
        return False
    return True


def _no_json(path: Path, line: int, error: json.JSONDecodeError, text: str) -> TrafficError:
    if error.pos >= len(text.rstrip()) - 1 or "Unterminated" in error.msg:
        return fault(path, line, "the JSON breaks off here", "fetch it again: its end is missing")
    rows = text.split("\n")  # JSON counts these ends alone; splitlines knows ten, and one is half of an Å
    mend = "the file holds two forms, or is damaged: cut it there, or fetch it again"
    return fault(path, line, f"is no JSON here: {error.msg}", mend, rows[line - 1] if len(rows) > 1 else text)


class _File:
    """One file being read."""

    def __init__(self, path: Path, options: Options) -> None:
        self.path = path
        self.options = options
        self.source = options.ledger.open(path)
        self.count = 0
        self.unreadable = Unreadable()
        self.rows: list[_Row] = []

    def read(self) -> Iterator[Fixes]:
        for line, document in documents(self.path, self.options.tell_share):
            if isinstance(document, dict) and isinstance(document.get("trace"), list):
                self._trace(document, line)
            elif isinstance(document, dict) and isinstance(document.get("aircraft"), list):
                self._snapshot(document, line)
            else:
                problem = "is neither a snapshot with aircraft nor a trace"
                raise fault(self.path, line, problem, "name files such as aircraft.json or trace_full_*.json")
            if len(self.rows) >= self.options.chunk_rows:
                yield self._chunk()
        if self.rows:
            yield self._chunk()
        dropped = self.options.ledger.dropped_of(self.source)
        require_readable(self.path, self.count, self.unreadable, dropped)
        note_zones(self.path, self.options, without=0, times=self.count)

    def _trace(self, document: dict[str, Any], line: int) -> None:
        begun = _number(document.get("timestamp"))
        if begun != begun:
            raise fault(self.path, line, "is missing in the trace", "fetch it again", "timestamp")
        address = self._address(document.get("icao"))
        kind = _text(document.get("t"))
        callsign, code, told_s = "", NaN, NaN
        for point in document["trace"]:
            self.count += 1
            if not isinstance(point, list) or len(point) < 6:
                self._drop("malformed")
                continue
            if isinstance(address, str):
                self._drop(address)
                continue
            after, lat, lon, altitude, speed, track = point[:6]
            flags = point[6] if len(point) > 6 and isinstance(point[6], int) else 0
            climb = point[7] if len(point) > 7 else None
            tells = len(point) > 8 and isinstance(point[8], dict)
            more = point[8] if tells else {}
            geometric = point[10] if len(point) > 10 else more.get("alt_geom")
            after_s = _number(after)
            if tells or flags & _NEW_LEG or after_s - told_s > CleanRules.carry_name_s:
                # Else the cleaner would take what was known before.
                callsign = _text(more.get("flight")) or NO_CALLSIGN * bool(callsign)
                heard = _code(more.get("squawk"))
                code = NO_SQUAWK if heard != heard and code == code else heard
                told_s = after_s
            if flags & _GEOMETRIC and altitude != "ground":
                altitude, geometric = None, altitude
            self._keep(address, callsign, begun + after_s, lat, lon, altitude, geometric, speed, track,
                       climb, code, kind)  # fmt: skip

    def _snapshot(self, document: dict[str, Any], line: int) -> None:
        now_s = _number(document.get("now"))
        if now_s != now_s:
            raise fault(self.path, line, "is missing in the snapshot", "fetch it again", "now")
        for each in document["aircraft"]:
            self.count += 1
            if not isinstance(each, dict):
                self._drop("malformed")
                continue
            address = self._address(each.get("hex"))
            if isinstance(address, str):
                self._drop(address)
                continue
            age_s = _number(each.get("seen_pos", 0.0))
            if "lat" in each and age_s > STALE_S:
                self._drop("stale position")
                continue
            climb = each.get("baro_rate", each.get("geom_rate", each.get("vert_rate")))
            self._keep(
                address, _text(each.get("flight")), now_s - age_s, each.get("lat"), each.get("lon"),
                each.get("alt_baro", each.get("altitude")), each.get("alt_geom"),
                each.get("gs", each.get("speed")), each.get("track"), climb,
                _code(each.get("squawk")), _text(each.get("t")),
            )  # fmt: skip

    def _keep(
        self, address: int, callsign: str, time_s: float, lat: Any, lon: Any, altitude: Any, geometric: Any,
        speed: Any, track: Any, climb: Any, code: float, kind: str,
    ) -> None:  # fmt: skip
        """One more row, or one dropped."""
        on_ground = altitude == "ground"
        figures = (lat, lon, None if on_ground else altitude, geometric, speed, track, climb)
        numbers = [_number(figure) for figure in figures]
        unread = any(f is not None and n != n for f, n in zip(figures, numbers, strict=True))
        if lat is None or lon is None:
            numbers[:2] = NaN, NaN  # half a position is none
        if unread:
            self._drop("malformed")
        elif time_s != time_s:
            self._drop("no time")
        elif not FIRST_TIME_S <= time_s < LAST_TIME_S:
            self._drop("wrong time")
        elif abs(numbers[0]) > 90.0 or abs(numbers[1]) > 360.0 or numbers[0] == numbers[1] == 0.0:
            self._drop("wrong position")
        else:
            self.rows.append((address, callsign, time_s, *numbers, on_ground, code, kind, self.count))

    def _drop(self, reason: str) -> None:
        self.options.ledger.read(1)
        self.options.ledger.drop(reason, self.source, self.count)
        if reason not in ("stale position", "not an aircraft's address"):
            self.unreadable.add([self.count])

    @staticmethod
    def _address(written: Any) -> int | str:
        """The address, or why there is none."""
        if not isinstance(written, str) or not written.strip():
            return "no address"
        if written.startswith("~"):
            return "not an aircraft's address"
        address = int(written, 16) if _ADDRESS.fullmatch(written.strip()) else 0
        return address if 0 < address < 0xFFFFFF else "wrong address"

    def _chunk(self) -> Fixes:
        self.options.ledger.read(len(self.rows))
        column = dict(zip(_COLUMNS, zip(*self.rows, strict=True), strict=True))
        self.rows = []

        def numbers(name: str, factor: float = 1.0) -> np.ndarray[Any, np.dtype[np.float64]]:
            return np.array(column[name], dtype=np.float64) * factor

        code = numbers("squawk")
        return fixes(
            address=column["address"], callsign=column["callsign"], time_s=column["time_s"],
            lat_deg=column["lat_deg"], lon_deg=around(numbers("lon_deg")),
            pressure_altitude_m=numbers("altitude_ft", FOOT_M),
            geometric_altitude_m=numbers("geometric_ft", FOOT_M),
            ground_speed_m_s=not_negative(numbers("speed_kt", KNOT_M_S)),
            track_rad=heading_rad(numbers("track_deg")), climb_m_s=numbers("climb_ft_min", FOOT_M / 60.0),
            on_ground=column["on_ground"], type=column["type"],
            squawk=np.where(code == NO_SQUAWK, NO_SQUAWK, code_of(code)),
            source=self.source, row=column["row"],
        )  # fmt: skip


def _number(value: Any) -> float:
    """A finite number of JSON; NaN where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < HUGE:
        return NaN
    return float(value)


def _text(value: Any) -> str:
    return value.strip(" _@\x00").upper() if isinstance(value, str) else ""


def _code(value: Any) -> float:
    return float(value) if isinstance(value, str) and value.isascii() and value.isdigit() else NaN
