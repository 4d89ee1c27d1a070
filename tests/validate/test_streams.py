"""Random streams on 2²⁶ draws each: even, unordered and uncorrelated along every coordinate of a draw."""

import shutil
import subprocess
from contextlib import suppress

import numpy as np
import pytest

from tests.stream_draws import WALKS, Walk, correlation, draw, p_values

WORDS = 2**26
STREAMS = 64
# Some ninety p-values are looked at: of good streams one falls outside once in a hundred sets.
LEAST = 5e-5


def passes(p: float) -> bool:
    return LEAST < p < 1.0 - LEAST


@pytest.mark.parametrize("name", WALKS)
def test_words_along_a_walk_look_random(name, figure):
    found = p_values(draw(WALKS[name], WORDS))
    p = np.array(list(found.values()))
    figure(
        f"streams, 2²⁶ words, {name} moves: seven tests",
        "p not within 0.00005 of 0 or 1",
        f"p {p.min():.3f} to {p.max():.3f}",
    )
    assert {what: value for what, value in found.items() if not passes(value)} == {}


@pytest.mark.parametrize("name", ["seed", "element", "flight", "replicate", "purpose"])
@pytest.mark.parametrize("shift", [0, 1])
def test_neighbouring_streams_are_not_alike(name, shift, figure):
    """Streams that differ by one coordinate, 0 to 63, along the occasions of one flight."""
    which = ["seed", "element", "occasion", "flight", "replicate", "purpose"].index(name)
    walk = WALKS["occasion"]
    streams = [
        Walk(tuple(k if at == which else base for at, base in enumerate(walk.base)), walk.bits)
        for k in range(STREAMS)
    ]
    found = correlation(streams, WORDS // STREAMS, shift)
    figure(
        f"correlation of {STREAMS} streams, {name} 0 to {STREAMS - 1}"
        + (", one draw apart" if shift else ""),
        "the same",
        f"p {found.together:.3f}, of the greatest {found.greatest:.3f}",
    )
    assert passes(found.together)
    assert passes(found.greatest)


# Those that are done with within minutes when words come through a pipe.
DIEHARDER = {
    "0": "birthdays",
    "2": "ranks of matrices",
    "15": "runs",
    "100": "single bits",
    "101": "runs of bits",
}


@pytest.mark.parametrize("test", DIEHARDER)
def test_dieharder(test, figure):
    """Some of its tests over the words of a raid; it asks for as many as it needs."""
    if shutil.which("dieharder") is None:
        pytest.skip("dieharder is not on this machine: left out (Debian: apt install dieharder)")
    command = ["dieharder", "-g", "200", "-d", test]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        first = 0
        while program.poll() is None:
            try:
                program.stdin.write(draw(WALKS["raid"], 2**20, first).tobytes())
            except BrokenPipeError:  # it has enough
                break
            first += 2**18
        with suppress(BrokenPipeError):
            program.stdin.close()
        said = program.stdout.read().decode()
    verdicts = [line.split("|")[-1].strip() for line in said.splitlines() if line.count("|") == 5][1:]
    figure(
        f"dieharder {test}, {DIEHARDER[test]}",
        "none FAILED",
        ", ".join(f"{verdicts.count(each)} {each}" for each in sorted(set(verdicts))),
    )
    assert verdicts
    assert "FAILED" not in verdicts
