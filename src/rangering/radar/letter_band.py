"""The letter of a radar's frequency band, as the trade says it.

Source: IEEE Std 521-2019, Standard Letter Designations for Radar-Frequency Bands.
"""

_UPPER_HZ = (
    (30e6, "HF"),
    (300e6, "VHF"),
    (1e9, "UHF"),
    (2e9, "L"),
    (4e9, "S"),
    (8e9, "C"),
    (12e9, "X"),
    (18e9, "Ku"),
    (27e9, "K"),
    (40e9, "Ka"),
)


def letter_band(frequency_hz: float) -> str:
    """The letter of a frequency, such as "S"; "mm" above 40 GHz.

    >>> letter_band(3.0e9), letter_band(1.3e9), letter_band(9.4e9), letter_band(94e9)
    ('S', 'L', 'X', 'mm')
    """
    return next((letter for upper_hz, letter in _UPPER_HZ if frequency_hz < upper_hz), "mm")
