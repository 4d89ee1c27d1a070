"""Exposure of civil flights: how long each is inside the layers of a defence, and how sure that is.

Civil flights only: own, allied and hostile flights are never looked at, and no other flight can be handed in.
The layers are those of a map at the height where the aircraft is (`rangering.coverage.exposure_results`).
Nothing here says whether a flight is in danger: a layer is where the defence could, not what it does.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.read import Catalog, load_catalog
from rangering.coverage import remarks
from rangering.coverage.asked import asked_pd, require_readings
from rangering.coverage.chain import links
from rangering.coverage.exposure_compile import Sky, airway_of, compile_exposure, require_civil
from rangering.coverage.exposure_kernels import TALLIES, look_along
from rangering.coverage.exposure_plan import edge_error_s
from rangering.coverage.exposure_results import (
    ANYWHERE,
    DETECTED,
    ENGAGEABLE,
    OUTSIDE_CORRIDORS,
    TRACKED,
    EnvelopeHours,
    Exposure,
    FloatArray,
    FlownFlight,
    Layer,
    Shares,
    Trace,
    UnitSite,
)
from rangering.coverage.sources import sources_of
from rangering.coverage.tally import BAND
from rangering.errors import ScenarioError
from rangering.scenario import traffic_account
from rangering.scenario.from_traffic import with_traffic
from rangering.scenario.models import Scenario
from rangering.scenario.place import Altitude
from rangering.scenario.record import environment_of, record_of
from rangering.terrain.ground import Progress

EDGES = tuple(Altitude.read(text) for text in ("FL100", "FL200", "FL260", "FL320", "FL360", "FL410"))
"""Where bands of altitude end unless told otherwise: round levels about those that published airspace
warnings name, and the top of what most airliners fly."""
STEP_S = 10.0
LONGEST_STEP_S = 60.0
_BLOCK_BYTES = 64 * 1024**2
_TRACE_S = 30.0
_INNERMOST = 3  # of a point's layers: detected, tracked, engageable under the nominal claim


def map_exposure(
    scenario: Scenario,
    *,
    catalog: Catalog | None = None,
    edges: Sequence[Altitude] = EDGES,
    step_s: float = STEP_S,
    samples: int = 64,
    seed: int = 1,
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
    progress: Progress | None = None,
) -> Exposure:
    """How long the civil flights of a scenario are detected, tracked and engageable, and how sure that is.

    Parameters
    ----------
    scenario : Scenario
        With civil flights, or traffic to read them from.
    catalog : Catalog, optional
        What public sources say; the shipped one if not given.
    edges : sequence of Altitude
        Between bands of altitude, rising: flight levels, or heights above the sea.
    step_s : float
        Longest time between the moments looked at; each edge is met to within an eighth of it. [s]
    samples, seed, posting_m, pd_probability, allow_defaults, progress
        As for `rangering.coverage.run.map_coverage`.

    Returns
    -------
    Exposure

    Raises
    ------
    ScenarioError
        No civil flight is there, or what was asked for cannot be.
    RangeringError
        The scenario, the catalog or the terrain cannot serve.
    """
    pd = asked_pd(scenario, pd_probability)
    require_readings(samples, seed)
    _require_step(step_s)
    bands = band_names(scenario, edges)
    known = catalog if catalog is not None else load_catalog()
    tell = progress or (lambda _what, _share: None)
    flown = with_traffic(scenario)
    require_civil(flown)
    sky = compile_exposure(
        flown, known, edges=edges, step_s=step_s, samples=samples, seed=seed, posting_m=posting_m,
        pd_probability=pd, allow_defaults=allow_defaults,
        progress=lambda what, share: tell(what, 0.6 * share),
    )  # fmt: skip
    looked = _Looked(sky, lambda share: tell("along the flights", 0.6 + 0.4 * share))
    made, plan = sky.made, sky.made.plan
    corridors = [each.shown for each in flown.corridors]
    tell("done", 1.0)
    flights = tuple(
        FlownFlight(flight.shown, flight.type, kind, flight.count, float(minutes), float(unknown))
        for flight, kind, minutes, unknown in zip(
            sky.flights, sky.class_of, looked.flown_min, looked.unknown_min, strict=True
        )
    )
    return Exposure(
        title=scenario.title,
        name=scenario.name,
        labels=scenario.labels,
        flights=flights,
        layers=_layers(sky, pd),
        fire_units=tuple(
            UnitSite(each.unit.shown, each.unit.position.latitude_deg, each.unit.position.longitude_deg)
            for each in made.chain
        ),
        bands=bands,
        corridors=(*corridors, OUTSIDE_CORRIDORS) if corridors else (ANYWHERE,),
        minutes=looked.minutes,
        hours=looked.hours,
        flown_h=looked.flown_h,
        trace=_trace(sky, looked),
        traffic=flown.flown_from,
        airways=tuple(map(airway_of, flown.corridors)),
        ground=plan.network_ground,
        pd_probability=pd,
        step_s=step_s,
        samples=samples,
        seed=seed,
        missing=remarks.incomplete_chains(scenario, made),
        links=links(scenario, made.catalog),
        sources=sources_of(made),
        environment=environment_of(scenario, plan.network_ground.record),
        assumptions=(
            *_assumed(step_s),
            *remarks.assumptions(scenario, made, pd),
            *remarks.unmet_claims(made),
        ),
        warnings=tuple(_warnings(flown, sky, looked)),
        provenance=record_of(flown, known, plan.network_ground.record, samples, seed),
    )


def hours_in_envelope(
    scenario: Scenario,
    *,
    catalog: Catalog | None = None,
    step_s: float = STEP_S,
    samples: int = 0,
    seed: int = 1,
    readings: Sequence[Mapping[str, float]] | None = None,
    posting_m: float | None = None,
    pd_probability: float | None = None,
    allow_defaults: bool = True,
    progress: Progress | None = None,
) -> EnvelopeHours:
    """Time that civil flights spend inside the engagement envelope of fire units that are on alert.

    A fire unit that starts ready counts from the beginning, one on standby from the moment its time to ready
    is over, one that is off never. Inside: engageable under the nominal claim on reach.

    Parameters
    ----------
    scenario, catalog, step_s, samples, seed, posting_m, pd_probability, allow_defaults, progress
        As for `map_exposure`.
    readings : sequence of mapping, optional
        Readings drawn before, values in SI by quantity id, in the place of `samples` and `seed`.

    Raises
    ------
    RangeringError
        As `map_exposure`.
    """
    pd = asked_pd(scenario, pd_probability)
    require_readings(samples, seed)
    _require_step(step_s)
    known = catalog if catalog is not None else load_catalog()
    flown = with_traffic(scenario)
    sky = compile_exposure(
        flown, known, edges=(), step_s=step_s, samples=samples, seed=seed, readings=readings,
        posting_m=posting_m, pd_probability=pd, allow_defaults=allow_defaults, on_alert=True,
        progress=progress,
    )  # fmt: skip
    looked = _Looked(sky)
    units = len(sky.made.chain)
    on_alert = [n for n in range(units) if isfinite(sky.sources.ready_s[n]) or sky.sources.ready_s[n] < 0]
    hours, together = np.zeros((len(sky.flights), len(on_alert))), np.zeros(len(sky.flights))
    by_reading = np.zeros(samples if readings is None else len(readings))
    if units:
        inside = looked.seconds[:, 2 * (units + 1) : 3 * (units + 1)] * (sky.sky.weight[:, None] / 3600.0)
        np.add.at(hours, list(sky.row_of), inside[:, [1 + n for n in on_alert]])
        np.add.at(together, list(sky.row_of), inside[:, 0])
        by_reading = looked.hours[:, :, 2, 0, 1:].sum(axis=(0, 1))
    return EnvelopeHours(
        flights=tuple(each.shown for each in sky.flights),
        fire_units=tuple(sky.made.chain[n].unit.shown for n in on_alert),
        hours=hours,
        together_h=together,
        by_reading_h=by_reading,
        flown_h=looked.flown_min * np.array([each.count for each in sky.flights]) / 60.0,
        lowest_m=_lowest_inside_m(sky, looked),
    )


class _Looked:
    """One pass along all flights: arrays made, filled and summed.

    Parameters
    ----------
    sky : Sky
        What was compiled.
    tell : callable
        Told the share done.
    """

    def __init__(self, sky: Sky, tell: Callable[[float], None] = lambda _share: None) -> None:
        plan, rows = sky.made.plan, len(sky.row_of)
        whose, layers = 1 + len(plan.chain.site), 2 + len(sky.made.claims)
        slots, columns = whose * layers, 64 * sky.words + 1
        places = (len(sky.division.edge_m) + 1, len(sky.division.half_width_m) + 1)
        by_place = np.zeros((TALLIES, *places, slots, columns))
        flown_s = np.zeros((TALLIES, *places))
        unknown_s = np.zeros(rows)
        self.deepest = np.zeros(int(sky.sky.points.sum()), dtype=np.uint8)
        self.seconds = np.zeros((rows, slots))
        low, high = np.zeros((rows, slots)), np.zeros((rows, slots))
        block = max(1, _BLOCK_BYTES // (8 * slots * columns))
        drawn = slice(0, plan.samples)
        for start in range(0, rows, block):
            tell(start / rows)
            stop = min(rows, start + block)
            seconds = np.zeros((stop - start, slots, columns))
            ground = plan.network_ground
            look_along(
                start, stop, sky.sky, sky.division, sky.sources, ground.height_m, ground.row0, ground.col0,
                float(ground.posting_m), plan.earth, plan.grids, plan.beams, plan.sweeps, plan.losses,
                plan.ladders, plan.rain, plan.chain, plan.envelopes, sky.words, seconds, by_place, flown_s,
                unknown_s, self.deepest,
            )  # fmt: skip
            self.seconds[start:stop] = seconds[:, :, -1]
            if plan.samples:
                limits = np.quantile(seconds[:, :, drawn], BAND, axis=2, method="inverted_cdf")
                low[start:stop], high[start:stop] = limits
        if not plan.samples:
            low, high = self.seconds, self.seconds
        shape = (rows, layers, whose)
        self.minutes = Shares(*(each.reshape(shape) / 60.0 for each in (self.seconds, low, high)))
        summed = by_place.sum(axis=0).reshape(*places, layers, whose, columns) / 3600.0
        self.hours: FloatArray = np.concatenate([summed[..., -1:], summed[..., drawn]], axis=-1)
        self.flown_h: FloatArray = flown_s.sum(axis=0) / 3600.0
        ends = sky.sky.first[1:] - 1
        of_row = sky.sky.time_s[ends] / 60.0
        first_row = np.unique(np.array(sky.row_of), return_index=True)[1]
        self.flown_min: FloatArray = of_row[first_row]
        self.unknown_min: FloatArray = unknown_s[first_row] / 60.0


def band_names(scenario: Scenario, edges: Sequence[Altitude]) -> tuple[str, ...]:
    """What the bands between edges are called, from the lowest.

    Raises
    ------
    ScenarioError
        An edge counts from the ground, or they do not rise.
    """
    air = scenario.environment
    for each in edges:
        if each.reference == "agl":
            mend = "give flight levels, or heights above the sea"
            raise ScenarioError("is no edge of a band: ground rises and falls", where="--bands", value=each,
                                mend=mend)  # fmt: skip
    heights_m = [each.above_sea_m(0.0, air.sea_level_pressure_pa, air.isa_deviation_k) for each in edges]
    for n in range(1, len(edges)):
        if heights_m[n] <= heights_m[n - 1]:
            raise ScenarioError("does not lie above the edge before", where="--bands", value=edges[n],
                                mend="give them from the lowest to the highest, each once")  # fmt: skip
    if not edges:
        return ("every altitude",)
    between = [f"{low} to {high}" for low, high in pairwise(edges)]
    return (f"below {edges[0]}", *between, f"{edges[-1]} and above")


def _require_step(step_s: float) -> None:
    if not 0.01 <= step_s <= LONGEST_STEP_S:
        raise ScenarioError(
            f"is no step from 0.01 s to {LONGEST_STEP_S:g} s", where="--step", value=f"{step_s:g} s",
            mend=f"{STEP_S:g} s is usual",
        )  # fmt: skip


def _layers(sky: Sky, pd: float) -> tuple[Layer, ...]:
    claims = sky.made.claims
    names = [ENGAGEABLE] if len(claims) == 1 else [f"{ENGAGEABLE}, {each.name}" for each in claims]
    return (
        Layer(DETECTED, f"a radar that finds, or that guides, covers it: single-scan Pd {pd:g} or more"),
        Layer(TRACKED, "a fire unit's engagement radar covers it, and a track source tells where to look"),
        *(
            Layer(name, f"tracked, and within the envelope of one of that fire unit's missiles; {each.words}")
            for name, each in zip(names, claims, strict=True)
        ),
    )


def _lowest_inside_m(sky: Sky, looked: _Looked) -> FloatArray:
    """The lowest looks at each flight that find it engageable under the nominal claim. [m]"""
    flights = sky.sky
    lowest_m = np.full(len(sky.flights), np.inf)
    for n, points in enumerate(flights.points):
        knots = slice(flights.first[n], flights.first[n + 1])
        time_s = flights.time_s[knots]
        first = flights.first_point[n]
        (inside,) = np.nonzero(looked.deepest[first : first + points] >= _INNERMOST)
        if not inside.size:
            continue
        when_s = time_s[0] + (inside + 0.5) * (time_s[-1] - time_s[0]) / points
        at = np.clip(np.searchsorted(time_s, when_s, side="right") - 1, 0, len(time_s) - 2)
        part = (when_s - time_s[at]) / np.maximum(time_s[at + 1] - time_s[at], 1e-9)
        from_m, to_m = flights.from_m[knots][at], flights.to_m[knots][at]
        row = sky.row_of[n]
        lowest_m[row] = min(lowest_m[row], float((from_m + part * (to_m - from_m)).min()))
    return lowest_m


def _trace(sky: Sky, looked: _Looked) -> Trace:
    """Where the flights went: points a good half-minute apart, and wherever the layer changes."""
    from pyproj import Proj

    from rangering.terrain.ground import site_plane

    found: list[tuple[NDArray[Any], ...]] = []
    flights = sky.sky
    for n, points in enumerate(flights.points):
        knots = slice(flights.first[n], flights.first[n + 1])
        time_s = flights.time_s[knots]
        step_s = time_s[-1] / points
        at = looked.deepest[flights.first_point[n] : flights.first_point[n] + points]
        every = max(1, round(_TRACE_S / step_s))
        kept = np.arange(points) % every == 0
        kept[-1] = True
        kept[1:] |= at[1:] != at[:-1]
        kept[:-1] |= at[1:] != at[:-1]
        (kept_points,) = np.nonzero(kept)
        when_s = (kept_points + 0.5) * step_s
        east_m, north_m = (
            np.interp(when_s, time_s, each[sky.sources.home, knots])
            for each in (flights.east_m, flights.north_m)
        )
        found.append(
            (np.full(when_s.size, sky.row_of[n], dtype=np.float64), east_m, north_m, at[kept_points])
        )
    flight, east_m, north_m, layer = (np.concatenate(each) for each in zip(*found, strict=True))
    ground = sky.made.plan.network_ground
    lon_deg, lat_deg = Proj(site_plane(ground.lat_deg, ground.lon_deg))(east_m, north_m, inverse=True)
    return Trace(flight.astype(np.int64), np.asarray(lat_deg), np.asarray(lon_deg), layer.astype(np.uint8))


def _assumed(step_s: float) -> Iterator[str]:
    yield (
        "Exposure says where a defence could detect, track or engage an aircraft, not that it would; it is "
        "conditional on the assumptions below and no forecast."
    )
    yield (
        "Detected: any radar of the defence covers the aircraft. Tracked: the engagement radar of a fire "
        "unit does, and a track source tells it where to look. Engageable: tracked, and within the envelope "
        "of one of that fire unit's missiles. A fire unit counts whether it is ready or on standby."
    )
    yield (
        f"Flights keep to their routes and times. They are looked at every {step_s:g} s or more often, and "
        f"more closely where two looks differ: each edge is met to within {edge_error_s(step_s):.3g} s. What "
        "begins and ends between two looks that agree is missed."
    )
    yield "Heights of flight levels are those of the scenario's sea-level pressure and temperature."


def _warnings(scenario: Scenario, sky: Sky, looked: _Looked) -> Iterator[str]:
    plan = sky.made.plan
    records = [each.record for each in (plan.network_ground, *(radar.ground for radar in plan.radars))]
    yield "This replaces no NOTAM and no decision of an aviation authority."
    yield from traffic_account.warnings(scenario.flown_from)
    yield from dict.fromkeys(remarks.ground_notes(records))
    left_out = remarks.stated_options(scenario)
    if left_out:
        yield (
            f"Stated, but not counted along flights: {', '.join(left_out)}. Behind an edge nothing is seen, "
            "and the ground sends no echo; a map may differ."
        )
    yield from remarks.switched_off(scenario)
    if scenario.own_flights or scenario.allied_flights or scenario.hostile_flights or scenario.raids:
        yield "Own, allied and hostile flights of the scenario are left out: civil flights only."
    if looked.unknown_min.any():
        yield (
            f"For {float(looked.unknown_min.sum()):,.0f} flight minutes unknown ground hides whether a "
            "flight is detected: they count in no layer."
        )
