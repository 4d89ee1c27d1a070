"""Joint groups: figures that are only true together, declared beside the figures they bind.

`rangering.catalog.joint` holds the relations; a figure is decided by one group at most.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from rangering.catalog.models import Model, Slug, Text


class ScaledRanges(Model):
    """Figures that follow one drawn figure: member = leader × factor, inside the member's bounds."""

    kind: Literal["scaled"]
    id: Slug
    about: Text
    source: Text
    leader: str
    members: Annotated[dict[str, Annotated[float, Field(gt=0)]], Field(min_length=1)]


class Readings(Model):
    """Figures that only make sense as whole sets: one of the listed readings is drawn, by weight."""

    kind: Literal["readings"]
    id: Slug
    about: Text
    source: Text
    members: Annotated[tuple[str, ...], Field(min_length=2)]
    readings: Annotated[tuple[tuple[float, ...], ...], Field(min_length=2)]
    weights: tuple[Annotated[float, Field(gt=0)], ...] = ()

    @model_validator(mode="after")
    def _rectangular(self) -> "Readings":
        if any(len(reading) != len(self.members) for reading in self.readings):
            raise ValueError(
                "a reading has not one number per member|give each reading one number per member"
            )
        if self.weights and len(self.weights) != len(self.readings):
            raise ValueError("weights do not match the readings|give one weight per reading, or none")
        return self


class Together(Model):
    """Figures that stand at the same place of their laws, such as the speed and the range of a missile."""

    kind: Literal["together"]
    id: Slug
    about: Text
    source: Text
    members: Annotated[tuple[str, ...], Field(min_length=2)]


class RadarProduct(Model):
    """Parameters of a search radar of which only the product in its range equation matters.

    Every field but the first four names a quantity; `rangering.catalog.joint` has the relation they obey.
    """

    kind: Literal["radar-product"]
    id: Slug
    about: Text
    source: Text
    range_1m2: str
    average_power: str
    peak_power: str
    duty_cycle: str
    gain: str
    wavelength: str
    noise_temperature: str
    noise_figure: str
    losses: str
    scan_period: str
    beamwidth: str
    elevation_beams: str
    required_snr: str


JointGroup = Annotated[ScaledRanges | Readings | Together | RadarProduct, Field(discriminator="kind")]


def leader(group: JointGroup) -> str | None:
    """The quantity whose own draw decides the others; several groups may follow one leader."""
    if isinstance(group, ScaledRanges):
        return group.leader
    return group.range_1m2 if isinstance(group, RadarProduct) else None


def followers(group: JointGroup) -> tuple[str, ...]:
    """The quantities a joint group decides; none may be decided twice, nor lead another group."""
    if isinstance(group, ScaledRanges):
        return tuple(group.members)
    if isinstance(group, RadarProduct):
        return tuple(str(v) for k, v in group if k not in ("kind", "id", "about", "source", "range_1m2"))
    return group.members
