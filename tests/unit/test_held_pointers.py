"""Compiled kernels of one process load in the next, whose pointers to plans have not been made yet."""

import pickle

import pytest

from rangering import _jit
from rangering._jit import COMPILING


@pytest.mark.skipif(not COMPILING, reason="there are no pointers without a compiler")
def test_a_pointer_named_by_a_cache_is_made_when_it_is_asked_for():
    from numba.core.types import StructRef

    # As the compiler's cache stores it: by the name of its module and its own.
    stored = b"crangering._jit\nHeldNeverMadeBefore\n."
    made = pickle.loads(stored)
    assert issubclass(made, StructRef)
    assert pickle.loads(stored) is made


def test_any_other_name_is_missing():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _jit.nothing  # noqa: B018
