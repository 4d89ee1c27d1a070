"""What a formula is defined for: an argument outside is refused by name, with what it may be.

A formula outside its domain often still gives a number, a negative wait for example; so each asks first. Of
an array every element is asked, and the first that is outside is shown.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def require_count(name: str, value: object, least: int = 0) -> None:
    """Raise ValueError unless the value is a whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} is {value!r}: give a whole number of {least} or more")


def require_counts(name: str, values: ArrayLike, least: int = 0) -> NDArray[np.int64]:
    """Whole numbers of at least `least`, of any shape; raise ValueError where one is not."""
    array = np.asarray(values)
    if array.dtype == np.bool_ or not np.issubdtype(array.dtype, np.number):
        raise ValueError(f"{name} is {values!r}: give whole numbers of {least} or more")
    with np.errstate(invalid="ignore"):
        _require(name, array, (array >= least) & (array % 1 == 0), f"a whole number of {least} or more")
    return array.astype(np.int64)


def require_probability(name: str, value: ArrayLike) -> None:
    """Raise ValueError unless the value lies from 0 to 1."""
    array = np.asarray(value)
    _require(name, array, (array >= 0.0) & (array <= 1.0), "a number from 0 to 1")


def require_positive(name: str, value: ArrayLike) -> None:
    """Raise ValueError unless the value is finite and above 0."""
    array = np.asarray(value)
    _require(name, array, (array > 0.0) & (array < np.inf), "a finite number above 0")


def require_not_negative(name: str, value: ArrayLike) -> None:
    """Raise ValueError unless the value is finite and 0 or more."""
    array = np.asarray(value)
    _require(name, array, (array >= 0.0) & (array < np.inf), "a finite number of 0 or more")


def require_finite(name: str, value: ArrayLike) -> None:
    """Raise ValueError unless the value is finite."""
    array = np.asarray(value)
    _require(name, array, np.isfinite(array), "a finite number")


def require_stable(load: float, servers: int) -> None:
    """Raise ValueError where work comes as fast as it can be done: the queue has no steady state."""
    if load >= servers:
        raise ValueError(f"the load of {load:g} on {servers} leaves no steady state: keep it below {servers}")


def _require(name: str, array: NDArray[np.generic], inside: ArrayLike, wanted: str) -> None:
    """Show the first element that is outside, and say what it may be."""
    if not np.all(inside):
        shown = array[~np.asarray(inside)].flat[0].item()
        raise ValueError(f"{name} is {shown!r}: give {wanted}")
