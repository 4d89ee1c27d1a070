"""``rangering accidents``: published accidents, and where each flight stands among flights of its hours."""

from textwrap import fill

from rangering import provenance
from rangering.catalog.accidents import accident_named, load_accidents
from rangering.catalog.describe_accidents import (
    NO_FINDING,
    accident_rows,
    accident_text,
    assumed_lines,
    list_text,
)
from rangering.cli.terminal import WIDTH, print_json, print_text


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
    print_text(*lines, "", NO_FINDING, provenance.CAVEAT)
