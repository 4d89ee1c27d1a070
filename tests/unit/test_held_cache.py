"""Kernels that hold named tuples behind a pointer, met again in a process that reads them from the cache."""

import os
import subprocess
import sys

KERNELS = """
from typing import NamedTuple
import numpy as np
from rangering._jit import compiled, hold

class Pair(NamedTuple):
    first: np.ndarray
    second: np.ndarray

@compiled
def inner(held):
    return held.first[0] + held.second[0]

@compiled
def one(pair):
    return inner(hold(pair))

@compiled
def two(pair):
    return 2.0 * inner(pair)

pair = Pair(np.ones(1), np.ones(1, dtype=np.int64))
"""


def test_a_kernel_compiled_after_another_came_from_the_cache(tmp_path):
    (tmp_path / "kernels_of_a_test.py").write_text(KERNELS)
    there = os.environ | {"RANGERING_CACHE": str(tmp_path / "cache"), "NUMBA_DISABLE_JIT": "0"}

    def ran(*names):
        asked = "; ".join(f"print(k.{name}(k.pair))" for name in names)
        done = subprocess.run(
            [sys.executable, "-c", f"import kernels_of_a_test as k; {asked}"],
            cwd=tmp_path, env=there, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout.split()

    assert ran("one") == ["2.0"]
    # Now `one` comes from the cache and no tuple is held; compiling `two`, which hands on the tuple itself,
    # reads there that `inner` was compiled for a held one.
    assert ran("one", "two") == ["2.0", "4.0"]
