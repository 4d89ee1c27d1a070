"""How the defence is run: rules of fire, data links, crews, failures and what comes from outside.

Each default is the simplest case and is named in ``rangering describe``; most are kind to the defence
(links without delay, nothing breaks), so that a pessimistic answer never comes from a value nobody wrote.
"""

from typing import Annotated, Literal

from pydantic import Field

from rangering.scenario.base import Count, Delay, Model, Name, Period, Share, Switch


class Doctrine(Model):
    """Who may be fired at, with how many missiles, and what is kept back."""

    firing: Literal["shoot-look-shoot", "salvo"] = Field(
        "shoot-look-shoot", description="One missile, then a look at its effect; or a salvo at once."
    )
    salvo_size: Annotated[Count, Field(ge=1, le=16)] = Field(2, description="Missiles in a salvo.")
    weapons: Literal["free", "tight", "hold"] = Field(
        "tight",
        description="At what may be fired: free, anything not known to be a friend; tight, only what was "
        "identified as hostile; hold, nothing except in self-defence.",
    )
    reserve_fraction: Share = Field(0.0, description="Share of the ready missiles kept for the last line.")
    assignment: Literal["greedy", "optimal"] = Field("greedy", description="How targets are shared out.")


class Links(Model):
    """The data links between a group's command post and its fire units."""

    delay_s: Delay = Field(0.0, description="Age of a track when it arrives.")
    outage_fraction: Share = Field(0.0, description="Share of time without a link.")
    fallback: Literal["autonomy", "hold"] = Field("autonomy", description="What a fire unit does without it.")


class Crews(Model):
    """Who stands watch."""

    shifts_count: Annotated[Count, Field(ge=1, le=6)] = Field(3, description="Crews that take turns.")
    shift_length_s: Annotated[Period, Field(description="Length of one watch.")] = 8 * 3600.0


class Failures(Model):
    """Own faults of radars and launchers, and their repair."""

    enabled: Switch = Field(False, description="Whether anything fails of itself.")
    mean_time_between_failures_s: Period | None = Field(
        None, description="Of a radar or launcher. Default: the catalog's figure, or the class default."
    )
    mean_time_to_repair_s: Period | None = Field(
        None, description="Of a radar or launcher. Default: the catalog's figure, or the class default."
    )


class ExternalCue(Model):
    """Tracks that come from outside the group, such as from an airborne radar or a national air picture."""

    source: Name = Field(description="Who sends them.", examples=["airborne early warning"])
    delay_s: Delay = Field(0.0, description="Age of a track when it arrives.")
    outage_fraction: Share = Field(0.0, description="Share of time without it.")
