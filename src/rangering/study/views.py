"""A window on tables of a study through which nothing but them is to be seen.

SQL put to it reads the files it was given and nothing else: no other file, no network, no extension, no
variable of the running program; nor can it write, the settings being locked. Source: DuckDB, "Securing
DuckDB" (settings `enable_external_access`, `allowed_paths`, `lock_configuration`).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rangering.tables import file_of, quoted, quoted_name

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL_TYPES = {
    "bool": "BOOLEAN", "int8": "TINYINT", "int16": "SMALLINT", "int32": "INTEGER", "int64": "BIGINT",
    "uint8": "UTINYINT", "uint16": "USMALLINT", "uint32": "UINTEGER", "uint64": "UBIGINT",
    "float32": "FLOAT", "float64": "DOUBLE",
}  # fmt: skip


def window(
    views: Mapping[str, tuple[Sequence[Path], Mapping[str, str]]],
    *,
    derived: Mapping[str, str] | None = None,
    threads: int | None = None,
) -> "DuckDBPyConnection":
    """A connection that sees these views; close it.

    Parameters
    ----------
    views : mapping of str to (files, columns)
        By name: Parquet files, in the order of their rows, and the names and types of their columns, which
        make an empty view where there is no file.
    derived : mapping of str to str, optional
        By name: views over these and over one another, a SELECT each.
    threads : int, optional
        At most so many; as many as the machine has if not given.
    """
    import duckdb

    connection = duckdb.connect()
    allowed: list[str] = []
    for name, (files, columns) in views.items():
        # By their very names: a folder may be called column=value, or hold a bracket. What is allowed is held
        # against the pattern that names a file and against the file.
        named = [file_of(each) for each in files]
        allowed += named + [quoted(str(each.absolute())) for each in files]
        if files:
            source = f"read_parquet([{', '.join(named)}], hive_partitioning = false)"
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {source}")
        else:
            none = ", ".join(f"NULL::{_SQL_TYPES[kind]} AS {quoted_name(c)}" for c, kind in columns.items())
            connection.execute(f"CREATE VIEW {name} AS SELECT {none} WHERE false")
    for name, select in (derived or {}).items():
        connection.execute(f"CREATE VIEW {name} AS {select}")
    for setting in (
        "preserve_insertion_order = true",
        *([f"threads = {threads}"] if threads else []),
        "temp_directory = ''",
        f"allowed_paths = [{', '.join(allowed)}]",
        "python_enable_replacements = false",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection
