"""``accidents``: civil flights that met a missile, as published, and where each stands by a model."""

from typing import Annotated

import typer

from rangering.cli.options import JobsOption, JsonOption, QuietOption, ReplicatesOption, SeedOption

app = typer.Typer()


@app.command()
def accidents(
    name: Annotated[
        str | None,
        typer.Argument(help="Such as ukraine-752; or PS752, MH17, IR655, SB1812. All of them if not given."),
    ] = None,
    matched: Annotated[
        int | None,
        typer.Option("--matched", help="Play the flight among so many of its hours, 50 to 1,000."),
    ] = None,
    traffic: Annotated[
        str | None,
        typer.Option("--traffic", help="Of these recorded tracks; made from stated rates if not given."),
    ] = None,
    replicates: ReplicatesOption = 100,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    out: Annotated[str | None, typer.Option("--out", help="Folder for page, table and all numbers.")] = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Civil flights that met a missile: what reports say, and how each stands among flights of its hours."""
    from rangering.cli.accidents import Asked, compare, facts

    if matched is None and traffic is None and out is None:
        facts(name, as_json)
    else:
        compare(Asked(name, matched or 60, traffic, replicates, seed, jobs, out, quiet, as_json))
