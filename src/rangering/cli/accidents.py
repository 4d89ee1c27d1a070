"""``rangering accidents``: published accidents, and where each flight stands among flights of its hours."""

import json
import shlex
from pathlib import Path
from textwrap import fill
from typing import NamedTuple

from rangering import provenance
from rangering.catalog.accidents import accident_named, load_accidents
from rangering.catalog.describe_accidents import (
    NO_FINDING,
    accident_rows,
    accident_text,
    assumed_lines,
    list_text,
    scene_words,
)
from rangering.cli.terminal import WIDTH, Progress, folder_path, print_json, print_table, print_text
from rangering.errors import CatalogError


def facts(name: str | None, as_json: bool) -> None:
    """Every accident on a line, or all that is published of one."""
    known = load_accidents()
    if name is None:
        if as_json:
            rows = [accident_rows(each) for each in known.values()]
            print_json("accidents", rows, warnings=[NO_FINDING])
        else:
            print_text(list_text(known.values()), "", NO_FINDING, provenance.CAVEAT)
        return
    accident = accident_named(name)
    if as_json:
        assumed = assumed_lines(accident)
        print_json("accident", accident_rows(accident), assumptions=assumed, warnings=[NO_FINDING])
        return
    lines = (fill(line, WIDTH, subsequent_indent="    ") if len(line) > WIDTH and "\n" not in line else line
             for line in accident_text(accident))  # fmt: skip
    among = f"Where it stands among flights of its hours: rangering accidents {accident.id} --matched 60"
    print_text(*lines, "", scene_words(accident), among, "", NO_FINDING, provenance.CAVEAT)


class Asked(NamedTuple):
    """What was typed of a comparison."""

    name: str | None
    matched: int
    traffic: str | None
    replicates: int
    seed: int
    jobs: int
    out: str | None
    quiet: bool
    as_json: bool

    @property
    def command(self) -> str:
        """The command line that gives the same again, wherever its files go and on however many jobs."""
        words = ["rangering", "accidents", str(self.name), "--matched", str(self.matched)]
        words += ["--traffic", self.traffic] if self.traffic is not None else []
        return shlex.join([*words, "-n", str(self.replicates), "--seed", str(self.seed)])


def compare(asked: Asked) -> None:
    """Play the flight among matched ones, print, and write where a folder is named."""
    from rangering.report.accidents.page import refuse_folder, write_accident
    from rangering.report.accidents.words import document

    if asked.name is None:
        known = ", ".join(load_accidents())
        raise CatalogError("names no accident to compare", where="the command", mend=f"name one: {known}")
    name = accident_named(asked.name).id
    asked = asked._replace(name=name)
    folder = None if asked.out is None else folder_path(asked.out, "accident")
    if folder is not None:
        refuse_folder(folder)
    with Progress(asked.quiet or asked.as_json) as progress:
        from rangering.study.accidents.stand import stand

        result = stand(
            name, matched=asked.matched, traffic=None if asked.traffic is None else Path(asked.traffic),
            replicates=asked.replicates, seed=asked.seed, jobs=asked.jobs, progress=progress,
        )  # fmt: skip
        written = [] if folder is None else write_accident(result, folder, command=asked.command)
    if asked.as_json:
        told = document(result, command=asked.command, files=[path.name for path in written])
        print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))
        return
    from rangering.report.accidents import words

    lines = (fill(each, WIDTH, subsequent_indent="  ") for each in words.said(result))
    print_text(result.accident.title, "", *lines, "")
    if result.given:
        print_table(words.GIVEN_CAPTION, words.GIVEN_COLUMNS, words.given_lines(result))
    print_table(words.effects_caption(result), words.EFFECT_COLUMNS, words.effect_lines(result))
    print_table(words.flights_caption(result), words.FLIGHT_COLUMNS, words.flight_lines(result))
    print_table(words.INPUT_CAPTION, words.INPUT_COLUMNS, words.input_lines(result.stated))
    print_text(
        *(
            fill(each, WIDTH, subsequent_indent="  ")
            for each in (words.SAME, *words.brief_assumptions(result))
        )
    )
    print_text(fill(NO_FINDING, WIDTH), provenance.CAVEAT)
    print_text(*(f"wrote {path}" for path in written))
