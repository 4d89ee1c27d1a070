"""The frame of Mode S in numbers: its parity, its bits, and the cells in which positions are coded.

A decoder is believed only as far as these agree with it: a message whose parity fails is not decoded, and a
position must code back into the message it came from. Nothing here decodes a position.
Source: ICAO Annex 10, volume IV, 3.1.2.3.3 (parity); ICAO Doc 9871, appendix C (compact position reporting).
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

GENERATOR = 0x1FFF409
"""Polynomial of the parity: 25 bits, the highest power first."""
SHORT, LONG = 7, 14
"""Bytes of a short and of a long frame."""
CELLS = 1 << 17
"""Coded positions count so many cells a zone."""
_ZONES = 15
"""Zones of latitude from the equator to a pole, in the even coding."""


def _table() -> NDArray[np.uint32]:
    remainder = np.arange(256, dtype=np.uint32) << np.uint32(16)
    for _ in range(8):
        over = (remainder & 0x800000) != 0
        remainder = (remainder << np.uint32(1)) ^ np.where(over, np.uint32(GENERATOR), np.uint32(0))
    return remainder & np.uint32(0xFFFFFF)


def parity_remainder(frames: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """What a frame leaves when it is divided by the generator.

    Parameters
    ----------
    frames : uint8 array, shape (n, 7) or (n, 14)
        Whole frames, a byte a column.

    Returns
    -------
    uint32 array, shape (n,)
        24 bits: 0 for an undamaged extended squitter (formats 17 and 18); below 128 for an undamaged all-call
        reply (11); the address of the aircraft for an undamaged reply to a radar (0, 4, 5, 16, 20, 21).
    """
    table = _table()
    remainder = np.zeros(len(frames), dtype=np.uint32)
    for column in frames[:, :-3].T:
        remainder = ((remainder << np.uint32(8)) & np.uint32(0xFFFFFF)) ^ table[
            (remainder >> np.uint32(16)) ^ column
        ]
    for shift, column in zip((16, 8, 0), frames[:, -3:].T, strict=True):
        remainder ^= column.astype(np.uint32) << np.uint32(shift)
    return remainder


def bits(frame: bytes, first: int, count: int) -> int:
    """Some bits of a frame as a number, counted from 1 as the standard does."""
    return int.from_bytes(frame, "big") >> (8 * len(frame) - first - count + 1) & ((1 << count) - 1)


def longitude_zones(lat_deg: ArrayLike) -> NDArray[np.int64]:
    """Number of zones of longitude at a latitude, as positions are coded: 59 at the equator, 1 at the poles.

    Parameters
    ----------
    lat_deg : float or float array
        [°]

    Returns
    -------
    int64 array of the same shape
    """
    lat = np.abs(np.asarray(lat_deg, dtype=np.float64))
    polar = lat > 87.0
    # The closed form is singular at the pole, and rounds at the two latitudes that are defined by hand.
    inside = np.radians(np.where(polar, 0.0, lat))
    cosine = 1.0 - (1.0 - np.cos(np.pi / (2.0 * _ZONES))) / np.cos(inside) ** 2
    zones = np.floor(2.0 * np.pi / np.arccos(np.clip(cosine, -1.0, 1.0))).astype(np.int64)
    return np.where(polar, 1, np.where(lat == 87.0, 2, np.where(lat == 0.0, 59, zones)))


def coded(
    lat_deg: NDArray[Any], lon_deg: NDArray[Any], odd: NDArray[np.bool_], surface: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The cells in which an aircraft would report a position.

    Parameters
    ----------
    lat_deg, lon_deg : float array, shape (n,)
        [°]
    odd : bool array, shape (n,)
        Which of the two codings a message uses.
    surface : bool array, shape (n,)
        On the ground cells are four times as fine.

    Returns
    -------
    tuple of two int64 arrays, shape (n,)
        Latitude and longitude, 0 to 2¹⁷ - 1.
    """
    turn_deg = np.where(surface, 90.0, 360.0)
    zone_deg = turn_deg / np.where(odd, 4 * _ZONES - 1, 4 * _ZONES)
    cell_lat = np.floor(CELLS * np.mod(lat_deg, zone_deg) / zone_deg + 0.5)
    # The zones of longitude are those of the latitude that a receiver will find.
    found_deg = zone_deg * (cell_lat / CELLS + np.floor(lat_deg / zone_deg))
    wide_deg = turn_deg / np.maximum(longitude_zones(found_deg) - odd, 1)
    cell_lon = np.floor(CELLS * np.mod(lon_deg, wide_deg) / wide_deg + 0.5)
    return cell_lat.astype(np.int64) % CELLS, cell_lon.astype(np.int64) % CELLS
