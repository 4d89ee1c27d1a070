"""Chunks over processes: the same parts whoever writes them, and clear words when one is killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial

import pytest

from rangering.errors import ManyErrors, RangeringError, ScenarioError
from rangering.study.processes import run_in_processes
from tests import chunk_work
from tests.conftest import ROOT

NUMBERS = range(12)

INTERRUPTED = """
import signal
from functools import partial
from tests.chunk_work import slow
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are deaf to it
    {imports}
    {call}
"""


def gone(group):
    """Whether nobody of a process group is left, after two minutes at most."""
    began = time.monotonic()
    while time.monotonic() - began < 120.0:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def interrupted(folder, imports, call):
    """Start chunks in a process group of their own, and press Ctrl-C; nobody of the group may be left."""
    script = folder / "script.py"
    script.write_text(INTERRUPTED.format(imports=imports, call=call))
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    running = subprocess.Popen(
        [sys.executable, script], env=os.environ | {"PYTHONPATH": path}, start_new_session=True,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        began = time.monotonic()
        while len(list(folder.glob("*.part"))) < 2:
            assert running.poll() is None, running.stderr.read()
            assert time.monotonic() - began < 300.0, "nothing is ever done"
            time.sleep(0.05)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=200.0)
        assert gone(running.pid)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    # How Python ends of a KeyboardInterrupt, and of nothing that came after it.
    assert running.returncode == -signal.SIGINT, said
    assert "KeyboardInterrupt" in said


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_any_number_of_processes_writes_the_same_parts(tmp_path, jobs):
    there = tmp_path / "there"
    there.mkdir()
    told = []
    run_in_processes(partial(chunk_work.write, str(there)), NUMBERS, jobs, told.append)
    assert chunk_work.parts(there) == chunk_work.expected(tmp_path / "here", NUMBERS)
    assert told == [pytest.approx((n + 1) / 12) for n in range(12)]


def test_several_processes_share_the_work_and_none_is_this_one(tmp_path):
    run_in_processes(partial(chunk_work.meet, str(tmp_path)), NUMBERS, 2)
    workers = {name.stem.split("-")[1] for name in tmp_path.glob("*.pid")}
    assert len(workers) == 2
    assert str(os.getpid()) not in workers


def test_a_killed_process_is_said_and_the_same_call_ends_what_is_left(tmp_path):
    work = partial(chunk_work.dies_once, str(tmp_path))
    with pytest.raises(RangeringError, match="was killed") as told:
        run_in_processes(work, NUMBERS, 2)
    assert "--jobs" in told.value.where
    assert "the same command goes on" in told.value.mend
    left = [n for n in NUMBERS if f"{n}.part" not in chunk_work.parts(tmp_path)]
    assert chunk_work.DEADLY in left
    assert len(left) < 12
    run_in_processes(work, left, 2)
    assert chunk_work.parts(tmp_path) == chunk_work.expected(tmp_path / "here", NUMBERS)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_a_chunk_arrives_as_it_was_raised(tmp_path, jobs):
    with pytest.raises(ManyErrors) as told:
        run_in_processes(partial(chunk_work.fails, str(tmp_path)), NUMBERS, jobs)
    one, other = told.value.errors
    assert (one.where, one.value, one.mend) == ("a.toml, [x]", 3, "put it right")
    assert other.sentence() == "a.toml, [y]: is wrong too (put it right)"
    assert all(len(part) == 800 for part in chunk_work.parts(tmp_path).values())


def test_nothing_to_do_is_done_at_once():
    run_in_processes(partial(chunk_work.write, "nowhere"), [], 4)


@pytest.mark.parametrize("jobs", [0, -1, 5000])
def test_a_number_of_processes_that_cannot_be_is_refused(jobs):
    with pytest.raises(ScenarioError, match="no number of processes"):
        run_in_processes(partial(chunk_work.write, "nowhere"), NUMBERS, jobs)


def test_ctrl_c_ends_all_processes_and_keeps_what_is_done(tmp_path):
    imports = "from rangering.study.processes import run_in_processes"
    call = f"run_in_processes(partial(slow, {str(tmp_path)!r}), range(3000), 2)"
    interrupted(tmp_path, imports, call)
    done = chunk_work.parts(tmp_path)
    assert 2 <= len(done) < 3000
    assert all(len(part) == 800 for part in done.values())
