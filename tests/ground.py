"""Rough ground made on the spot, for tests and benchmarks."""

import numpy as np


def fractal_ground_m(
    nodes: int, *, relief_m: float = 1500.0, exponent: float = 1.5, seed: int = 1
) -> np.ndarray:
    """A square of fractal ground: amplitude falls as wavenumber to the minus `exponent`. float32 [m]"""
    wavenumber = np.hypot(np.fft.fftfreq(nodes)[:, None] * nodes, np.fft.rfftfreq(nodes)[None, :] * nodes)
    wavenumber[0, 0] = 1.0
    amplitude = wavenumber**-exponent
    amplitude[0, 0] = 0.0
    phase = np.random.default_rng(seed).random(wavenumber.shape)
    height = np.fft.irfft2(amplitude * np.exp(2j * np.pi * phase), s=(nodes, nodes))
    return ((height - height.min()) / np.ptp(height) * relief_m).astype(np.float32)


def every_cell(ground_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of every cell, flat."""
    row, col = np.indices(ground_m.shape)
    return row.ravel(), col.ravel()
