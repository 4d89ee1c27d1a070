"""BaseStation (SBS-1) messages as receivers give them on port 30003: rows of 22 cells without names.

Only messages of the kind MSG tell of an aircraft. Those without a position (callsign, velocity, altitude,
code) are handed on without one; cleaning carries what they say to the aircraft's next fix. The clock is that
of the receiver's machine, without a zone: `Options.clock_ahead_s` says how far it is ahead of UTC. A message
has two times, of its making and of its logging: the first counts, the second where that is none.
Source: the format as described at woodair.net/sbs/article/barebones42_socket_data.htm.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rangering.constants import FOOT_M, KNOT_M_S
from rangering.traffic.models import Fixes
from rangering.traffic.reading import table
from rangering.traffic.reading.columns import Column, Form
from rangering.traffic.reading.options import Options

SBS = Form(
    "sbs",
    {
        "address": Column("address", ("hexident",)),
        "time": Column("date and time", ("date",)),
        "logged": Column("date and time", ("logdate",)),
        "lat": Column("number", ("lat",)),
        "lon": Column("number", ("lon",)),
        "pressure_altitude": Column("number", ("altitude",), FOOT_M),
        "geometric_altitude": Column("number", ("geoaltitude",), FOOT_M),
        "speed": Column("number", ("groundspeed",), KNOT_M_S),
        "track": Column("number", ("track",)),
        "climb": Column("number", ("verticalrate",), FOOT_M / 60.0),
        "callsign": Column("text", ("callsign",)),
        "squawk": Column("number", ("squawk",)),
        "ground": Column("truth", ("ground",)),
    },
    header=(
        "message", "transmission", "session", "aircraft", "hexident", "flight", "date", "time", "logdate",
        "logtime", "callsign", "altitude", "groundspeed", "track", "lat", "lon", "verticalrate", "squawk",
        "alert", "emergency", "ident", "ground",
    ),
    begin="MSG,",
    others=("SEL,", "ID,", "AIR,", "STA,", "CLK,"),
)  # fmt: skip


def read(paths: Sequence[Path], options: Options) -> Iterator[Fixes]:
    """The fixes of some files, a chunk at a time; raises TrafficError as `table.read` does."""
    return table.read(paths, options, SBS)
