"""What a scenario's options add to clear air and rain: edges, the ground's mirror image, its clutter.

Each is worked out once, for every radar, altitude and node of its sweep, from the nominal mast and at the
nominal frequency; readings of what nobody outside knows share it. How strongly ground mirrors and how much
elevation clutter takes are nominal too: maps say so. A radar that counts clutter sees nothing behind an edge.

A line to a node that meets unknown ground where the sweep found an edge counts as hidden: the sweep knows
that something is in the way, and only what comes round it is not known.
Source: `rangering.sight.diffraction` and `rangering.sight.multipath`, each with its own.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rangering.catalog.ground_echo import resolve_ground_echo
from rangering.catalog.inputs import Input
from rangering.catalog.read import Catalog
from rangering.catalog.resolve import RadarFacts, resolve_radar
from rangering.constants import SPEED_OF_LIGHT_M_S
from rangering.scenario.models import Environment
from rangering.sight.diffraction import fill_diffraction_loss_db
from rangering.sight.multipath import fill_clutter_lowest_m, fill_two_ray_gain_db
from rangering.sight.plan import BoolArray, EarthPlan, FloatArray, LossPlan, RadarPlan, Sweeps

TWO_RAY_REACH_RATIO = 2.0
"""Two rays that add up double the field there and back: 12 dB, at most this many times the range."""

_Field = NDArray[np.float32]


class GroundEcho(NamedTuple):
    """The ground's echo about one radar, as far as the scenario counts it."""

    reflection_ratio: float
    clutter_elevation_rad: float
    inputs: tuple[Input, ...]  # what else than `RadarFacts` the radar's losses rest on


def ground_echo(
    catalog: Catalog, environment: Environment, radar: RadarFacts, *, allow_defaults: bool = True
) -> GroundEcho:
    """What the ground's echo does to a radar; nothing that the scenario does not count.

    Parameters
    ----------
    catalog, environment : Catalog, Environment
        The figures, and the scenario's options.
    radar : RadarFacts
        Which radar.
    allow_defaults : bool
        Whether class defaults may stand in for figures nobody publishes.

    Raises
    ------
    CatalogError
        A class default where none is allowed.
    """
    asked = {"reflection_ratio": environment.two_ray, "clutter_elevation_rad": environment.clutter}
    fields = [field for field, counts in asked.items() if counts]
    if not fields:
        return GroundEcho(0.0, 0.0, ())
    echo = resolve_ground_echo(catalog, radar, allow_defaults=allow_defaults, fields=fields)
    inputs = echo.inputs
    if environment.two_ray:
        beam = resolve_radar(
            catalog, radar.radar, allow_defaults=allow_defaults, fields=("elevation_beamwidth_rad",)
        )
        inputs += beam.inputs
    return GroundEcho(
        echo.reflection_ratio if environment.two_ray else 0.0,
        echo.clutter_elevation_rad if environment.clutter else 0.0,
        inputs,
    )


def loss_bytes(environment: Environment, altitudes_count: int, nodes: Sequence[int]) -> float:
    """Memory that the options of a scenario need. [bytes]

    Parameters
    ----------
    environment : Environment
        With the options.
    altitudes_count : int
        Of the plan.
    nodes : sequence of int
        Of each radar's sweep.
    """
    counts_loss = environment.diffraction or environment.two_ray
    both = environment.diffraction and environment.two_ray
    values = altitudes_count * (counts_loss * sum(nodes) + both * max(nodes))
    return 4.0 * (values + environment.clutter * sum(nodes))


def compile_losses(
    environment: Environment,
    radars: Sequence[RadarPlan],
    facts: Sequence[RadarFacts],
    echoes: Sequence[GroundEcho],
    sweeps: Sweeps,
    earth: EarthPlan,
    altitude_m: FloatArray,
    above_ground: BoolArray,
    farthest_m: Sequence[float],
) -> LossPlan:
    """Work out what the options take and give.

    Parameters
    ----------
    environment : Environment
        With the options.
    radars, facts, echoes : sequence of RadarPlan, RadarFacts, GroundEcho
        The radars.
    sweeps, earth : Sweeps, EarthPlan
        Their lines of sight, and the Earth.
    altitude_m, above_ground : float and bool array, shape (altitudes,)
        Altitudes [m], and whether each is above ground.
    farthest_m : sequence of float
        Slant range in clear air at which each radar detects any class in any reading. [m]
    """
    nodes = [int(2 * half + 1) ** 2 for half in sweeps.half]
    counts_loss = environment.diffraction or environment.two_ray
    loss_first, loss_count = _laid_out([counts_loss] * len(nodes), nodes, len(altitude_m))
    clear_first, clear_count = _laid_out([echo.clutter_elevation_rad > 0.0 for echo in echoes], nodes, 1)
    two_way_db = np.zeros(loss_count, dtype=np.float32)
    clear_m = np.empty(clear_count, dtype=np.float32)
    for number, radar in enumerate(radars):
        half = int(sweeps.half[number])
        shape = 2 * half + 1, 2 * half + 1
        start = int(sweeps.first[number] + sweeps.nominal[number] * nodes[number])
        lowest_m = sweeps.lowest_m[start : start + nodes[number]].reshape(shape)
        if counts_loss:
            start = int(loss_first[number])
            layers_db = two_way_db[start : start + len(altitude_m) * nodes[number]]
            _fill_losses(
                environment, radar, facts[number], echoes[number], lowest_m, earth, altitude_m, above_ground,
                farthest_m[number], clear_first[number] < 0, layers_db.reshape(-1, *shape),
            )  # fmt: skip
        if clear_first[number] >= 0:
            start = int(clear_first[number])
            fill_clutter_lowest_m(
                lowest_m, half, half, float(radar.ground.posting_m), radar.antenna.height_m,
                1.0 / earth.effective_radius_m, echoes[number].clutter_elevation_rad,
                clear_m[start : start + nodes[number]].reshape(shape),
            )  # fmt: skip
    return LossPlan(two_way_db, loss_first, environment.diffraction, clear_m, clear_first)


def _laid_out(counts: Sequence[bool], nodes: Sequence[int], layers: int) -> tuple[NDArray[np.int64], int]:
    """Where each radar's nodes begin, -1 for one that has none, and how many there are in all."""
    sizes = [layers * size if counted else 0 for counted, size in zip(counts, nodes, strict=True)]
    ends = list(accumulate(sizes))
    first = [end - size if size else -1 for end, size in zip(ends, sizes, strict=True)]
    return np.array(first, dtype=np.int64), ends[-1] if ends else 0


def _fill_losses(
    environment: Environment,
    radar: RadarPlan,
    facts: RadarFacts,
    echo: GroundEcho,
    lowest_m: _Field,
    earth: EarthPlan,
    altitude_m: FloatArray,
    above_ground: BoolArray,
    farthest_m: float,
    sees_behind: bool,
    two_way_db: _Field,
) -> None:
    """What edges take and the mirror image gives, of one radar, shape (altitudes, rows, columns). [dB]"""
    half = lowest_m.shape[0] // 2
    ground = radar.ground
    middle = slice(ground.row0 - half, ground.row0 + half + 1)
    ground_m = np.ascontiguousarray(ground.height_m[middle, middle])
    wavelength_m = SPEED_OF_LIGHT_M_S / facts.frequency_hz
    posting_m, antenna_m, radius_m = float(ground.posting_m), radar.antenna.height_m, earth.effective_radius_m
    edges = environment.diffraction and sees_behind
    if edges:
        fill_diffraction_loss_db(
            ground_m, lowest_m, half, half, posting_m, antenna_m, radius_m, wavelength_m, altitude_m,
            above_ground, farthest_m, two_way_db,
        )  # fmt: skip
        two_way_db *= 2.0
        two_way_db[np.isnan(two_way_db)] = np.inf
    if environment.two_ray:
        gain_db = np.empty_like(two_way_db) if edges else two_way_db
        fill_two_ray_gain_db(
            ground_m, lowest_m, half, half, posting_m, antenna_m, radius_m, wavelength_m,
            echo.reflection_ratio, facts.elevation_beamwidth_rad, altitude_m, above_ground,
            radar.extent_m, gain_db,
        )  # fmt: skip
        if edges:
            two_way_db -= gain_db  # one of the two is 0 everywhere
        else:
            np.negative(gain_db, out=two_way_db)
