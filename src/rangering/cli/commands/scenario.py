"""``check``, ``describe``, ``scenarios`` and ``schema``: what the analyst states."""

from pathlib import Path
from typing import Annotated

import typer

from rangering.cli.options import CatalogOption, JsonOption, ScenarioArgument

app = typer.Typer()


@app.command()
def check(scenario: ScenarioArgument, catalog: CatalogOption = None, as_json: JsonOption = False) -> None:
    """List every error of a scenario at once."""
    from rangering.cli.scenario import check as run

    raise typer.Exit(run(scenario, catalog or [], as_json))


@app.command()
def describe(scenario: ScenarioArgument, catalog: CatalogOption = None, as_json: JsonOption = False) -> None:
    """Read a scenario back in plain sentences, with the sources of its figures."""
    from rangering.cli.scenario import describe as run

    run(scenario, catalog or [], as_json)


@app.command()
def scenarios(
    copy: Annotated[str | None, typer.Option("--copy", help="Copy this one, to start from.")] = None,
    into: Annotated[Path, typer.Option("--into", help="Folder or file to copy to.")] = Path(),
    as_json: JsonOption = False,
) -> None:
    """The ready scenarios: list them, or copy one."""
    from rangering.cli.scenario import scenarios as run

    run(copy, into, as_json)


@app.command()
def schema(as_json: JsonOption = True) -> None:
    """The JSON Schema of scenario files, for editors."""
    from rangering.cli.scenario import schema as run

    run()
