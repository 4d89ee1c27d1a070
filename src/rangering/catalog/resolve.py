"""Radars, targets and naive rings in SI, each number with where it comes from.

Limits: a claim without a stated cross-section is read against a reference one (grade D); every claim is taken
as one look at a Swerling 1 target, boresight, clear standard air. The 1 m² rows of the S-400 radars are
derivations, grade D.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from rangering.catalog.inputs import Input, Reading, Search, family_line, range_class_of
from rangering.catalog.models import Entry, Quantity, cited, is_named_aircraft
from rangering.catalog.read import Catalog
from rangering.errors import CatalogError, nearest

SWERLING = 1  # the model a claim is read with where it says nothing
N_PULSES = 1  # one look

POWER_CLAIMS = (
    "claimed_detection_range",
    "detection_range",
    "detection_range_fighter",
    "detection_range_rcs_1_to_2m2",
    "engagement_support_range",
    "tracking_range",
)
RANGE_CLAIMS = (*POWER_CLAIMS, "instrumented_range")
_AT_1M2 = ("detection_range_rcs_1m2", "detection_range_rcs_1m2_pd50", "required_range_rcs_1m2")


class RadarFacts(NamedTuple):
    """A radar in SI, calibrated on a claim: `range_m` at `rcs_m2`, `pd`, `pfa`, on boresight in clear air."""

    radar: str
    title: str
    role: str
    range_class: str
    range_m: float
    rcs_m2: float
    pd: float
    pfa: float
    swerling: int
    n_pulses: int
    instrumented_range_m: float
    update_period_s: float
    azimuth_sector_rad: float
    elevation_min_rad: float
    elevation_max_rad: float
    frequency_hz: float
    beamwidth_rad: float
    elevation_beamwidth_rad: float
    mast_height_m: float
    minimum_radial_speed_m_s: float
    tracks_count: float
    inputs: tuple[Input, ...]


class TargetFacts(NamedTuple):
    """A class of target in SI; aspect ratios multiply the frontal cross-section."""

    target: str
    title: str
    rcs_m2: float
    speed_m_s: float
    altitude_low_m: float
    altitude_typical_m: float
    altitude_high_m: float
    aspect_side_ratio: float
    aspect_rear_ratio: float
    aspect_belly_ratio: float
    inputs: tuple[Input, ...]


class Ring(NamedTuple):
    """The circle a press map draws: a claim in metres, and who makes it."""

    radius_m: float
    quantity: str
    source: str


class NaiveRings(NamedTuple):
    """The highest published claims of a system; None where nothing is published."""

    system: str
    detection: Ring | None
    engagement: Ring | None


def resolve_radar(
    catalog: Catalog,
    radar_id: str,
    *,
    reading: Reading | None = None,
    allow_defaults: bool = True,
    fields: Collection[str] | None = None,
) -> RadarFacts:
    """A radar as engines need it.

    Parameters
    ----------
    catalog : Catalog
        Where the figures stand.
    radar_id : str
        A radar of the catalog, or ``default/long/surveillance`` (range class, role) for one of which nothing
        is published.
    reading : mapping, optional
        Drawn values by quantity id, in SI; nominal values where it says nothing.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.
    fields : collection of str, optional
        The fields the caller uses: `inputs` lists these alone, and only their class defaults are refused.

    Returns
    -------
    RadarFacts
        SI values; `inputs` names the quantity, grade and source of each.

    Raises
    ------
    CatalogError
        Unknown id, an entry that is no radar in service, or a class default where none is allowed.
    ValueError
        A name in `fields` that no input gives.
    """
    about = described_radar(catalog, radar_id)
    role, as_role, line = about.role, about.as_role, about.line
    search = Search(catalog, radar_id, about.range_class, reading)

    def field(name: str, default: str, *names: str) -> float:
        return search.field(name, line, (default, *names), (f"{as_role}.{default}", f"radar.{default}"))

    range_m, rcs_m2, pd = _calibration(search, line, role, as_role)
    return RadarFacts(
        radar=radar_id,
        title=about.title,
        role=role,
        range_class=about.range_class,
        range_m=range_m,
        rcs_m2=rcs_m2,
        pd=pd,
        pfa=search.take("pfa", catalog.quantity("radar/generic-s-band.false_alarm_probability")),
        swerling=SWERLING,
        n_pulses=N_PULSES,
        instrumented_range_m=_instrumented_range(search, line),
        update_period_s=field("update_period_s", "update_period", "scan_period", "rotation_rate"),
        azimuth_sector_rad=field("azimuth_sector_rad", "azimuth_sector", "azimuth_coverage"),
        elevation_min_rad=field("elevation_min_rad", "elevation_min"),
        elevation_max_rad=field("elevation_max_rad", "elevation_max", "elevation_upper_limit"),
        frequency_hz=field("frequency_hz", "frequency", "wavelength"),
        beamwidth_rad=field("beamwidth_rad", "beamwidth_azimuth", "beamwidth"),
        elevation_beamwidth_rad=field("elevation_beamwidth_rad", "beamwidth_elevation"),
        mast_height_m=field("mast_height_m", "mast_height", "antenna_height_above_ground"),
        minimum_radial_speed_m_s=field("minimum_radial_speed_m_s", "minimum_radial_speed"),
        tracks_count=field("tracks_count", "tracks_maintained", "targets_tracked"),
        inputs=search.done(allow_defaults, fields),
    )


class DescribedRadar(NamedTuple):
    """What a radar's id says before any figure is looked up."""

    range_class: str
    role: str
    as_role: str
    """The role whose class defaults stand in: an acquisition radar searches as a surveillance radar does."""
    title: str
    line: list[Entry]
    """Its entry and the families behind it; empty for a class default."""


def described_radar(catalog: Catalog, radar_id: str) -> DescribedRadar:
    """Class, role and entries behind the id of a radar; errors as in `resolve_radar`."""
    if radar_id.startswith("default/"):
        range_class, role, title, line = _default_radar(radar_id)
    else:
        entry = catalog[radar_id]
        if entry.kind != "radar" or entry.role == "reference":
            radars = [radar for radar in catalog.ids("radar") if catalog[radar].role != "reference"]
            problem = "is no radar that looks for aircraft"
            raise CatalogError(
                problem, value=radar_id, mend=nearest(radar_id, radars) or "see `rangering catalog list`"
            )
        range_class, role, title = range_class_of(catalog, entry), str(entry.role), entry.title
        line = family_line(catalog, entry)
    as_role = "surveillance" if role == "acquisition" else role
    return DescribedRadar(range_class, role, as_role, title, line)


def _default_radar(radar_id: str) -> tuple[str, str, str, list[Entry]]:
    _, range_class, role, *rest = (*radar_id.split("/"), "", "")
    classes, roles = (
        ("short", "medium", "long"),
        ("surveillance", "acquisition", "engagement", "multifunction"),
    )
    if range_class not in classes or role not in roles or any(rest):
        raise CatalogError(
            "names no class of radar", value=radar_id, mend='write it as in "default/long/surveillance"'
        )
    return range_class, role, f"class default: {role} radar, {range_class} range", []


def _calibration(
    search: Search, line: Sequence[Entry], role: str, as_role: str
) -> tuple[float, float, float]:
    """Range, cross-section and detection probability of the claim a radar is calibrated on.

    In this order: the range at 1 m², a claim that states its cross-section or class of target, a bare claim
    read against the reference cross-section of its role and range class, the default range at 1 m² of its
    class. Where a display ends says nothing about power.
    """
    claim = search.find(line, _AT_1M2)
    if claim is None:
        stated = [search.find(line, (name,)) for name in POWER_CLAIMS]
        claims = [claim for claim in stated if claim is not None]
        claim = next((c for c in claims if c.condition and (c.condition.rcs_m2 or c.condition.target)), None)
        claim = claim or (claims[0] if claims else None)
    if claim is None:
        default = search.default((f"{as_role}.detection_range_rcs_1m2",))
        range_m, rcs_m2 = search.take("range_m", default), search.take("rcs_m2", default, 1.0)
    else:
        range_m = search.take("range_m", claim)
        condition = claim.condition
        if condition and condition.rcs_m2:
            rcs_m2 = search.take("rcs_m2", claim, condition.rcs_m2[1])
        elif condition and condition.target:
            rcs_m2 = search.take("rcs_m2", search.catalog.quantity(f"{condition.target}.rcs"))
        else:
            reference = (f"{role}.reference_rcs", "radar.reference_rcs")
            rcs_m2 = search.field("rcs_m2", line, ("reference_rcs",), reference)
    if claim is not None and claim.condition and claim.condition.pd:
        return range_m, rcs_m2, search.take("pd", claim, claim.condition.pd)
    convention = search.catalog.quantity("propagation/single-scan-detection.pd_at_nominal_range_swerling1")
    return range_m, rcs_m2, search.take("pd", convention)


def _instrumented_range(search: Search, line: Sequence[Entry]) -> float:
    """The stated instrumented range, else the widest published claim: none claims more than is displayed.

    A bound of our own ends no display, but a reading that draws a claim beyond it moves the end out.
    """
    stated = search.find(line, ("instrumented_range",))
    if stated is not None:
        return search.take("instrumented_range_m", stated)
    claims = [claim for name in RANGE_CLAIMS if (claim := search.find(line, (name,))) is not None]
    if not claims:
        return search.take("instrumented_range_m", search.default(("radar.instrumented_range",)))
    ends_m = [
        max(claim.highest_published_si or claim.si[1], search.reading.get(claim.id, 0.0)) for claim in claims
    ]
    end_m, widest = max(zip(ends_m, claims, strict=True), key=lambda pair: pair[0])
    return search.take("instrumented_range_m", widest, end_m)


def resolve_target(
    catalog: Catalog,
    target_id: str,
    *,
    reading: Reading | None = None,
    allow_defaults: bool = True,
    fields: Collection[str] | None = None,
) -> TargetFacts:
    """A class of target as engines need it.

    Parameters
    ----------
    catalog, reading, allow_defaults, fields
        As in `resolve_radar`; of the altitude band, `inputs` lists the typical altitude alone.
    target_id : str
        A class such as ``target/cruise-missile``. Named aircraft are refused: their signature figures are
        facts to read, never combined with a radar.

    Returns
    -------
    TargetFacts
        SI values with their provenance.

    Raises
    ------
    CatalogError
        Unknown id, a named aircraft, anything else that is no class of target, or a class default where none
        is allowed.
    ValueError
        A name in `fields` that no input gives.
    """
    entry = catalog[target_id]
    if is_named_aircraft(entry):
        mend = f"use the class {entry.target_class}" if entry.target_class else "use a class of target"
        raise CatalogError(
            "is a named aircraft, whose signature is never combined with a radar", value=target_id, mend=mend
        )
    if entry.kind != "target":
        mend = nearest(target_id, catalog.ids("target")) or "see `rangering catalog list`"
        raise CatalogError("is no class of target", value=target_id, mend=mend)
    search = Search(catalog, target_id, target_id, reading)
    rcs = search.find([entry], ("rcs",))
    if rcs is None:
        raise CatalogError("has no cross-section", value=target_id, mend="add a quantity rcs to the entry")
    rcs_m2 = search.take("rcs_m2", rcs)
    speed = search.find([entry], ("speed", "cruise_speed"))
    if speed is None and "speed" in entry.borrows:
        speed = catalog.quantity(entry.borrows["speed"])
    speed_m_s = search.take("speed_m_s", speed or search.default(("target.speed",)))
    band = search.find([entry], ("altitude_low_level",)) or search.default(("target.altitude_band",))
    low_m, typical_m, high_m = band.si
    search.take("altitude_typical_m", band, typical_m)
    side, rear, belly = (
        search.take(
            f"aspect_{aspect}_ratio", catalog.quantity(f"cross-section/aspect-{aspect}.ratio_to_frontal")
        )
        for aspect in ("side", "rear", "belly")
    )
    return TargetFacts(
        target=target_id,
        title=entry.title,
        rcs_m2=rcs_m2,
        speed_m_s=speed_m_s,
        altitude_low_m=low_m,
        altitude_typical_m=typical_m,
        altitude_high_m=high_m,
        aspect_side_ratio=side,
        aspect_rear_ratio=rear,
        aspect_belly_ratio=belly,
        inputs=search.done(allow_defaults, fields),
    )


def naive_rings(catalog: Catalog, system_id: str) -> NaiveRings:
    """The full circles of the highest published claims of a system, as a press map draws them.

    Parameters
    ----------
    catalog : Catalog
        Where the claims stand.
    system_id : str
        A system, such as ``s-400``.

    Returns
    -------
    NaiveRings
        Detection: the highest claim to detect of any of its radars, to track where none claims to detect;
        where a display ends is no such claim. Engagement: the system's claim, else the highest claim of its
        interceptors. A bound that is our own assumption is no claim.

    Raises
    ------
    CatalogError
        Unknown id, or no system.
    """
    system = system_entry(catalog, system_id)
    radars = [entry for entry in catalog.parts(system_id) if entry.kind == "radar"]
    rounds = [part for each in system.interceptors for part in family_line(catalog, catalog[each])]
    engagement = _highest([system], ("range_max_claim",)) or _highest(
        rounds, ("range_max", "range_max_aircraft")
    )
    return NaiveRings(system=system_id, detection=_detection_ring(radars), engagement=engagement)


def radar_ring(catalog: Catalog, radar_id: str) -> Ring | None:
    """The highest published detection claim of one radar; None where nothing is published of it."""
    if radar_id.startswith("default/"):
        return None
    return _detection_ring(family_line(catalog, catalog[radar_id]))


def _detection_ring(radars: Sequence[Entry]) -> Ring | None:
    names = {name for radar in radars for name in radar.quantities}
    detecting = [name for name in names if name.startswith(("claimed_detection_range", "detection_range"))]
    return _highest(radars, sorted(detecting)) or _highest(radars, ("tracking_range",))


def _highest(entries: Iterable[Entry], names: Sequence[str]) -> Ring | None:
    claims = [
        claim
        for entry in entries
        for name in names
        if (claim := entry.quantities.get(name)) is not None
        and claim.in_runs
        and claim.highest_published_si is not None
    ]
    best: Quantity | None = max(claims, key=lambda claim: claim.highest_published_si or 0.0, default=None)
    return None if best is None else Ring(best.highest_published_si or 0.0, best.id, cited(best.source))


def system_entry(catalog: Catalog, system_id: str) -> Entry:
    """The entry of a system; an id of anything else is a `CatalogError`."""
    entry = catalog[system_id]
    if entry.kind != "system":
        raise CatalogError("is no system", value=system_id, mend=nearest(system_id, catalog.ids("system")))
    return entry
