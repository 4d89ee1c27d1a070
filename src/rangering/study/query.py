"""Questions to a study in SQL, and how far it is in words.

The question sees the finished chunks as `replicates`, what they say about time as `series` and `histograms`,
and `readings` and `points` where the study has them. It can only look: one SELECT, no file but these, no
network.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rangering.errors import StudyError
from rangering.study import series, tally
from rangering.study.store import CHUNKS, SERIES, Study
from rangering.study.views import window

_KEPT = "kept_over_time"
_NAMES = " ".join(f"WHEN {number} THEN '{name}'" for number, name in enumerate(series.NAMES))
_CELL = "arm, reading, name, time_s"
_OVER_TIME = {
    # A cell of many replicates lies in several chunks; whole numbers add up to the same in any order.
    "histograms": f"""
        SELECT arm, reading, CASE name {_NAMES} END AS name, step_s * step AS time_s, value,
               sum(replicates)::BIGINT AS replicates
        FROM {_KEPT} GROUP BY ALL""",
    "series": f"""
        WITH counted AS (
            SELECT *, sum(replicates) OVER (PARTITION BY {_CELL}) AS n,
                   sum(replicates) OVER (PARTITION BY {_CELL} ORDER BY value) AS so_far
            FROM histograms
        )
        SELECT {_CELL}, any_value(n)::BIGINT AS replicates, sum(value * replicates) / any_value(n) AS mean,
               min(value) FILTER (100 * so_far >= 5 * n) AS p05,
               min(value) FILTER (100 * so_far >= 50 * n) AS p50,
               min(value) FILTER (100 * so_far >= 95 * n) AS p95
        FROM counted GROUP BY {_CELL}""",
}
"""What a question sees of what studies of raids keep over time: by reading, never over all of them."""


class Answer(NamedTuple):
    """What a question gave."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    """NULL, which stands for NaN, is None."""
    remarks: tuple[str, ...]
    """What a reader must know of the rows that were asked: how many chunks they lack."""


def query(folder: Path | str, sql: str) -> Answer:
    """Ask a study a question in SQL.

    Parameters
    ----------
    folder : Path or str
        Of the study; it may be at work.
    sql : str
        One SELECT over `replicates`, and `series`, `histograms`, `readings` and `points` where there are
        any, such as
        ``"select reading, avg(leakers) from replicates group by reading"``.

    Raises
    ------
    StudyError
        There is no study, or the question is none that can be answered: its words say why.
    """
    import duckdb

    study = Study.open(folder)
    views = _views(study)
    derived = _OVER_TIME if _KEPT in views else {}
    with window(views, derived=derived) as connection:
        try:
            asked = connection.extract_statements(sql)
            if len(asked) != 1 or asked[0].type != duckdb.StatementType.SELECT:
                mend = "ask one SELECT; a study is read only"
                raise StudyError("is not one question", where="query", value=sql, mend=mend)
            cursor = connection.execute(asked[0])
            columns = tuple(str(each[0]) for each in cursor.description or ())
            rows = cursor.fetchall()
        except duckdb.Error as error:
            listed = ", ".join(name for name in (*views, *derived) if name != _KEPT)
            raise _refusal(error, sql, listed, views["replicates"][1], bool(derived)) from None
    files = len(views["replicates"][0])
    lacking = study.manifest.chunks - files
    remarks = (f"{lacking} of {study.manifest.chunks} chunks are not finished and not in the answer",)
    return Answer(columns, rows, remarks if lacking else ())


def _views(study: Study) -> dict[str, tuple[Sequence[Path], Mapping[str, str]]]:
    page = study.manifest
    views: dict[str, tuple[Sequence[Path], Mapping[str, str]]] = {
        "replicates": (study.files(CHUNKS), page.columns)
    }
    if page.series:
        name = _KEPT if dict(page.series) == series.COLUMNS else SERIES
        views[name] = (study.files(SERIES), page.series)
    for name, path in study.extras().items():
        views[name] = ([path], {})
    return views


def _refusal(
    error: Exception, sql: str, listed: str, columns: Mapping[str, str], over_time: bool
) -> StudyError:
    """What DuckDB said, in the words of the person who asked."""
    import duckdb

    said = str(error).splitlines()[0].partition(": ")[2] or str(error)
    if isinstance(error, duckdb.PermissionException):
        problem, mend = "reaches for something outside the study", f"ask {listed}; nothing else can be read"
    elif isinstance(error, duckdb.ParserException):
        problem, mend = f"is not SQL: {said}", "such as select count(*) from replicates"
    elif isinstance(error, duckdb.CatalogException):
        problem, mend = f"names what is not there: {said}", f"the tables are {listed}"
    elif isinstance(error, duckdb.BinderException):
        names = list(columns)
        some = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
        problem = f"cannot be answered: {said}"
        some += f"; of series: {_CELL}, replicates, mean, p05, p50, p95" if over_time else ""
        mend = f"columns of replicates: {some}; a name with odd characters stands in double quotes"
    else:
        problem, mend = f"cannot be answered: {said}", "see `rangering study query --help`"
    return StudyError(problem, where="query", value=sql, mend=mend)


def status_words(folder: Path | str) -> list[str]:
    """How far a study is, a line a fact.

    Raises
    ------
    StudyError
        There is none there, or none that can be read.
    """
    now = Study.open(folder).status()
    page = now.manifest
    lines = [
        f"{now.folder}: {now.done} of {page.chunks} chunks finished, "
        f"{now.rows:,} of {page.rows_count:,} rows",
        f"made by rangering {page.rangering}, begun {page.created}, seed {page.seed}",
    ]
    if now.rows:
        lines.append(f"{now.bytes / 1e6:,.3g} MB, {now.bytes_per_row:.3g} bytes a row")
        if now.series_bytes:
            each = now.series_bytes / now.rows
            lines.append(f"of these {now.series_bytes / 1e6:,.3g} MB, {each:.3g} a row, is kept over time")
        if plans := tally.plans_of(now.folder):
            lines.append(f"{plans:,} plans compiled, over all its runs")
    if now.running:
        lines.append(f"at work: {now.running}")
    elif now.missing:
        lines.append("nobody is at work; the command that began it goes on")
    lines += [f"{fault}: will be done again" for fault in now.damaged.values()]
    if now.junk:
        lines.append(f"not of the study, left alone: {', '.join(now.junk[:5])}{' …' if now.junk[5:] else ''}")
    return lines
