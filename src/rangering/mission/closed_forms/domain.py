"""What a formula is defined for: an argument outside is refused by name, with what it may be.

A formula outside its domain often still gives a number, a negative wait for example; so each asks first.
"""

import numpy as np


def require_count(name: str, value: object, least: int = 0) -> None:
    """Raise ValueError unless the value is a whole number of at least `least`."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} is {value!r}: give a whole number of {least} or more")


def require_probability(name: str, value: float) -> None:
    """Raise ValueError unless the value lies from 0 to 1."""
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{name} is {value!r}: give a number from 0 to 1")


def require_positive(name: str, value: float) -> None:
    """Raise ValueError unless the value is finite and above 0."""
    if not 0.0 < value < float("inf"):
        raise ValueError(f"{name} is {value!r}: give a finite number above 0")


def require_not_negative(name: str, value: float) -> None:
    """Raise ValueError unless the value is finite and 0 or more."""
    if not 0.0 <= value < float("inf"):
        raise ValueError(f"{name} is {value!r}: give a finite number of 0 or more")


def require_stable(load: float, servers: int) -> None:
    """Raise ValueError where work comes as fast as it can be done: the queue has no steady state."""
    if load >= servers:
        raise ValueError(f"the load of {load:g} on {servers} leaves no steady state: keep it below {servers}")
