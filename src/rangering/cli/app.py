"""The ``rangering`` command: its rooms, in the order of work; `commands` tells what is typed in each."""

from typing import Annotated

import typer

from rangering import __version__
from rangering.cli.commands import (
    accidents,
    catalog,
    coverage,
    mission,
    programme,
    risk,
    scenario,
    study,
    traffic,
)

_ABOUT = """Beyond the range ring: what an air-defence purchase really buys, from public sources.

A simulation for understanding. Not for operating anything, nor for planning harm.
Verified against closed forms; not validated against combat data; conditional on public claims."""

app = typer.Typer(
    help=_ABOUT,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# Without a name a room's commands stand beside each other at the top; with one, below it.
app.add_typer(coverage.app)
app.add_typer(mission.app)
app.add_typer(risk.app)
app.add_typer(study.app)
app.add_typer(programme.app, name="programme")
app.add_typer(accidents.app)
app.add_typer(traffic.app, name="traffic")
app.add_typer(scenario.app)
app.add_typer(catalog.app, name="catalog")
app.add_typer(study.kept, name="study")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"rangering {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass
