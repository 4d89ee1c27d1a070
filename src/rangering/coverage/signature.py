"""What opportunity a scenario's radars have to sample the echo of an own or allied flight (Q9).

The flight is flown on the route that the scenario states, again and again; only the phase of each radar's
turning at its start is drawn. Nothing here searches a route, a time or a height, or says which would be
better. The class's generic cross-section stands for the aircraft: a type of low signature flies with the
figures of another class, so that no number is about it. Civil and hostile flights are refused.
"""

from collections.abc import Iterator, Sequence
from math import degrees, isfinite, radians

import numpy as np

from rangering.catalog.mission_facts import flown_class
from rangering.catalog.models import is_named_aircraft
from rangering.catalog.read import Catalog, load_catalog
from rangering.coverage.asked import require_readings
from rangering.coverage.remarks import ground_notes, stated_options, switched_off
from rangering.coverage.signature_compile import Compiled, compile_signature
from rangering.coverage.signature_kernels import fly_sorties
from rangering.coverage.signature_plan import (
    AZIMUTHS,
    BINS,
    ELEVATIONS,
    AskedPlan,
    ReadingPlan,
    Sampled,
    empty_sample,
)
from rangering.coverage.signature_results import SignatureResult
from rangering.coverage.signature_rows import (
    distance_rows,
    figure_of,
    frequency_rows,
    radar_rows,
    side_rows,
    sortie_rows,
)
from rangering.coverage.sources import sources_from
from rangering.errors import ScenarioError, nearest
from rangering.scenario.flights import Flight
from rangering.scenario.models import Scenario
from rangering.scenario.record import environment_of, record_of
from rangering.scenario.uncertainty import stated_catalog
from rangering.sight.radars import has_sector
from rangering.terrain.ground import Progress

THRESHOLD_DB = 13.0
WHY_THRESHOLD = (
    "13 dB is about what one look needs to detect a fluctuating target with probability 0.5 and a "
    "false-alarm rate of 1e-6 (12.8 dB); there the power of a steady echo is measured to 1.4 dB in one look"
)
STANDOFF_M = (50e3, 100e3, 150e3, 200e3, 300e3, 400e3)
"""Where bands of stand-off distance end: round figures, no rule. [m]"""
SORTIES = 20
MOST_SORTIES = 1000
MOST_LOOKS = 2e9  # at a third of a microsecond each: ten minutes
_STEEPEST_RAD = radians(75.0)


def sample_signature(
    scenario: Scenario,
    flight: str,
    *,
    catalog: Catalog | None = None,
    sorties: int = SORTIES,
    samples: int = 64,
    seed: int = 1,
    threshold_db: float = THRESHOLD_DB,
    standoff_m: Sequence[float] = STANDOFF_M,
    turn_bank_rad: float = 0.0,
    allow_defaults: bool = True,
    progress: Progress | None = None,
) -> SignatureResult:
    """From which sides, how strongly and how often the scenario's radars look at one flight.

    Parameters
    ----------
    scenario : Scenario
        What is stated.
    flight : str
        Name of an own or allied flight, whatever its case. One aircraft flies the route in each sortie.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given.
    sorties : int
        How often the route is flown, 1 to 1000.
    samples, seed : int
        How many readings of what nobody outside knows to draw, and which; 0: nominal values alone. The seed
        also draws the phases of the radars' turning.
    threshold_db : float
        Level of one look over the noise from which it counts as a sample, -30 to 60. [dB]
    standoff_m : sequence of float
        Where bands of ground distance end, rising, above 0; the last goes on without end. [m]
    turn_bank_rad : float
        Bank in turns, to 75 degrees; 0: corners are flown in no time with wings level. [rad]
    allow_defaults : bool
        False refuses figures that no public source gives.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    SignatureResult

    Raises
    ------
    RangeringError
        A flight that is civil, hostile or unknown; a number out of range; no radar; ground that cannot be
        had.
    """
    tell = _forward(progress or (lambda _what, _share: None))
    _require(sorties, threshold_db, standoff_m, turn_bank_rad)
    require_readings(samples, seed)
    flown, side = find_flight(scenario, flight)
    known = catalog if catalog is not None else load_catalog()
    stated = stated_catalog(known, scenario.uncertainty, scenario.name)
    made = compile_signature(
        scenario, stated, flown, samples=samples, seed=seed, turn_bank_rad=turn_bank_rad,
        allow_defaults=allow_defaults, progress=tell,
    )  # fmt: skip
    asked = AskedPlan(seed, sorties, float(threshold_db), np.array([0.0, *standoff_m]))
    _require_few_looks(made, sorties, samples)
    tell("sorties", 0.8)
    nominal = _fly(made, made.nominal, asked)
    drawn = []
    for number, reading in enumerate(made.readings):
        tell("sorties", 0.8 + 0.2 * number / len(made.readings))
        drawn.append(_fly(made, reading, asked))
    every = [nominal, *drawn]
    size = stated.quantity(f"{made.target.target}.rcs").si
    flight_plan = made.flight
    return SignatureResult(
        title=scenario.title,
        name=scenario.name,
        labels=scenario.labels,
        flight=flown.shown,
        side=side,
        flown_as=flown_as(stated, flown.type),
        target=made.target.target,
        target_title=made.target.title,
        rcs_m2=(float(size[0]), float(size[1]), float(size[2])),
        duration_s=float(flight_plan.step_s * (flight_plan.altitude_m.size - 1)),
        sorties=sorties,
        samples=samples,
        seed=seed,
        threshold_db=asked.threshold_db,
        turn_bank_rad=turn_bank_rad,
        altitude_m=(float(flight_plan.altitude_m.min()), float(flight_plan.altitude_m.max())),
        nearest_m=float(np.hypot(made.ways.east_m, made.ways.north_m).min()),
        frequencies=tuple(frequency_rows(made, every, asked)),
        distances=tuple(distance_rows(every, asked)),
        sides=tuple(side_rows(every, asked)),
        radars=tuple(radar_rows(made, every, asked)),
        over_sorties=tuple(sortie_rows(every, sorties)),
        silent=figure_of([each.silent[0] / sorties for each in every]),
        look_bins=nominal.looks / sorties,
        sample_bins=nominal.samples / sorties,
        best_bins_db=nominal.best_db,
        share_bins=np.mean([each.samples.sum(axis=0) > 0 for each in drawn or every], axis=0),
        environment=environment_of(scenario, made.records[0]),
        sources=sources_from(stated, made.inputs),
        assumptions=tuple(_assumptions(scenario, made, asked, turn_bank_rad, samples)),
        warnings=tuple(_warnings(scenario, made, flown)),
        provenance=record_of(scenario, known, made.records[0], samples, seed) | {"seed": seed},
    )


def _forward(progress: Progress) -> Progress:
    """Tells shares that never fall: each part of the work counts its own from nothing."""
    most = 0.0

    def tell(what: str, share: float) -> None:
        nonlocal most
        most = max(most, share)
        progress(what, most)

    return tell


def find_flight(scenario: Scenario, name: str) -> tuple[Flight, str]:
    """An own or allied flight by its name, whatever its case, and whose it is.

    Raises
    ------
    ScenarioError
        The name is of a civil or hostile flight, of a raid, or of nothing.
    """
    key = name.strip().casefold()
    kinds = (
        ("own flight", scenario.own_flights),
        ("allied flight", scenario.allied_flights),
        ("civil flight", scenario.civil_flights),
        ("hostile flight", scenario.hostile_flights),
        ("raid", scenario.raids),
    )
    friends = {
        each.name: (each, side)
        for side, flights in (("own", scenario.own_flights), ("allied", scenario.allied_flights))
        for each in flights
    }
    choice = f"name an own or allied flight: {', '.join(friends)}" if friends else (
        "the scenario has none: add an [[own_flight]] or an [[allied_flight]]"
    )  # fmt: skip
    for kind, flights in kinds:
        for each in flights:
            if each.name.casefold() != key:
                continue
            if each.name in friends:
                return friends[each.name]
            whose = "civil" if kind == "civil flight" else "hostile"
            also = "; what radars see of civil flights is another question" if whose == "civil" else ""
            raise ScenarioError(
                f"is {whose}: signatures are worked out for own and allied flights alone{also}",
                where=f"{scenario.read_as}, {kind} {each.name}, --flight",
                value=name,
                mend=choice,
            )
    near = nearest(name, friends)
    raise ScenarioError(
        "is no flight of the scenario", where=f"{scenario.read_as}, --flight", value=name,
        mend="; ".join(filter(None, (near, choice))),
    )  # fmt: skip


def flown_as(catalog: Catalog, type_id: str) -> str:
    """What must be said of a flight's type: whose cross-section stands for it."""
    entry = catalog[type_id]
    stands = catalog[flown_class(catalog, type_id)].title.lower()
    if not is_named_aircraft(entry):
        return f"The flight is of a class, {stands}: its cross-section is generic and no type's own."
    said = f"{entry.title} flies with the generic cross-section of a class, {stands}; no signature of its own"
    if entry.target_class is None:
        return (
            f"{said} is given to it, since it is of low signature: no number here is about the "
            f"{entry.title}, and none says at which distance one could be detected."
        )
    return f"{said} enters."


def _require(sorties: int, threshold_db: float, standoff_m: Sequence[float], turn_bank_rad: float) -> None:
    if not 1 <= sorties <= MOST_SORTIES:
        raise ScenarioError(
            f"is no number of sorties from 1 to {MOST_SORTIES}", where="--sorties", value=sorties,
            mend=f"{SORTIES} if not given",
        )  # fmt: skip
    if not -30.0 <= threshold_db <= 60.0:
        raise ScenarioError(
            "is no threshold from -30 to 60 dB", where="--threshold", value=f"{threshold_db:g} dB",
            mend=f"{THRESHOLD_DB:g} dB if not given: {WHY_THRESHOLD}",
        )  # fmt: skip
    edges = np.array([0.0, *standoff_m])
    if not np.all(np.diff(edges) > 0.0) or not isfinite(edges[-1]) or len(edges) > 21:
        raise ScenarioError(
            "are no ends of distance bands, rising from above 0", where="--standoff",
            value=", ".join(f"{each / 1e3:g} km" for each in standoff_m),
            mend='such as "50 km, 100 km, 200 km", 20 at most',
        )  # fmt: skip
    if not 0.0 <= turn_bank_rad <= _STEEPEST_RAD:
        raise ScenarioError(
            "is no bank from 0 to 75 degrees", where="--turn-bank", value=f"{degrees(turn_bank_rad):g} deg",
            mend='such as "30 deg"; 0 flies corners in no time, wings level',
        )  # fmt: skip


def _require_few_looks(made: Compiled, sorties: int, samples: int) -> None:
    duration_s = made.flight.step_s * (made.flight.altitude_m.size - 1)
    looks = sorties * (samples + 1) * duration_s * float((1.0 / made.nominal.period_s).sum())
    if looks > MOST_LOOKS:
        raise ScenarioError(
            f"of {duration_s / 3600.0:.1f} h each in {samples + 1} readings would be {looks / 1e6:,.0f} "
            f"million looks, of {MOST_LOOKS / 1e6:,.0f} at most", where="--sorties", value=sorties,
            mend="ask for fewer sorties or readings",
        )  # fmt: skip


def _fly(made: Compiled, reading: ReadingPlan, asked: AskedPlan) -> Sampled:
    sampled = empty_sample(len(made.letters), len(asked.standoff_m), len(made.placed), asked.sorties)
    fly_sorties(made.flight, made.ways, reading, made.earth, asked, sampled)
    return sampled


def _assumptions(
    scenario: Scenario, made: Compiled, asked: AskedPlan, turn_bank_rad: float, samples: int
) -> Iterator[str]:
    yield (
        "A look is one scan of a radar with the flight in view: in line of sight, within sector, elevations "
        f"and display. It is a sample where the mean signal of that one look is {asked.threshold_db:g} dB or "
        "more over the noise and the flight moves fast enough along the line of sight."
    )
    if asked.threshold_db == THRESHOLD_DB:
        yield f"Threshold: {WHY_THRESHOLD}."
    yield (
        f"The aspect sphere is cut into {BINS:,} bins of equal area, {AZIMUTHS} of azimuth by {ELEVATIONS} "
        "of elevation in the aircraft's axes; left and right are not folded together. A bin counts as "
        "sampled from one sample on."
    )
    turns = (
        "corners are flown in no time, wings level"
        if turn_bank_rad == 0.0
        else f"in turns it banks by {degrees(turn_bank_rad):g} degrees while its place stays on the route"
    )
    yield (
        f"The aircraft lies along its path, without angle of attack or sideslip; {turns}. Every sortie flies "
        "the same stated route; only where each radar's antenna points when it starts is drawn."
    )
    if samples:
        yield (
            f"Bands are over {samples} readings of what nobody outside knows, each drawn within what is "
            "thought possible: nine readings in ten lie within. They are no probabilities."
        )
    else:
        yield "Nominal catalog values; every figure's interval stands in the catalog."
    yield (
        "Cross-sections are of a generic class: the frontal figure with ratios from the side, from behind "
        "and from below, smooth between, the same at every frequency and polarisation. Real echoes change by "
        "tens of decibels within degrees, which is what sampling would be about."
    )
    yield "Claims hold in clear standard air, on boresight; other signals follow the radar equation."
    wide = [
        name
        for name, sited, fact in zip(made.names, made.placed, made.facts, strict=True)
        if sited.element.at.sector is None and has_sector(fact)
    ]
    if wide:
        yield (
            f"No direction is stated for the sector of {', '.join(wide)}: taken as if it could be turned "
            "anywhere, with a look in every update period, as if it always searched."
        )
    defaults = sorted({given.quantity for _, given in made.inputs if given.from_default})
    if defaults:
        yield f"{len(defaults)} inputs come from class defaults (grade D): {', '.join(defaults)}."


def _warnings(scenario: Scenario, made: Compiled, flight: Flight) -> Iterator[str]:
    yield from ground_notes(made.records)
    yield from switched_off(scenario)
    options = stated_options(scenario)
    if options:
        yield f"Stated, but not counted here: {', '.join(options)}."
    if made.unknown_count:
        yield (
            f"The ground under {made.unknown_count:,} of {made.flight.altitude_m.size:,} points of the route "
            "is unknown; sea level stands in."
        )
    if made.unseen_count:
        yield (
            f"At {made.unseen_count:,} points of the route some radar's view is unknown, for want of ground "
            "on the way: no look is counted there."
        )
    if flight.count > 1:
        yield f"The flight has {flight.count} aircraft: each that flies the route is a sortie of its own."
