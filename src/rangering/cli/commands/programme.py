"""``programme``: from a contract to capability."""

from pathlib import Path
from typing import Annotated

import typer

from rangering.cli.options import (
    CatalogOption,
    DrawnOption,
    HistoriesOption,
    JobsOption,
    JsonOption,
    KnownByOption,
    OneVariantOption,
    PagesFolderOption,
    ProgrammeArgument,
    QuietOption,
    SeedOption,
    VariantOption,
)

app = typer.Typer(help="When a contract becomes capability.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def check(programme: ProgrammeArgument, catalog: CatalogOption = None, as_json: JsonOption = False) -> None:
    """List every error of a programme at once."""
    from rangering.cli.programme import check as run

    raise typer.Exit(run(programme, catalog or [], as_json))


@app.command()
def describe(
    programme: ProgrammeArgument, catalog: CatalogOption = None, as_json: JsonOption = False
) -> None:
    """Read a programme back in plain sentences: figures with their sources, and the nominal plan."""
    from rangering.cli.programme import describe as run

    run(programme, catalog or [], as_json)


@app.command()
def run(
    programme: ProgrammeArgument,
    histories: HistoriesOption = 1000,
    readings: DrawnOption = 16,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    variant: VariantOption = None,
    known_by: KnownByOption = None,
    out: PagesFolderOption = None,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """When a contract becomes capability, what it costs, what held it up; variants side by side."""
    from rangering.cli.programme_run import Asked
    from rangering.cli.programme_run import run as play

    own = tuple(catalog or ())
    play(
        Asked(programme, histories, readings, seed, jobs, variant, known_by, out, quiet, own, as_json)
    )  # fmt: skip


@app.command()
def force(
    programme: ProgrammeArgument,
    on: Annotated[str, typer.Option("--on", help="The date, year first, such as 2020-05-15.")],
    scenario: Annotated[
        str | None, typer.Option("--scenario", help="Put the force into this scenario, and give it as TOML.")
    ] = None,
    histories: HistoriesOption = 1000,
    readings: DrawnOption = 16,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    variant: OneVariantOption = None,
    out: Annotated[
        str | None, typer.Option("--out", help="File for that scenario, such as force.toml.")
    ] = None,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fire units and missiles on a date, and a scenario in which they stand."""
    from rangering.cli.programme_force import Asked
    from rangering.cli.programme_force import force as stand

    own = tuple(catalog or ())
    stand(Asked(programme, on, scenario, variant, histories, readings, seed, jobs, out, quiet, own, as_json))


@app.command()
def record(out: PagesFolderOption = None, quiet: QuietOption = False, as_json: JsonOption = False) -> None:
    """What making it at home took elsewhere: local shares with fitted curves, durations against plans."""
    from rangering.cli.programme_run import record as show

    show(out, quiet, as_json)


@app.command()
def schema(as_json: JsonOption = True) -> None:
    """The JSON Schema of programme files, for editors."""
    from rangering.cli.programme import schema as run

    run()


@app.command("list")
def ready(
    copy: Annotated[str | None, typer.Option("--copy", help="Copy this one, to start from.")] = None,
    into: Annotated[Path, typer.Option("--into", help="Folder or file to copy to.")] = Path(),
    as_json: JsonOption = False,
) -> None:
    """The ready programmes: list them, or copy one."""
    from rangering.cli.programme import ready as run

    run(copy, into, as_json)


@app.command()
def backcast(
    programme: Annotated[
        str | None, typer.Argument(help="Such as india-s-400; every programme if not given.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", help="Forecast all on this day; without it, each on the day of its plan."),
    ] = None,
    evidence: Annotated[
        str, typer.Option("--evidence", help="What is known of the others: by-then or any-time.")
    ] = "by-then",
    seed: SeedOption = 1,
    as_json: JsonOption = False,
) -> None:
    """Forecast dated milestones from the other programmes, as of their day, and score the forecasts."""
    from rangering.cli.backcast import run

    run(programme, on, evidence, seed, as_json)
