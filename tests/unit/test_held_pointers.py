"""Named tuples behind a pointer: what a kernel reads through it is what was put there."""

import pickle
from typing import NamedTuple

import numpy as np
import pytest

from rangering._jit import COMPILING, compiled, hold

needs_compiler = pytest.mark.skipif(not COMPILING, reason="there are no pointers without a compiler")


class Inner(NamedTuple):
    flags: np.ndarray
    scale: float
    wanted: bool


class Outer(NamedTuple):
    count: int
    small: np.ndarray
    inner: Inner
    table: np.ndarray


def outer():
    return Outer(
        -3,
        np.arange(4, dtype=np.float32),
        Inner(np.array([True, False, True]), 0.25, True),
        np.arange(24, dtype=np.int64).reshape(2, 3, 4),
    )


@compiled
def read_all(held):
    """Every kind of field once."""
    inner = held.inner
    at = inner.scale if inner.wanted else -1.0
    total = float(held.count) + at + held.small[-1] + held.table[1, 2, 3] + held.table.shape[1]
    for n in range(len(inner.flags)):
        if inner.flags[n]:
            total += 1000.0
    return total


@compiled
def write_some(held):
    """What is written through a pointer is written where it came from."""
    held.table[0, :, 1] = 7
    held.small[2] += 0.5


@pytest.mark.both_ways
def test_a_kernel_reads_the_same_through_a_pointer():
    assert read_all(hold(outer())) == -3 + 0.25 + 3 + 23 + 3 + 2000.0


@pytest.mark.both_ways
def test_a_kernel_writes_into_the_arrays_that_are_held():
    values = outer()
    write_some(hold(values))
    assert values.table[0, :, 1].tolist() == [7, 7, 7]
    assert values.small.tolist() == [0.0, 1.0, 2.5, 3.0]


@needs_compiler
def test_tuples_of_the_same_fields_share_machine_code_and_others_do_not():
    assert hold(outer()).kind == hold(outer()).kind
    other = outer()._replace(small=np.zeros(2))
    assert hold(other).kind != hold(outer()).kind


@needs_compiler
def test_the_type_of_a_pointer_outlives_its_process():
    kind = hold(outer()).kind
    assert pickle.loads(pickle.dumps(kind)) == kind


@needs_compiler
def test_an_array_with_gaps_is_refused():
    with pytest.raises(TypeError, match=r"Outer\.table is not contiguous"):
        hold(outer()._replace(table=np.zeros((4, 4, 4))[:, ::2]))


@needs_compiler
def test_a_field_that_is_no_number_is_refused():
    with pytest.raises(TypeError, match=r"Outer\.count is neither"):
        hold(outer()._replace(count="three"))
