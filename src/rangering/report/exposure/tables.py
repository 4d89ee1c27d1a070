"""The tables of an exposure as rows of text: the terminal and the page say the same figures the same way.

A band is over readings of what nobody outside knows, never a probability. An asterisk marks a nominal value
outside its band, as on maps.
"""

from collections.abc import Iterator

import numpy as np

from rangering.coverage.exposure_results import Exposure
from rangering.coverage.results import Band
from rangering.coverage.tally import band_of
from rangering.report.bands import OUTSIDE_MARK, outside_band
from rangering.units import percent, plain

Lines = list[tuple[str, ...]]
MOST_FLIGHTS = 10
BAND = "band"
DIGITS = 4  # of minutes in the table of flights: six milliseconds


def hours_of(result: Exposure, layer: int, whose: int, at: tuple[int, int] | None = None) -> Band:
    """Flight hours in a layer: of all, or of one altitude band and corridor."""
    hours = (
        result.hours[:, :, layer, whose].sum(axis=(0, 1)) if at is None else result.hours[*at, layer, whose]
    )
    nominal = float(hours[0])
    return band_of(nominal, hours[1:]) or Band(nominal, nominal, nominal)


def hours_columns(result: Exposure) -> tuple[str, ...]:
    """Of `hours_lines`."""
    return ("layer", "by", "flight hours", *((BAND,) if result.samples else ()), "of all time flown")


def hours_lines(result: Exposure) -> Lines:
    """Flight hours of all civil aircraft in every layer: by the defence as a whole, by each fire unit."""
    flown_h = float(result.flown_h.sum())
    lines: Lines = []
    for number, layer in enumerate(result.layers):
        for whose, shown in enumerate(result.whose):
            hours = hours_of(result, number, whose)
            lines.append((
                layer.name if whose == 0 else "", shown, nominal_words(hours),
                *((between(hours),) if result.samples else ()), percent(hours.nominal / flown_h),
            ))  # fmt: skip
    return lines


def place_columns(result: Exposure) -> tuple[str, ...]:
    """Of `place_lines`."""
    return ("altitude", "airway", "flown", *(each.name for each in result.layers))


def place_lines(result: Exposure) -> Lines:
    """The same by altitude and corridor, of the defence as a whole; where nobody flies there is no line."""
    lines: Lines = []
    for band, altitude in reversed(list(enumerate(result.bands))):
        first = True
        for corridor, name in enumerate(result.corridors):
            flown_h = float(result.flown_h[band, corridor])
            if not flown_h:
                continue
            each = [hours_of(result, layer, 0, (band, corridor)) for layer in range(len(result.layers))]
            lines.append(
                (
                    altitude if first else "",
                    name,
                    plain(flown_h),
                    *(with_band(one, result.samples) for one in each),
                )
            )
            first = False
    return lines


def flight_columns(result: Exposure) -> tuple[str, ...]:
    """Of `flight_lines`."""
    return ("flight", "class", "aircraft", "minutes", *(each.name for each in result.layers))


def flight_lines(result: Exposure, most: int = MOST_FLIGHTS) -> Lines:
    """Minutes of one aircraft of each flight, those longest in the innermost layer first."""
    lines: Lines = []
    for n in longest(result)[:most]:
        flight = result.flights[n]
        each = [
            Band(*(float(limit[n, layer, 0]) for limit in result.minutes))
            for layer in range(len(result.layers))
        ]
        lines.append((
            flight.name, flight.flown_as.removeprefix("target/"), f"{flight.aircraft:,}",
            plain(flight.minutes), *(with_band(one, result.samples) for one in each),
        ))  # fmt: skip
    return lines


def longest(result: Exposure) -> list[int]:
    """Flights by nominal minutes in the innermost layer, then in the next one out; ties as in the file."""
    together = result.minutes.nominal[:, :, 0]
    # The last key counts most: that of the innermost layer.
    return [int(n) for n in np.lexsort([-together[:, layer] for layer in range(together.shape[1])])]


def csv_rows(result: Exposure) -> Iterator[list[str | float | int]]:
    """Every flight: minutes of one aircraft, to `DIGITS`, in every layer, of all and by each fire unit."""
    head: list[str | float | int] = [
        "flight",
        "type",
        "flown_as",
        "aircraft",
        "minutes_flown",
        "minutes_unknown",
    ]
    for each in result.layers:
        name = each.name.replace(", ", "_").replace(" ", "_")
        for shown in ("all", *(unit.shown for unit in result.fire_units)):
            head += [f"{name}, {shown}, {what}, min" for what in ("nominal", "low", "high")]
    yield head
    for n, flight in enumerate(result.flights):
        row: list[str | float | int] = [
            flight.name, flight.type, flight.flown_as, flight.aircraft, round(flight.minutes, DIGITS),
            round(flight.unknown_minutes, DIGITS),
        ]  # fmt: skip
        for layer in range(len(result.layers)):
            for whose in range(len(result.whose)):
                row += [round(float(limit[n, layer, whose]), DIGITS) for limit in result.minutes]
        yield row


def outside(band: Band) -> bool:
    """Whether a nominal value lies beyond its band, as it is printed."""
    if band.low <= band.nominal <= band.high:
        return False
    return plain(band.nominal) not in (plain(band.low), plain(band.high))


def any_outside(result: Exposure) -> bool:
    """Whether any value of the tables, or of the first sentence, is marked."""
    lines = (hours_lines(result), place_lines(result), flight_lines(result))
    whole = (hours_of(result, layer, 0) for layer in range(len(result.layers)))
    flown_h = float(result.flown_h.sum())
    return any(outside_band(Band(*(each / flown_h for each in hours))) for hours in whole) or any(
        OUTSIDE_MARK in cell for table in lines for line in table for cell in line[1:]
    )


def nominal_words(band: Band) -> str:
    """The nominal value, marked where it lies outside its band."""
    return f"{plain(band.nominal)}{OUTSIDE_MARK if outside(band) else ''}"


def between(band: Band) -> str:
    """The limits: "1.2 to 3.4", or one of them where both read alike."""
    low, high = plain(band.low), plain(band.high)
    return low if low == high else f"{low} to {high}"


def with_band(band: Band, drawn: int) -> str:
    """The nominal value and its band: "2.3 (1.2 to 3.4)"; one figure where there is nothing to tell apart."""
    if not drawn or plain(band.low) == plain(band.high) == plain(band.nominal):
        return plain(band.nominal)
    return f"{nominal_words(band)} ({between(band)})"
