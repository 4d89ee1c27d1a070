"""``rangering programme force``: fire units and missiles on a date, and a scenario in which they stand."""

from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

from rangering.catalog.read import load_catalog
from rangering.cli.command_line import command_line
from rangering.cli.ready import date_of
from rangering.cli.study.asked import print_document
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text
from rangering.errors import OutputError, ProgrammeError
from rangering.units import percent

_LABELS = {
    "units_delivered": "{unit}s delivered",
    "units_operational": "{unit}s in service",
    "units_available": "{unit}s available",
    "missiles": "missiles on hand",
}


class Asked(NamedTuple):
    """What was typed."""

    source: str
    on: str
    scenario: str | None
    variant: str | None
    histories: int
    readings: int
    seed: int
    jobs: int
    out: str | None
    quiet: bool
    extra: tuple[Path, ...]
    as_json: bool

    @property
    def command(self) -> str:
        """The command line that gives the same again."""
        return command_line(
            "programme force", self.source, on=self.on, scenario=self.scenario, variant=self.variant,
            n=self.histories, readings=self.readings, seed=self.seed, catalog=self.extra,
        )  # fmt: skip


def force(asked: Asked) -> None:
    """Print the force on a date, and write the scenario in which its middle stands."""
    from rangering.programme.force import ForceOn, force_on
    from rangering.programme.read import load_programme
    from rangering.provenance import CAVEAT
    from rangering.study.courses import courses_of

    on = date_of(asked.on, "--on")
    target = _target(asked)
    catalog = load_catalog(asked.extra)
    programme = load_programme(asked.source, catalog=catalog)
    if asked.variant is not None:
        programme = courses_of(programme, (asked.variant,))[0].programme
    with Progress(asked.quiet or asked.as_json) as progress:
        found: ForceOn = force_on(
            programme, on, catalog=catalog, histories=asked.histories, readings=asked.readings,
            seed=asked.seed, jobs=asked.jobs, progress=progress,
        )  # fmt: skip
    text = "" if asked.scenario is None else _scenario(asked.scenario, found, programme.system, catalog)
    written = []
    if target is not None:
        target.write_text(text, encoding="utf-8", newline="\n")
        written = [str(target)]
    if asked.as_json:
        print_document(_document(asked, found, text, written))
        return
    ran = (
        f"the force on {on.isoformat()}, {(on - found.signed).days:,} days after the signature; "
        f"{found.histories:,} histories of nominal values and of each of {found.readings_count:,} readings, "
        f"seed {found.seed}"
    )
    print_text(found.title, fill(ran, WIDTH), "")
    print_table("Nominal values: chance; and readings: what nobody outside knows", _COLUMNS, _lines(found),
                range(1, 4))  # fmt: skip
    most = max(found.ordered, 1)
    print_table(f"At least so many {found.unit}s available", ("at least", "probability, nominal values",
                "share of readings in which likelier than not"),
                [(str(k), percent(found.probability("units_available", k)), _share(found, k))
                 for k in range(1, most + 1)], range(3))  # fmt: skip
    print_text(
        fill("Probability is over histories, with nominal values; a share of readings is none.", WIDTH)
    )
    for warning in found.warnings:
        print_text(fill(f"warning: {warning}", WIDTH))
    if text and target is None:
        print_text("", text.rstrip("\n"))
    print_text(*([""] if not text or target else []), *(f"wrote {name}" for name in written), CAVEAT)


_COLUMNS = ("", "5 % of histories", "middle", "95 % of histories", "middle over readings: low, middle, high")


def _lines(found: Any) -> list[tuple[str, ...]]:
    rows = []
    for name, words in _LABELS.items():
        if name == "missiles" and not found.has_missiles:
            continue
        band = found.band(name)
        over = "–" if band is None else ", ".join(map(str, band))
        rows.append((words.format(unit=found.unit), *map(str, found.chance(name)), over))
    return rows


def _share(found: Any, least: int) -> str:
    share = found.share_of_readings("units_available", least)
    return "–" if found.readings_count == 0 else percent(share)


def _target(asked: Asked) -> Path | None:
    """The file as ``--out`` gives it; refused before the work where it cannot be written."""
    if asked.out is None:
        return None
    path = Path(asked.out)
    mend = "such as --scenario ankara-raid --out force.toml"
    if asked.scenario is None:
        raise OutputError(
            "has nothing to hold: a force is written as a scenario", where="--out", value=asked.out, mend=mend
        )
    if path.suffix.lower() != ".toml" or path.is_dir():
        raise OutputError("is no name of a scenario file", where="--out", value=asked.out, mend=mend)
    if path.exists():
        raise OutputError("is there already", where="--out", value=asked.out, mend="name another file")
    if not path.resolve().parent.is_dir():
        raise OutputError("lies in no folder", where="--out", value=asked.out, mend="make the folder first")
    return path


def _scenario(source: str, found: Any, system: str | None, catalog: Any) -> str:
    """The scenario as text, with as many fire units and missiles as the middle of nominal histories."""
    from rangering.programme.standing import note_of, require_system, scenario_toml, standing
    from rangering.scenario.read import load_scenario

    stated = load_scenario(source, catalog=catalog)
    require_system(stated, system, found.name)
    units, missiles = found.middle()
    if units == 0:
        raise ProgrammeError(
            f"is the number of {found.unit}s available in the middle of all histories: no scenario holds it",
            where="--on", value=0, mend="take a later date, or leave --scenario out",
        )  # fmt: skip
    stood = standing(stated, units, missiles, system=system, catalog=catalog)
    assert stood.scenario is not None  # some fire unit of the system stands
    named = stood.scenario.model_copy(update={"name": f"{stated.name}-{found.on.isoformat()}"})
    named._file = stated._file  # relative paths start there
    return scenario_toml(named, note_of(stood, found.on, found.name, stated, system))


def _document(asked: Asked, found: Any, text: str, written: list[str]) -> dict[str, Any]:
    from rangering.report.mission.record import plain_data

    most = range(1, max(found.ordered, 1) + 1)
    told: dict[str, Any] = plain_data({
        "schema": "rangering.programme-force/1",
        "provenance": dict(found.provenance),
        "environment": {},
        "assumptions": list(found.assumptions),
        "warnings": list(found.warnings),
        "results": {
            "title": found.title,
            "programme": found.name,
            "on": found.on.isoformat(),
            "signed": found.signed.isoformat(),
            "histories": found.histories,
            "readings": found.readings_count,
            "seed": found.seed,
            "chance": {
                name: dict(zip(("low_5", "middle", "high_95"), found.chance(name), strict=True))
                for name in _LABELS
            },
            "over_readings": {
                name: None if found.band(name) is None
                else dict(zip(("low", "middle", "high"), found.band(name), strict=True))
                for name in _LABELS
            },
            "available_at_least": [
                {
                    "units": k,
                    "probability_nominal": found.probability("units_available", k),
                    "share_of_readings": found.share_of_readings("units_available", k),
                }
                for k in most
            ],
            "scenario_toml": text or None,
            "command": asked.command,
            "files": written,
        },
    })  # fmt: skip
    return told
