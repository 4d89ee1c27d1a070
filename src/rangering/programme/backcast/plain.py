"""A back-cast as plain data, for JSON: days as text, what is not known as null."""

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

import numpy as np

from rangering.programme.backcast.results import Backcast


def as_plain(result: Backcast) -> dict[str, Any]:
    """Everything the back-cast found, by the names of its fields."""
    found = {
        each.name: _plain(getattr(result, each.name))
        for each in fields(result)
        if each.name != "assumptions"  # stand beside the results in every JSON
    }
    return found | {"programmes": list(result.programmes), "claim": result.claim}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(each) for name, each in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, float):
        return float(value) if np.isfinite(value) else None
    return value
