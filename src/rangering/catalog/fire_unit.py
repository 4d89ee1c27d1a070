"""Interceptors and fire units in SI, and the share of a system's inputs that rests on class defaults.

Totals published for a whole system (36/72, 80/160) are never given to one radar or fire unit. Figures against
ballistic targets and vendor kill ratios are not used.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from rangering.catalog.inputs import Input, Reading, Search, family_line, range_class_of
from rangering.catalog.models import Entry
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import resolve_radar, system_entry
from rangering.errors import CatalogError, nearest

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
        inputs=search.done(allow_defaults, fields),
    )


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
    """
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


def mission_inputs(catalog: Catalog, system_id: str) -> tuple[Input, ...]:
    """Every number a mission of this system rests on: its radars, one fire unit, each of its interceptors."""

    def walk() -> Iterator[Input]:
        fire_unit = resolve_fire_unit(catalog, system_id)
        yield from fire_unit.inputs
        ids = {fire_unit.surveillance_radar, fire_unit.engagement_radar, fire_unit.acquisition_radar} - {None}
        for radar in sorted(str(each) for each in ids):
            yield from resolve_radar(catalog, radar).inputs
        for interceptor in fire_unit.interceptors:
            yield from resolve_interceptor(catalog, interceptor).inputs

    return tuple(walk())
