"""Files whole or not at all, and tables whose bytes follow from their numbers."""

import errno
import os
import resource
import signal

import duckdb
import numpy as np
import pytest

from rangering import tables
from rangering.errors import OutputError
from rangering.tables import fill_table, on_one_thread, whole, write_table

TABLE = {
    "n": np.arange(1000, dtype=np.int32),
    "x": np.where(np.arange(1000) % 7, np.arange(1000) / 3, np.nan),
    "name": np.array(["a", "it's"] * 500, dtype=object),
}


def test_the_same_numbers_give_the_same_bytes_and_nan_is_null(tmp_path):
    one, other = write_table(TABLE, tmp_path / "it's.parquet"), write_table(TABLE, tmp_path / "b.parquet")
    assert one.read_bytes() == other.read_bytes()
    with duckdb.connect() as connection:
        asked = f"SELECT count(*), count(x), sum(x), max(name) FROM '{other}'"
        assert connection.execute(asked).fetchone() == (
            1000,
            857,
            pytest.approx(np.nansum(TABLE["x"])),
            "it's",
        )


def test_notes_stand_beside_the_columns(tmp_path):
    fill_table(TABLE, tmp_path / "a.parquet", notes={"who's": 'one "study"'})
    with on_one_thread() as connection:
        asked = f"SELECT key, value FROM parquet_kv_metadata('{tmp_path / 'a.parquet'}')"
        (pair,) = connection.execute(asked).fetchall()
    assert [bytes(each).decode() for each in pair] == ["who's", 'one "study"']


def test_an_older_file_outlives_a_write_that_fails(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("older")

    def failing(error):
        with whole(path) as unfinished:
            unfinished.write_text("newer")
            raise error

    with pytest.raises(OutputError, match="No space left") as full:
        failing(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    assert full.value.where == str(path)
    with pytest.raises(KeyError):
        failing(KeyError())
    assert path.read_text() == "older"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_full_disk_is_told_in_our_words(tmp_path):
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
        with pytest.raises(OutputError, match="cannot be written") as full:
            write_table(TABLE, tmp_path / "a.parquet")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert "unfinished" not in full.value.problem
    assert os.listdir(tmp_path) == []


def test_what_must_last_is_on_the_disk_before_it_is_there(tmp_path, monkeypatch):
    done = []
    real = {name: getattr(os, name) for name in ("fsync", "replace")}
    for name in real:
        monkeypatch.setattr(
            tables.os, name, lambda *given, name=name: (done.append(name), real[name](*given))
        )
    with whole(tmp_path / "a.txt", durable=True) as unfinished:
        unfinished.write_text("x")
    assert done == ["fsync", "replace", "fsync"]
