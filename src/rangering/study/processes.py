"""Chunks of work over processes of this machine, each of which writes its own part.

A chunk must come out the same wherever and however often it is done, and must write its part in one move, so
that neither the number of processes, nor their order, nor one that was killed can change a result. Workers
are started afresh (`spawn`): what they need, they read. They take no notice of Ctrl-C; who started them does.
"""

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from rangering.errors import RangeringError, ScenarioError

Perform = Callable[[int], None]
Progress = Callable[[float], None]

MOST_PROCESSES = 1024
_AHEAD = 2  # chunks handed to a process before it asks: it never waits, and little is lost on an error


def run_in_processes(
    perform: Perform, numbers: Sequence[int], jobs: int, progress: Progress | None = None
) -> None:
    """Do every chunk once, over so many processes; one alone is this very process.

    Parameters
    ----------
    perform : callable
        Does the chunk of a number and writes its part; a function of a module, or `functools.partial` of
        one, as it travels to every process with every number.
    numbers : sequence of int
        Of the chunks to be done.
    jobs : int
        Processes, 1 to `MOST_PROCESSES`.
    progress : callable, optional
        Told the share done, after each chunk.

    Raises
    ------
    RangeringError
        A process was killed; or what `perform` raised. What is done stays done.
    """
    require_workers(jobs, "--jobs")
    tell = progress or (lambda _share: None)
    if jobs == 1 or len(numbers) < 2:
        for done, number in enumerate(numbers, 1):
            perform(number)
            tell(done / len(numbers))
        return
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        min(jobs, len(numbers)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_ignore_interrupt,
    )
    finished = False
    try:
        _run(pool, perform, numbers, jobs, tell)
        finished = True
    except BrokenProcessPool as error:
        raise RangeringError(
            "was killed, by the system for want of memory or by somebody", where="a process of --jobs",
            mend="what is done is kept: the same command goes on from there; give fewer --jobs if memory "
            "ran out",
        ) from error  # fmt: skip
    finally:
        if not finished:
            # Ctrl-C, or a chunk that failed: nobody waits for the others, whose parts nobody has asked for.
            for process in set(multiprocessing.active_children()) - before:
                process.terminate()
        pool.shutdown(wait=True, cancel_futures=True)


def _run(
    pool: ProcessPoolExecutor, perform: Perform, numbers: Sequence[int], jobs: int, tell: Progress
) -> None:
    """Keep all processes fed, and tell of every chunk as it is done."""
    left = iter(numbers)
    running: set[Future[None]] = set()
    done = 0
    while done < len(numbers):
        for number in islice(left, _AHEAD * jobs - len(running)):
            running.add(pool.submit(perform, number))
        ended, running = wait(running, return_when=FIRST_COMPLETED)
        for each in ended:
            each.result()
            done += 1
            tell(done / len(numbers))


def require_workers(count: int, where: str) -> None:
    """Raises ScenarioError where so many workers cannot be started."""
    if not 1 <= count <= MOST_PROCESSES:
        raise ScenarioError(
            f"is no number of processes from 1 to {MOST_PROCESSES}", where=where, value=count,
            mend="as many as the machine has processors; the answer is the same",
        )  # fmt: skip


def _ignore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
