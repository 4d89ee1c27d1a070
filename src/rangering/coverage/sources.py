"""The figures an answer rests on, each with its interval, grade and source."""

from collections.abc import Iterable, Iterator

from rangering.catalog.inputs import Input
from rangering.catalog.models import Quantity, cited
from rangering.catalog.read import Catalog
from rangering.coverage.compile import Compiled
from rangering.coverage.results import Source

# The longest first: "_m_s2" ends in no "_m_s", but "_rad_s" ends in "_s".
_UNITS = (
    "_per_sqrt_m", "_kg_m2", "_w_m2", "_per_rad", "_m_s2", "_rad_s", "_per_h", "_per_s", "_per_m", "_mm_h",
    "_db_m", "_count", "_m_s", "_deg", "_rad", "_kg", "_m2", "_hz", "_db", "_pa", "_m", "_s", "_k", "_w",
)  # fmt: skip


def sources_of(made: Compiled) -> tuple[Source, ...]:
    """Every figure once, in the order of its first use: radars, classes, missiles."""
    return sources_from(made.catalog, _used(made))


def sources_from(catalog: Catalog, used: Iterable[tuple[str, Input]]) -> tuple[Source, ...]:
    """Every figure once, in the order of its first use.

    Parameters
    ----------
    catalog : Catalog
        With the scenario's own bounds in place.
    used : iterable of (str, Input)
        What each figure is used for, and the figure.
    """
    found: dict[str, Source] = {}
    for what, each in used:
        quantity_id, quantity = each.quantity, catalog.quantity(each.quantity)
        used_for = f"{what}: {field_words(each.field)}{_otherwise(each, quantity)}"
        if quantity_id in found:
            earlier = found[quantity_id]
            if used_for not in earlier.used_for.split("; "):
                found[quantity_id] = earlier._replace(used_for=f"{earlier.used_for}; {used_for}")
            continue
        low, nominal, high = (
            shown(quantity, value) for value in (quantity.low, quantity.nominal, quantity.high)
        )
        found[quantity_id] = Source(
            quantity=quantity_id,
            used_for=used_for,
            low=low,
            nominal=nominal,
            high=high,
            grade=quantity.grade,
            source=cited(quantity.source),
            from_default=each.from_default,
        )
    return tuple(found.values())


def shown(quantity: Quantity, value: float) -> str:
    """A value of a quantity in the unit of its source."""
    unit = "" if quantity.unit in ("ratio", "count", "fraction", "probability") else f" {quantity.unit}"
    return f"{value:,.6g}{unit}"


def field_words(field: str) -> str:
    """A field of the engines in words: its unit left out, what it is (a ratio, a share) kept.

    >>> field_words("range_m"), field_words("mass_ratio"), field_words("arrival_turn_min_m_s2")
    ('range', 'mass ratio', 'least arrival turn')
    """
    words = next((field.removesuffix(unit) for unit in _UNITS if field.endswith(unit)), field)
    spoken = {
        "rcs": "cross-section",
        "pd": "probability of detection of the claim",
        "pfa": "false alarm rate",
    }
    if words in spoken:
        return spoken[words]
    for end, first in (("_min", "least "), ("_max", "greatest ")):
        if words.endswith(end):
            words = first + words.removesuffix(end)
    return words.replace("_", " ")


def _otherwise(each: Input, quantity: Quantity) -> str:
    """What was taken, where it is another of the figure's numbers than the nominal one."""
    unit, factor = quantity.si_unit_and_factor
    is_bound = unit == each.unit and each.value in (quantity.si[0], quantity.si[2])
    if not is_bound or each.value == quantity.si[1]:
        return ""
    return f" (taken: {shown(quantity, each.value / factor)})"


def _used(made: Compiled) -> Iterator[tuple[str, Input]]:
    """What each figure is used for: the thing, and the figure as it was taken."""
    titles = [(each.title, each.inputs) for each in made.facts]
    titles += [(each.title, echo.inputs) for each, echo in zip(made.facts, made.echoes, strict=True)]
    titles += [(each.title, each.inputs) for each in made.targets]
    titles += [(box.title, box.inputs) for boxes in made.boxes for box in boxes]
    titles += [
        (box.title, outline.inputs)
        for boxes, outlines in zip(made.boxes, made.outlines, strict=True)
        for box, outline in zip(boxes, outlines, strict=True)
    ]
    titles += made.timings
    return ((title, each) for title, inputs in titles for each in inputs)
