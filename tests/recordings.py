"""Recordings that tests make themselves: flights as plain rows, written in every form that is read."""

import gzip
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import NamedTuple

DAY_S = 1_533_081_600.0  # 2018-08-01T00:00Z
FOOT_M, KNOT_M_S = 0.3048, 1852.0 / 3600.0
TRAFFIC_HEADER = (
    "timestamp,icao24,callsign,latitude,longitude,altitude,groundspeed,track,vertical_rate,squawk,onground"
)
OPENSKY_HEADER = (
    "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,alert,spi,squawk,"
    "baroaltitude,geoaltitude,"
    "lastposupdate,lastcontact"
)
OPENSKY_API_HEADER = (
    "time,icao24,callsign,origin_country,time_position,last_contact,longitude,latitude,baro_altitude,"
    "on_ground,velocity,true_track,vertical_rate,sensors,geo_altitude,squawk,spi,position_source"
)


class Row(NamedTuple):
    """What one row says, in the units of a transponder."""

    time_s: float
    address: str = "4ba946"
    callsign: str = "THY1920"
    lat: float = 40.0
    lon: float = 33.0
    altitude_ft: float = 33000.0
    speed_kt: float = 450.0
    track_deg: float = 90.0
    climb_ft_min: float = 0.0
    squawk: str = "5163"
    on_ground: bool = False


def flight(count: int = 20, *, step_s: float = 10.0, start_s: float = DAY_S + 40_000.0, **said) -> list[Row]:
    """An aircraft that flies east on a parallel at the speed it reports."""
    first = Row(start_s, **said)
    from math import cos, pi, radians

    metre_deg = 180.0 / (pi * 6_371_008.8 * cos(radians(first.lat)))
    rows = []
    for n in range(count):
        lon = first.lon + n * step_s * first.speed_kt * KNOT_M_S * metre_deg
        rows.append(first._replace(time_s=start_s + n * step_s, lon=(lon + 180.0) % 360.0 - 180.0))
    return rows


def _iso(time_s: float) -> str:
    return datetime.fromtimestamp(time_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def traffic_line(row: Row) -> str:
    return (
        f"{_iso(row.time_s)},{row.address},{row.callsign},{row.lat!r},{row.lon!r},"
        f"{row.altitude_ft},{row.speed_kt},"
        f"{row.track_deg},{row.climb_ft_min},{row.squawk},{row.on_ground}"
    )


def traffic_csv(path: Path, rows: Iterable[Row]) -> Path:
    path.write_text("\n".join([TRAFFIC_HEADER, *map(traffic_line, rows)]) + "\n", encoding="utf-8")
    return path


def opensky_csv(path: Path, rows: Iterable[Row]) -> Path:
    lines = [
        f"{r.time_s},{r.address},{r.lat!r},{r.lon!r},{r.speed_kt * KNOT_M_S!r},{r.track_deg},"
        f"{r.climb_ft_min * FOOT_M / 60!r},{r.callsign:8s},{str(r.on_ground).lower()},false,false,{r.squawk},"
        f"{'' if isnan(r.altitude_ft) else repr(r.altitude_ft * FOOT_M)},,{r.time_s},{r.time_s}"
        for r in rows
    ]
    path.write_text("\n".join([OPENSKY_HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def opensky_api_csv(path: Path, rows: Iterable[Row]) -> Path:
    """As the REST API of OpenSky names and orders its state vectors, after the time of the answer."""
    lines = [
        f"{r.time_s},{r.address},{r.callsign:8s},Turkey,{r.time_s},{r.time_s},{r.lon!r},{r.lat!r},"
        f"{r.altitude_ft * FOOT_M!r},{r.on_ground},{r.speed_kt * KNOT_M_S!r},{r.track_deg},"
        f"{r.climb_ft_min * FOOT_M / 60!r},None,,{r.squawk},False,0"
        for r in rows
    ]
    path.write_text("\n".join([OPENSKY_API_HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def sbs_text(path: Path, rows: Iterable[Row]) -> Path:
    """Three messages a row: callsign, velocity, position, as a receiver hears them."""
    lines = []
    for r in rows:
        time = datetime.fromtimestamp(r.time_s, UTC)
        stamp = f"{time:%Y/%m/%d},{time:%H:%M:%S}.{time.microsecond // 1000:03d}"
        head = f"1,1,{r.address.upper()},1,{stamp},{stamp}"
        lines += [
            f"MSG,1,{head},{r.callsign},,,,,,,,,,,",
            f"MSG,4,{head},,,{r.speed_kt},{r.track_deg},,,{r.climb_ft_min},,,,,",
            f"MSG,6,{head},,,,,,,,{r.squawk},0,0,0,0",
            f"MSG,3,{head},,{r.altitude_ft:g},,,{r.lat!r},{r.lon!r},,,0,0,0,{-int(r.on_ground)}",
        ]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="ascii")
    return path


def snapshot(row: Row) -> dict:
    return {
        "hex": row.address, "flight": f"{row.callsign:8s}", "lat": row.lat, "lon": row.lon, "seen_pos": 0.0,
        "alt_baro": "ground" if row.on_ground else row.altitude_ft, "gs": row.speed_kt,
        "track": row.track_deg, "baro_rate": row.climb_ft_min, "squawk": row.squawk, "t": "A333",
    }  # fmt: skip


def readsb_lines(path: Path, rows: Sequence[Row]) -> Path:
    """A snapshot a line, as receivers are logged."""
    moments = sorted({row.time_s for row in rows})
    with path.open("w", encoding="utf-8") as out:
        for now in moments:
            aircraft = [snapshot(row) for row in rows if row.time_s == now]
            out.write(json.dumps({"now": now, "messages": 1, "aircraft": aircraft}) + "\n")
    return path


def trace_full(path: Path, rows: Sequence[Row]) -> Path:
    """The day of one aircraft, compressed though its name does not say so."""
    begun = rows[0].time_s
    points = [
        [r.time_s - begun, r.lat, r.lon, "ground" if r.on_ground else r.altitude_ft, r.speed_kt, r.track_deg,
         0, r.climb_ft_min, {"flight": f"{r.callsign:8s}", "squawk": r.squawk} if n == 0 else None,
         "adsb_icao", None, None, None, None]
        for n, r in enumerate(rows)
    ]  # fmt: skip
    document = {"icao": rows[0].address, "t": "A333", "timestamp": begun, "trace": points}
    path.write_bytes(gzip.compress(json.dumps(document).encode()))
    return path


def parquet(path: Path, csv: Path, kinds: str = "") -> Path:
    """A table of text as Parquet, with types as a library would write them."""
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        table = f"read_csv('{csv}', header = true, all_varchar = true)"
        connection.execute(f"COPY (SELECT * {kinds} FROM {table}) TO '{path}' (FORMAT parquet)")
    return path
