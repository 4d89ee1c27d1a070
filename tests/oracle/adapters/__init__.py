"""Adapters: from the plain words of the case files to our functions: units and names, no physics.

Each module holds ``ANSWERS``, from quantity to a function of (inputs, folder of the case file).
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

ANSWERS: dict[str, Callable[[dict[str, Any], Path], Any]] = {}
for _module in iter_modules(__path__):
    ANSWERS.update(import_module(f"{__name__}.{_module.name}").ANSWERS)
