"""What can go wrong with a study on disk: a clear error or a clean recompute, no wrong answer."""

import errno
import json
import os
import random
import re
import resource
import shutil
import signal

import numpy as np
import pytest

from rangering import tables
from rangering.errors import OutputError, StudyError
from rangering.study.query import status_words
from rangering.study.store import Study
from tests.toy_study import ASKED, CHUNKS, COLUMNS, ROWS, SERIES, contents, run, series, table, toy


@pytest.fixture
def done(tmp_path):
    """A finished study, and what it holds."""
    run(tmp_path / "study")
    return tmp_path / "study", contents(tmp_path / "study")


def chunk(folder, number=3, part="chunks"):
    return folder / part / f"{number:06d}.parquet"


def mended(folder, number, words, expected):
    """That the damage is told and not counted, and that the same command puts the study right again."""
    now = Study.open(folder).status()
    assert now.missing == (number,)
    assert words in now.damaged[number]
    assert any(words in line for line in status_words(folder))
    assert len(Study.open(folder).read()["leakers"]) == now.rows == (CHUNKS - 1) * ROWS
    with toy(folder, series=SERIES) as study:
        assert study.missing() == [number]
        assert words in study.said[0]
        assert "done again" in study.said[0]
        study.write(number, table(number), series(number))
        assert study.missing() == []
    found = contents(folder)
    assert {name: found[name] for name in expected} == expected
    assert [name for name in found if name not in expected] == [f"{study.said[0].split()[1]}.damaged-1"]


@pytest.mark.parametrize("left", [0, 3, 100, 0.5, 0.98])
def test_a_chunk_cut_short_is_done_again(done, left):
    folder, expected = done
    whole = chunk(folder).read_bytes()
    chunk(folder).write_bytes(whole[: int(left * len(whole)) if left < 1 else left])
    mended(folder, 3, "is cut short", expected)


def test_a_series_cut_short_is_done_again_with_its_chunk(done):
    folder, expected = done
    whole = chunk(folder, 5, "series").read_bytes()
    chunk(folder, 5, "series").write_bytes(whole[:-9])
    mended(folder, 5, "series/000005.parquet is cut short", expected)


def test_a_chunk_of_another_study_is_done_again(done, tmp_path):
    folder, expected = done
    with toy(tmp_path / "other", seed=8, series=SERIES) as other:
        other.write(3, table(3, seed=8), series(3))
    shutil.copy(chunk(tmp_path / "other"), chunk(folder))
    mended(folder, 3, "is of another study", expected)


def test_another_chunk_of_the_same_study_is_done_again(done):
    folder, expected = done
    shutil.copy(chunk(folder, 4), chunk(folder, 3))
    mended(folder, 3, "is of chunk 4", expected)


def test_a_chunk_of_too_few_rows_is_done_again(done, tmp_path):
    folder, expected = done
    with toy(tmp_path / "other", rows=20, series=SERIES) as other:  # rows do not name a study
        other.write(3, table(3, 20), series(3))
    shutil.copy(chunk(tmp_path / "other"), chunk(folder))
    mended(folder, 3, "has 20 rows, not 50", expected)


def test_a_chunk_with_one_number_changed_is_done_again(done):
    folder, expected = done
    seal = re.search(rb"study=[ -~]*sha256=[0-9a-f]{64}", chunk(folder).read_bytes())[0].decode()
    changed = table(3)
    changed["leakers"][7] += 1
    tables.fill_table(changed, chunk(folder), notes={"rangering": seal})
    mended(folder, 3, "was changed", expected)


def test_a_chunk_with_its_seal_and_other_columns_is_done_again(done):
    folder, expected = done
    seal = re.search(rb"study=[ -~]*sha256=[0-9a-f]{64}", chunk(folder).read_bytes())[0].decode()
    tables.fill_table({"leakers": np.arange(50)}, chunk(folder), notes={"rangering": seal})
    mended(folder, 3, "was changed", expected)


def test_a_folder_in_the_place_of_a_chunk_is_moved_aside(done):
    folder, expected = done
    chunk(folder).unlink()
    chunk(folder).mkdir()
    with toy(folder, series=SERIES) as study:
        assert study.missing() == [3]
        study.write(3, table(3), series(3))
    assert {name: contents(folder)[name] for name in expected} == expected


def test_no_flipped_bit_goes_unseen(done):
    folder, _ = done
    whole, places = chunk(folder).read_bytes(), random.Random(3)
    for at in [0, 3, len(whole) - 9, len(whole) - 1, *places.sample(range(len(whole)), 300)]:
        spoilt = bytearray(whole)
        spoilt[at] ^= 1 << places.randrange(8)
        chunk(folder).write_bytes(spoilt)
        assert Study.open(folder).missing() == [3]
    chunk(folder).write_bytes(whole)
    assert Study.open(folder).missing() == []


def test_any_length_of_a_chunk_but_the_whole_is_too_short(done):
    folder, _ = done
    whole = chunk(folder).read_bytes()
    for length in range(0, len(whole), 7):
        chunk(folder).write_bytes(whole[:length])
        assert Study.open(folder).missing() == [3]


def test_junk_is_left_alone_and_named(done):
    folder, _ = done
    for name in ("notes.txt", "chunks/3.parquet", "chunks/000003.parquet.bak", "chunks/999999.csv"):
        (folder / name).write_text("mine")
    shutil.copy(chunk(folder), folder / "chunks/copy.parquet")
    with toy(folder, series=SERIES) as study:
        assert study.missing() == []
        now = study.status()
    assert now.done == CHUNKS
    assert set(now.junk) == {
        "notes.txt",
        "chunks/3.parquet", "chunks/000003.parquet.bak", "chunks/999999.csv", "chunks/copy.parquet"
    }  # fmt: skip
    assert (folder / "notes.txt").read_text() == "mine"


def test_what_a_killed_write_left_is_swept_up(done):
    folder, expected = done
    (folder / "chunks/.unfinished-abc").mkdir()
    (folder / "chunks/.unfinished-abc/000001.parquet").write_bytes(b"PAR1")
    with toy(folder, series=SERIES) as study:
        assert study.missing() == []
    assert contents(folder) == expected


def test_a_full_disk_is_told_and_what_was_finished_stays(tmp_path):
    # No file may grow beyond 2 kB: the kernel refuses the write as it does on a full disk.
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with toy(tmp_path / "study") as study:
        study.write(0, table(0))
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (700, hard))
            with pytest.raises(OutputError) as full:
                study.write(1, table(1))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, before)
        assert full.value.where.endswith("000001.parquet")
        assert "free some space" in full.value.mend
        assert study.missing() == list(range(1, CHUNKS))
        assert sorted(os.listdir(tmp_path / "study/chunks")) == ["000000.parquet"]
        study.write(1, table(1))
        assert study.missing() == list(range(2, CHUNKS))


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_is_full_at_the_last_moment(tmp_path, monkeypatch, call):
    with toy(tmp_path / "study") as study:

        def full(*_):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patch:
            patch.setattr(tables.os, call, full)
            with pytest.raises(OutputError, match="No space left on device"):
                study.write(0, table(0))
        assert study.missing() == list(range(CHUNKS))
        assert os.listdir(tmp_path / "study/chunks") == []


def test_a_folder_that_cannot_be_made_or_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file/inside", "/proc/rangering-study"):
        with pytest.raises(OutputError) as refused:
            toy(folder)
        assert refused.value.where == str(folder)


def test_a_read_only_folder_is_told(done, monkeypatch):
    """Permission bits do not bind an administrator, who may run the tests: the system's refusal is put in."""
    folder, expected = done
    real = os.open

    def refusing(path, flags, *more, **named):
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(OutputError, match="Read-only file system"):
        toy(folder, series=SERIES)
    assert Study.open(folder).status().done == CHUNKS  # it can still be looked at
    assert len(Study.open(folder).read()["leakers"]) == 600
    assert contents(folder) == expected


def test_a_chunk_in_a_read_only_folder_is_told(tmp_path, monkeypatch):
    with toy(tmp_path / "study") as study:

        def refusing(*_, **__):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

        monkeypatch.setattr(tables.tempfile, "TemporaryDirectory", refusing)
        with pytest.raises(OutputError, match="Read-only file system") as refused:
            study.write(0, table(0))
        assert refused.value.where.endswith("chunks/000000.parquet")


def test_other_settings_are_told_one_by_one(tmp_path):
    toy(tmp_path / "study")
    asked = {"scenario": {"raid": [{"size": 24}]}, "fidelity": "fast", "days": 3}
    with pytest.raises(StudyError) as refused:
        toy(tmp_path / "study", asked=asked, seed=8)
    assert refused.value.where.endswith("study/manifest.json")
    for words in ("scenario.raid[1].size was 12, is 24", "days was not stated, is 3", "seed was 7, is 8"):
        assert words in refused.value.problem
    assert refused.value.mend == "ask as before, or name another folder"
    fewer = {name: kind for name, kind in COLUMNS.items() if name != "share"}
    with pytest.raises(StudyError, match=r"columns\.share was 'float32', is not stated"):
        toy(tmp_path / "study", columns=fewer)


def test_another_catalog_makes_another_study(tmp_path):
    toy(tmp_path / "study", inputs={"catalog": "04"})
    with pytest.raises(StudyError, match=r"inputs\.catalog was '04', is '05'"):
        toy(tmp_path / "study", inputs={"catalog": "05"})


def test_fewer_chunks_than_are_there_are_refused(tmp_path):
    toy(tmp_path / "study")
    for chunks, rows in ((5, 50), (12, 40), (12, 60)):
        with pytest.raises(StudyError, match="has 12 chunks and 600 rows"):
            toy(tmp_path / "study", chunks=chunks, rows=rows)


def test_another_release_is_refused(tmp_path, monkeypatch):
    toy(tmp_path / "study")
    from rangering import provenance

    real = provenance.record
    monkeypatch.setattr(provenance, "record", lambda *given: real(*given) | {"rangering": "9.9"})
    with pytest.raises(StudyError, match=r"made by rangering .*; this is 9\.9") as refused:
        toy(tmp_path / "study")
    assert "that release" in refused.value.mend


def test_another_machine_is_told(tmp_path, monkeypatch):
    toy(tmp_path / "study")
    from rangering import provenance

    real = provenance.record
    monkeypatch.setattr(provenance, "record", lambda *given: real(*given) | {"machine": "Abacus"})
    assert "Abacus now): last digits may differ" in toy(tmp_path / "study").said[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON"),
        ("[1, 2]", "of no study"),
        ("{}", "of no study"),
        ('{"schema": "rangering.study/99"}', "of the format rangering.study/99"),
        ('{"schema": "rangering.coverage/1"}', "of no study"),
        ('{"schema": "rangering.study/1"}', "was changed"),
    ],
)
def test_a_manifest_that_is_none_is_told(done, text, words):
    folder, _ = done
    (folder / "manifest.json").write_text(text)
    for ask in (lambda: toy(folder, series=SERIES), lambda: Study.open(folder), lambda: status_words(folder)):
        with pytest.raises(StudyError, match=words) as refused:
            ask()
        assert refused.value.where.endswith("manifest.json")
        assert refused.value.mend


def test_a_manifest_changed_by_hand_is_told(done):
    folder, _ = done
    page = json.loads((folder / "manifest.json").read_text())
    page["asked"]["fidelity"] = "full"
    (folder / "manifest.json").write_text(json.dumps(page))
    with pytest.raises(StudyError, match="was changed after it was written"):
        toy(folder, series=SERIES)


def test_chunks_without_a_manifest_are_not_taken_over(done):
    folder, _ = done
    (folder / "manifest.json").unlink()
    with pytest.raises(StudyError, match="no manifest says of what"):
        toy(folder, series=SERIES)
    with pytest.raises(StudyError, match="is no study"):
        Study.open(folder)


def test_a_place_without_locks_is_told(tmp_path, monkeypatch):
    import fcntl

    def none(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", none)
    with pytest.raises(StudyError, match="files cannot be locked") as refused:
        toy(tmp_path / "study")
    assert "mount that keeps locks" in refused.value.mend


def test_what_is_not_a_chunk_is_our_own_fault(tmp_path):
    with toy(tmp_path / "study", asked=ASKED) as study:
        for number, given in (
            (CHUNKS, table(0)),
            (0, table(0, 20)),
            (0, {"leakers": np.arange(50)}),
            (0, table(0) | {"share": np.zeros((50, 2))}),
        ):
            with pytest.raises(ValueError, match=r"chunk|columns"):
                study.write(number, given)
        with pytest.raises(ValueError, match="columns"):
            study.write(0, table(0), series(0))
    with pytest.raises(ValueError, match="whole numbers"):
        toy(tmp_path / "b", columns={"name": "U8"})
    with pytest.raises(ValueError, match="capitals"):
        toy(tmp_path / "b", columns={"Name": "f4", "name": "f4"})
    with pytest.raises(ValueError, match="JSON"):
        toy(tmp_path / "b", asked={"nothing": float("nan")})
