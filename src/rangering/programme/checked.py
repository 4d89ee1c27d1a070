"""What the checks of a programme share: its figures by what they are, and where its things stand."""

from typing import NamedTuple

from rangering.catalog.models import Quantity
from rangering.programme.figures import Figure, Stated
from rangering.programme.models import Programme
from rangering.scenario.base import Model
from rangering.scenario.faults import Place


class Read(NamedTuple):
    """A programme, or one of its variants, with what every check asks for."""

    programme: Programme
    stated: tuple[Stated, ...]
    quantities: dict[int, Quantity]
    """Identity of a figure → what it is; without those that name nothing."""
    places: dict[int, Place]
    """Identity of a step or shock → where it stands in the file, whatever a variant leaves out."""

    def nominal(self, figure: Figure | None) -> float | None:
        """Nominal value in SI; None where the figure is missing or not to be found."""
        found = self.quantities.get(id(figure))
        return None if found is None else found.si[1]


def named(programme: Programme) -> tuple[tuple[str, tuple[Model, ...]], ...]:
    """Everything with a name that must be its own."""
    return (
        ("lot", programme.lots),
        ("class", programme.classes),
        ("licence", programme.licences),
        ("option", programme.options),
        ("shock", programme.shocks),
        ("component", programme.components),
        ("variant", programme.variants),
    )
