"""What an exposure says in sentences. It tells how long a defence could, never what it would do."""

from rangering.coverage.exposure_results import Exposure
from rangering.report.exposure.tables import hours_of
from rangering.report.html.words import counted
from rangering.units import percent, plain

CONDITIONAL = "Conditional on assumptions, not a forecast. It replaces no NOTAM and no aviation authority."
HOURS_CAPTION = "Flight hours of all civil aircraft inside each layer"
PLACE_CAPTION = "The same by altitude and airway, of the defence as a whole"
FLIGHT_CAPTION = "Minutes of one aircraft, the flights longest in the innermost layer first"


def first_sentence(result: Exposure) -> str:
    """The answer in one sentence: the innermost layer under the first claim, of all time flown."""
    flown_h = float(result.flown_h.sum())
    said = []
    for layer in range(min(3, len(result.layers))):
        hours = hours_of(result, layer, 0)
        said.append(f"{_verb(result.layers[layer].name)} {percent(hours.nominal / flown_h)}")
    return (
        f"Of {plain(flown_h)} flight hours of {flights_words(result)}, this defence could "
        f"{', '.join(said[:-1])} and {said[-1]}"
    )


def _verb(layer: str) -> str:
    return {"detected": "detect", "tracked": "track"}.get(layer, "engage")


def flights_words(result: Exposure) -> str:
    """How many fly, on how many routes."""
    aircraft = f"{result.aircraft:,} civil aircraft"
    if result.aircraft == len(result.flights):
        return aircraft
    return f"{aircraft} on {counted(len(result.flights), 'route')}"


def ran_words(result: Exposure) -> str:
    """How it was run."""
    drawn = f"{result.samples} readings, seed {result.seed}" if result.samples else "nominal values alone"
    return f"{drawn}; looked at every {result.step_s:g} s or more often"


def corridor_words(result: Exposure) -> str:
    """How time is told apart by airway."""
    if len(result.corridors) == 1:
        return "The scenario states no airways."
    return "A point counts for the first airway of the file that holds it, its floor and ceiling included."
