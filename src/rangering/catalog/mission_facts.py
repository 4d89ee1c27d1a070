"""What the chain of a raid needs and hardly anybody publishes: tracking and identification, in SI.

An entry's own figures stand first; most come from the class defaults, grade D, many of them one row for every
class alike (``default/every…``). Limits: a radar's filter and logic are those of textbooks, tuned for nobody;
the weights before any evidence are even. Sources: in class-defaults.toml, row by row.
"""

from collections.abc import Collection
from typing import NamedTuple

from rangering.catalog.inputs import EVERY, Input, Reading, Search
from rangering.catalog.models import Entry
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import described_radar, system_entry
from rangering.errors import CatalogError


class TrackingFacts(NamedTuple):
    """How a radar makes tracks of plots, how well it measures, and how often it fails."""

    radar: str
    role: str
    confirm_hits_count: float
    """M of the M-of-N logic that confirms a track."""
    confirm_scans_count: float
    """N of it."""
    missed_scans_count: float
    """Looks in a row without a plot after which a track is given up."""
    process_noise_m2_s3: float
    """Density of the white acceleration its filter allows for."""
    false_plots_count: float
    """Mean number in one look round; Poisson."""
    range_resolution_m: float
    range_floor_fraction: float
    """Least standard deviation in range, as a share of the range cell."""
    angle_floor_fraction: float
    """Least standard deviation in azimuth and elevation, as a share of the beamwidth."""
    monopulse_slope_ratio: float
    mean_time_between_failures_s: float
    mean_time_to_repair_s: float
    inputs: tuple[Input, ...]


class IdentificationFacts(NamedTuple):
    """What the crew of a system has to tell hostile, friend and civil apart, and how it errs."""

    system: str
    reply_probability: float
    """A working transponder is heard at one look."""
    silent_friend_probability: float
    """A friendly or civil flight is never heard although its transponder is on."""
    false_friend_probability: float
    """A hostile flight is taken for a friend at one look."""
    fast_speed_m_s: float
    low_altitude_m: float
    kinematic_ratio: float
    """Likelihood ratio, hostile to others, of an object faster than the one and lower than the other."""
    prior_hostile_ratio: float
    prior_friend_ratio: float
    prior_civil_ratio: float
    """The three are weights beside each other: divide by their sum."""
    decision_probability: float
    operator_delay_s: float
    time_limit_s: float
    """After which the operator decides with what there is."""
    inputs: tuple[Input, ...]

    @property
    def priors(self) -> tuple[float, float, float]:
        """Probability of hostile, friend and civil before any evidence; they sum to 1."""
        weights = self.prior_hostile_ratio, self.prior_friend_ratio, self.prior_civil_ratio
        hostile, friend, civil = (weight / sum(weights) for weight in weights)
        return hostile, friend, civil


class ContextFacts(NamedTuple):
    """What place, course, climb, flight plans and stress tell or do; where a scenario asks for them."""

    corridor_civil_probability: float
    """A civil flight is inside a corridor at one look."""
    corridor_other_probability: float
    climb_rate_m_s: float
    """From which a track counts as climbing or descending."""
    climb_ratio: float
    """Likelihood ratio, hostile to others, of one that climbs."""
    descent_ratio: float
    approach_distance_m: float
    """A course that comes nearer an asset than this heads for it."""
    approach_hostile_probability: float
    """The course of a hostile flight comes so near."""
    approach_other_probability: float
    filed_probability: float
    """A flight plan is found for a friendly or civil flight."""
    filed_hostile_probability: float
    """Some flight plan seems to be a hostile flight's."""
    wrong_code_ratio: float
    """Likelihood ratio, hostile to others, of a code that is neither a friend's nor an airliner's."""
    misalignment_rad: float
    workload_fraction: float
    pressed_probability: float
    inputs: tuple[Input, ...]


class CueFacts(NamedTuple):
    """How good tracks from outside are, where a scenario states that some come."""

    update_period_s: float
    accuracy_m: float
    """Standard deviation in each direction."""
    inputs: tuple[Input, ...]


def resolve_tracking(
    catalog: Catalog,
    radar_id: str,
    *,
    reading: Reading | None = None,
    allow_defaults: bool = True,
    fields: Collection[str] | None = None,
) -> TrackingFacts:
    """How a radar tracks, as engines need it; parameters and errors as in `resolve_radar`."""
    radar = described_radar(catalog, radar_id)
    search = Search(catalog, radar_id, radar.range_class, reading)

    def field(name: str, quantity: str) -> float:
        defaults = (f"{radar.as_role}.{quantity}", f"radar.{quantity}")
        return search.field(name, radar.line, (quantity,), defaults)

    return TrackingFacts(
        radar=radar_id,
        role=radar.role,
        confirm_hits_count=field("confirm_hits_count", "confirm_hits"),
        confirm_scans_count=field("confirm_scans_count", "confirm_scans"),
        missed_scans_count=field("missed_scans_count", "missed_scans"),
        process_noise_m2_s3=field("process_noise_m2_s3", "process_noise"),
        false_plots_count=field("false_plots_count", "false_plots"),
        range_resolution_m=field("range_resolution_m", "range_resolution"),
        range_floor_fraction=field("range_floor_fraction", "range_accuracy_floor"),
        angle_floor_fraction=field("angle_floor_fraction", "angle_accuracy_floor"),
        monopulse_slope_ratio=field("monopulse_slope_ratio", "monopulse_slope"),
        mean_time_between_failures_s=field("mean_time_between_failures_s", "mean_time_between_failures"),
        mean_time_to_repair_s=field("mean_time_to_repair_s", "mean_time_to_repair"),
        inputs=search.done(allow_defaults, fields),
    )


def resolve_identification(
    catalog: Catalog,
    system_id: str,
    *,
    reading: Reading | None = None,
    allow_defaults: bool = True,
    fields: Collection[str] | None = None,
) -> IdentificationFacts:
    """How a system's crew identifies, as engines need it; parameters and errors as in `resolve_radar`."""
    system = system_entry(catalog, system_id)
    line = [system, *(catalog[each] for each in system.organisation)]
    search = Search(catalog, system_id, str(system.range_class), reading)

    def field(name: str, quantity: str) -> float:
        return search.field(name, line, (f"identification_{quantity}",), (f"identification.{quantity}",))

    return IdentificationFacts(
        system=system_id,
        reply_probability=field("reply_probability", "reply_probability"),
        silent_friend_probability=field("silent_friend_probability", "silent_friend_probability"),
        false_friend_probability=field("false_friend_probability", "false_friend_probability"),
        fast_speed_m_s=field("fast_speed_m_s", "fast_speed"),
        low_altitude_m=field("low_altitude_m", "low_altitude"),
        kinematic_ratio=field("kinematic_ratio", "kinematic_ratio"),
        prior_hostile_ratio=field("prior_hostile_ratio", "prior_hostile"),
        prior_friend_ratio=field("prior_friend_ratio", "prior_friend"),
        prior_civil_ratio=field("prior_civil_ratio", "prior_civil"),
        decision_probability=field("decision_probability", "decision_probability"),
        operator_delay_s=field("operator_delay_s", "operator_delay"),
        time_limit_s=field("time_limit_s", "time_limit"),
        inputs=search.done(allow_defaults, fields),
    )


def resolve_context(
    catalog: Catalog,
    system_id: str,
    *,
    reading: Reading | None = None,
    allow_defaults: bool = True,
    fields: Collection[str],
) -> ContextFacts:
    """What place, course and stress tell a system's crew; as `resolve_identification`, of these fields."""
    system = system_entry(catalog, system_id)
    line = [system, *(catalog[each] for each in system.organisation)]
    search = Search(catalog, system_id, str(system.range_class), reading)

    def field(name: str, quantity: str) -> float:
        return search.field(name, line, (f"identification_{quantity}",), (f"identification.{quantity}",))

    return ContextFacts(
        corridor_civil_probability=field("corridor_civil_probability", "corridor_civil_probability"),
        corridor_other_probability=field("corridor_other_probability", "corridor_other_probability"),
        climb_rate_m_s=field("climb_rate_m_s", "climb_rate"),
        climb_ratio=field("climb_ratio", "climb_ratio"),
        descent_ratio=field("descent_ratio", "descent_ratio"),
        approach_distance_m=field("approach_distance_m", "approach_distance"),
        approach_hostile_probability=field("approach_hostile_probability", "approach_hostile_probability"),
        approach_other_probability=field("approach_other_probability", "approach_other_probability"),
        filed_probability=field("filed_probability", "filed_probability"),
        filed_hostile_probability=field("filed_hostile_probability", "filed_hostile_probability"),
        wrong_code_ratio=field("wrong_code_ratio", "wrong_code_ratio"),
        misalignment_rad=field("misalignment_rad", "misalignment"),
        workload_fraction=field("workload_fraction", "workload"),
        pressed_probability=field("pressed_probability", "pressed_probability"),
        inputs=search.done(allow_defaults, fields),
    )


def resolve_cue(catalog: Catalog, *, reading: Reading | None = None, allow_defaults: bool = True) -> CueFacts:
    """How good tracks from outside are: class defaults, for nothing says who sends them.

    Raises
    ------
    CatalogError
        Class defaults are not allowed.
    """
    search = Search(catalog, "external_cue", EVERY, reading)
    return CueFacts(
        search.field("update_period_s", (), (), ("external_cue.update_period",)),
        search.field("accuracy_m", (), (), ("external_cue.accuracy",)),
        search.done(allow_defaults),
    )


def flown_class(catalog: Catalog, type_id: str) -> str:
    """The class of target whose figures an aircraft or class flies with.

    A class flies as itself, a named aircraft as its class. One whose signature must never meet a radar (the
    F-35A) flies as another class, so that no run can tell at which range it would be seen.

    Raises
    ------
    CatalogError
        Unknown id, or an entry that does not say as what it flies.
    """
    entry = catalog[type_id]
    if entry.kind == "target":
        return type_id
    flies_as = entry.flies_as or entry.target_class
    if flies_as is None:
        mend = "fly a class of target, or give the entry a target_class"
        raise CatalogError("does not say as which class of target it flies", value=type_id, mend=mend)
    return flies_as


def follows_terrain(target: Entry) -> bool:
    """Whether a class flies at a height above the ground under it: those whose row is a low-level height."""
    return "altitude_low_level" in target.quantities
