"""``rangering traffic import`` and ``summary``: recordings to tracks, and what they hold."""

import json
import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering.cli.terminal import WIDTH, Progress, print_table, print_text
from rangering.errors import OutputError, TrafficError, UnitError
from rangering.provenance import CAVEAT
from rangering.traffic.gather import Area, Wanted, require_tracks, stream_tracks
from rangering.traffic.ledger import counted
from rangering.traffic.reading.detect import form_of
from rangering.traffic.reading.options import Options
from rangering.traffic.record import document, moment
from rangering.traffic.write import read_notes, write_tracks
from rangering.units import percent

if TYPE_CHECKING:
    from rangering.traffic.summary import Summary

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_AREA_MEND = 'latitude, longitude and radius, such as --area "46.65 N, 8.60 E, 80 km"'
_TIME_MEND = "day and time, such as 2018-08-01T11:00Z; without a zone it is UTC"
_TRACKS = 0.95
"""Share of an import until all tracks are there, about; then the file is written."""
DROPPED_COLUMNS = ("rows", "dropped because of", "first at")


class Asked(NamedTuple):
    """What was typed."""

    files: tuple[str, ...]
    out: str
    form: str | None
    area: str | None
    first: str | None
    last: str | None
    ahead: str | None
    day: str | None
    receiver: str | None
    quiet: bool
    as_json: bool

    @property
    def command(self) -> str:
        """The command line that makes the same again, wherever the files are."""
        words = ["rangering", "traffic", "import", *(Path(name).name for name in self.files)]
        for option, value in (("--form", self.form), ("--area", self.area), ("--from", self.first),
                              ("--to", self.last), ("--utc-offset", self.ahead),
                              ("--day", self.day), ("--receiver", self.receiver)):  # fmt: skip
            words += [option, value] if value is not None else []
        return shlex.join([*words, "--out", Path(self.out).name])


def bring(asked: Asked) -> None:
    """Read, clean, write; then say what was kept and what was not."""
    wanted = Wanted(
        asked.form, None if asked.area is None else _area(asked.area),
        -float("inf") if asked.first is None else time_s("--from", asked.first),
        float("inf") if asked.last is None else time_s("--to", asked.last),
        options=Options(
            clock_ahead_s=None if asked.ahead is None else _offset_s(asked.ahead),
            centre=None if asked.receiver is None else _receiver(asked.receiver),
            day=asked.day or "",
        ),
    )  # fmt: skip
    if asked.last is not None:
        require_after(asked.last, wanted.first_s, wanted.last_s)
    paths, passed_over = recordings_of(asked.files, asked.form)
    out = target(asked.out, paths)
    told: dict[str, Any] = {}
    with Progress(asked.quiet or asked.as_json, kernels=False) as progress:
        stream = stream_tracks(paths, wanted, lambda what, share: progress(what, _TRACKS * share))
        for remark in passed_over:
            stream.ledger.remark(remark)

        def notes(written: Any) -> dict[str, Any]:
            progress(f"write {out.name}", _TRACKS)
            require_tracks(written.tracks, stream.ledger)
            told.update(document(paths, stream, written, wanted, asked.command))
            return told

        write_tracks(stream.tracks, out, notes)
    if asked.as_json:
        print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))
        return
    results = told["results"]
    print_text(
        f"{counted(results['tracks'], 'track')} of {results['aircraft']:,} aircraft from "
        f"{results['first_time']} to {results['last_time']}",
        f"{results['rows_kept']:,} of {results['rows_read']:,} rows kept",
        f"read as {', '.join(sorted(set(results['forms'])))}",
        "",
    )
    _print_dropped(results)
    _print_end(told["warnings"])
    print_text(f"wrote {out}")


def summary(file: str, as_json: bool) -> None:
    """Print what a file of tracks holds."""
    from rangering.traffic.summary import summarise

    path = Path(file)
    if not as_json:
        read_notes(path)  # refuses before any table is begun
    found = summarise(path)
    if as_json:
        results = {key: value for key, value in asdict(found).items() if key not in ("document", "dropped")}
        results |= {
            "first_time": moment(found.first_time_s),
            "last_time": moment(found.last_time_s),
            "crosses_antimeridian": found.crosses_antimeridian,
            "rows_read": found.dropped.rows_read,
            "rows_kept": found.dropped.rows_kept,
            "dropped": found.document["results"]["dropped"],
            "mended": dict(found.dropped.mended),
        }
        told = {"schema": "rangering.traffic_summary/1"} | {
            key: found.document[key] for key in ("provenance", "environment", "assumptions")
        }
        told["warnings"] = found.document["warnings"] if found.made else list(found.remarks)
        print(json.dumps(told | {"results": results}, indent=2, ensure_ascii=False, allow_nan=False))
        return
    print_text(
        f"{found.file}: {'made, not recorded: ' * found.made}{counted(found.tracks, 'track')} of "
        f"{found.aircraft:,} aircraft, {found.fixes:,} fixes, {_flown(found.flown_h)}",
        f"from {moment(found.first_time_s)} to {moment(found.last_time_s)}, a fix every "
        f"{found.interval_s:g} s (median)",
        f"latitudes {found.south_deg:.2f}° to {found.north_deg:.2f}°, {_longitudes(found)}",
        "",
    )
    columns = ("", "aircraft", "tracks", "fixes")
    for title, counts in (
        ("By hour (UTC)", found.by_hour),
        ("By pressure altitude", found.by_altitude),
        ("By geometric altitude, where there is no pressure altitude", found.by_geometric_altitude),
        ("By type", found.by_type[:15]),
        ("Emergency codes", found.emergencies),
    ):
        if counts and not (title == "By type" and all(each.name == "unknown" for each in counts)):
            lines = [
                (each.name, f"{each.aircraft:,}", f"{each.tracks:,}", f"{each.fixes:,}") for each in counts
            ]
            print_table(title, columns, lines, (1, 2, 3))
    if codes := _codes(found):
        print_text(*codes, "")
    _print_dropped(found.document["results"])
    if found.made:  # what the figures rest on follows the one sentence that warns
        _print_end(found.document["warnings"], found.document["assumptions"])
    else:
        _print_end(found.remarks)


def _flown(hours: float) -> str:
    """Time flown, in hours where there are some, else in minutes."""
    return f"{hours:,.1f} flight hours" if hours >= 1.0 else f"{60.0 * hours:.1f} flight minutes"


def _longitudes(found: "Summary") -> str:
    """From west to east, each within half a turn."""
    if found.crosses_antimeridian:
        return (
            f"longitudes {found.west_deg:.2f}° to {found.east_deg - 360.0:.2f}°, eastwards across the "
            "antimeridian"
        )
    return f"longitudes {found.west_deg:.2f}° to {found.east_deg:.2f}°"


def _codes(found: "Summary") -> list[str]:
    """What the recording says of emergency codes, where it says anything of codes."""
    if not found.fixes_with_code:
        return ["No codes in this recording: whether an aircraft set 7500, 7600 or 7700 is unknown."]
    said = [] if found.emergencies else ["No aircraft is known to have set 7500, 7600 or 7700."]
    if found.fixes_with_code < found.fixes:
        share = percent(found.fixes_with_code / found.fixes)
        said.append(f"{found.fixes_with_code:,} of {found.fixes:,} fixes ({share}) say their code.")
    return said


def _print_dropped(results: dict[str, Any]) -> None:
    rows = results["rows_read"] - results["rows_kept"]
    lines = [
        (f"{each['rows']:,}", each["words"], f"{each['file']}, row {each['row']}")
        for each in results["dropped"]
    ]
    if lines:
        print_table(
            f"{rows:,} of {counted(results['rows_read'], 'row')} dropped", DROPPED_COLUMNS, lines, (0,)
        )
    else:
        print_text("No row was dropped.", "")
    if results["mended"]:
        print_text(*(f"{count:,} × {what}" for what, count in results["mended"].items()), "")


def _print_end(warnings: Sequence[str], figures: Sequence[str] = ()) -> None:
    said = [*(f"Warning: {text}" for text in warnings), *(f"Made from {text}" for text in figures)]
    if said:
        print_text(*(fill(text, WIDTH, subsequent_indent="    ") for text in said), "")
    print_text(CAVEAT)


def recordings_of(names: Sequence[str], form: str | None) -> tuple[list[Path], list[str]]:
    """The files that are meant, of a folder all recordings in it; and what is said of its other files.

    Raises
    ------
    TrafficError
        A folder holds no recording.
    """
    paths: list[Path] = []
    remarks: list[str] = []
    for name in names:
        folder = Path(name)
        if not folder.is_dir():
            paths.append(folder)
            continue
        found, others = [], []
        for path in sorted(each for each in folder.iterdir() if each.is_file()):
            try:
                if not path.name.startswith("."):
                    form or form_of(path)
                    found.append(path)
            except TrafficError as error:
                others.append(f"{path.name} {error.problem}")
        if not found:
            mend = "; ".join(others[:3]) or "name the files, or a folder that holds them"
            raise TrafficError("is a folder without a recording in it", where=name, mend=mend)
        paths += found
        if others:
            more = f"; and {len(others) - 3} more" if len(others) > 3 else ""
            remarks.append(f"In {folder.name} no recordings, and not read: {'; '.join(others[:3])}{more}.")
    return paths, remarks


def require_after(written: str, first_s: float, last_s: float) -> None:
    """Refuse hours that end before they begin, or hold nothing.

    Raises
    ------
    TrafficError
        ``--to`` is not after ``--from``.
    """
    if first_s > last_s:
        raise TrafficError("is before --from", where="--to", value=written, mend="exchange the two")
    if first_s == last_s:
        mend = "give a later time: --to itself is no more part of the hours"
        raise TrafficError("is the same time as --from", where="--to", value=written, mend=mend)


def target(written: str, paths: Sequence[Path]) -> Path:
    """Where the tracks go; refused before the work where they cannot."""
    out = Path(written)
    mend = "such as --out tracks.parquet"
    if out.suffix.lower() != ".parquet" or not out.stem or out.is_dir():
        raise OutputError("is no name of a Parquet file", where="--out", value=written, mend=mend)
    if not out.parent.is_dir() or not os.access(out.parent, os.W_OK | os.X_OK):
        raise OutputError("is in no folder that can be written", where="--out", value=written, mend=mend)
    if out.exists():
        if any(path.exists() and path.samefile(out) for path in paths):
            raise OutputError("is one of the recordings", where="--out", value=written, mend=mend)
        try:
            read_notes(out)
        except TrafficError:
            problem = "is there already and holds no tracks of ours"
            raise OutputError(problem, where="--out", value=written, mend="name another file") from None
    return out


def _area(written: str) -> Area:
    from pydantic import ValidationError

    from rangering.scenario.place import Position
    from rangering.units import parse

    place, _, radius = written.rpartition(",")
    try:
        centre = Position.model_validate(place)
        radius_m = parse(radius.strip(), "length")
    except (ValidationError, UnitError):
        raise TrafficError("is no area", where="--area", value=written, mend=_AREA_MEND) from None
    if not radius_m > 0.0:
        raise TrafficError("has no radius above nothing", where="--area", value=written, mend=_AREA_MEND)
    return Area(centre.latitude_deg, centre.longitude_deg, radius_m)


def _receiver(written: str) -> tuple[float, float]:
    """Latitude and longitude. [°]"""
    from pydantic import ValidationError

    from rangering.scenario.place import Position

    try:
        place = Position.model_validate(written)
    except ValidationError:
        mend = 'latitude and longitude, such as --receiver "46.65 N, 8.60 E"'
        raise TrafficError("is no place", where="--receiver", value=written, mend=mend) from None
    return place.latitude_deg, place.longitude_deg


def time_s(option: str, written: str) -> float:
    """Unix time of what was typed; without a zone it is UTC. [s]"""
    try:
        time = datetime.fromisoformat(written)
    except ValueError:
        raise TrafficError("is no time", where=option, value=written, mend=_TIME_MEND) from None
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _offset_s(written: str) -> float:
    match = _OFFSET.fullmatch(written.strip())
    if match is None or int(match[2]) > 14 or int(match[3]) > 59:
        mend = "hours and minutes ahead of UTC, such as +03:00 or -05:00"
        raise TrafficError("is no zone", where="--utc-offset", value=written, mend=mend)
    return (1.0 if match[1] == "+" else -1.0) * (int(match[2]) * 3600.0 + int(match[3]) * 60.0)
