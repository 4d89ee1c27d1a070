"""Tables of the `traffic` library, as Parquet or CSV: feet, knots, feet a minute, texts or timestamps.

OpenSky's trajectories are given away in these columns too. A time without a zone is UTC, as the library keeps
it, unless `Options.clock_ahead_s` says otherwise.
Source: X. Olive, traffic, a toolbox for processing and analysing air traffic data, JOSS 4(39) 1518 (2019).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rangering.constants import FOOT_M, KNOT_M_S
from rangering.traffic.models import Fixes
from rangering.traffic.reading import table
from rangering.traffic.reading.columns import Column, Form
from rangering.traffic.reading.options import Options

FOOT_PER_MINUTE_M_S = FOOT_M / 60.0
TRAFFIC = Form(
    "traffic",
    {
        "address": Column("address", ("icao24",)),
        "time": Column("time", ("timestamp", "time")),
        "lat": Column("number", ("latitude",)),
        "lon": Column("number", ("longitude",)),
        "pressure_altitude": Column("number", ("altitude", "baroaltitude"), FOOT_M),
        "geometric_altitude": Column("number", ("geoaltitude",), FOOT_M),
        "speed": Column("number", ("groundspeed",), KNOT_M_S),
        "track": Column("number", ("track",)),
        "climb": Column("number", ("vertical_rate",), FOOT_PER_MINUTE_M_S),
        "callsign": Column("text", ("callsign",)),
        "squawk": Column("number", ("squawk",)),
        "ground": Column("truth", ("onground", "on_ground")),
        "type": Column("text", ("typecode", "aircraft_type", "type")),
        "position_time": Column("time", ("last_position", "lastposupdate")),
    },
    passed=frozenset(
        (
            "alert",
            "spi",
            "lastcontact",
            "serials",
            "hour",
            "day",
            "flight_id",
            "registration",
            "operator",
            "origin",
            "destination",
            "firstseen",
            "lastseen",
            "track_unwrapped",
            "cumdist",
        )
    ),
)


def read(paths: Sequence[Path], options: Options) -> Iterator[Fixes]:
    """The fixes of some files, a chunk at a time; raises TrafficError as `table.read` does."""
    return table.read(paths, options, TRAFFIC)
