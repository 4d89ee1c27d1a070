"""``risk``: how often would a civil flight be shot at in error?"""

from typing import Annotated

import typer

from rangering.cli.options import (
    AssumedOption,
    CatalogOption,
    JobsOption,
    JsonOption,
    NoDefaultsOption,
    QuietOption,
    ScenarioArgument,
    SeedOption,
)

app = typer.Typer()


@app.command()
def risk(
    scenario: ScenarioArgument,
    out: Annotated[
        str | None, typer.Option("--out", help="Folder for the page and the pictures; compares too.")
    ] = None,
    limit: Annotated[
        int,
        typer.Option(
            "-n",
            "--replicates",
            help="Replicates at most; a pilot of up to 2,048 comes before, whatever this says.",
        ),
    ] = 50_000,
    precision: Annotated[
        float,
        typer.Option("--precision", help="Stop where 95 % lie from rate / e^p to rate * e^p, p this number."),
    ] = 0.3,
    samples: Annotated[
        int, typer.Option("--samples", help="Readings of what nobody outside knows, for the band; 0: none.")
    ] = 8,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    compare: Annotated[
        bool, typer.Option("--compare", help="What changes it, and mitigations side by side.")
    ] = False,
    close: Annotated[
        str, typer.Option("--close", help="Mitigation: no civil flight below this level.")
    ] = "FL260",
    move: Annotated[
        str, typer.Option("--move", help="Mitigation: move routes and corridors away by this.")
    ] = "30 nmi",
    plain: Annotated[bool, typer.Option("--plain", help="Plain Monte Carlo, for checks.")] = False,
    no_defaults: NoDefaultsOption = False,
    allow_assumed: AssumedOption = False,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Wrong shots at civil flights per 1,000 flight hours inside, against a reference case."""
    from rangering.cli.risk import Asked, run

    own = tuple(catalog or ())
    run(
        Asked(
            scenario, out, limit, precision, samples, seed, jobs, compare, close, move, plain, no_defaults,
            allow_assumed, quiet, own, as_json,
        )
    )  # fmt: skip
