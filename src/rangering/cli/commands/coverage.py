"""``coverage``, ``why``, ``signature``, ``exposure``: what is seen and engaged, and of whom."""

from typing import Annotated

import typer

from rangering.cli.options import (
    CatalogOption,
    JsonOption,
    NoDefaultsOption,
    PdOption,
    PostingOption,
    ReadingsOption,
    ScenarioArgument,
    SeedOption,
    SeenOptions,
    stated,
    taking,
)

app = typer.Typer()


@app.command()
@taking(SeenOptions)
def coverage(
    scenario: ScenarioArgument,
    out: Annotated[
        str | None,
        typer.Option(
            "--out", help="Folder for the page, maps and data; out/NAME of the scenario if not given."
        ),
    ] = None,
    pd: PdOption = None,
    posting: PostingOption = None,
    *,
    options: SeenOptions,
) -> None:
    """What is seen and engaged, where, and how sure that is: a table, a page, maps and data."""
    from rangering.cli.coverage import Asked, run

    run(Asked(scenario, out, pd, posting, **stated(options)))


@app.command()
def why(
    scenario: ScenarioArgument,
    site: Annotated[str, typer.Argument(help="A fire unit or a group of the scenario.")],
    at: Annotated[
        str, typer.Option("--at", help='The point, such as "36.61 N, 84.20 W" or "36.61, -84.20".')
    ],
    altitude: Annotated[
        str, typer.Option("--altitude", help='Of the target, such as "300 m" with --agl, or FL330.')
    ],
    agl: Annotated[bool, typer.Option("--agl", help="The altitude counts from the ground.")] = False,
    amsl: Annotated[bool, typer.Option("--amsl", help="The altitude counts from mean sea level.")] = False,
    target: Annotated[
        str | None, typer.Option("--target", help="A class; the scenario's first if not given.")
    ] = None,
    radar: Annotated[str | None, typer.Option("--radar", help="Only this radar of the site.")] = None,
    out: Annotated[str | None, typer.Option("--out", help="Draw the terrain profile: a .png.")] = None,
    samples: ReadingsOption = 64,
    seed: SeedOption = 1,
    pd: PdOption = None,
    posting: PostingOption = None,
    no_defaults: NoDefaultsOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Why one point is covered or not: in sentences, and as a terrain profile."""
    from rangering.cli.why import run

    run(
        scenario, site, at, altitude, agl, amsl, target, radar, out, samples, seed, pd,
        posting, no_defaults, catalog or [], as_json,
    )  # fmt: skip


@app.command()
@taking(SeenOptions)
def signature(
    scenario: ScenarioArgument,
    flight: Annotated[str, typer.Option("--flight", help="An own or allied flight of the scenario.")],
    out: Annotated[
        str | None, typer.Option("--out", help="Folder for the page, pictures and tables.")
    ] = None,
    sorties: Annotated[int, typer.Option(help="How often the stated route is flown.")] = 20,
    threshold: Annotated[
        str | None,
        typer.Option(help='Signal of one look from which it is a sample; "13 dB" if not given.'),
    ] = None,
    standoff: Annotated[
        str | None, typer.Option(help='Where bands of ground distance end, such as "50 km, 100 km, 200 km".')
    ] = None,
    turn_bank: Annotated[
        str | None, typer.Option(help='Bank in turns, such as "30 deg"; wings level if not given.')
    ] = None,
    *,
    options: SeenOptions,
) -> None:
    """What opportunity radars have to sample an own or allied aircraft's echo; not what is learnt from it."""
    from rangering.cli.signature import Asked, run

    run(Asked(scenario, flight, out, sorties, threshold, standoff, turn_bank, **stated(options)))


@app.command()
@taking(SeenOptions)
def exposure(
    scenario: ScenarioArgument,
    out: Annotated[
        str | None, typer.Option("--out", help="Folder for the page, the picture and a line a flight.")
    ] = None,
    bands: Annotated[
        str | None, typer.Option("--bands", help='Edges between altitude bands: "FL100, FL245, FL320".')
    ] = None,
    step: Annotated[
        str | None, typer.Option("--step", help='Longest time between looks along a flight, such as "5 s".')
    ] = None,
    pd: PdOption = None,
    posting: PostingOption = None,
    *,
    options: SeenOptions,
) -> None:
    """How long civil flights could be detected, tracked and engaged, by altitude and airway."""
    from rangering.cli.exposure import Asked, run

    run(Asked(scenario, out, bands, step, pd, posting, **stated(options)))
