"""``rangering study status`` and ``query``: what lies in the folder of a study."""

from pathlib import Path

from rangering.cli.terminal import print_json, print_table, print_text
from rangering.errors import StudyError


def status(folder: str) -> None:
    """How far a study is."""
    from rangering.study.query import status_words

    parts = _parts(Path(folder))
    for n, part in enumerate(parts):
        print_text(*([""] if n else []), *status_words(part))


def query(folder: str, sql: str, as_json: bool) -> None:
    """An answer of DuckDB over what is finished."""
    from rangering.study.query import query as ask

    parts = _parts(Path(folder))
    if len(parts) > 1:
        raise StudyError(
            f"holds {len(parts)} parts, and a question is asked of one", where=folder,
            mend=f"name one, such as {parts[0]}; there are {', '.join(part.name for part in parts)}",
        )  # fmt: skip
    answer = ask(parts[0], sql)
    if as_json:
        rows = [list(row) for row in answer.rows]
        print_json(
            "study-query", {"columns": list(answer.columns), "rows": rows, "remarks": list(answer.remarks)}
        )
        return
    print_table(sql, answer.columns, [tuple(str(value) for value in row) for row in answer.rows])
    if answer.remarks:
        print_text(*answer.remarks)


def _parts(folder: Path) -> list[Path]:
    """The studies of a directory: itself, or its parts."""
    inside = sorted(path.parent for path in folder.glob("*/manifest.json"))
    return inside if inside and not (folder / "manifest.json").exists() else [folder]
