"""Figures that must be drawn together, because only their combination means anything.

Ranges of one radar follow one range (fourth root of the cross-section); channels come as whole readings; a
missile's speed stands where its reach stands; and of a search radar's parameters only the product counts:

    SNR = P t_d G² λ² σ / ((4π)³ k T L R⁴),    t_d = T_scan · beamwidth / 2π / elevation beams

so range and the other parameters are drawn, and average power is solved last. Source: search form of the
radar equation, Skolnik, Introduction to Radar Systems. Limit: it describes a generic class, no real radar.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rangering.catalog.groups import RadarProduct, Readings
from rangering.constants import BOLTZMANN_J_K, REFERENCE_TEMPERATURE_K

FloatArray = npt.NDArray[np.float64]
Bounds = Mapping[str, tuple[float, float]]

_NEPER_PER_DB = np.log(10.0) / 10.0


class SearchRadar(NamedTuple):
    """A search radar's parameters, each of shape (n_samples,), in SI; gain, losses and SNR in dB."""

    range_1m2: FloatArray
    average_power: FloatArray
    peak_power: FloatArray
    duty_cycle: FloatArray
    gain: FloatArray
    wavelength: FloatArray
    noise_temperature: FloatArray
    noise_figure: FloatArray
    losses: FloatArray
    scan_period: FloatArray
    beamwidth: FloatArray
    elevation_beams: FloatArray
    required_snr: FloatArray


# Power of each adjustable parameter in the average power that a given range asks for.
_EXPONENT = {
    "gain": -2.0,
    "wavelength": -2.0,
    "noise_temperature": 1.0,
    "losses": 1.0,
    "scan_period": -1.0,
    "beamwidth": -1.0,
}
_IN_DB = ("gain", "losses")


def needed_power_w(p: SearchRadar) -> FloatArray:
    """Average power that sees 1 m² at `range_1m2` with the required SNR.

    Parameters
    ----------
    p : SearchRadar
        All but the powers and the duty cycle are used.

    Returns
    -------
    float array, shape (n_samples,)
        Power. [W]
    """
    dwell_s = p.scan_period * p.beamwidth / (2.0 * np.pi) / p.elevation_beams
    ratio_db = p.required_snr + p.losses - 2.0 * p.gain
    noise = (4.0 * np.pi) ** 3 * BOLTZMANN_J_K * p.noise_temperature * p.range_1m2**4
    return np.asarray(noise * 10.0 ** (ratio_db / 10.0) / (dwell_s * p.wavelength**2), dtype=np.float64)


def solve_radar_product(drawn: SearchRadar, bounds: Bounds) -> SearchRadar:
    """Make independent draws obey the range equation, with every parameter inside its bounds.

    Average power is solved last. Where it would leave its bounds it stops there, and the other parameters
    share what is missing in proportion to the room each has left. Peak power and duty cycle follow the
    average power, the noise figure follows the noise temperature.

    Parameters
    ----------
    drawn : SearchRadar
        Independent draws; average and peak power and the noise figure are overwritten.
    bounds : mapping
        Field → (low, high), in the units of `drawn`.

    Returns
    -------
    SearchRadar
        Same shapes, obeying `needed_power_w(p) == p.average_power`.
    """
    asked_w = needed_power_w(drawn)
    power_w = np.clip(asked_w, *bounds["average_power"])
    excess = np.log(asked_w / power_w)  # above 0: ask for less; below 0: ask for more
    steps, room = {}, np.zeros_like(excess)
    for field, exponent in _EXPONENT.items():
        low, high = bounds[field]
        target = np.where(excess * exponent > 0, low, high)
        value = getattr(drawn, field)
        step = (target - value) * _NEPER_PER_DB if field in _IN_DB else np.log(target / value)
        steps[field] = step
        room = room + np.abs(exponent * step)
    share = np.divide(np.abs(excess), room, out=np.zeros_like(room), where=room > 0)
    moved = {}
    for field, step in steps.items():
        value = getattr(drawn, field)
        shift = share * step
        new = value + shift / _NEPER_PER_DB if field in _IN_DB else value * np.exp(shift)
        moved[field] = np.clip(new, *bounds[field])
    p = drawn._replace(**moved, average_power=power_w)
    peak_w = np.clip(power_w / p.duty_cycle, *bounds["peak_power"])
    figure_db = 10.0 * np.log10(p.noise_temperature / REFERENCE_TEMPERATURE_K)
    return p._replace(
        peak_power=peak_w,
        duty_cycle=power_w / peak_w,
        noise_figure=np.clip(figure_db, *bounds["noise_figure"]),
    )


def fields(group: RadarProduct) -> dict[str, str]:
    """Field of `SearchRadar` → quantity id."""
    return {field: getattr(group, field) for field in SearchRadar._fields}


def chosen(weights: tuple[float, ...], u: FloatArray) -> npt.NDArray[np.intp]:
    """Index of the option a uniform draw falls on, by weight.

    Parameters
    ----------
    weights : tuple of float
        Positive, in the order of the options.
    u : float array, shape (n_samples,)
        Draws on (0, 1).

    Returns
    -------
    int array, shape (n_samples,)
        Index into `weights`.
    """
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    place: npt.NDArray[np.intp] = np.searchsorted(edges, u * edges[-1], side="right")
    return np.minimum(place, len(weights) - 1, dtype=np.intp)


def reading_weights(group: Readings) -> tuple[float, ...]:
    """Weights of the readings, equal where the file gives none."""
    return group.weights or (1.0,) * len(group.readings)
