"""Arrays of a plan, made of any values: of the one kind and order that every kernel is compiled for."""

from collections.abc import Iterable

import numpy as np

from rangering.mission.plan import BoolArray, FloatArray, IntArray


def floats(values: Iterable[float]) -> FloatArray:
    """Numbers, shape (n,)."""
    return np.array(list(values), dtype=np.float64)


def ints(values: Iterable[int]) -> IntArray:
    """Counts, codes and ids, shape (n,)."""
    return np.array(list(values), dtype=np.int64)


def flags(values: Iterable[bool]) -> BoolArray:
    """Yes or no, shape (n,)."""
    return np.array(list(values), dtype=np.bool_)
