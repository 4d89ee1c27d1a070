"""The commands, in the order of work. What each does is told by its help text; this file only wires them."""

from pathlib import Path
from typing import Annotated

import typer

from rangering import __version__

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
catalog_app = typer.Typer(
    help="What public sources say, and how sure that is.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(catalog_app, name="catalog")
study_app = typer.Typer(
    help="Many runs: unknowns apart from chance, kept in a folder.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(study_app, name="study")

ScenarioArgument = Annotated[str, typer.Argument(help="A TOML file, or the name of a ready scenario.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
IdArgument = Annotated[str, typer.Argument(help="Such as s-400, s-400/91n6e or target/cruise-missile.")]
CatalogOption = Annotated[
    list[Path] | None,
    typer.Option("--catalog", help="A catalog file of your own, in addition; may be repeated."),
]


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


@app.command()
def coverage(
    scenario: ScenarioArgument,
    out: Annotated[
        str | None,
        typer.Option(
            "--out", help="Folder for the page, maps and data; out/NAME of the scenario if not given."
        ),
    ] = None,
    pd: Annotated[
        float | None, typer.Option("--pd", help="Single-scan Pd from which a cell is covered.")
    ] = None,
    posting: Annotated[str | None, typer.Option(help='Distance between grid nodes, such as "250 m".')] = None,
    samples: Annotated[
        int, typer.Option(help="Readings of what nobody outside knows; 0 maps nominal values alone.")
    ] = 64,
    seed: Annotated[int, typer.Option(help="Which readings: the same seed draws the same.")] = 1,
    no_defaults: Annotated[
        bool, typer.Option("--no-defaults", help="Refuse figures nobody publishes.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """What is seen and engaged, where, and how sure that is: a table, a page, maps and data."""
    from rangering.cli.coverage import Asked, run

    own = tuple(catalog or ())
    run(Asked(scenario, out, pd, posting, samples, seed, no_defaults, quiet, own, as_json))


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
    samples: Annotated[
        int, typer.Option("--samples", help="How many readings to draw; 0: nominal values alone.")
    ] = 64,
    seed: Annotated[int, typer.Option("--seed", help="Which readings; a map's of the same seed.")] = 1,
    pd: Annotated[
        float | None, typer.Option("--pd", help="Single-scan Pd from which a point is covered.")
    ] = None,
    posting: Annotated[str | None, typer.Option(help='Distance between grid nodes, such as "90 m".')] = None,
    no_defaults: Annotated[
        bool, typer.Option("--no-defaults", help="Refuse figures nobody publishes.")
    ] = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Why one point is covered or not: in sentences, and as a terrain profile."""
    from rangering.cli.why import run

    run(
        scenario, site, at, altitude, agl, amsl, target, radar, out, samples, seed, pd,
        posting, no_defaults, catalog or [], as_json,
    )  # fmt: skip


ReplicatesOption = Annotated[int, typer.Option("-n", "--replicates", help="How often chance is played.")]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same answer.")]
JobsOption = Annotated[int, typer.Option("--jobs", help="Processors to use; the answer is the same.")]
FidelityOption = Annotated[
    str,
    typer.Option(
        "--fidelity",
        help="full: plots, filters, association. fast: fitted chains. both: one estimate of both.",
    ),
]
ReadingsOption = Annotated[
    int, typer.Option("--samples", help="Readings of what nobody outside knows; 0: nominal values alone.")
]
NoDefaultsOption = Annotated[bool, typer.Option("--no-defaults", help="Refuse figures nobody publishes.")]
AssumedOption = Annotated[
    bool, typer.Option("--allow-assumed", help="Run systems most of whose figures are our assumptions.")
]
RunFolderOption = Annotated[
    str | None, typer.Option("--out", help="Folder for pictures, page, rows and what a replay needs.")
]
PrecisionOption = Annotated[
    str | None,
    typer.Option("--precision", help='As many replicates as it takes: 0.02, "leakers=5%", or several.'),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]


@app.command()
def run(
    scenario: ScenarioArgument,
    replicates: ReplicatesOption = 1000,
    precision: PrecisionOption = None,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    fidelity: FidelityOption = "full",
    samples: ReadingsOption = 0,
    no_defaults: NoDefaultsOption = False,
    allow_assumed: AssumedOption = False,
    out: RunFolderOption = None,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """What happens in this raid: who gets through, what is spent, and what ran out first."""
    from rangering.cli.mission import Asked
    from rangering.cli.mission import run as simulate

    own = tuple(catalog or ())
    simulate(
        Asked(scenario, replicates, seed, jobs, fidelity, samples, no_defaults, allow_assumed, out, quiet,
              own, as_json, precision=precision)
    )  # fmt: skip


@app.command()
def endure(
    scenario: ScenarioArgument,
    days: Annotated[float, typer.Option("--days", help="How long the raids go on.")],
    replicates: ReplicatesOption = 1000,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    fidelity: FidelityOption = "full",
    samples: ReadingsOption = 0,
    no_defaults: NoDefaultsOption = False,
    allow_assumed: AssumedOption = False,
    out: RunFolderOption = None,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """How long it lasts: the raid again and again, with reloads, deliveries, crews and repairs between."""
    from rangering.cli.mission import Asked
    from rangering.cli.mission import run as simulate

    own = tuple(catalog or ())
    simulate(
        Asked(scenario, replicates, seed, jobs, fidelity, samples, no_defaults, allow_assumed, out, quiet,
              own, as_json, days)
    )  # fmt: skip


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
    from rangering.cli.mission import Again
    from rangering.cli.mission import replay as play

    raise typer.Exit(play(Again(folder, replicate, out, raid, listed, quiet, as_json)))


InnerOption = Annotated[
    int, typer.Option("-n", "--replicates", help="How often chance is played in each reading.")
]
StudyFidelityOption = Annotated[
    str, typer.Option("--fidelity", help="fast, for many readings, or full, for headline numbers.")
]
ClusterOption = Annotated[
    str | None, typer.Option("--cluster", help='Address of a Dask scheduler, or "local" for one of its own.')
]
StudyFolderOption = Annotated[
    str | None, typer.Option("--out", help="Folder of the study; the same command goes on where it stopped.")
]
DaysOption = Annotated[
    float | None, typer.Option("--days", help="Raid after raid for so long; one raid if not given.")
]


@study_app.command("run")
def study_run(
    scenario: ScenarioArgument,
    readings: Annotated[int, typer.Option("--readings", help="Of what nobody outside knows.")] = 64,
    replicates: InnerOption = 50,
    design: Annotated[
        str, typer.Option("--design", help="How readings are spread: sobol, latin-hypercube or random.")
    ] = "sobol",
    variants: Annotated[
        bool,
        typer.Option("--variants/--no-variants", help="Also under other assumptions about the unknowns."),
    ] = True,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    cluster: ClusterOption = None,
    fidelity: StudyFidelityOption = "fast",
    days: DaysOption = None,
    no_defaults: NoDefaultsOption = False,
    allow_assumed: AssumedOption = False,
    out: StudyFolderOption = None,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bands over what nobody outside knows, with chance taken out of them."""
    from rangering.cli.study import Asked, bands

    own = tuple(catalog or ())
    bands(
        Asked(scenario, replicates, seed, jobs, cluster, fidelity, days, no_defaults, allow_assumed, out,
              quiet, own, as_json),
        readings, design, variants,
    )  # fmt: skip


@study_app.command("status")
def study_status(folder: Annotated[str, typer.Argument(help="Folder of a study.")]) -> None:
    """How far a study is, and whether all of it is sound."""
    from rangering.cli.study import status

    status(folder)


@study_app.command("query")
def study_query(
    folder: Annotated[str, typer.Argument(help="Folder of a study, or of one part of it.")],
    sql: Annotated[str, typer.Argument(help='Such as "select avg(leakers) from replicates".')],
    as_json: JsonOption = False,
) -> None:
    """Ask the replicates of a study, in SQL; nothing else can be read."""
    from rangering.cli.study import query

    query(folder, sql, as_json)


@study_app.command("both")
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
    from rangering.cli.study import both

    both(scenario, budget, measure, seed, jobs, no_defaults, allow_assumed, quiet, tuple(catalog or ()))


@app.command()
def sensitivity(
    scenario: ScenarioArgument,
    measure: Annotated[
        str, typer.Option("--measure", help="Such as leakers, missiles or no_leaker.")
    ] = "leakers",
    base: Annotated[int, typer.Option("--base", help="Base rows of the indices, a power of two.")] = 256,
    most: Annotated[int, typer.Option("--most", help="Unknowns looked at closely; more are screened.")] = 12,
    trajectories: Annotated[int, typer.Option("--trajectories", help="Of the screening.")] = 10,
    variants: Annotated[
        bool,
        typer.Option("--variants/--no-variants", help="Also under other assumptions about the unknowns."),
    ] = True,
    replicates: InnerOption = 50,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    cluster: ClusterOption = None,
    fidelity: StudyFidelityOption = "fast",
    days: DaysOption = None,
    no_defaults: NoDefaultsOption = False,
    allow_assumed: AssumedOption = False,
    out: StudyFolderOption = None,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which unknown matters most: screening, shares of the variance, and how far each swings the answer."""
    from rangering.cli.study import Asked
    from rangering.cli.study import sensitivity as shares

    own = tuple(catalog or ())
    shares(
        Asked(scenario, replicates, seed, jobs, cluster, fidelity, days, no_defaults, allow_assumed, out,
              quiet, own, as_json),
        measure, base, most, trajectories, variants,
    )  # fmt: skip


@app.command()
def compare(
    scenario: ScenarioArgument,
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
    replicates: InnerOption = 50,
    seed: SeedOption = 1,
    jobs: JobsOption = 1,
    cluster: ClusterOption = None,
    fidelity: StudyFidelityOption = "fast",
    days: DaysOption = None,
    no_defaults: NoDefaultsOption = False,
    allow_assumed: AssumedOption = False,
    out: StudyFolderOption = None,
    quiet: QuietOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Packages as offered, and at equal spend: who lets fewer through, and in which readings."""
    from rangering.cli.study import Asked
    from rangering.cli.study import compare as compared

    own = tuple(catalog or ())
    compared(
        Asked(scenario, replicates, seed, jobs, cluster, fidelity, days, no_defaults, allow_assumed, out,
              quiet, own, as_json),
        tuple(package or ()), measure, readings, family, spend_of,
    )  # fmt: skip


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
    from rangering.cli.study import Asked
    from rangering.cli.study import sweep as swept

    own = tuple(catalog or ())
    swept(
        Asked(file, 2, 1, jobs, cluster, "fast", None, no_defaults, allow_assumed, out, quiet, own, as_json)
    )


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


@catalog_app.command("list")
def catalog_list(
    kind: Annotated[str | None, typer.Option(help="Only one kind, such as system, radar or target.")] = None,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every entry, with its facts counted by grade."""
    from rangering.cli.catalog import entries

    entries(kind, catalog or [], as_json)


@catalog_app.command("show")
def catalog_show(entry: IdArgument, catalog: CatalogOption = None, as_json: JsonOption = False) -> None:
    """Everything the catalog says of one entry."""
    from rangering.cli.catalog import show

    show(entry, catalog or [], as_json)


@catalog_app.command("sources")
def catalog_sources(entry: IdArgument, catalog: CatalogOption = None, as_json: JsonOption = False) -> None:
    """Who says so: the sources of one entry and its parts."""
    from rangering.cli.catalog import sources

    sources(entry, catalog or [], as_json)


@catalog_app.command("envelope")
def catalog_envelope(
    interceptor: Annotated[str, typer.Argument(help="An interceptor, such as s-400/48n6e3.")],
    out: Annotated[str | None, typer.Option("--out", help="Draw the envelope: a .png.")] = None,
    no_defaults: Annotated[
        bool, typer.Option("--no-defaults", help="Refuse figures nobody publishes.")
    ] = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """What an interceptor reaches once it is made to keep its claims, and which claims do not fit."""
    from rangering.cli.catalog import envelope

    envelope(interceptor, out, no_defaults, catalog or [], as_json)


@catalog_app.command("check")
def catalog_check(catalog: CatalogOption = None, as_json: JsonOption = False) -> None:
    """Claims that physics does not allow, with the source at fault; and how much rests on which grade."""
    from rangering.cli.catalog import check

    check(catalog or [], as_json)
