"""How the defence is run: rules of fire, data links, crews, failures, supply and what comes from outside.

Each default is the simplest case and is named in ``rangering describe``; most are kind to the defence
(links without delay, nothing breaks), so that a pessimistic answer never comes from a value nobody wrote.
"""

from typing import Annotated, Literal

from pydantic import Field

from rangering.scenario.base import Count, Delay, Model, Name, Outage, Period, Share, Switch, between
from rangering.units import Second

_DAY_S = 86_400.0


class Doctrine(Model):
    """Who may be fired at, with how many missiles, and what is kept back."""

    firing: Literal["shoot-look-shoot", "salvo"] = Field(
        "shoot-look-shoot", description="One missile, then a look at its effect; or a salvo at once."
    )
    salvo_size: Annotated[Count, Field(ge=1, le=16)] = Field(2, description="Missiles in a salvo.")
    max_shots_count: Annotated[Count, Field(ge=1, le=100)] | None = Field(
        None, description="Missiles fired at one target at most. Default: no limit."
    )
    weapons: Literal["free", "tight", "hold"] = Field(
        "tight",
        description="At what may be fired: free, anything not known to be a friend; tight, only what was "
        "identified as hostile; hold, nothing except in self-defence.",
    )
    reserve_fraction: Share = Field(0.0, description="Share of the ready missiles kept for the last line.")
    assignment: Literal["greedy", "optimal"] = Field(
        "greedy",
        description="How targets are shared out among fire units: one by one, the most urgent first; or all "
        "at once, for the best sum.",
    )
    other_object_probability: Share = Field(
        0.0, description="Probability that a missile takes an object other than its target."
    )


class Links(Model):
    """The data links between a group's command post and its fire units."""

    delay_s: Delay = Field(0.0, description="Age of a track when it arrives.")
    outage_fraction: Share = Field(0.0, description="Share of time without a link.")
    outage_length_s: Outage = Field(60.0, description="Mean length of one outage.")
    fallback: Literal["autonomy", "hold"] = Field("autonomy", description="What a fire unit does without it.")


class Crews(Model):
    """Who stands watch."""

    shifts_count: Annotated[Count, Field(ge=1, le=6)] = Field(
        3,
        description="Crews that take turns, a watch each. After a relief the new crew reacts more slowly for "
        "some minutes, in raids that come again and again. With one crew the watch never ends: nobody is "
        "relieved; that it tires is not counted, whatever their number.",
    )
    shift_length_s: Annotated[
        Period, Field(description="Length of one watch. A raid begins anywhere in a watch.")
    ] = 8 * 3600.0
    workload_targets_count: Annotated[Count, Field(ge=1, le=1000)] | None = Field(
        None,
        description="Tracks that wait for a word of the operator before he slows, of one air picture. "
        "Default: no limit.",
    )

    @property
    def relieved(self) -> bool:
        """Whether one crew ever takes over from another."""
        return self.shifts_count > 1


class Failures(Model):
    """Own faults of radars and launchers, and their repair."""

    enabled: Switch = Field(False, description="Whether anything fails of itself.")
    mean_time_between_failures_s: Period | None = Field(
        None, description="Of a radar or launcher. Default: the catalog's figure, or the class default."
    )
    mean_time_to_repair_s: Period | None = Field(
        None, description="Of a radar or launcher. Default: the catalog's figure, or the class default."
    )


class Mission(Model):
    """How one raid is run through."""

    duration_s: Annotated[Second, between(60.0, _DAY_S, "h")] | None = Field(
        None, description="When the clock stops. Default: when every flight has come to its end."
    )
    azimuths_count: Annotated[Count, Field(ge=8, le=1440)] = Field(
        180, description="Approach azimuths worked out about each asset, of which each flight draws one."
    )
    longest_approach_s: Annotated[Second, between(60.0, _DAY_S, "min")] | None = Field(
        None,
        description="Flight of a raid to its asset at most: a slow one appears nearer, wherever it could be "
        "seen first. Default: as far out as any radar could see its class.",
        examples=["25 min"],
    )


class Endurance(Model):
    """Raids again and again: how long, how often, and what is brought in between."""

    duration_s: Annotated[Second, between(_DAY_S, 3650 * _DAY_S, "d")] = Field(
        30 * _DAY_S, description="How long it goes on."
    )
    raid_interval_s: Annotated[Second, between(3600.0, 3650 * _DAY_S, "h")] = Field(
        7 * _DAY_S,
        description="From one coming of the scenario's raids to the next; the first comes at once.",
    )
    resupply_count: Count = Field(
        0, description="Missiles brought to each fire unit with one delivery, shared out as its load is."
    )
    resupply_interval_s: Annotated[Second, between(3600.0, 3650 * _DAY_S, "h")] = Field(
        7 * _DAY_S, description="From one delivery to the next."
    )
    resupply_delay_s: Period | None = Field(
        None, description="From the start to the first delivery. Default: one interval."
    )


class ExternalCue(Model):
    """Tracks that come from outside the group, such as from an airborne radar or a national air picture."""

    source: Name = Field(description="Who sends them.", examples=["airborne early warning"])
    delay_s: Delay = Field(0.0, description="Age of a track when it arrives.")
    outage_fraction: Share = Field(0.0, description="Share of time without it.")
    outage_length_s: Outage = Field(60.0, description="Mean length of one outage.")
