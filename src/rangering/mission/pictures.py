"""Air pictures: which radars each is made of, and what comes from outside.

A group has a picture of its own; groups that are integrated nationally or in an alliance share one. Every
radar of a group that finds tells its picture. Where no radar finds and no cue comes, the engagement radars
search. A fire unit that carries on alone when its link fails has a further picture, of its own radars.
"""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from rangering.catalog.inputs import Input, Reading
from rangering.catalog.mission_facts import resolve_cue
from rangering.catalog.read import Catalog
from rangering.mission.plan import BoolArray, IntArray, PicturePlan
from rangering.mission.plan_arrays import floats, ints
from rangering.mission.radars import Standing, every_unit
from rangering.scenario.defence import Group
from rangering.scenario.doctrine import ExternalCue
from rangering.scenario.models import Scenario
from rangering.streams import name_id


class Pictures(NamedTuple):
    """The pictures, and who looks at which."""

    plan: PicturePlan
    names: tuple[str, ...]
    of_unit: IntArray  # (units,)
    alone: IntArray  # picture a fire unit falls back on; -1: none (units,)
    searches: BoolArray  # whether each radar looks everywhere (radars,)
    inputs: tuple[Input, ...]


def pictures_of(
    scenario: Scenario,
    catalog: Catalog,
    rows: Sequence[Standing],
    *,
    reading: Reading | None,
    allow_defaults: bool,
) -> Pictures:
    """The pictures of a scenario, shared ones in the place of their first group.

    Parameters
    ----------
    scenario, catalog : Scenario, Catalog
        Checked against each other.
    rows : sequence of Standing
        The radars.
    reading, allow_defaults
        As elsewhere.
    """
    sharing: dict[str, list[Group]] = {}
    for group in scenario.groups:
        key = f"group {group.name}" if group.integration == "standalone" else "shared"
        sharing.setdefault(key, []).append(group)
    units = every_unit(scenario)
    sees, names, cues = [], [], []
    searches = np.array([row.finds for row in rows], dtype=np.bool_)
    for key, groups in sharing.items():
        cue = _first_cue(groups)
        own = np.array([row.sited.element.group in groups for row in rows], dtype=np.bool_)
        told = own & np.array([row.finds for row in rows], dtype=np.bool_)
        if not told.any() and cue is None:
            told = own & np.array([row.unit >= 0 for row in rows], dtype=np.bool_)
        searches |= told
        sees.append(told)
        cues.append((cue, key))
        names.append(", ".join(group.shown for group in groups))
    of_unit = [next(n for n, groups in enumerate(sharing.values()) if group in groups) for group, _ in units]
    alone, whose = [], [-1] * len(sees)
    for number, (group, unit) in enumerate(units):
        links = group.links or scenario.links
        own = np.array([row.sited.element.at is unit for row in rows], dtype=np.bool_)
        if not links.outage_fraction or links.fallback != "autonomy" or not own.any():
            alone.append(-1)
            continue
        finds = own & np.array([row.finds for row in rows], dtype=np.bool_)
        if not finds.any():
            finds = own & np.array([row.unit == number for row in rows], dtype=np.bool_)
        searches |= finds
        alone.append(len(sees))
        whose.append(number)
        sees.append(finds)
        cues.append((None, f"alone {unit.name}"))
        names.append(f"{unit.shown} alone")
    cued = any(cue is not None for cue, _ in cues)
    facts = resolve_cue(catalog, reading=reading, allow_defaults=allow_defaults) if cued else None
    plan = PicturePlan(
        sees=np.array(sees, dtype=np.bool_).reshape(len(sees), len(rows)),
        cue_delay_s=floats(inf if cue is None else cue.delay_s for cue, _ in cues),
        cue_outage=floats(0.0 if cue is None else cue.outage_fraction for cue, _ in cues),
        cue_outage_s=floats(0.0 if cue is None else cue.outage_length_s for cue, _ in cues),
        cue_period_s=facts.update_period_s if facts else inf,
        cue_sigma_m=facts.accuracy_m if facts else 0.0,
        cue_id=ints(name_id(f"cue of {key}") for _, key in cues),
        unit=ints(whose),
    )
    return Pictures(plan, tuple(names), ints(of_unit), ints(alone), searches, facts.inputs if facts else ())


def _first_cue(groups: Sequence[Group]) -> ExternalCue | None:
    """The cue that arrives first, where several groups of one picture have their own."""
    stated = [group.external_cue for group in groups if group.external_cue is not None]
    return min(stated, key=lambda cue: (cue.delay_s, cue.outage_fraction), default=None)
