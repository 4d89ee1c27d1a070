"""Questions to a study: what is answered, what is refused and in which words, and that nothing is changed."""

import hashlib

import duckdb
import numpy as np
import pytest

from rangering.errors import StudyError
from rangering.study.query import query, status_words
from rangering.study.store import Study
from tests.toy_study import CHUNKS, ROWS, SERIES, run, series, table, toy


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("studies") / "one's study"
    run(made)
    study = Study.open(made)
    study.put("readings", {"reading": np.arange(3), "pk": np.array([0.5, 0.7, np.nan])})
    study.put("points", {"point": np.arange(2), "raid[1].size": np.array(["12", "24"], dtype=object)})
    return made


def fingerprint(folder):
    found = {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    return hashlib.sha256(repr(found).encode()).hexdigest()


def test_a_question_is_answered_from_every_finished_chunk(folder):
    rows = np.concatenate([table(n)["leakers"] for n in range(CHUNKS)])
    found = query(folder, "select count(*) as n, sum(leakers) as total, max(first_s) from replicates")
    assert found.columns == ("n", "total", "max(first_s)")
    assert found.rows[0][:2] == (CHUNKS * ROWS, int(rows.sum()))
    assert found.rows[0][2] == np.nanmax(np.concatenate([table(n)["first_s"] for n in range(CHUNKS)]))
    assert found.remarks == ()


def test_readings_points_and_series_are_there(folder):
    assert query(folder, "select count(*), count(pk) from readings").rows == [(3, 2)]
    assert query(folder, 'select "raid[1].size" from points order by point').rows == [("12",), ("24",)]
    assert query(folder, "select count(distinct step) from series").rows == [(4,)]


def test_a_folder_of_any_name_is_read_as_it_is(tmp_path):
    """DuckDB takes brackets for patterns, and a folder named column=value for a column."""
    for name in ("one[1]", "leakers=99"):
        run(tmp_path / name)
        found = query(tmp_path / name, "select sum(leakers) from replicates")
        assert found.rows == [(sum(int(table(n)["leakers"].sum()) for n in range(CHUNKS)),)]


def test_a_study_half_done_says_what_the_answer_lacks(tmp_path):
    with toy(tmp_path / "study") as study:
        assert query(tmp_path / "study", "select count(*) from replicates").rows == [(0,)]
        study.write(4, table(4))
        found = query(tmp_path / "study", "select count(*), min(replicate) from replicates")
    assert found.rows == [(ROWS, 4 * ROWS)]
    assert found.remarks == ("11 of 12 chunks are not finished and not in the answer",)


def test_a_damaged_chunk_is_not_in_the_answer(tmp_path):
    run(tmp_path / "study")
    path = tmp_path / "study/chunks/000002.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    found = query(tmp_path / "study", "select count(*) from replicates")
    assert found.rows == [((CHUNKS - 1) * ROWS,)]
    assert len(found.remarks) == 1


REFUSED = {
    "select * from read_csv('/etc/passwd')": "outside the study",
    "select * from read_text('/etc/hostname')": "outside the study",
    "select * from '/etc/passwd'": "not there",
    "select * from glob('/etc/*')": "outside the study",
    "select * from read_parquet('{folder}/chunks/000001.parquet.damaged-1')": "outside the study",
    "select * from read_blob('{folder}/manifest.json')": "outside the study",
    "select * from read_json('https://example.org/x.json')": "outside the study",
    "select * from read_parquet('s3://bucket/x.parquet')": "outside the study",
    "copy (select 1) to '{folder}/out.csv'": "not one question",
    "copy (select 1 as leakers) to '{folder}/chunks/000001.parquet'": "not one question",
    "install httpfs": "not one question",
    "load httpfs": "not one question",
    "attach '{folder}/x.db'": "not one question",
    "export database '{folder}/x'": "not one question",
    "create table t (a int)": "not one question",
    "drop view replicates": "not one question",
    "set enable_external_access = true": "not one question",
    "pragma database_list": "not one question",
    "call pragma_version()": "not one question",
    "select 1; select 2": "not one question",
    "select 1; copy (select 1) to '{folder}/x.csv'": "not one question",
    "": "not one question",
    "selec 1": "is not SQL: syntax error",
    "select * from replicate": "not there",
    "select leeker from replicates": "cannot be answered",
    "select * from mine": "not there",
    "select query('copy (select 1) to ''/tmp/x''')": "cannot be answered",
    "select * from query('copy (select 1) to ''/tmp/x''')": "is not SQL",
    "select cast('x' as int)": "cannot be answered",
    "select getenv('HOME')": "not there",
}


@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_no_question_is_refused_and_changes_nothing(folder, sql):
    mine = np.arange(3)  # a variable of the running program, which SQL must not see
    before = fingerprint(folder)
    with pytest.raises(StudyError) as refused:
        query(folder, sql.replace("{folder}", str(folder).replace("'", "''")))
    assert REFUSED[sql] in refused.value.problem
    assert refused.value.mend
    assert "Error" not in refused.value.sentence()
    assert fingerprint(folder) == before
    assert len(mine) == 3


@pytest.mark.parametrize(
    "sql",
    [
        "copy (select 1 as leakers) to '{file}'",
        "copy (select 1) to '{folder}/chunks/new.parquet'",
        "attach '{folder}/x.db'",
        "install httpfs",
        "set enable_external_access = true",
        "set allowed_paths = ['/etc/passwd']",
        "export database '{folder}/x'",
    ],
)
def test_the_window_holds_by_itself_whatever_is_put_to_it(folder, sql):
    """Were a statement to pass for a question, DuckDB's own settings would still refuse it."""
    from rangering.study.query import _views
    from rangering.study.views import window

    before = fingerprint(folder)
    views = _views(Study.open(folder))
    shown = str(folder).replace("'", "''")
    file = str(views["replicates"][0][1]).replace("'", "''")
    with (
        window(views) as connection,
        pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException)),
    ):
        connection.execute(sql.replace("{folder}", shown).replace("{file}", file))
    assert fingerprint(folder) == before


def test_a_misspelt_column_is_met_with_those_there_are(folder):
    with pytest.raises(StudyError) as refused:
        query(folder, "select leeker from replicates")
    assert "replicate, leakers, share, first_s, lost" in refused.value.mend
    with pytest.raises(StudyError) as refused:
        query(folder, "select * from repl")
    assert refused.value.mend == "the tables are replicates, series, readings, points"


def test_how_far_a_study_is_in_words(tmp_path, folder):
    assert status_words(folder)[0] == f"{folder}: 12 of 12 chunks finished, 600 of 600 rows"
    assert "bytes a row" in status_words(folder)[2]
    with toy(tmp_path / "study", series=SERIES) as study:
        study.write(0, table(0), series(0))
        assert any("at work: process" in line for line in status_words(tmp_path / "study"))
    (tmp_path / "study/notes.txt").write_text("")
    lines = status_words(tmp_path / "study")
    assert lines[0].endswith("1 of 12 chunks finished, 50 of 600 rows")
    assert "nobody is at work; the command that began it goes on" in lines
    assert "not of the study, left alone: notes.txt" in lines
    with pytest.raises(StudyError, match="is no study"):
        status_words(tmp_path)
