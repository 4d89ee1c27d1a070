"""What making a study took: counted by every process for itself, and never miscounted after a kill."""

import multiprocessing

import pytest

from rangering.errors import OutputError
from rangering.study.query import status_words
from rangering.study.store import Study
from rangering.study.tally import note, plans_of
from tests.toy_study import run


def test_processes_count_for_themselves_and_together(tmp_path):
    assert plans_of(tmp_path) == 0
    note(tmp_path, 0, 8)
    other = multiprocessing.get_context("spawn").Process(target=note, args=(tmp_path, 1, 5))
    other.start()
    other.join()
    note(tmp_path, 0, 0)  # made again, of the plan that was there
    assert plans_of(tmp_path) == 13
    assert len(list((tmp_path / "work").iterdir())) == 2


@pytest.mark.parametrize("kept", ["", "chunk 2: 4", "chunk 2: 4 plan", "chunk 2: 4 plans"])
def test_a_line_cut_off_by_a_kill_does_not_count(tmp_path, kept):
    note(tmp_path, 0, 30)
    (path,) = (tmp_path / "work").iterdir()
    path.with_name("killed.txt").write_text(f"chunk 1: 2 plans\n{kept}")
    assert plans_of(tmp_path) == 32


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "work").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        note(tmp_path, 0, 1)


def test_the_status_of_a_study_says_it_and_takes_it_for_no_junk(tmp_path):
    run(tmp_path)
    note(tmp_path, 0, 3)
    assert "3 plans compiled, over all its runs" in status_words(tmp_path)
    status = Study.open(tmp_path).status()
    assert status.junk == ()
    kept = sum(path.stat().st_size for path in (tmp_path / "series").glob("*.parquet"))
    assert 0 < status.series_bytes == kept < status.bytes
    assert any("is kept over time" in line for line in status_words(tmp_path))
