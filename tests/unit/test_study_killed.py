"""A study killed at any moment goes on where it was, and ends with the bytes of one that was left alone."""

import multiprocessing
import os
import random
import time
from collections import Counter
from itertools import count

import pytest

from tests.toy_study import CHUNKS, contents, run

KILLS = 50


@pytest.fixture(scope="module")
def start():
    """Starts a run in a process of its own; the server has imported what a run needs, so a start is quick."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["duckdb", "rangering.provenance", "tests.toy_study"])

    def begin(*args, run=run, **named):
        process = context.Process(target=run, args=args, kwargs=named)
        process.start()
        return process

    begin(0, run=abs).join()
    return begin


@pytest.fixture(scope="module")
def unkilled(tmp_path_factory, start):
    """What a run leaves that nobody disturbs, and how long it takes."""
    folder = tmp_path_factory.mktemp("unkilled") / "study"
    began = time.monotonic()
    process = start(folder)
    process.join()
    assert process.exitcode == 0
    assert len(contents(folder)) == 2 * CHUNKS + 1
    return contents(folder), time.monotonic() - began


def test_fifty_kills_at_random_moments_leave_the_bytes_of_an_unkilled_run(tmp_path, start, unkilled):
    expected, lasts_s = unkilled

    moments, kills, turn = random.Random(20), 0, 0
    while kills < KILLS:
        turn += 1
        folder, log = tmp_path / f"study-{turn}", tmp_path / f"log-{turn}"
        while True:
            process = start(folder, log, 0.002)
            # Short spells as well as long ones: otherwise few kills fall on the beginning of a run.
            process.join(moments.random() ** 2 * lasts_s)
            if process.exitcode is None and kills < KILLS:
                process.kill()
                process.join()
                kills += process.exitcode == -9
                continue
            process.join()
            assert process.exitcode == 0
            break
        assert contents(folder) == expected
        worked = [line.split() for line in log.read_text().splitlines()]
        # Each run works on one chunk at a time: of those it began, only the last can have been in flight.
        last_of = dict(worked)
        in_flight = Counter(last_of.values())
        times = Counter(chunk for _, chunk in worked)
        assert all(times[chunk] <= max(1, in_flight[chunk] + 1) for chunk in times)
        assert sum(times.values()) - CHUNKS <= len(last_of) - 1
    assert kills == KILLS


@pytest.mark.parametrize("moment", ["before the disk has it", "before it is moved", "after it is moved"])
@pytest.mark.parametrize("which", [1, 2, 7])
def test_a_kill_at_the_worst_moments_of_a_write(tmp_path, start, unkilled, moment, which):
    process = start(tmp_path / "study", run=dying, moment=moment, which=which)
    process.join()
    assert process.exitcode == -9
    run(tmp_path / "study")
    assert contents(tmp_path / "study") == unkilled[0]


def dying(folder, moment, which):
    """A run whose process is killed at the given moment of its n-th write."""
    name = "fsync" if moment == "before the disk has it" else "replace"
    real, calls = getattr(os, name), count(1)

    def call(*args):
        last = next(calls) == which
        if last and moment.startswith("before"):
            os.kill(os.getpid(), 9)
        real(*args)
        if last:
            os.kill(os.getpid(), 9)

    setattr(os, name, call)
    run(folder)
