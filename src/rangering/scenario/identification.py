"""What a crew has to tell hostile, friend and civil apart, and what can mislead it.

Every default is the chain as it was before: evidence that nobody states is not asked for, and nothing goes
wrong that nobody states. Figures that no scenario states come from the catalog's class defaults.
"""

from math import pi
from typing import Annotated, Literal

from pydantic import Field

from rangering.scenario.base import Delay, Model, Number, Share, Switch, between
from rangering.units import Radian

Known = Literal["nobody", "integrated", "everybody"]


class Identification(Model):
    """How tracks are told apart, and how that fails."""

    reply_probability: Share | None = Field(
        None,
        description="Probability that one interrogation of a transponder that is on is understood; what the "
        "crew expects stays the catalog's. Default: the catalog's, or the class default.",
        examples=[0.8],
    )
    garbled_probability: Share = Field(
        0.0,
        description="Probability that a transponder that is on gives a code that counts as no answer, all "
        "along; beside the catalog's share of sets that are never heard.",
    )
    wrongly_decoded_probability: Share = Field(
        0.0,
        description="Probability that the code of a transponder that is on is read as another, of neither "
        "friend nor airliner, all along.",
    )
    interrogators: Known = Field(
        "everybody",
        description="Who can ask transponders: nobody; groups that share a national or allied air picture; "
        "everybody. Who cannot learns nothing from silence either; a cue from outside is told all the same.",
    )
    corridors: Known = Field(
        "integrated",
        description="Who holds a track against the corridors stated: nobody; groups that share a national or "
        "allied air picture; everybody, standalone groups and fire units without a link too.",
    )
    flight_plans: Known = Field(
        "nobody", description="Who knows the flight plans of own, allied and civil flights."
    )
    climb: Switch = Field(False, description="Whether it tells something that a track climbs or descends.")
    approach: Switch = Field(
        False, description="Whether it tells something that the course of a track comes near an asset."
    )
    misalignment_probability: Share = Field(
        0.0,
        description="Probability that the north of an emplacement was set up wrong; it misleads only who "
        "sees by the radars of that emplacement alone.",
    )
    misalignment_rad: Annotated[Radian, between(0.0, pi, "deg")] | None = Field(
        None,
        description="How wrong it then is. Default: the class default.",
        examples=["20 deg"],
    )
    misalignment_law: Literal["fixed", "uniform", "normal"] = Field(
        "fixed",
        description="What that is: its size, to either side; the most of a uniform law; the standard "
        "deviation of a normal one.",
    )
    workload_fraction: Share | None = Field(
        None,
        description="Share by which each track that waits for a word, beyond the targets that a crew handles "
        "(crews.workload_targets), slows its operator. Default: the class default.",
    )
    time_pressure_s: Delay = Field(
        0.0,
        description="Time before a track reaches the asset it heads for, or the emplacement of who sees "
        "alone, from which a crew wants less and less certainty; zero, it never does.",
    )
    pressed_probability: Share | None = Field(
        None,
        description="How sure it wants to be where no time is left. Default: the class default.",
    )
    training_ratio: Annotated[Number, Field(ge=0.2, le=5.0)] = Field(
        1.0,
        description="Factor on the operator's time and on the doubt that a crew accepts: 2 is twice as slow, "
        "and twice as ready to be wrong.",
    )
