"""A signature question as files: pictures, page, tables and ``signature.json``, all of them whole or none."""

from collections.abc import Iterator, Sequence
from functools import partial
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rangering.coverage.signature_plan import AZIMUTHS, ELEVATIONS
from rangering.coverage.signature_results import (
    OPPORTUNITY,
    Figure,
    SignatureResult,
    azimuths_rad,
    elevation_edges_rad,
)
from rangering.errors import OutputError, RangeringError
from rangering.provenance import CAVEAT
from rangering.report.csv_file import Cell
from rangering.report.folder import Said, write_said
from rangering.report.html.document import PAGE
from rangering.report.mission.pictures import Drawing
from rangering.report.mission.record import plain_document
from rangering.report.signature import charts, words
from rangering.report.signature.page import ASPECTS, STANDOFF, signature_html
from rangering.report.write import refuse_foreign
from rangering.terrain.ground import Progress

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

SCHEMA = "rangering.signature/1"
RECORD, ASPECT_TABLE, STANDOFF_TABLE = "signature.json", "aspects.csv", "standoff.csv"
_OURS = (".png", ".html", ".csv", ".json")
_NAMES = (PAGE, "aspects.png", "standoff.png", ASPECT_TABLE, STANDOFF_TABLE)


def document(result: SignatureResult, *, command: str = "", files: Sequence[str] = ()) -> dict[str, Any]:
    """The answer as plain data after the output contract; nominal values of a withheld class are null.

    Parameters
    ----------
    result : SignatureResult
        What `sample_signature` gave.
    command : str
        The command line behind it.
    files : sequence of str
        Names of the files beside it, where some were written.
    """
    only = words.withheld(result)
    low_m2, nominal_m2, high_m2 = result.rcs_m2
    return plain_document({
        "schema": SCHEMA,
        "provenance": result.provenance,
        "environment": result.environment,
        "assumptions": result.assumptions,
        "warnings": result.warnings,
        "results": {
            "title": result.title,
            "scenario": result.name,
            "labels": result.labels,
            "sentence": words.headline(result),
            "opportunity": OPPORTUNITY,
            "flight": result.flight,
            "side": result.side,
            "flown_as": result.flown_as,
            "class": {
                "id": result.target, "title": result.target_title, "rcs_low_m2": low_m2,
                "rcs_nominal_m2": None if only else nominal_m2, "rcs_high_m2": high_m2,
            },
            "duration_s": result.duration_s,
            "sorties": result.sorties,
            "samples": result.samples,
            "seed": result.seed,
            "threshold_db": result.threshold_db,
            "turn_bank_rad": result.turn_bank_rad,
            "altitude_low_m": result.altitude_m[0],
            "altitude_high_m": result.altitude_m[1],
            "bins": {"azimuths": AZIMUTHS, "elevations": ELEVATIONS, "map": "cylindrical equal-area"},
            "frequencies": [_row(each, only) for each in result.frequencies],
            "distances": [_row(each, only) for each in result.distances],
            "sides": [_row(each, only) for each in result.sides],
            "radars": [_row(each, only) for each in result.radars],
            "over_sorties": [_row(each, only) for each in result.over_sorties],
            "silent_looks": _figure(result.silent, withhold=False),
            "aspects": [dict(zip(_ASPECT_COLUMNS, line, strict=True)) for line in aspect_lines(result)],
            "sources": [each._asdict() for each in result.sources],
            "command": command,
            "files": list(files),
        },
    })  # fmt: skip


def _row(row: Any, only: bool) -> dict[str, Any]:
    """A row of a result; what hangs on the class is withheld where that is a stealth aircraft's."""
    told = row._asdict()
    for name, value in told.items():
        if isinstance(value, Figure):
            told[name] = _figure(value, withhold=only and name != "looks")
    return dict(told)


def _figure(value: Figure, *, withhold: bool) -> dict[str, float | None]:
    return value._asdict() | ({"nominal": None} if withhold else {})


_ASPECT_COLUMNS = (
    "band",
    "azimuth_deg",
    "elevation_low_deg",
    "elevation_high_deg",
    "looks_a_sortie",
    "samples_a_sortie",
    "best_snr_db",
    "share_of_readings",
)


def aspect_lines(result: SignatureResult) -> Iterator[tuple[Cell, ...]]:
    """Every bin with a look, band by band; where in the sphere, how many, how strong.

    The share of readings is of all bands together, None where no readings were drawn.
    """
    only = words.withheld(result)
    azimuth_deg, edges_deg = np.degrees(azimuths_rad()), np.degrees(elevation_edges_rad())
    for number, row in enumerate(result.frequencies[:-1]):
        for bin_ in np.flatnonzero(result.look_bins[number]).tolist():
            best_db = float(result.best_bins_db[number, bin_])
            yield (
                row.letter,
                float(azimuth_deg[bin_ % AZIMUTHS]),
                round(float(edges_deg[bin_ // AZIMUTHS]), 3),
                round(float(edges_deg[bin_ // AZIMUTHS + 1]), 3),
                float(result.look_bins[number, bin_]),
                None if only else float(result.sample_bins[number, bin_]),
                best_db if isfinite(best_db) and not only else None,
                float(result.share_bins[bin_]) if result.samples else None,
            )


_STANDOFF_COLUMNS = (
    "inner_km", "outer_km",
    *(f"{name}{end}" for name in ("looks_a_sortie", "samples_a_sortie", "median_snr_db", "best_snr_db",
                                  "sphere_sampled_share") for end in ("", "_low", "_high")),
)  # fmt: skip


def standoff_lines(result: SignatureResult) -> Iterator[tuple[Cell, ...]]:
    """Every band of stand-off distance in full figures."""
    only = words.withheld(result)
    for each in result.distances:
        cells: list[Cell] = [each.inner_m / 1e3, None if each.outer_m is None else each.outer_m / 1e3]
        for name in ("looks", "samples", "median_db", "best_db", "share"):
            figure = getattr(each, name)
            cells += _figure(figure, withhold=only and name != "looks").values()
        yield tuple(cells)


def write_signature(
    result: SignatureResult, folder: Path, *, command: str = "", progress: Progress | None = None
) -> list[Path]:
    """Write the pictures, the page, both tables and ``signature.json``, all or none.

    Parameters
    ----------
    result : SignatureResult
        What `sample_signature` gave.
    folder : Path
        Made if missing.
    command : str
        The command line behind it, for those who repeat it.
    progress : callable, optional
        Told what is being done and the share done.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OutputError
        The folder cannot take them, or holds what is not ours; nothing new is left.
    """
    stale = refuse_folder(folder)
    said = Said(
        result.title, drawings(result), lambda drawn: signature_html(result, drawn, command=command),
        {
            ASPECT_TABLE: [_ASPECT_COLUMNS, *aspect_lines(result)],
            STANDOFF_TABLE: [_STANDOFF_COLUMNS, *standoff_lines(result)],
        },
        RECORD, lambda files: document(result, command=command, files=files),
        remarks=(f"{CAVEAT} {OPPORTUNITY}",),
    )  # fmt: skip
    return write_said(said, folder, stale=stale, progress=progress)


def drawings(result: SignatureResult) -> list[Drawing]:
    """The pictures, the main one first."""
    shaded = "how often" if words.withheld(result) else "the strongest look"
    sides = "; ".join(f"{line[0]}: {line[1]} looks a sortie" for line in words.side_lines(result))
    far = "; ".join(f"{line[0]}: sphere sampled {line[-1]}" for line in words.distance_lines(result))
    return [
        Drawing(
            ASPECTS, "aspects.png",
            "All sides of the aircraft on a map of equal areas, and what radars see of them.",
            f"A rectangle that stands for all directions about the aircraft, nose in the middle, shaded by "
            f"{shaded}. {sides}.",
            partial(charts.aspects_page, result),
        ),
        Drawing(
            STANDOFF, "standoff.png", "What can be sampled, by distance from the radar that looks.",
            f"Two sets of bars by band of ground distance. {far or 'No look at all'}.",
            partial(charts.standoff_page, result),
        ),
    ]  # fmt: skip


def draw(result: SignatureResult, layer: str | None = None) -> "Canvas":
    """One picture by its layer; the aspect sphere without.

    Raises
    ------
    RangeringError
        No such layer.
    """
    known = drawings(result)
    for each in known:
        if layer in (None, each.layer):
            return each.draw().figure
    raise RangeringError(
        "is no layer of this result", where="layer", value=layer,
        mend=f"one of {', '.join(each.layer for each in known)}",
    )  # fmt: skip


def refuse_folder(folder: Path) -> list[str]:
    """Find out before the work that a folder cannot take the files; those an earlier run of ours left there.

    Raises
    ------
    OutputError
        The folder cannot be written, or holds what is not ours under one of our names.
    """
    stale = refuse_foreign(folder, RECORD, ("rangering.signature/",), _OURS)
    if not (folder / RECORD).exists():
        for name in _NAMES:
            if (folder / name).exists():
                raise OutputError(
                    "is not of a signature question and would be lost", where=str(folder / name),
                    mend="name another folder",
                )  # fmt: skip
    return stale
