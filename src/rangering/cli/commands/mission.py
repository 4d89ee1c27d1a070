"""``run``, ``endure`` and ``replay``: what happens in this raid?"""

from typing import Annotated

import typer

from rangering.cli.options import (
    JsonOption,
    PrecisionOption,
    QuietOption,
    ReplicatesOption,
    RunOptions,
    ScenarioArgument,
    stated,
    taking,
)

app = typer.Typer()


@app.command()
@taking(RunOptions)
def run(
    scenario: ScenarioArgument,
    replicates: ReplicatesOption = 1000,
    precision: PrecisionOption = None,
    *,
    options: RunOptions,
) -> None:
    """What happens in this raid: who gets through, what is spent, and what ran out first."""
    from rangering.cli.mission import Asked
    from rangering.cli.mission import run as simulate

    simulate(Asked(scenario, replicates, precision=precision, **stated(options)))


@app.command()
@taking(RunOptions)
def endure(
    scenario: ScenarioArgument,
    days: Annotated[float, typer.Option("--days", help="How long the raids go on.")],
    replicates: ReplicatesOption = 1000,
    *,
    options: RunOptions,
) -> None:
    """How long it lasts: the raid again and again, with reloads, deliveries, crews and repairs between."""
    from rangering.cli.mission import Asked
    from rangering.cli.mission import run as simulate

    simulate(Asked(scenario, replicates, days=days, **stated(options)))


@app.command()
def replay(
    folder: Annotated[str, typer.Argument(help="What rangering run --out or endure --out filled.")],
    replicate: Annotated[int | None, typer.Option("--replicate", help="Its number, from 0.")] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", help="Folder for log and pictures; FOLDER/replay-NUMBER if not given."),
    ] = None,
    raid: Annotated[
        int, typer.Option("--raid", help="Which of several raids in a row is drawn, from 1.")
    ] = 1,
    listed: Annotated[bool, typer.Option("--list", help="Name some replicates worth looking at.")] = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """One replicate again, bit for bit: every event, the raid in plan and profile, channels and rounds."""
    from rangering.cli.replay import Asked
    from rangering.cli.replay import replay as play

    raise typer.Exit(play(Asked(folder, replicate, out, raid, listed, quiet, as_json)))
