"""``study``, ``sensitivity``, ``compare`` and ``sweep``: many runs, and what they say together."""

from typing import Annotated

import typer

from rangering.cli.options import (
    AssumedOption,
    CatalogOption,
    ClusterOption,
    InnerOption,
    JobsOption,
    JsonOption,
    NoDefaultsOption,
    ProgrammeArgument,
    QuietOption,
    ScenarioArgument,
    SeedOption,
    SomeVariantsOption,
    StudyFidelityOption,
    StudyFolderOption,
    StudyOptions,
    stated,
    taking,
)

VariantsOption = Annotated[
    bool, typer.Option("--variants/--no-variants", help="Also under other assumptions about the unknowns.")
]

app = typer.Typer()
kept = typer.Typer(
    help="Many runs: unknowns apart from chance, kept in a folder.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@kept.command("run")
@taking(StudyOptions)
def study_run(
    scenario: ScenarioArgument,
    readings: Annotated[int, typer.Option("--readings", help="Of what nobody outside knows.")] = 64,
    replicates: InnerOption = 50,
    design: Annotated[
        str, typer.Option("--design", help="How readings are spread: sobol, latin-hypercube or random.")
    ] = "sobol",
    variants: VariantsOption = True,
    *,
    options: StudyOptions,
) -> None:
    """Bands over what nobody outside knows, with chance taken out of them."""
    from rangering.cli.study.asked import Asked
    from rangering.cli.study.bands import bands

    bands(Asked(scenario, replicates, **stated(options)), readings, design, variants)


@kept.command("status")
def study_status(folder: Annotated[str, typer.Argument(help="Folder of a study.")]) -> None:
    """How far a study is, and whether all of it is sound."""
    from rangering.cli.study.kept import status

    status(folder)


@kept.command("query")
def study_query(
    folder: Annotated[str, typer.Argument(help="Folder of a study, or of one part of it.")],
    sql: Annotated[str, typer.Argument(help='Such as "select avg(leakers) from replicates".')],
    as_json: JsonOption = False,
) -> None:
    """Ask the replicates of a study, in SQL; nothing else can be read."""
    from rangering.cli.study.kept import query

    query(folder, sql, as_json)


@kept.command("both")
def study_both(
    scenario: ScenarioArgument,
    budget: Annotated[
        float, typer.Option("--budget", help="All that is spent, counted in full replicates.")
    ] = 1000.0,
    measure: Annotated[str, typer.Option("--measure", help="leakers or missiles.")] = "leakers",
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    no_defaults: NoDefaultsOption = False,
    allow_assumed: AssumedOption = False,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
) -> None:
    """One mean from full and fast replicates together: unbiased, and what the fast ones were worth."""
    from rangering.cli.study.both import both

    both(scenario, budget, measure, seed, jobs, no_defaults, allow_assumed, quiet, tuple(catalog or ()))


@app.command()
@taking(StudyOptions)
def sensitivity(
    scenario: ScenarioArgument,
    measure: Annotated[
        str, typer.Option("--measure", help="Such as leakers, missiles or no_leaker.")
    ] = "leakers",
    base: Annotated[int, typer.Option("--base", help="Base rows of the indices, a power of two.")] = 256,
    most: Annotated[int, typer.Option("--most", help="Unknowns looked at closely; more are screened.")] = 12,
    trajectories: Annotated[int, typer.Option("--trajectories", help="Of the screening.")] = 10,
    variants: VariantsOption = True,
    replicates: InnerOption = 50,
    *,
    options: StudyOptions,
) -> None:
    """Which unknown matters most: screening, shares of the variance, and how far each swings the answer."""
    from rangering.cli.study.asked import Asked
    from rangering.cli.study.sensitivity import sensitivity as shares

    shares(Asked(scenario, replicates, **stated(options)), measure, base, most, trajectories, variants)


@app.command()
@taking(StudyOptions)
def compare(
    scenario: Annotated[
        list[str] | None,
        typer.Argument(help="One or several; every ready one with a raid if none is named."),
    ] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(
            "--package", help="One of the catalog; may be repeated. Four offers to Turkey if not given."
        ),
    ] = None,
    measure: Annotated[str, typer.Option("--measure", help="Such as leakers or hits.")] = "leakers",
    readings: Annotated[int, typer.Option("--readings", help="Of what nobody outside knows.")] = 16,
    family: Annotated[int, typer.Option("--family", help="Raids drawn beside the scenario's own.")] = 5,
    spend_of: Annotated[
        str | None, typer.Option("--spend-of", help="Whose price each gets; the first's if not given.")
    ] = None,
    variants: VariantsOption = True,
    replicates: InnerOption = 50,
    *,
    options: StudyOptions,
) -> None:
    """Packages as offered, and at equal spend: who lets fewer through, and in which readings."""
    from rangering.cli.study.asked import Asked
    from rangering.cli.study.compare import Packages
    from rangering.cli.study.compare import compare as compared

    how = Packages(tuple(package or ()), measure, readings, family, spend_of, variants)
    compared(Asked("", replicates, **stated(options)), tuple(scenario or ()), how)


@app.command()
def timeline(
    programme: ProgrammeArgument,
    scenario: ScenarioArgument,
    quarters: Annotated[int, typer.Option("--quarters", help="From the signature on.")] = 20,
    readings: Annotated[int, typer.Option("--readings", help="Of what nobody outside knows.")] = 100,
    histories: Annotated[int, typer.Option("--histories", help="Of the programme in each reading.")] = 200,
    replicates: InnerOption = 20,
    variant: SomeVariantsOption = None,
    embargo: Annotated[
        bool,
        typer.Option("--embargo", help="Each variant twice: with no spares embargo, and with one for sure."),
    ] = False,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    fidelity: StudyFidelityOption = "fast",
    no_defaults: NoDefaultsOption = False,
    allow_assumed: AssumedOption = False,
    out: StudyFolderOption = None,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Capability over time: the scenario's raid on the force of each quarter, beside what was paid."""
    from rangering.cli.study.asked import Asked
    from rangering.cli.study.timeline import timeline as over_time

    asked = Asked(
        scenario, replicates, seed, jobs, None, fidelity, None, no_defaults, allow_assumed, out, quiet,
        tuple(catalog or ()), as_json,
    )  # fmt: skip
    over_time(asked, programme, readings, quarters, histories, tuple(variant or ()), embargo)


@app.command()
def sweep(
    file: Annotated[str, typer.Argument(help="A TOML file with a [sweep] table.")],
    jobs: JobsOption = 1,
    cluster: ClusterOption = None,
    no_defaults: NoDefaultsOption = False,
    allow_assumed: AssumedOption = False,
    out: StudyFolderOption = None,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """One scenario at every point of a grid of its fields: its defence, doctrine, size and mix of raids."""
    from rangering.cli.study.sweep import Asked
    from rangering.cli.study.sweep import sweep as swept

    own = tuple(catalog or ())
    swept(Asked(file, jobs, cluster, no_defaults, allow_assumed, out, quiet, own, as_json))
