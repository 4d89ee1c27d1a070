"""``exposure.json``: all numbers of an exposure after the output contract; which folders can take one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rangering.coverage.exposure_plan import edge_error_s
from rangering.coverage.exposure_results import Exposure
from rangering.coverage.results import Band
from rangering.report.exposure.tables import hours_of
from rangering.report.exposure.words import CONDITIONAL, first_sentence
from rangering.report.write import refuse_foreign

FAMILY = "rangering.exposure/"
SCHEMA = f"{FAMILY}1"
RECORD, PICTURE, TABLE = "exposure.json", "exposure.png", "flights.csv"
_OURS = (".png", ".html", ".csv")


def document(result: Exposure, *, command: str = "", files: Sequence[str] = ()) -> dict[str, Any]:
    """An exposure as plain data.

    Parameters
    ----------
    result : Exposure
        What `rangering.coverage.exposure.map_exposure` gave.
    command : str
        The command line behind it.
    files : sequence of str
        Names of the files of the run, where it wrote some.
    """
    layers = range(len(result.layers))
    return {
        "schema": SCHEMA,
        "provenance": result.provenance,
        "environment": result.environment,
        "assumptions": list(result.assumptions),
        "warnings": list(result.warnings),
        "results": {
            "title": result.title,
            "scenario": result.name,
            "labels": list(result.labels),
            "sentence": first_sentence(result),
            "conditional": CONDITIONAL,
            "traffic": [each.as_data() for each in result.traffic],
            "pd": result.pd_probability,
            "step_s": result.step_s,
            "edge_error_s": edge_error_s(result.step_s),
            "samples": result.samples,
            "seed": result.seed if result.samples else None,
            "layers": [each._asdict() for each in result.layers],
            "fire_units": [each._asdict() for each in result.fire_units],
            "not_counted": list(result.missing),
            "bands": list(result.bands),
            "corridors": list(result.corridors),
            "flown_h": float(result.flown_h.sum()),
            "hours": [
                {"layer": result.layers[layer].name, "by": by, **_band(hours_of(result, layer, whose))}
                for layer in layers
                for whose, by in enumerate(result.whose)
            ],
            "places": [
                {
                    "altitude": altitude,
                    "corridor": corridor,
                    "flown_h": float(result.flown_h[b, c]),
                    "hours": {
                        result.layers[layer].name: _band(hours_of(result, layer, 0, (b, c)))
                        for layer in layers
                    },
                }
                for b, altitude in enumerate(result.bands)
                for c, corridor in enumerate(result.corridors)
                if result.flown_h[b, c]
            ],
            "flights": [
                {
                    **flight._asdict(),
                    "in_layers_min": {
                        result.layers[layer].name: _band(
                            Band(*(float(limit[n, layer, 0]) for limit in result.minutes))
                        )
                        for layer in layers
                    },
                }
                for n, flight in enumerate(result.flights)
            ],
            "links": [each._asdict() for each in result.links],
            "sources": [each._asdict() for each in result.sources],
            "command": command,
            "files": list(files),
        },
    }


def _band(band: Band) -> dict[str, float]:
    return {name: round(value, 6) for name, value in band._asdict().items()}


def refuse_folder(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take an exposure's files; see `refuse_foreign`."""
    return refuse_foreign(folder, RECORD, (FAMILY,), _OURS)
