"""Chunks that workers in other processes can do: well-behaved, deadly, late, failing."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from rangering.errors import ManyErrors, ScenarioError

DEADLY = 3
ENDLESS = 5
PATIENCE_S = 300.0  # a machine may have far more to do than processors


def write(folder: str, number: int) -> None:
    """A part whose bytes depend on its number alone, written in one move."""
    values = np.random.Generator(np.random.Philox(key=number)).random(100)
    aside = Path(folder) / f".{number}-{os.getpid()}-{time.monotonic_ns()}"
    aside.write_bytes(values.tobytes())
    aside.replace(Path(folder) / f"{number}.part")


def _first_time(folder: str, number: int) -> bool:
    mark = Path(folder) / f"{number}.begun"
    if mark.exists():
        return False
    mark.touch()
    return True


def _wait_for(done: Callable[[], bool]) -> None:
    """Raises where something never comes: a test that waited for it fails."""
    began = time.monotonic()
    while not done():
        if time.monotonic() - began > PATIENCE_S:
            raise TimeoutError("what should be done meanwhile never was")
        time.sleep(0.02)


def meet(folder: str, number: int) -> None:
    """A chunk that is done when another process has come too, with a trace of the process that does it."""
    (Path(folder) / f"{number}-{os.getpid()}.pid").touch()
    _wait_for(lambda: len({each.stem.split("-")[1] for each in Path(folder).glob("*.pid")}) > 1)
    write(folder, number)


def slow(folder: str, number: int) -> None:
    """A chunk of some length, so that there is a middle in which to interrupt."""
    time.sleep(0.2)
    write(folder, number)


def dies_once(folder: str, number: int) -> None:
    """The first to try number `DEADLY` is killed."""
    time.sleep(0.05)
    if number == DEADLY and _first_time(folder, number):
        os.kill(os.getpid(), signal.SIGKILL)
    write(folder, number)


def dies_always(folder: str, number: int) -> None:
    """Whoever tries number `DEADLY` is killed, when the first chunk is done."""
    if number == DEADLY:
        _wait_for((Path(folder) / "0.part").exists)
        os.kill(os.getpid(), signal.SIGKILL)
    write(folder, number)


def dies_and_hangs(folder: str, number: int) -> None:
    """The first to try number `DEADLY` is killed, the first to try `ENDLESS` never comes to an end."""
    if number == ENDLESS and _first_time(folder, number):
        _wait_for(lambda: False)
    dies_once(folder, number)


def fails(folder: str, number: int) -> None:
    """Number `DEADLY` finds two things wrong."""
    if number == DEADLY:
        one = ScenarioError("is wrong", where="a.toml, [x]", value=3, mend="put it right")
        raise ManyErrors([one, ScenarioError("is wrong too", where="a.toml, [y]", mend="put it right")])
    write(folder, number)


def parts(folder: Path) -> dict[str, bytes]:
    """What was written, by name."""
    return {each.name: each.read_bytes() for each in folder.glob("*.part")}


def expected(folder: Path, numbers: range) -> dict[str, bytes]:
    """What should be: the same chunks done one after the other, here."""
    folder.mkdir()
    for number in numbers:
        write(str(folder), number)
    return parts(folder)
