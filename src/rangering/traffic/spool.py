"""More fixes than memory holds: kept on disk, sorted there, handed back aircraft by aircraft.

DuckDB keeps them in a file of its own that goes away with the spool, and sorts within a stated memory. The
order is that of address, time and content, so that the order of the rows in the files does not matter.
"""

import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from rangering.traffic.ledger import Ledger
from rangering.traffic.models import TYPES, Fixes, columns_of, picked
from rangering.traffic.rules import CleanRules

MEMORY = "256MB"
"""What DuckDB may take to look over all rows and to sort them; the rest waits on disk."""
HANDING_MEMORY = "96MB"
"""What it may take where rows only pass through: it would keep as many blocks in memory as it is let."""
FAR_S = 400 * 86400.0
"""No recording is longer; what lies farther from its middle was told by a wrong clock. [s]"""
_SQL = {np.int16: "SMALLINT", np.int32: "INTEGER", np.int64: "BIGINT", np.float32: "FLOAT",
        np.float64: "DOUBLE", np.bool_: "BOOLEAN"}  # fmt: skip
COLUMNS = ", ".join(f"{name} {_SQL.get(kind, 'VARCHAR')}" for name, kind in TYPES.items())
"""The columns of `Fixes` for CREATE TABLE: of itself DuckDB takes the texts of an array for an ENUM."""
# At one moment messages without a position come first: what they say holds for the position beside them.
_FIRST = ("address", "time_s", "lat_deg NULLS FIRST")
_ORDER = (*_FIRST, *(name for name in TYPES if name not in ("address", "time_s", "lat_deg")))


class Spool:
    """Fixes on disk. Use it in a `with`; add all, then `sort`, then read."""

    def __init__(self, beside: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rangering-traffic-", dir=beside)
        self.connection: Any = None
        self.rows = 0

    def __enter__(self) -> "Spool":
        """Open the file."""
        import duckdb

        at = Path(self._folder.name)
        self.connection = duckdb.connect(
            str(at / "spool.duckdb"),
            config={"threads": 1, "memory_limit": HANDING_MEMORY, "temp_directory": str(at / "sorting")},
        )
        self.connection.execute(f"CREATE TABLE fixes ({COLUMNS})")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away."""
        if self.connection is not None:
            self.connection.close()
        self._folder.cleanup()

    def add(self, given: Fixes) -> None:
        """Keep some more."""
        if len(given.time_s):
            self.connection.register("given", given._asdict())
            self.connection.execute("INSERT INTO fixes SELECT * FROM given")
            self.connection.unregister("given")
            self.rows += len(given.time_s)

    def drop_far_in_time(self, ledger: Ledger) -> None:
        """Drop what a clock that was never set, or counted a thousand weeks too few, has put years away."""
        self.connection.execute(f"SET memory_limit = '{MEMORY}'")
        asked = "SELECT approx_quantile(time_s, 0.5) FROM fixes"
        ((middle_s,),) = self.connection.execute(asked).fetchall()
        if middle_s is not None:
            self._drop("wrong time", f"abs(time_s - {middle_s}) > {FAR_S}", ledger)

    def drop_interference(self, rules: CleanRules, ledger: Ledger) -> None:
        """Drop what puts several flying aircraft on one spot for a while, at different altitudes.

        Each stays within a few metres, which nothing that flies does; a formation or a queue over one point
        moves on.
        """
        side = rules.spot_deg
        spot = (
            f"floor(lat_deg / {10 * side}) AS y, floor(lon_deg / {10 * side}) AS x, floor(time_s / 60) AS m"
        )
        stays = f"""SELECT {spot}, address,
                avg(coalesce(pressure_altitude_m, geometric_altitude_m)) AS level_m
            FROM fixes WHERE NOT on_ground AND lat_deg IS NOT NULL GROUP BY ALL
            HAVING max(time_s) - min(time_s) >= {rules.spot_stay_s}
                AND max(lat_deg) - min(lat_deg) <= {side} AND max(lon_deg) - min(lon_deg) <= {side}"""
        crowds = f"""SELECT y, x, m FROM ({stays}) GROUP BY y, x, m HAVING count(*) >= {rules.spot_aircraft}
            AND max(level_m) - min(level_m) >= {rules.spot_spread_m}"""
        self.connection.execute(
            f"""CREATE TEMP TABLE false_rows AS
            SELECT source, row FROM (SELECT {spot}, address, source, row FROM fixes)
            SEMI JOIN (SELECT y, x, m, address FROM ({stays}) SEMI JOIN ({crowds}) USING (y, x, m))
            USING (y, x, m, address)"""
        )
        if self._drop("interference", "(source, row) IN (SELECT (source, row) FROM false_rows)", ledger):
            ledger.remark(
                "Several aircraft were put on one spot at once, as interference with satellite navigation "
                "does; those fixes were dropped, and others may be false as well."
            )

    def sort(self) -> None:
        """Put all into the order of address, time and content."""
        self.connection.execute(f"CREATE TABLE sorted AS SELECT * FROM fixes ORDER BY {', '.join(_ORDER)}")
        self.connection.execute("DROP TABLE fixes")
        self.connection.execute(f"SET memory_limit = '{HANDING_MEMORY}'")

    def _drop(self, reason: str, condition: str, ledger: Ledger) -> int:
        """Take away the rows for which a condition of SQL holds; how many those were."""
        count, source, row = self.connection.execute(
            f"SELECT count(*), first(source ORDER BY source, row), first(row ORDER BY source, row) "
            f"FROM fixes WHERE {condition}"
        ).fetchall()[0]
        if count:
            ledger.drop(reason, source, row, count)
            self.connection.execute(f"DELETE FROM fixes WHERE {condition}")
        return int(count)

    def aircraft(self, rows: int) -> Iterator[list[Fixes]]:
        """Fixes of whole aircraft, so many rows at once, or those of one aircraft that has more."""
        counts = self.connection.execute(
            "SELECT count(*) AS n FROM sorted GROUP BY address ORDER BY address"
        ).fetchnumpy()["n"]
        ends = np.cumsum(np.ma.filled(counts, 0).astype(np.int64))
        start = first = 0
        while first < len(ends):
            last = max(first, int(np.searchsorted(ends, start + rows, side="right")) - 1)
            stop = int(ends[last])
            found = self._between(start, stop)
            cuts = (ends[first:last] - start).tolist()
            edges = [0, *cuts, stop - start]
            yield [picked(found, slice(a, b)) for a, b in pairwise(edges)]
            start, first = stop, last + 1

    def _between(self, start: int, stop: int) -> Fixes:
        answer = self.connection.execute(
            f"SELECT * FROM sorted WHERE rowid >= {start} AND rowid < {stop}"
        ).fetchnumpy()
        return columns_of(answer)
