"""An accident's standing in words and lines: shared by terminal, page and record."""

from collections.abc import Iterator, Sequence
from typing import Any

from rangering.catalog.describe_accidents import NO_FINDING, accident_rows
from rangering.study.accidents.stand import CONDITIONAL, Span, Standing

EFFECT_COLUMNS = ("what is changed", "this flight", "ratio to as stated", "mean of the matched flights")
FLIGHT_COLUMNS = ("flight", "score")
_EFFECTS = "Probability of a wrong shot at one passage, by the model; 95 % of chance alone"
EFFECTS_CAPTION = f"What lowers it. {_EFFECTS}"
FLIGHTS_CAPTION = f"The matched flights with the highest scores, and the flight of the accident. {_EFFECTS}"
SAME = "Scores that no replicate tells apart count half above and half below."


def first_sentence(result: Standing) -> str:
    """What came out, in one sentence."""
    own, kind = result.percentile, "recorded" if result.recorded else "made"
    return (
        f"By this model {result.flight.name} stands at the {_ordinal(own.value)} percentile "
        f"({100 * own.low:.0f} to {100 * own.high:.0f}) of {len(result.matched)} {kind} flights of its hours"
    )


def second_sentence(result: Standing) -> str:
    """What lowers its score most, in one sentence."""
    lowering = [each for each in result.effects[1:] if each.ratio is not None and each.ratio.high < 1.0]
    if not lowering:
        return "None of the mitigations compared lowers its score by more than chance."
    lowering.sort(key=lambda each: each.accident.value)
    told = "; ".join(f"{each.words}, to {ratio_words(each.ratio)}" for each in lowering)
    return f"What lowers its score, as a ratio to the scene as stated: {told}."


def effect_lines(result: Standing) -> list[tuple[str, ...]]:
    """A line for the scene as stated and one for each mitigation."""
    return [
        (each.words, span_words(each.accident), ratio_words(each.ratio), span_words(each.matched))
        for each in result.effects
    ]


def flight_lines(result: Standing, most: int = 10) -> list[tuple[str, ...]]:
    """The flights with the highest scores, and the accident's flight among them."""
    shown = [(each.name, each.probability, "") for each in result.matched[:most]]
    shown.append((result.flight.name, result.flight.probability, " (this flight)"))
    shown.sort(key=lambda each: -each[1].value)
    return [(f"{name}{mark}", span_words(score)) for name, score, mark in shown]


def cause_words(result: Standing) -> str:
    """The causes of its score, in one sentence."""
    told = [f"{key} {value:.3g}" for key, value in result.causes.items() if value > 0.0]
    return (
        f"Of its score, by cause: {', '.join(told)}."
        if told
        else "Nothing was launched at it in any replicate."
    )


def span_words(span: Span) -> str:
    """A probability and its interval."""
    return f"{span.value:.3g} ({span.low:.3g} to {span.high:.3g})"


def ratio_words(span: Span | None) -> str:
    """A ratio and its interval."""
    return "–" if span is None else f"{span.value:.2f} ({span.low:.2f} to {span.high:.2f})"


def csv_rows(result: Standing) -> Iterator[Sequence[str | float]]:
    """A header, then a line for the accident's flight and each matched one."""
    yield ("flight", "kind", "score", "low", "high")
    for kind, each in (("accident", result.flight), *(("matched", each) for each in result.matched)):
        yield (each.name, kind, *each.probability)


def document(result: Standing, *, command: str, files: Sequence[str]) -> dict[str, Any]:
    """The standing as one JSON object after the output contract."""
    return {
        "schema": "rangering.accident-standing/1",
        "provenance": result.provenance,
        "environment": {"scene": f"accidents/{result.accident.scenario}", "replicates": result.replicates},
        "assumptions": list(result.assumptions),
        "warnings": [CONDITIONAL, NO_FINDING],
        "results": {
            "accident": accident_rows(result.accident),
            "percentile": result.percentile._asdict(),
            "flight": {"name": result.flight.name, "score": result.flight.probability._asdict()},
            "causes": result.causes,
            "recorded": result.recorded,
            "matched": [{"name": each.name, "score": each.probability._asdict()} for each in result.matched],
            "effects": [
                {
                    "key": each.key,
                    "words": each.words,
                    "accident": each.accident._asdict(),
                    "ratio": None if each.ratio is None else each.ratio._asdict(),
                    "matched": each.matched._asdict(),
                }
                for each in result.effects
            ],
            "command": command,
            "files": list(files),
        },
    }


def _ordinal(share: float) -> str:
    number = round(100 * share)
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
