"""An accident's standing in words and lines: shared by terminal, page and record."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rangering.catalog.describe_accidents import NO_FINDING, accident_rows
from rangering.study.accidents.estimate import Span
from rangering.study.accidents.results import CONDITIONAL, Standing
from rangering.study.accidents.stated import Stated

EFFECT_COLUMNS = ("what is changed", "this flight", "ratio to as stated", "mean of the matched flights")
FLIGHT_COLUMNS = ("flight", "score")
GIVEN_COLUMNS = (
    "what became of its answers",
    "how often here",
    "which is",
    "this flight",
    "mean of the matched flights",
)
INPUT_COLUMNS = ("what the scene states", "value", "what that is", "grade")
DEFAULT_COLUMNS = ("class default", "value", "grade")
INPUT_CAPTION = "What the scene states beside places and routes, and what stands behind it"
DEFAULT_CAPTION = "Class defaults that decide what a crew believes: of every unit, not of this one"
GIVEN_CAPTION = "The score by what becomes of answers, by the model; 95 % of chance alone"
_ALIKE = 0.02
_SELDOM = 0.05
_ORDER = "read the order of flights and the ratios between cases, never the level"
_DEFAULTS = ": default/"
SAME = (
    "Scores that no replicate tells apart count half above and half below; the interval of the percentile is "
    "as wide as chance among such ties makes it."
)


def score_words(result: Standing) -> str:
    """What a score is."""
    if result.exercise:
        return "probability that the missile takes it, given that it goes for something else"
    return "probability of a wrong shot at one passage"


def effects_caption(result: Standing) -> str:
    """Over the table of mitigations."""
    return f"What changes it. Score: {score_words(result)}; by the model, 95 % of chance alone"


def flights_caption(result: Standing) -> str:
    """Over the table of flights."""
    return (
        "The matched flights with the highest scores, and the flight of the accident. Score: "
        f"{score_words(result)}; by the model, 95 % of chance alone"
    )


def first_sentence(result: Standing) -> str:
    """What came out, in one sentence."""
    kind = "recorded" if result.recorded else "made"
    own = result.percentile
    return (
        f"By this model {result.flight.name} stands at the {_ordinal(own.value)} percentile "
        f"({100 * own.low:.0f} to {100 * own.high:.0f}) of {len(result.matched)} {kind} flights of its hours"
    )


def against_sentence(result: Standing) -> str:
    """The scene against its own facts, to be read second: nobody shot at the matched flights."""
    found = result.against
    none = "none was" if result.recorded else "of the real ones that they stand for none was"
    expected = f"{count_words(found.expected)} of the {found.of} matched flights"
    if found.verdict == "not tested":
        return (
            f"Were a missile to go for something else beside each, {expected} would be taken (expected "
            f"number); {none}. The scene states the shot, which tests nothing of it: {_ORDER}."
        )
    said = f"By this scene {expected} would have been shot at (expected number); {none}"
    chance = f"a chance of {span_words(found.none)} by the scene"
    if found.verdict == "contradicted":
        return f"{said}. The scene is far too ready to shoot: {_ORDER}."
    if found.verdict == "doubtful":
        return f"{said}, {chance}. The scene is likely too ready to shoot: {_ORDER}."
    least = 1.0 - _SELDOM ** (1.0 / found.of)
    return (
        f"{said}, {chance}. That does not contradict the scene, nor does it bear out its level: any mean "
        f"score below {least:.2g} would do as well."
    )


def count_words(span: Span) -> str:
    """How many flights, and the interval."""
    value, low, high = (f"{each:.3g}" for each in span)
    return f"{value} ({low} to {high})"


def percentile_words(result: Standing) -> str:
    """The percentile and its interval."""
    own = result.percentile
    return f"{100 * own.value:.0f} ({100 * own.low:.0f} to {100 * own.high:.0f})"


def class_words(result: Standing) -> str:
    """What stands for the unit, in words."""
    return f"{result.accident.system.replace('-', ' ', 1)} system"


def apart_sentence(result: Standing) -> str:
    """Whether the model tells it from its neighbours at all."""
    count = len(result.matched)
    if result.exercise:
        told = "Given that the missile goes for something else than its drone, which nothing here weighs. "
        return f"{told}{result.alike} of the {count} are not told from it by more than chance."
    if result.alike == 0:
        return f"All {count} are told from it by more than chance."
    if result.alike < count:
        return f"{result.alike} of the {count} are not told from it by more than chance."
    if result.given and all(abs(each.accident.value - each.matched.value) < _ALIKE for each in result.given):
        decides = "what becomes of answers decides all, alike for every flight"
    else:
        decides = "what differs is within chance"
    return f"None of the {count} is told from it: {decides}. The percentile says nothing about it."


def given_sentence(result: Standing) -> str:
    """The score under the state that a report gives; empty where none gives one."""
    for each in result.given:
        if each.published:
            return (
                f"Published of its answers: {each.name}. Given that, its score is "
                f"{span_words(each.accident)}, and the mean of the matched flights is "
                f"{span_words(each.matched)}. How often that is so here, {each.weight:.3g}, is no fact of "
                f"the accident ({origin_words(result, each.name)})."
            )
    return ""


def input_lines(stated: Iterable[Stated]) -> list[tuple[str, ...]]:
    """A line for each figure, and whether it is published, a class default or an assumption."""
    return [
        (
            each.words,
            each.value,
            each.why if each.kind == "assumption" else f"{each.kind}: {each.why}",
            each.grade,
        )
        for each in stated
    ]


def default_lines(stated: Iterable[Stated]) -> list[tuple[str, ...]]:
    """A line for each class default that enters as it is."""
    return [(each.words, each.value, each.grade) for each in stated]


def origin_words(result: Standing, name: str) -> str:
    """What stands behind how often something becomes of answers."""
    if name == "understood":
        return "what is left"
    field = "wrongly_decoded_probability" if name == "read as another code" else "silent_friend_probability"
    found = next(
        (each for each in (*result.stated, *result.defaults) if each.field.endswith(f".{field}")), None
    )
    return "class default, grade D" if found is None else f"{found.kind}, grade {found.grade}"


def given_lines(result: Standing) -> list[tuple[str, ...]]:
    """A line for what may become of answers."""
    return [
        (
            f"{each.name}{' (as published)' if each.published else ''}",
            f"{each.weight:.3g}",
            origin_words(result, each.name),
            span_words(each.accident),
            span_words(each.matched),
        )
        for each in result.given
    ]


def changes_sentence(result: Standing) -> str:
    """What lowers its score most, and what raises it."""
    ratios = [(each.words, each.ratio) for each in result.effects[1:] if each.ratio is not None]
    lowering = sorted((each for each in ratios if each[1].high < 1.0), key=lambda each: each[1].value)
    raising = [each for each in ratios if each[1].low > 1.0]
    if not lowering:
        said = "None of the mitigations compared lowers its score by more than chance."
    else:
        told = "; ".join(f"{words}, to {ratio_words(ratio)}" for words, ratio in lowering)
        said = f"What lowers its score, as a ratio to the scene as stated: {told}."
    if raising:
        told = "; ".join(f"{words}, to {ratio_words(ratio)}" for words, ratio in raising)
        said = f"{said} What raises it: {told}."
    return said


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


def said(result: Standing) -> list[str]:
    """What came out, sentence by sentence; what the facts say of the scene is the second."""
    told = [f"{first_sentence(result)}.", against_sentence(result), apart_sentence(result),
            given_sentence(result), changes_sentence(result), cause_words(result)]  # fmt: skip
    return [each for each in told if each]


def span_words(span: Span) -> str:
    """A probability and its interval."""
    if span == (0.0, 0.0, 0.0):
        return "0, by rule"
    value, low, high = (_share(each) for each in span)
    return f"{value} ({low} to {high})"


def _share(value: float) -> str:
    """Three figures; what is below a thousandth is not told in more."""
    return "<0.001" if 0.0 < value < 0.001 else f"{value:.3g}"


def ratio_words(span: Span | None) -> str:
    """A ratio and its interval."""
    if span is None:
        return "–"
    if span.low == span.high:
        return f"{span.value:g}"
    return f"{span.value:.2f} ({span.low:.2f} to {span.high:.2f})"


def brief_assumptions(result: Standing, where: str = "--json or --out") -> list[str]:
    """What is assumed, for a reader: how many inputs are class defaults, and where it stands which."""
    return [
        f"{each.split(_DEFAULTS)[0]}; which ones: {where}." if _DEFAULTS in each else each
        for each in result.assumptions
    ]


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
        "warnings": [against_sentence(result), CONDITIONAL, NO_FINDING],
        "results": {
            "accident": accident_rows(result.accident),
            "words": said(result),
            "percentile": result.percentile._asdict(),
            "against_facts": {
                "expected_shot_at": result.against.expected._asdict(),
                "chance_of_none": result.against.none._asdict(),
                "shot_at": 0,
                "of": result.against.of,
                "verdict": result.against.verdict,
                "words": against_sentence(result),
            },
            "not_told_apart": result.alike,
            "given": [
                {
                    "answers": each.name,
                    "weight": each.weight,
                    "weight_is": origin_words(result, each.name),
                    "published": each.published,
                    "score": each.accident._asdict(),
                    "matched": each.matched._asdict(),
                }
                for each in result.given
            ],
            "exercise": result.exercise,
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
            "stated": [each._asdict() for each in result.stated],
            "inputs": [
                {
                    "field": each.field,
                    "value": each.value,
                    "unit": each.unit,
                    "quantity": each.quantity,
                    "grade": each.grade,
                    "class_default": each.from_default,
                    "source": each.source,
                }
                for each in result.inputs
            ],
            "command": command,
            "files": list(files),
        },
    }


def _ordinal(share: float) -> str:
    number = round(100 * share)
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
