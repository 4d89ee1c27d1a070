"""Which form a file is: told from its content, never from its name."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from rangering.errors import TrafficError, nearest
from rangering.traffic.ledger import fault
from rangering.traffic.models import Fixes
from rangering.traffic.reading import asterix, mode_s
from rangering.traffic.reading.columns import NEEDED, Form, found_and_needed, plain_names
from rangering.traffic.reading.delimited import header_at, header_of
from rangering.traffic.reading.lines import GZIP, head
from rangering.traffic.reading.opensky import OPENSKY
from rangering.traffic.reading.opensky_api import OPENSKY_API
from rangering.traffic.reading.options import Options
from rangering.traffic.reading.parquet import MAGIC
from rangering.traffic.reading.sbs import SBS
from rangering.traffic.reading.traffic_library import TRAFFIC

Read = Callable[[Sequence[Path], Options], Iterator[Fixes]]
FORMS: Mapping[str, str] = {
    "opensky": "OpenSky state vectors, CSV or Parquet",
    "traffic": "columns of the traffic library and of OpenSky trajectories, CSV or Parquet",
    "opensky-api": "answers of OpenSky's REST API, CSV or Parquet",
    "readsb": "JSON of readsb and tar1090: aircraft.json, history, trace_full",
    "sbs": "BaseStation messages, MSG rows",
    "mode_s": "raw Mode S and ADS-B, a time and a frame a line",
    "asterix": "ASTERIX data blocks of category 062",
}
"""What can be read, in words."""
_MODULES: Mapping[str, str] = {"traffic": "traffic_library", "opensky-api": "opensky_api"}
_OWN = "rangering.traffic/1"
_TABLES = (OPENSKY, TRAFFIC, OPENSKY_API)
_METRIC = {"velocity", "vertrate", "baro_altitude", "geo_altitude"}
"""Columns of OpenSky that are in SI, whichever of its names stand beside them."""
_OF_API = {"true_track", "on_ground", "time_position", "last_contact", "origin_country", "position_source"}
"""Those that only its API calls so; they tell the units of the others."""
_FEET = {"altitude", "groundspeed"}
_EITHER = {"baroaltitude", "geoaltitude", "vertrate"}
"""Names that are SI beside `lat` and feet beside `latitude`, or have no place there."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CAPTURES = (
    b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\xa1\xb2\x3c\x4d", b"\n\r\r\n"
)  # fmt: skip
"""pcap of either order of bytes, in microseconds and nanoseconds; pcapng."""
_CAPTURE = "is a capture of network packets (pcap)"
_TAKE_OUT = "take out what the packets carry and name that file, as tcpflow or tshark can"
_PACKED: Mapping[bytes, tuple[str, str]] = {
    b"PK\x03\x04": ("is a ZIP archive", "unpack it and name the files in it"),
    b"7z\xbc\xaf\x27\x1c": ("is a 7z archive", "unpack it and name the files in it"),
    b"BZh": ("is compressed by bzip2", "unpack it: bunzip2 FILE"),
    b"\xfd7zXZ\x00": ("is compressed by xz", "unpack it: unxz FILE"),
    b"\x28\xb5\x2f\xfd": ("is compressed by zstd", "unpack it: unzstd FILE"),
    **dict.fromkeys(_CAPTURES, (_CAPTURE, _TAKE_OUT)),
    GZIP: ("is compressed twice", "unpack it once: gunzip FILE"),
}
"""How files begin that hold a recording, perhaps, but packed."""
_TAR_AT, _TAR = 257, b"ustar"
_PAGES = ("<!doctype html", "<html")
_BEAST = (b"\x1a1", b"\x1a2", b"\x1a3")
_FEWEST_COLUMNS = 3
"""A line that splits into fewer names is no header of a table of flights."""


def form_of(path: Path) -> str:
    """The form of a file.

    Raises
    ------
    TrafficError
        It is empty, cannot be read, or is of no form that is known.
    """
    start = head(path)
    if start.startswith(MAGIC):
        return _parquet_form(path)
    if start.startswith(_UTF_16):
        raise fault(path, 0, "is text in UTF-16", "save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE > NEW")
    _refuse_packed(path, start)
    text = start.decode("latin-1").lstrip()
    line = text.partition("\n")[0].rstrip("\r")
    if line.startswith((SBS.begin, *SBS.others)):
        return "sbs"
    if mode_s.fits(text):
        return "mode_s"
    if asterix.fits(start):
        return "asterix"
    if text.startswith(("{", "[")):
        return _json_form(path, text)
    if others := asterix.categories(start):
        told = ", ".join(f"{each:03d}" for each in others)
        raise fault(path, 0, f"is ASTERIX of category {told}", "give one with tracks: of category 062")
    if "\r" in line:
        problem = "holds a carriage return in its first line: as of old Macs, or damaged"
        raise fault(path, 1, problem, "give it line feeds: tr '\\r' '\\n' < FILE > NEW")
    rows = [row.rstrip("\r") for row in text.split("\n")]
    if len(rows) > 1 and rows[1].startswith((SBS.begin, *SBS.others)):
        return "sbs"  # cut off within a row, which is told when it is read
    return _table_form(path, header_of(rows[header_at(rows) or 0])[0])


def _refuse_packed(path: Path, start: bytes) -> None:
    """Refuse archives, pages and binary messages by the bytes with which they begin."""
    for sign, (problem, mend) in _PACKED.items():
        if start.startswith(sign):
            raise fault(path, 0, problem, mend)
    if start[_TAR_AT:].startswith(_TAR):
        raise fault(path, 0, "is a tar archive", "unpack it and name the files in it: tar -xf FILE")
    if start[:64].decode("latin-1").lower().lstrip().startswith(_PAGES):
        mend = "fetch the recording itself: this may be a login or an error of the server"
        raise fault(path, 0, "is a web page", mend)
    if start.startswith(_BEAST):
        mend = "record the messages as text: a time, a comma and the frame in hexadecimal digits a line"
        raise fault(path, 0, "is Beast's binary form, which is not read", mend)


def reader_of(form: str) -> Read:
    """What reads a form.

    Raises
    ------
    TrafficError
        There is no such form.
    """
    if form not in FORMS:
        mend = nearest(form, FORMS) or f"forms: {', '.join(FORMS)}"
        raise TrafficError("is no form that is known", where="--form", value=form, mend=mend)
    module = import_module(f"rangering.traffic.reading.{_MODULES.get(form, form)}")
    read: Read = module.read
    return read


def _table_form(path: Path, header: Sequence[str], row: int = 1) -> str:
    fitting = [form.name for form in _TABLES if form.fits(header)]
    if fitting == [TRAFFIC.name, OPENSKY_API.name]:
        return _of_two(path, set(plain_names(header)), row)
    if fitting:
        return fitting[0]
    # The form that comes closest says which column it misses.
    have = set(plain_names(header))
    if row and (len(have) < _FEWEST_COLUMNS or not all(name.isprintable() for name in have)):
        known = "\n".join(f"{name}: {words}" for name, words in FORMS.items())
        raise fault(path, 0, "is of no form that is known", f"known are\n{known}")
    if not any(have.intersection(form.columns[part].names) for form in _TABLES for part in NEEDED):
        problem = "is a table of something else: it has no column of a recording of flights"
        raise fault(path, 0, problem, found_and_needed(header, *_TABLES))
    form = max(_TABLES, key=lambda each: _likeness(each, have))
    missing = [form.columns[part].names[0] for part in NEEDED if not have & set(form.columns[part].names)]
    problem = f"has no column {' and no column '.join(missing)}; nearest is the form {form.name}"
    raise fault(path, row, problem, found_and_needed(header, form))


def _of_two(path: Path, have: set[str], row: int) -> str:
    """Feet or SI, for tables with `latitude` and `longitude`: both have `vertical_rate`.

    Raises
    ------
    TrafficError
        Some names are those of one form, and some of the other: no one can know the units.
    """
    metric = have & _METRIC or (have & _OF_API if not have & _FEET else set())
    if not metric:
        return TRAFFIC.name
    if mixed := have & (_FEET | _EITHER):
        both = ", ".join(sorted(metric | mixed))
        problem = f"mixes names of two forms, so that the units of {both} are unknown"
        mend = (
            "in metres and m/s call the columns lat, lon, baroaltitude, velocity, heading, vertrate;\n"
            "in feet, knots and ft/min latitude, longitude, altitude, groundspeed, track, vertical_rate"
        )
        raise fault(path, row, problem, mend)
    return OPENSKY_API.name


def _likeness(form: Form, have: set[str]) -> tuple[int, int]:
    """How many of the columns that a form needs a table has, and how many of all that it knows."""
    there = {part for part, column in form.columns.items() if have & set(column.names)}
    return len(there & set(NEEDED)), len(there)


def _parquet_form(path: Path) -> str:
    import duckdb

    from rangering.tables import on_one_thread, parquet_of
    from rangering.traffic.reading.parquet import damaged, unpacked

    with unpacked(path) as file, on_one_thread() as connection:
        try:
            asked = f"DESCRIBE SELECT * FROM {parquet_of(file)}"
            names = [each[0] for each in connection.execute(asked).fetchall()]
        except duckdb.Error as error:
            raise damaged(path, 0, error, file) from None
    if "lat_deg" in names and "pressure_altitude_m" in names:
        problem = f"holds tracks already ({_OWN})"
        raise fault(path, 0, problem, "look at it with: rangering traffic summary FILE")
    return _table_form(path, names, row=0)


def _json_form(path: Path, text: str) -> str:
    if any(key in text[:4000] for key in ('"aircraft"', '"trace"', '"now"')):
        return "readsb"
    if '"states"' in text[:4000]:
        mend = "write its states as rows of CSV below the API's names: time,icao24,callsign,origin_country,…"
        raise fault(path, 1, "is JSON of OpenSky's API, which is read as a table", mend)
    try:
        json.loads(text.partition("\n")[0])
    except json.JSONDecodeError:
        problem = "is JSON, but neither a snapshot nor a trace of readsb"
    else:
        problem = "is JSON, but none of readsb's"
    raise fault(path, 1, problem, "name files such as aircraft.json or trace_full_*.json")
