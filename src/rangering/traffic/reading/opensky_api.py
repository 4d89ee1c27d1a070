"""OpenSky's answers to `/states/all` as tables: the names of its REST API, SI units, Unix time.

The API gives bare rows; those who log them put its own names above. `time` is that of the answer. Where
`time_position` says when a position was received that is the time of the fix, as it is in `opensky`.
Source: openskynetwork.github.io/opensky-api/rest.html, all state vectors.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rangering.traffic.models import Fixes
from rangering.traffic.reading import table
from rangering.traffic.reading.columns import Column, Form
from rangering.traffic.reading.options import Options

OPENSKY_API = Form(
    "opensky-api",
    {
        "address": Column("address", ("icao24",)),
        "time": Column("time", ("time", "timestamp", "last_contact")),
        "lat": Column("number", ("latitude",)),
        "lon": Column("number", ("longitude",)),
        "pressure_altitude": Column("number", ("baro_altitude",)),
        "geometric_altitude": Column("number", ("geo_altitude",)),
        "speed": Column("number", ("velocity",)),
        "track": Column("number", ("true_track", "track", "heading")),
        "climb": Column("number", ("vertical_rate",)),
        "callsign": Column("text", ("callsign",)),
        "squawk": Column("number", ("squawk",)),
        "ground": Column("truth", ("on_ground", "onground")),
        "type": Column("text", ("typecode",)),
        "position_time": Column("time", ("time_position",)),
    },
    passed=frozenset(("last_contact", "origin_country", "sensors", "spi", "position_source", "category")),
)


def read(paths: Sequence[Path], options: Options) -> Iterator[Fixes]:
    """The fixes of some files, a chunk at a time; raises TrafficError as `table.read` does."""
    return table.read(paths, options, OPENSKY_API)
