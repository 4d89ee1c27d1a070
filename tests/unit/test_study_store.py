"""A study on disk: what goes in comes out, in order, in little room; a run goes on with what is missing."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from rangering.errors import StudyError
from rangering.study.store import Study
from tests.toy_study import CHUNKS, COLUMNS, ROWS, SERIES, contents, run, series, table, toy


@pytest.fixture
def study(tmp_path):
    run(tmp_path / "study")
    return Study.open(tmp_path / "study")


def test_what_was_written_is_read_back_in_order_and_type(study):
    found = study.read()
    assert {name: each.dtype for name, each in found.items()} == {n: np.dtype(k) for n, k in COLUMNS.items()}
    for name in COLUMNS:
        np.testing.assert_array_equal(found[name], np.concatenate([table(n)[name] for n in range(CHUNKS)]))
    over_time = study.read_series()
    np.testing.assert_array_equal(
        over_time["mean"], np.concatenate([series(n)["mean"] for n in range(CHUNKS)])
    )


def test_columns_and_rows_can_be_chosen(study):
    found = study.read(["leakers", "replicate"], where="leakers > 20 and not lost")
    whole = study.read()
    chosen = (whole["leakers"] > 20) & ~whole["lost"]
    assert list(found) == ["leakers", "replicate"]
    assert 0 < chosen.sum() < len(chosen)
    np.testing.assert_array_equal(found["replicate"], whole["replicate"][chosen])
    with pytest.raises(StudyError, match="no column") as no_column:
        study.read(["leaker"])
    assert no_column.value.value == "leaker"
    with pytest.raises(StudyError, match="condition"):
        study.read(where="nobody = 1")


def test_the_order_of_writing_changes_no_byte(tmp_path):
    for name, order in (("forth", range(CHUNKS)), ("back", reversed(range(CHUNKS)))):
        with toy(tmp_path / name, series=SERIES) as study:
            for number in order:
                study.write(number, table(number), series(number))
    assert contents(tmp_path / "forth") == contents(tmp_path / "back")


def test_a_study_half_done_goes_on_with_the_rest(tmp_path):
    with toy(tmp_path / "study") as study:
        assert study.missing() == list(range(CHUNKS))
        for number in (0, 3, 11):
            study.write(number, table(number))
        assert study.read()["replicate"].tolist() == [
            number * ROWS + row for number in (0, 3, 11) for row in range(ROWS)
        ]
    with toy(tmp_path / "study") as again:
        assert again.missing() == [n for n in range(CHUNKS) if n not in (0, 3, 11)]
        assert not again.said


def test_a_study_is_asked_to_go_on_with_more_chunks(tmp_path):
    short = [ROWS, ROWS, 20]
    with toy(tmp_path / "study", chunks=3, rows=short) as study:
        for number in study.missing():
            study.write(number, table(number, short[number]))
    with toy(tmp_path / "study", chunks=5) as longer:
        # The last chunk was short because the study ended there.
        assert longer.missing() == [2, 3, 4]
        for number in (2, 3, 4):
            longer.write(number, table(number))
    with toy(tmp_path / "whole", chunks=5) as study:
        for number in study.missing():
            study.write(number, table(number))
    found = contents(tmp_path / "study")
    aside = found.pop("chunks/000002.parquet.damaged-1")
    assert aside != found["chunks/000002.parquet"]
    assert found == contents(tmp_path / "whole")


def test_the_status_counts_chunks_rows_and_bytes(tmp_path):
    with toy(tmp_path / "study") as study:
        study.write(0, table(0))
        study.write(2, table(2))
        now = Study.open(tmp_path / "study").status()
    assert (now.done, now.rows, len(now.missing)) == (2, 2 * ROWS, CHUNKS - 2)
    files = [tmp_path / "study/chunks" / f"{n:06d}.parquet" for n in (0, 2)]
    assert now.bytes == sum(each.stat().st_size for each in files)
    assert f"process {os.getpid()} on " in now.running
    assert Study.open(tmp_path / "study").status().running == ""


def test_a_replicate_takes_at_most_200_bytes(tmp_path):
    # Forty scalars, more than a study keeps of a raid, and none of them compresses: the worst case.
    columns = {f"n{k}": np.float32 for k in range(40)} | {"replicate": np.int32}
    draws = np.random.default_rng(0)
    with Study.create_or_resume(tmp_path / "study", {}, columns, 4, 1000) as study:
        for number in range(4):
            drawn = {f"n{k}": draws.random(1000, dtype=np.float32) for k in range(40)}
            study.write(number, drawn | {"replicate": np.arange(1000, dtype=np.int32)})
    now = study.status()
    assert now.done == 4
    assert now.bytes_per_row <= 200.0


def test_a_second_run_is_told_who_is_at_work(tmp_path):
    with toy(tmp_path / "study"):
        for _ in range(2):
            with pytest.raises(StudyError) as refused:
                toy(tmp_path / "study")
            assert refused.value.where == str(tmp_path / "study")
            for word in (f"process {os.getpid()}", f"on {os.uname().nodename}", "since 20"):
                assert word in refused.value.problem
            assert "end it" in refused.value.mend
    with toy(tmp_path / "study") as study:
        assert not study.said


def test_a_dead_process_keeps_nobody_out(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from rangering.study.lock import Lock;"
        "Lock(Path(sys.argv[1])).take(); os.kill(os.getpid(), 9)"
    )
    (tmp_path / "study").mkdir()
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "study")], check=False)
    left = json.loads((tmp_path / "study/lock").read_text())
    told = []
    with toy(tmp_path / "study", tell=told.append):
        pass
    assert len(told) == 1
    assert f"process {left['process']} on " in told[0]
    assert "ended without a word" in told[0]


def test_a_worker_that_outlives_its_run_keeps_nobody_out(tmp_path):
    # The forked child sleeps with everything it inherited, while its parent is killed.
    code = (
        "import os, sys, time; from pathlib import Path; from rangering.study.lock import Lock;"
        "Lock(Path(sys.argv[1])).take(); child = os.fork();"
        "child or time.sleep(60); print(child, flush=True); os.kill(os.getpid(), 9)"
    )
    (tmp_path / "study").mkdir()
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "study")], stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    parent.wait()
    parent.stdout.close()
    try:
        os.kill(child, 0)
        with toy(tmp_path / "study"):
            pass
    finally:
        os.kill(child, 9)


def test_readings_and_points_lie_beside_the_chunks(tmp_path):
    with toy(tmp_path / "study") as study:
        study.put("readings", {"reading": np.arange(3), "s-400/91n6e.update_period": np.array([4.0, 8, 12])})
        assert list(study.extras()) == ["readings"]
    with toy(tmp_path / "other", seed=8) as other:
        (tmp_path / "other/readings.parquet").write_bytes((tmp_path / "study/readings.parquet").read_bytes())
        assert not other.extras()


def test_what_decides_the_numbers_names_the_study(tmp_path):
    names = {
        toy(tmp_path / "a").manifest.study,
        toy(tmp_path / "b", seed=8).manifest.study,
        toy(tmp_path / "c", asked={"fidelity": "full"}).manifest.study,
        toy(tmp_path / "d", columns={"leakers": np.int16}).manifest.study,
    }
    assert len(names) == 4
    assert toy(tmp_path / "e", chunks=2).manifest.study in names  # how long it goes on decides nothing
