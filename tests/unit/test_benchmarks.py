"""`make bench` is one command for all figures: no file of measurements stands beside it."""

from pathlib import Path

import pytest

import benchmarks
from benchmarks import __main__ as every
from benchmarks.traffic_import import write_recording
from rangering.traffic.gather import gather

FOLDER = Path(benchmarks.__file__).parent
TOOLS = {"__init__", "__main__", "timing"}


def test_every_benchmark_is_run_by_the_one_command():
    there = {path.stem for path in FOLDER.glob("*.py")} - TOOLS
    assert set(every.NAMES) == there
    assert all("def main(" in (FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in every.NAMES)
    makefile = (FOLDER.parent / "Makefile").read_text(encoding="utf-8")
    assert "\t$(BIN)/python -m benchmarks\n" in makefile


def test_some_can_be_asked_for_and_an_unknown_one_is_named(capsys, monkeypatch):
    ran = []

    class Told:
        def __init__(self, name):
            self.main = lambda: ran.append(name.rpartition(".")[2])

    monkeypatch.setattr(every, "import_module", Told)
    assert every.main(["traffic", "risk", "--small"]) == 0
    assert ran == ["risk", "traffic"]
    assert every.main([]) == 0
    assert ran[2:] == list(every.NAMES)
    assert every.main(["rissk"]) == 2
    assert "no benchmark rissk" in capsys.readouterr().err


def test_a_lock_names_files_by_their_hash_and_no_host():
    text = (FOLDER.parent / "requirements" / "bench.lock").read_text(encoding="utf-8")
    lines = text.splitlines()
    packages = [n for n, line in enumerate(lines) if "==" in line]
    assert len(packages) > 50
    assert all("--hash=sha256:" in lines[n + 1] for n in packages)
    assert "://" not in text
    assert "bluesky-simulator==" in text


@pytest.mark.parametrize("size_bytes", [200_000])
def test_the_recording_that_is_imported_is_flown_truly(size_bytes, tmp_path):
    path = tmp_path / "made.csv"
    rows = write_recording(path, size_bytes)
    found = gather([path])
    assert path.stat().st_size >= size_bytes
    assert (found.dropped.rows_read, found.dropped.rows_kept) == (rows, rows)
