"""``risk.json``: all numbers of a risk after the output contract; which folders can take one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

from rangering.mission.codes import CAUSES
from rangering.report.civil.words import CONDITIONAL, RATE_UNIT, band_words, first_sentence
from rangering.report.write import refuse_foreign
from rangering.study.risk.results import LIKELIHOODS, CaseRisk, LeverEnd, Risk

FAMILY = "rangering.risk/"
SCHEMA = f"{FAMILY}1"
RECORD, MAP, TORNADO = "risk.json", "risk-map.png", "risk-tornado.png"
_OURS = (".png", ".html")


def document(result: Risk, *, command: str = "", files: Sequence[str] = ()) -> dict[str, Any]:
    """A risk as plain data; what has no value, or no upper end, is null.

    Parameters
    ----------
    result : Risk
        What `rangering.study.risk.run.assess_risk` gave.
    command : str
        The command line behind it.
    files : sequence of str
        Names of the files of the run, where it wrote some.
    """
    word, why = result.confidence
    told = {
        "schema": SCHEMA,
        "provenance": dict(result.provenance),
        "environment": dict(result.environment),
        "assumptions": list(result.assumptions),
        "warnings": list(result.warnings),
        "results": {
            "title": result.title,
            "scenario": result.name,
            "labels": list(result.labels),
            "sentence": first_sentence(result),
            "conditional": CONDITIONAL,
            "unit": RATE_UNIT,
            "given": [each._asdict() for each in result.stood],
            "aircraft": result.aircraft,
            "flown_h": result.flown_h,
            "duration_s": result.duration_s,
            "ratio_to_reference": asdict(result.ratio),
            "stated": _case(result.stated),
            "reference": _case(result.reference),
            "band": {"low": result.band[0], "high": result.band[1]} if result.band else None,
            "band_words": band_words(result),
            "readings": [each._asdict() for each in result.by_reading],
            "reading_replicates": result.reading_replicates,
            "likelihood": {
                "class": result.likelihood.name,
                "nominal": result.nominal.name,
                "touched": [each.name for each in result.likelihoods],
                "classes": [
                    {"class": each.name, "at_least": each.least, "words": each.words} for each in LIKELIHOODS
                ],
            },
            "confidence": {"word": word, "why": why},
            "levers": [
                {"lever": each.name,
                 "low": _end(each.low), "high": _end(each.high), "notes": list(each.notes)}
                for each in result.levers
            ],
            "mitigations": [
                {**_case(each.case), "rate_ratio_to_stated": asdict(each.rate_ratio),
                 "count_ratio_to_stated": asdict(each.count_ratio), "already_so": each.already}
                for each in result.mitigations
            ],
            "wrong_shots_by_altitude": [
                {"band": each.band, "share": asdict(each.share), "seen": each.seen}
                for each in result.shot_bands
            ],
            "inputs": [
                {"quantity": each.quantity, "grade": each.grade, "class_default": each.from_default}
                for each in result.inputs
            ],
            "precision": result.precision,
            "limit": result.limit,
            "samples": result.samples,
            "seed": result.seed,
            "command": command,
            "files": list(files),
        },
    }  # fmt: skip
    cleaned: dict[str, Any] = _finite(told)
    return cleaned


def _case(case: CaseRisk) -> dict[str, Any]:
    return {
        "case": case.key,
        "words": case.words,
        "rate": case.rate._asdict(),
        "per_thousand_aircraft_inside": case.per_passage._asdict(),
        "aircraft_inside": case.passages,
        "causes": {
            key: rate._asdict() if able else None
            for key, rate, able in zip(CAUSES, case.causes, case.modelled, strict=True)
        },
        "wrong_shots": asdict(case.count),
        "hours_inside_h": case.hours_h,
        "replicates": case.replicates,
        "pilot_replicates": case.pilot,
        "plain_pilot_replicates": case.plain_checked,
        "plain_upper_limit": case.plain_most,
        "precision_reached": case.reached,
        "proposals": asdict(case.proposals),
        "mean_weight": case.mean_weight,
        "mean_weight_error": case.weight_error,
        "plain_replicates": case.plain_replicates,
    }


def _end(end: LeverEnd) -> dict[str, Any]:
    return {
        **_case(end.case),
        "ratio_to_stated": asdict(end.ratio),
        "as_stated": end.as_stated,
        "does_not_act": end.idle,
    }


def _finite(told: Any) -> Any:
    """With null in the place of what JSON cannot say."""
    if isinstance(told, Mapping):
        return {key: _finite(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_finite(each) for each in told]
    return None if isinstance(told, float) and not isfinite(told) else told


def refuse_folder(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take a risk's files; see `refuse_foreign`."""
    return refuse_foreign(folder, RECORD, (FAMILY,), _OURS)
