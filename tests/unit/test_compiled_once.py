"""Processes that want a kernel at the same moment: one compiles it, the others load what it has made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import rangering
from rangering._jit import COMPILING

pytestmark = pytest.mark.skipif(not COMPILING, reason="nothing is compiled without a compiler")

# Two kernels that share a third. A compilation takes as long here as there are processes to meet in it.
KERNELS = """
from rangering._jit import compiled

@compiled
def shared(x):
    return x + 1.0

@compiled
def one(x):
    return 2.0 * shared(x)

@compiled
def other(x):
    return 3.0 * shared(x)
"""

PROCESS = """
import sys, time
import numba.core.event as event
from numba.core.compiler import CompilerBase

compile_ir = CompilerBase._compile_core
def slowly(self):
    time.sleep(0.4)
    return compile_ir(self)
CompilerBase._compile_core = slowly

import two_kernels
print("ready", flush=True)
sys.stdin.readline()
answer = getattr(two_kernels, sys.argv[1])(1.0)
misses = sum(sum(each.stats.cache_misses.values())
             for each in (two_kernels.shared, two_kernels.one, two_kernels.other))
print(answer, misses, flush=True)
"""


@pytest.fixture
def meet(tmp_path):
    """Processes that call these kernels at one moment, each with its answer and how often it compiled."""
    (tmp_path / "two_kernels.py").write_text(KERNELS)
    # This very package, wherever it lies, and the kernels beside it.
    paths = os.pathsep.join([str(tmp_path), str(Path(rangering.__file__).parent.parent)])
    settings = {**os.environ, "RANGERING_CACHE": str(tmp_path / "cache"), "PYTHONPATH": paths}

    def met(*names):
        begun = [
            subprocess.Popen([sys.executable, "-c", PROCESS, name], env=settings, text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            for name in names
        ]  # fmt: skip
        for each in begun:
            assert each.stdout.readline() == "ready\n"
        for each in begun:
            each.stdin.write("go\n")
            each.stdin.flush()
        said = [each.communicate(timeout=120)[0].split() for each in begun]
        return [(float(answer), int(misses)) for answer, misses in said]

    return met


def test_one_of_three_processes_compiles(meet):
    met = meet("one", "one", "one")
    assert [answer for answer, _ in met] == [4.0, 4.0, 4.0]
    assert sorted(compiled for _, compiled in met) == [0, 0, 2]


def test_what_two_kernels_share_is_compiled_once(meet):
    met = meet("one", "other")
    assert [answer for answer, _ in met] == [4.0, 6.0]
    assert sum(compiled for _, compiled in met) == 3
