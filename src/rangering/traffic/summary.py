"""What a file of tracks holds, in figures: by hour, by altitude, by type, and which emergency codes were set.

Worked out by DuckDB on the file itself, so that its size does not matter. Pressure and geometric altitudes
are told apart. Limit: an aircraft counts once in every hour and band in which it has a fix, so bands do not
add up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rangering.constants import FOOT_M
from rangering.tables import on_one_thread, parquet_of
from rangering.traffic.ledger import no_altitude
from rangering.traffic.models import Dropped
from rangering.traffic.write import dropped_of, is_made, read_notes, within_hours

EMERGENCY = {7500: "unlawful interference", 7600: "radio failure", 7700: "general emergency"}
"""Codes of ICAO Annex 10, Volume IV."""
LEVELS = (0, 100, 195, 285, 410)
"""Flight levels at which bands begin: below 195 the airspace of climbs and descents, from 285 on cruise."""
_HUNDRED_FEET_M = 100.0 * FOOT_M


@dataclass(frozen=True)
class Count:
    """One line of a table: how much of the recording is of this kind."""

    name: str
    aircraft: int
    tracks: int
    fixes: int


@dataclass(frozen=True)
class Summary:
    """A file of tracks in figures."""

    file: str
    tracks: int
    aircraft: int
    fixes: int
    first_time_s: float
    last_time_s: float
    south_deg: float
    north_deg: float
    west_deg: float
    east_deg: float
    """East of `west_deg`; beyond 180 where the tracks cross the antimeridian. [°]"""
    flown_h: float
    """From first to last fix, over all tracks. [h]"""
    interval_s: float
    """Median time between fixes that follow each other. [s]"""
    by_hour: tuple[Count, ...]
    by_altitude: tuple[Count, ...]
    """By pressure altitude."""
    by_geometric_altitude: tuple[Count, ...]
    """Fixes that know the geometric altitude alone."""
    by_type: tuple[Count, ...]
    emergencies: tuple[Count, ...]
    fixes_with_code: int
    """Fixes that say which transponder code was set; the others may have been any."""
    tracks_without_pressure_altitude: int
    fixes_without_pressure_altitude: int
    """Of those tracks."""
    made: bool
    """Generated from a pattern, not recorded."""
    dropped: Dropped
    sources: tuple[str, ...]
    remarks: tuple[str, ...]
    document: Mapping[str, Any]
    """As it stands in the file."""

    @property
    def crosses_antimeridian(self) -> bool:
        """Whether the way from west to east leads over 180°."""
        return self.east_deg > 180.0


def summarise(path: Path) -> Summary:
    """A file of tracks in figures.

    Raises
    ------
    TrafficError
        It holds no tracks of ours.
    """
    document = read_notes(path)
    results = document["results"]
    source = parquet_of(path)
    with on_one_thread() as connection:
        connection.execute("SET TimeZone = 'UTC'")

        def ask(text: str) -> list[Any]:
            return connection.execute(text).fetchall()

        def counts(kind: str, where: str = "true") -> list[tuple[Any, int, int, int]]:
            return ask(
                f"SELECT {kind} AS kind, count(DISTINCT address), count(DISTINCT track), count(*) "
                f"FROM {source} WHERE {where} GROUP BY kind ORDER BY kind"
            )

        whole = ask(
            f"""SELECT count(DISTINCT track), count(DISTINCT address), count(*), min(time_s), max(time_s),
            min(lat_deg), max(lat_deg), min(lon_deg), max(lon_deg),
            min(lon_deg + 360 * (lon_deg < 0)::INT), max(lon_deg + 360 * (lon_deg < 0)::INT) FROM {source}"""
        )[0]
        ((flown_s,),) = ask(
            f"SELECT sum(t) FROM (SELECT max(time_s) - min(time_s) AS t FROM {source} GROUP BY track)"
        )
        ((interval_s,),) = ask(
            f"""SELECT median(wait) FROM (SELECT time_s - lag(time_s) OVER
            (PARTITION BY track ORDER BY time_s) AS wait FROM {source})"""
        )
        hours = counts("strftime(to_timestamp(floor(time_s / 3600) * 3600), '%Y-%m-%d %H:00')")
        by_band = counts(_in_band("pressure_altitude_m"))
        alone = "pressure_altitude_m IS NULL AND geometric_altitude_m IS NOT NULL"
        by_height = counts(_in_band("geometric_altitude_m"), alone)
        types = sorted(counts("type"), key=lambda each: (-each[1], each[0]))
        codes = counts("squawk", f"squawk IN ({', '.join(map(str, EMERGENCY))})")
        ((with_code,),) = ask(f"SELECT count(*) FROM {source} WHERE squawk >= 0")
        ((unlevelled, unlevelled_fixes),) = ask(
            f"""SELECT count(*), coalesce(sum(n), 0)::BIGINT FROM (SELECT count(*) AS n FROM {source}
            GROUP BY track HAVING count(pressure_altitude_m) = 0)"""
        )
    tracks, aircraft, fixes, first_s, last_s, south, north, west, east, west_0, east_0 = whole
    if east_0 - west_0 < east - west:  # narrower across the antimeridian
        west, east = west_0, east_0
        if west >= 180.0:
            west, east = west - 360.0, east - 360.0
    return Summary(
        path.name, tracks, aircraft, fixes, first_s, last_s, south, north, west, east,
        flown_s / 3600.0, interval_s, tuple(Count(*each) for each in hours),
        tuple(Count(_band(each[0]), *each[1:]) for each in by_band),
        tuple(Count(_height_band(each[0]), *each[1:]) for each in by_height),
        tuple(Count(each[0] or "unknown", *each[1:]) for each in types),
        tuple(Count(f"{each[0]} {EMERGENCY[each[0]]}", *each[1:]) for each in codes),
        with_code, unlevelled, unlevelled_fixes, is_made(results),
        dropped_of(results), tuple(results["sources"]),
        _remarks(results["remarks"], unlevelled, unlevelled_fixes, tracks), document,
    )  # fmt: skip


def count_flyable(path: Path, first_s: float, last_s: float) -> int:
    """How many tracks of a file can become flights in some hours: two fixes in the air and a level known.

    Parameters
    ----------
    path : Path
        A file of tracks.
    first_s, last_s : float
        Unix times; fixes from the first on and before the last count. [s]

    Raises
    ------
    TrafficError
        It holds no tracks of ours.
    """
    read_notes(path)
    with on_one_thread() as connection:
        ((count,),) = connection.execute(
            f"""SELECT count(*) FROM (SELECT track FROM {parquet_of(path)}
            WHERE NOT on_ground AND {within_hours(first_s, last_s)} GROUP BY track
            HAVING count(*) >= 2 AND count(pressure_altitude_m) > 0)"""
        ).fetchall()
    return int(count)


def _in_band(altitude: str) -> str:
    """In which band an altitude lies, in SQL; NULL where it is unknown."""
    level, uppers = f"{altitude} / {_HUNDRED_FEET_M}", (*LEVELS[1:], 1_000_000)
    return f"CASE {' '.join(f'WHEN {level} < {upper} THEN {n}' for n, upper in enumerate(uppers))} END"


def _remarks(said: Sequence[str], tracks: int, fixes: int, of_tracks: int) -> tuple[str, ...]:
    """What was said on import, and what files of before do not say."""
    more = [no_altitude(tracks, fixes, of_tracks)] if tracks else []
    return (*said, *(words for words in more if words not in said))


def _height_band(number: int) -> str:
    if number == 0:
        return f"below {100 * LEVELS[1]:,} ft"
    if number == len(LEVELS) - 1:
        return f"{100 * LEVELS[-1]:,} ft and above"
    return f"{100 * LEVELS[number]:,} to {100 * LEVELS[number + 1]:,} ft"


def _band(number: int | None) -> str:
    if number is None:
        return "unknown"
    if number == 0:
        return f"below FL{LEVELS[1]}"
    if number == len(LEVELS) - 1:
        return f"FL{LEVELS[-1]} and above"
    return f"FL{LEVELS[number]} to FL{LEVELS[number + 1]}"
