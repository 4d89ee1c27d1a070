"""What an import says about itself, after the output contract: in the file of tracks and with ``--json``."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rangering import provenance
from rangering.traffic.gather import Stream, Wanted
from rangering.traffic.ledger import REASONS
from rangering.traffic.models import Dropped
from rangering.traffic.rules import CleanRules
from rangering.traffic.write import SCHEMA, Written

ENVIRONMENT: Mapping[str, Any] = {
    "k": None,
    "terrain": None,
    "datum": "WGS 84; pressure altitudes above the 1013.25 hPa surface, geometric ones above the ellipsoid",
    "posting_m": None,
    "time": "UTC",
}


def document(
    paths: Sequence[Path], stream: Stream, written: Written, wanted: Wanted, command: str
) -> dict[str, Any]:
    """The whole of it, ready for JSON.

    Parameters
    ----------
    paths : sequence of Path
        The files that were read.
    stream : Stream
        Where the tracks came from; all have come.
    written : Written
        What was kept of them.
    wanted : Wanted
        What was asked for.
    command : str
        The command line that makes the same again.
    """
    ledger = stream.ledger
    dropped = ledger.closed(written.rows)
    return {
        "schema": SCHEMA,
        "provenance": provenance.record(hashes(paths), kernels=False) | {"command": command},
        "environment": dict(ENVIRONMENT),
        "assumptions": assumed(wanted.rules),
        "warnings": list(ledger.remarks),
        "results": {
            "tracks": written.tracks,
            "aircraft": written.aircraft,
            "first_time": moment(written.first_s),
            "last_time": moment(written.last_s),
            "rows_read": dropped.rows_read,
            "rows_kept": dropped.rows_kept,
            "dropped": dropped_lines(dropped),
            "mended": dict(dropped.mended),
            "without_pressure_altitude": dict(zip(("tracks", "rows"), ledger.without_altitude, strict=True)),
            "sources": list(ledger.sources),
            "forms": list(stream.forms),
            "remarks": list(ledger.remarks),
            "rules": asdict(wanted.rules),
        },
    }


def dropped_lines(dropped: Dropped) -> list[dict[str, Any]]:
    """One entry a reason: how many rows, and where the first of them stands."""
    return [
        {"reason": reason, "words": REASONS.get(reason, ""), "rows": rows, **dropped.first[reason]._asdict()}
        for reason, rows in dropped.counts.items()
    ]


def hashes(paths: Sequence[Path]) -> dict[str, str]:
    """SHA-256 of each file by its name; of several of one name the later ones get a number."""
    found: dict[str, str] = {}
    for path in paths:
        name, turn = path.name, 1
        while name in found:
            turn += 1
            name = f"{path.name} ({turn})"
        found[name] = provenance.digest_of(path)
    return found


def assumed(rules: CleanRules) -> list[str]:
    """What cleaning took for true, in sentences."""
    return [
        f"Nothing civil moves faster than {rules.top_speed_m_s:g} m/s over the ground; rows are stamped to "
        f"{rules.clock_slack_s:g} s, which count once over less than {rules.sustained_s:g} s and not at all "
        "over longer.",
        f"A silence of more than {rules.gap_s / 60:g} min ends a track, one of {rules.callsign_gap_s:g} s "
        "where the callsign changes across it.",
        f"Pressure altitudes lie from {rules.lowest_m:g} m to {rules.highest_m:g} m.",
        f"A track has at least {rules.least_fixes} fixes; what stands or rolls on the ground is none.",
        f"What was heard without a position holds for {rules.carry_s:g} s (speed, direction, altitude) or "
        f"{rules.carry_name_s / 60:g} min (callsign, code, type).",
    ]


def moment(time_s: float) -> str | None:
    """A Unix time as text in UTC; None where there is none."""
    if time_s != time_s:
        return None
    return datetime.fromtimestamp(time_s, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
