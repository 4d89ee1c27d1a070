"""OpenSky's state vectors, one row a second and aircraft, as CSV or Parquet: SI units, Unix time.

The position of a row may be older than the row; where `lastposupdate` says when it was received, that is the
time of the fix, so that a position repeated in the next rows is one fix and its repetitions are duplicates.
Source: opensky-network.org, documentation of the historical database, table of state vectors.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rangering.traffic.models import Fixes
from rangering.traffic.reading import table
from rangering.traffic.reading.columns import Column, Form
from rangering.traffic.reading.options import Options

OPENSKY = Form(
    "opensky",
    {
        "address": Column("address", ("icao24",)),
        "time": Column("time", ("time",)),
        "lat": Column("number", ("lat",)),
        "lon": Column("number", ("lon",)),
        "pressure_altitude": Column("number", ("baroaltitude", "baro_altitude")),
        "geometric_altitude": Column("number", ("geoaltitude", "geo_altitude")),
        "speed": Column("number", ("velocity",)),
        "track": Column("number", ("heading", "true_track")),
        "climb": Column("number", ("vertrate",)),
        "callsign": Column("text", ("callsign",)),
        "squawk": Column("number", ("squawk",)),
        "ground": Column("truth", ("onground", "on_ground")),
        "type": Column("text", ("typecode",)),
        "position_time": Column("time", ("lastposupdate",)),
    },
    passed=frozenset(("alert", "spi", "lastcontact", "serials", "hour", "category")),
)


def read(paths: Sequence[Path], options: Options) -> Iterator[Fixes]:
    """The fixes of some files, a chunk at a time; raises TrafficError as `table.read` does."""
    return table.read(paths, options, OPENSKY)
