"""What an exposure says in sentences. It tells how long a defence could, never what it would do."""

from rangering.coverage.exposure_plan import edge_error_s
from rangering.coverage.exposure_results import Exposure
from rangering.coverage.results import Band
from rangering.report.bands import OUTSIDE_MARK, band_words, outside_band
from rangering.report.exposure.tables import hours_of
from rangering.report.html.words import counted
from rangering.scenario import traffic_account
from rangering.units import percent, plain

CONDITIONAL = "Conditional on assumptions, not a forecast. It replaces no NOTAM and no aviation authority."
HOURS_CAPTION = "Flight hours of all civil aircraft inside each layer"
PLACE_CAPTION = "The same by altitude and airway, of the defence as a whole"
FLIGHT_CAPTION = "Minutes of one aircraft, the flights longest in the innermost layer first"


def first_sentence(result: Exposure) -> str:
    """The answer in one sentence: every layer, under every claim, of all time flown, each with its band."""
    flown = f"{plain(float(result.flown_h.sum()))} flight hours of {flights_words(result)}"
    *others, final = [*_seen(result), *engaged_words(result)]
    return f"Of {flown}, this defence could {', '.join(others)} and {final}"


def heading(result: Exposure) -> str:
    """The innermost layer under every claim, short enough for a picture; `below_heading` has the rest."""
    answer = " and ".join(engaged_words(result) or _seen(result))
    return f"This defence could {answer} of all time flown."


def below_heading(result: Exposure) -> str:
    """What is flown, and how much of it is detected and tracked."""
    return (
        f"{plain(float(result.flown_h.sum()))} flight hours of {flights_words(result)}; it could "
        f"{' and '.join(_seen(result))}."
    )


def _seen(result: Exposure) -> list[str]:
    shares = (share_words(hours_of(result, layer, 0), result) for layer in (0, 1))
    return [f"{verb} {share}" for verb, share in zip(("detect", "track"), shares, strict=True)]


def engaged_words(result: Exposure) -> list[str]:
    """The share engageable, under every claim on reach; nothing where no fire unit can engage."""
    said = []
    for number, layer in enumerate(result.layers[2:], start=2):
        claim = layer.name.partition(", ")[2]
        share = share_words(hours_of(result, number, 0), result)
        said.append(f"{share} by the {claim} reach" if claim else share)
    return [f"engage {', '.join(said)}"] if said else []


def share_words(hours: Band, result: Exposure) -> str:
    """Hours as a share of all time flown, with its band: "70 % (44 to 86)"."""
    flown_h = float(result.flown_h.sum())
    nominal = percent(hours.nominal / flown_h)
    shares = Band(*(each / flown_h for each in hours))
    band = band_words(shares)
    if not result.samples or band == nominal:
        return nominal
    return f"{nominal}{OUTSIDE_MARK if outside_band(shares) else ''} ({band.removesuffix(' %')})"


def traffic_words(result: Exposure) -> str:
    """What the flights are, where they come from files; empty where the scenario states them all."""
    return "; ".join(map(traffic_account.name_of, result.traffic))


def flights_words(result: Exposure) -> str:
    """How many fly, on how many routes."""
    aircraft = f"{result.aircraft:,} civil aircraft"
    if result.aircraft == len(result.flights):
        return aircraft
    return f"{aircraft} on {counted(len(result.flights), 'route')}"


def ran_words(result: Exposure) -> str:
    """How it was run."""
    drawn = "nominal values alone"
    if result.samples:
        drawn = f"{result.samples} readings, seed {result.seed}; in brackets where nine in ten of them lie"
    return (
        f"{drawn}; looked at every {result.step_s:g} s or more often, edges met to within "
        f"{edge_error_s(result.step_s):.3g} s"
    )


def corridor_words(result: Exposure) -> str:
    """How time is told apart by airway."""
    if len(result.corridors) == 1:
        return "The scenario states no airways."
    return "A point counts for the first airway of the file that holds it, its floor and ceiling included."
