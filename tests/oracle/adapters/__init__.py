"""Adapters: from the plain words of the case files to our functions: units and names, no physics.

Each module holds ``ANSWERS``, from quantity to a function of the case's `Inputs`. An adapter reads every key
that bears on its answer and refuses a description it does not stand for.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from tests.oracle.inputs import Inputs

ANSWERS: dict[str, Callable[[Inputs], Any]] = {}
for _module in iter_modules(__path__):
    ANSWERS.update(import_module(f"{__name__}.{_module.name}").ANSWERS)
