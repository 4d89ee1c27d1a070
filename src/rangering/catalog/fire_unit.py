"""Interceptors and fire units in SI, and the share of a system's inputs that rests on class defaults.

Totals published for a whole system (36/72, 80/160) are never given to one radar or fire unit. Figures against
ballistic targets and vendor kill ratios are not used.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from rangering.catalog.groups import Readings
from rangering.catalog.inputs import EVERY, Input, Reading, Search, family_line, range_class_of
from rangering.catalog.mission_facts import resolve_identification, resolve_tracking
from rangering.catalog.models import Entry
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import resolve_radar, system_entry
from rangering.errors import CatalogError, nearest

# "semi-active" alone leaves the radar to light the target up.
_OWN_SEEKER = re.compile(r"(?<!semi-)\bactive\b|infrared", re.IGNORECASE)
_REACH = ("range_usable_for_model", "range_max", "range_max_aircraft")


class InterceptorFacts(NamedTuple):
    """An interceptor in SI, as claimed."""

    interceptor: str
    title: str
    range_max_m: float
    range_min_m: float
    altitude_max_m: float
    altitude_min_m: float
    speed_max_m_s: float
    launch_mass_kg: float
    motor_burn_time_s: float
    mass_ratio: float
    single_shot_kill_probability: float
    seeker_range_m: float
    """From the target, where its own seeker takes over and the channel is free; 0: held to the end."""
    missiles_per_launcher_count: float
    unit_price_usd: float
    """In dollars of the year of its source."""
    inputs: tuple[Input, ...]


class FireUnitFacts(NamedTuple):
    """One fire unit of a system: what it holds, and how long its steps take."""

    system: str
    title: str
    surveillance_radar: str
    engagement_radar: str
    acquisition_radar: str | None
    interceptors: tuple[str, ...]
    launchers_count: float
    missiles_per_launcher_count: float
    targets_engaged_count: float
    missiles_guided_count: float
    salvo_count: float
    launch_interval_s: float
    reload_time_s: float
    reaction_time_s: float
    reaction_time_unalerted_s: float
    deployment_time_s: float
    availability_fraction: float
    crew_count: float
    assessment_time_s: float
    """From an intercept to the decision what came of it."""
    miss_called_kill_probability: float
    kill_called_miss_probability: float
    handover_limit_s: float
    """How long the engagement radar looks for a track it was given."""
    evaluation_period_s: float
    """Between two looks at a target that could not be engaged so far."""
    guidance_coast_s: float
    """How long a missile flies on while the engagement radar does not see its target."""
    guidance_missed_looks_ratio: float
    """Looks of the slowest radar that guides within which no missile is lost, however short that is."""
    guidance_detection_probability: float
    """Of one look of the engagement radar, from which it can be guided at a target."""
    self_defence_distance_m: float
    """Within which a target passes that may be fired at though weapons are held."""
    self_defence_time_s: float
    """Until it does, at most."""
    other_object_distance_m: float
    """How far from its target an object is at most that a missile may take instead."""
    relief_ratio: float
    """By how much the reaction time grows at the start of a watch."""
    relief_time_s: float
    """How long that lasts."""
    reload_sets_count: float
    """Full loads in store at the site for each launcher."""
    launcher_time_between_failures_s: float
    launcher_time_to_repair_s: float
    inputs: tuple[Input, ...]


def resolve_interceptor(
    catalog: Catalog,
    interceptor_id: str,
    *,
    reading: Reading | None = None,
    allow_defaults: bool = True,
    fields: Collection[str] | None = None,
) -> InterceptorFacts:
    """An interceptor as engines need it; parameters and errors as in `resolve_radar`.

    A drawn ``….reach`` (competing claims) stands before the range rows. Figures against ballistic targets and
    vendor kill ratios are not used.
    """
    entry = catalog[interceptor_id]
    if entry.kind != "interceptor":
        mend = nearest(interceptor_id, catalog.ids("interceptor")) or "see `rangering catalog list`"
        raise CatalogError("is no interceptor", value=interceptor_id, mend=mend)
    line = family_line(catalog, entry)
    search = Search(catalog, interceptor_id, range_class_of(catalog, entry), reading)
    # A guidance that holds the channel to the end is a fact in words: no number, so no input.
    wanted = None if fields is None else set(fields) - {"seeker_range_m"}

    def field(name: str, quantity: str) -> float:
        return search.field(name, line, (quantity,), (f"interceptor.{quantity}",))

    reach = search.find(line, _REACH) or search.default(("interceptor.range_max",))
    return InterceptorFacts(
        interceptor=interceptor_id,
        title=entry.title,
        range_max_m=search.take("range_max_m", reach, search.reading.get(f"{interceptor_id}.reach")),
        range_min_m=field("range_min_m", "range_min"),
        altitude_max_m=field("altitude_max_m", "altitude_max"),
        altitude_min_m=field("altitude_min_m", "altitude_min"),
        speed_max_m_s=field("speed_max_m_s", "speed_max"),
        launch_mass_kg=field("launch_mass_kg", "launch_mass"),
        motor_burn_time_s=field("motor_burn_time_s", "motor_burn_time"),
        mass_ratio=field("mass_ratio", "mass_ratio"),
        single_shot_kill_probability=field("single_shot_kill_probability", "single_shot_kill_probability"),
        seeker_range_m=_seeker_range_m(search, line),
        missiles_per_launcher_count=_missiles_per_launcher(catalog, search, line),
        unit_price_usd=_unit_price_usd(search, line),
        inputs=search.done(allow_defaults, wanted),
    )


def _seeker_range_m(search: Search, line: Sequence[Entry]) -> float:
    """The stated hand-over range, else by the words on its guidance: an active seeker frees the channel."""
    stated = search.find(line, ("seeker_range",))
    if stated is not None:
        return search.take("seeker_range_m", stated)
    words = next((each.statements["guidance"].text for each in line if "guidance" in each.statements), None)
    if words is None:
        return search.take("seeker_range_m", search.default(("interceptor.seeker_range_guidance_unknown",)))
    if _OWN_SEEKER.search(words):
        return search.take("seeker_range_m", search.default(("interceptor.seeker_range",)))
    return 0.0


def _missiles_per_launcher(catalog: Catalog, search: Search, line: Sequence[Entry]) -> float:
    """How many of a type one launcher holds: the row its entry points to, else its system's launcher's."""
    name = "missiles_per_launcher"
    row = next((catalog.quantity(each.borrows[name]) for each in line if name in each.borrows), None)
    if row is None and line[0].system in catalog:
        launcher = catalog[line[0].system].launcher
        holders = [catalog[each] for each in (launcher, *catalog[line[0].system].organisation) if each]
        row = search.find(holders, (name,), ("launcher",))
    return search.take(f"{name}_count", row or search.default((f"launcher.{name}",)))


def _unit_price_usd(search: Search, line: Sequence[Entry]) -> float:
    """A price in dollars; rows in other currencies stay facts to read, for want of a rate and a year."""
    row = search.find(line, ("unit_price",))
    if row is None or row.si_unit_and_factor[0] != "USD":
        row = search.default(("interceptor.unit_price",))
    return search.take("unit_price_usd", row)


def resolve_fire_unit(
    catalog: Catalog,
    system_id: str,
    *,
    reading: Reading | None = None,
    allow_defaults: bool = True,
    fields: Collection[str] | None = None,
) -> FireUnitFacts:
    """One fire unit of a system as engines need it; parameters and errors as in `resolve_radar`.

    A radar of which nothing is published is named ``default/<range class>/<role>``, as `resolve_radar` reads.
    Channels come as a whole reading (targets, missiles): a reading that draws only one of the two takes the
    other from the same pair.
    """
    reading = whole_readings(catalog, reading or {})
    system = system_entry(catalog, system_id)
    radars = radar_ids(system)
    parts = [catalog[each] for each in (*system.organisation, system.launcher) if each is not None]
    guides = [catalog[radars["engagement"]]] if radars["engagement"] in catalog else []
    own = [system, *parts]
    search = Search(catalog, system_id, str(system.range_class), reading)

    def held(field: str, default: str, *names: str, by: tuple[str, ...] = ("fire_unit",)) -> float:
        return search.field(field, [*guides, *own], names, (default,), per=by)

    def timed(field: str, default: str, *names: str) -> float:
        return search.field(field, own, names, (default,))

    return FireUnitFacts(
        system=system_id,
        title=system.title,
        surveillance_radar=radars["surveillance"],
        engagement_radar=radars["engagement"],
        acquisition_radar=system.acquisition_radar,
        interceptors=system.interceptors,
        launchers_count=held(
            "launchers_count",
            "fire_unit.launchers",
            "launchers_per_battalion",
            "launchers",
            "launch_vehicles",
        ),
        missiles_per_launcher_count=held(
            "missiles_per_launcher_count",
            "launcher.missiles_per_launcher",
            "missiles_per_launcher",
            "48N6_missiles_per_launcher",
            "PAC-3_MSE_per_launcher",
            by=("launcher",),
        ),
        targets_engaged_count=held(
            "targets_engaged_count",
            "engagement.targets_engaged",
            "targets_engaged",
            by=("radar", "fire_unit"),
        ),
        missiles_guided_count=held(
            "missiles_guided_count",
            "engagement.missiles_guided",
            "missiles_guided",
            by=("radar", "fire_unit"),
        ),
        salvo_count=held(
            "salvo_count",
            "fire_unit.salvo",
            "missiles_per_target_salvo",
            "salvo_missiles_per_target",
            by=("target",),
        ),
        launch_interval_s=timed("launch_interval_s", "launcher.launch_interval", "launch_interval"),
        reload_time_s=timed("reload_time_s", "launcher.reload_time", "reload_time"),
        reaction_time_s=timed("reaction_time_s", "fire_unit.reaction_time", "reaction_time"),
        reaction_time_unalerted_s=timed(
            "reaction_time_unalerted_s", "fire_unit.reaction_time_unalerted", "reaction_time_unalerted"
        ),
        deployment_time_s=timed(
            "deployment_time_s",
            "fire_unit.deployment_time",
            "deployment_time_march_to_ready",
            "deployment_time",
        ),
        availability_fraction=timed("availability_fraction", "fire_unit.availability", "system_availability"),
        crew_count=held("crew_count", "fire_unit.crew", "crew"),
        assessment_time_s=timed("assessment_time_s", "fire_unit.assessment_time", "assessment_time"),
        miss_called_kill_probability=timed(
            "miss_called_kill_probability", "fire_unit.miss_called_kill", "miss_called_kill"
        ),
        kill_called_miss_probability=timed(
            "kill_called_miss_probability", "fire_unit.kill_called_miss", "kill_called_miss"
        ),
        handover_limit_s=timed("handover_limit_s", "fire_unit.handover_limit", "handover_limit"),
        evaluation_period_s=timed("evaluation_period_s", "fire_unit.evaluation_period", "evaluation_period"),
        guidance_coast_s=timed("guidance_coast_s", "fire_unit.guidance_coast", "guidance_coast"),
        guidance_missed_looks_ratio=timed(
            "guidance_missed_looks_ratio", "fire_unit.guidance_missed_looks", "guidance_missed_looks"
        ),
        guidance_detection_probability=timed(
            "guidance_detection_probability", "fire_unit.guidance_detection", "guidance_detection"
        ),
        self_defence_distance_m=timed(
            "self_defence_distance_m", "fire_unit.self_defence_distance", "self_defence_distance"
        ),
        self_defence_time_s=timed("self_defence_time_s", "fire_unit.self_defence_time", "self_defence_time"),
        other_object_distance_m=timed(
            "other_object_distance_m", "fire_unit.other_object_distance", "other_object_distance"
        ),
        relief_ratio=timed("relief_ratio", "fire_unit.relief_ratio", "relief_ratio"),
        relief_time_s=timed("relief_time_s", "fire_unit.relief_time", "relief_time"),
        reload_sets_count=held("reload_sets_count", "launcher.reload_sets", "reload_sets", by=("launcher",)),
        launcher_time_between_failures_s=timed(
            "launcher_time_between_failures_s",
            "launcher.mean_time_between_failures",
            "launcher_mean_time_between_failures",
        ),
        launcher_time_to_repair_s=timed(
            "launcher_time_to_repair_s", "launcher.mean_time_to_repair", "launcher_mean_time_to_repair"
        ),
        inputs=search.done(allow_defaults, fields),
    )


def radar_ids(system: Entry) -> dict[str, str]:
    """The radars of a system by role; a class default where none is published."""
    return {
        "surveillance": system.surveillance_radar
        or system.acquisition_radar
        or f"default/{system.range_class}/surveillance",
        "engagement": system.engagement_radar or f"default/{system.range_class}/engagement",
    }


def whole_readings(catalog: Catalog, reading: Reading) -> Reading:
    """A reading in which figures that only make sense as whole sets are whole.

    Where a set is drawn in part, such as the targets of a radar without its missiles, the nearest listed
    set that fits what is drawn gives the rest.
    """
    rest: dict[str, float] = {}
    for group in catalog.joint.values():
        if isinstance(group, Readings) and any(member in reading for member in group.members):
            factors = [catalog.quantity(member).si_unit_and_factor[1] for member in group.members]
            sets = [dict(zip(group.members, _scaled(each, factors), strict=True)) for each in group.readings]
            drawn = {member: reading[member] for member in group.members if member in reading}
            fits = min(sets, key=lambda each: sum(abs(each[m] - value) for m, value in drawn.items()))
            rest |= fits
    return rest | dict(reading)


def _scaled(values: Sequence[float], factors: Sequence[float]) -> list[float]:
    return [value * factor for value, factor in zip(values, factors, strict=True)]


def mission_inputs(catalog: Catalog, system_id: str) -> tuple[Input, ...]:
    """Every number a mission of this system rests on.

    Its radars and how they track, one fire unit, each of its interceptors, and how its crew identifies. A
    class default that holds for every class alike is one number, however many radars lean on it.
    """

    def walk() -> Iterator[Input]:
        fire_unit = resolve_fire_unit(catalog, system_id)
        yield from fire_unit.inputs
        ids = {fire_unit.surveillance_radar, fire_unit.engagement_radar, fire_unit.acquisition_radar} - {None}
        for radar in sorted(str(each) for each in ids):
            yield from resolve_radar(catalog, radar).inputs
            yield from resolve_tracking(catalog, radar).inputs
        for interceptor in fire_unit.interceptors:
            yield from resolve_interceptor(catalog, interceptor).inputs
        yield from resolve_identification(catalog, system_id).inputs

    shared: set[str] = set()
    inputs = []
    for each in walk():
        if each.quantity not in shared:
            inputs.append(each)
        if each.quantity.startswith(f"default/{EVERY}."):
            shared.add(each.quantity)
    return tuple(inputs)


def assumed_share(catalog: Catalog, system_id: str) -> tuple[int, int]:
    """How many of a system's mission inputs come from class defaults, and how many there are."""
    inputs = mission_inputs(catalog, system_id)
    return sum(each.from_default for each in inputs), len(inputs)
