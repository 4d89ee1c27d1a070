"""Arguments and options that several commands take: each is worded once, and reads the same everywhere.

An alias is one option with its help text; its default is the command's own. A group is a run of options that
always stand together, at the end of a command: `taking` puts the group's options into the command's own.
Typer reads plain signatures only, so a command is given one.
"""

from collections.abc import Callable
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer

_Command = Callable[..., None]

ScenarioArgument = Annotated[str, typer.Argument(help="A TOML file, or the name of a ready scenario.")]
IdArgument = Annotated[str, typer.Argument(help="Such as s-400, s-400/91n6e or target/cruise-missile.")]

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
CatalogOption = Annotated[
    list[Path] | None,
    typer.Option("--catalog", help="A catalog file of your own, in addition; may be repeated."),
]
NoDefaultsOption = Annotated[bool, typer.Option("--no-defaults", help="Refuse figures nobody publishes.")]
AssumedOption = Annotated[
    bool, typer.Option("--allow-assumed", help="Run systems most of whose figures are our assumptions.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
SeedOption = Annotated[int, typer.Option("--seed", help="The same seed gives the same answer.")]
JobsOption = Annotated[int, typer.Option("--jobs", help="Processors to use; the answer is the same.")]

PdOption = Annotated[float | None, typer.Option("--pd", help="Single-scan Pd from which a point is covered.")]
PostingOption = Annotated[
    str | None, typer.Option("--posting", help='Distance between grid nodes, such as "250 m".')
]

ReplicatesOption = Annotated[int, typer.Option("-n", "--replicates", help="How often chance is played.")]
PrecisionOption = Annotated[
    str | None,
    typer.Option("--precision", help='As many replicates as it takes: 0.02, "leakers=5%", or several.'),
]
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
RunFolderOption = Annotated[
    str | None, typer.Option("--out", help="Folder for pictures, page, rows and what a replay needs.")
]

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


ProgrammeArgument = Annotated[str, typer.Argument(help="A TOML file, or the name of a ready programme.")]
HistoriesOption = Annotated[
    int, typer.Option("-n", "--histories", help="How often chance is played in each reading.")
]
DrawnOption = Annotated[
    int, typer.Option("--readings", help="Of what nobody outside knows; 0: nominal values alone.")
]
VariantOption = Annotated[
    str | None, typer.Option("--variant", help="One variant of the file; all side by side if not given.")
]
OneVariantOption = Annotated[
    str | None, typer.Option("--variant", help="One variant of the file; all that it states if not given.")
]
SomeVariantsOption = Annotated[
    list[str] | None,
    typer.Option("--variant", help="One variant of the file; may be repeated. All of them if not given."),
]
KnownByOption = Annotated[
    str | None,
    typer.Option("--known-by", help="A day such as 2020-05-15: refuse what became public later."),
]
PagesFolderOption = Annotated[
    str | None, typer.Option("--out", help="Folder for pictures, page, tables and all numbers.")
]


class RunOptions(NamedTuple):
    """How a raid is played: of `run` and `endure`."""

    seed: SeedOption = 1
    jobs: JobsOption = 1
    fidelity: FidelityOption = "full"
    samples: ReadingsOption = 0
    no_defaults: NoDefaultsOption = False
    allow_assumed: AssumedOption = False
    out: RunFolderOption = None
    quiet: QuietOption = False
    catalog: CatalogOption = None
    as_json: JsonOption = False


class StudyOptions(NamedTuple):
    """How many runs of one scenario are made and kept: of `study run`, `sensitivity` and `compare`."""

    seed: SeedOption = 1
    jobs: JobsOption = 1
    cluster: ClusterOption = None
    fidelity: StudyFidelityOption = "fast"
    days: DaysOption = None
    no_defaults: NoDefaultsOption = False
    allow_assumed: AssumedOption = False
    out: StudyFolderOption = None
    quiet: QuietOption = False
    catalog: CatalogOption = None
    as_json: JsonOption = False


class SeenOptions(NamedTuple):
    """How what is seen is worked out: of `coverage`, `signature` and `exposure`."""

    samples: ReadingsOption = 64
    seed: SeedOption = 1
    no_defaults: NoDefaultsOption = False
    quiet: QuietOption = False
    catalog: CatalogOption = None
    as_json: JsonOption = False


_Group = RunOptions | StudyOptions | SeenOptions


def taking(group: type[_Group]) -> Callable[[_Command], _Command]:
    """Let a command take a group of options, after its own, as one argument named ``options``.

    Parameters
    ----------
    group : RunOptions, StudyOptions or SeenOptions
        The class; its fields are the options, with their defaults.
    """
    hints = get_type_hints(group, include_extras=True)
    defaults = group._field_defaults
    added = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=defaults[name], annotation=hints[name])
        for name in group._fields
    ]

    def spread(command: _Command) -> _Command:
        plain = signature(command)
        own = [each for name, each in plain.parameters.items() if name != "options"]

        def typed(**given: Any) -> None:
            options = group(**{name: given.pop(name) for name in group._fields})
            command(**given, options=options)

        typed.__name__ = command.__name__  # Typer names the command by it
        typed.__doc__ = command.__doc__
        typed.__annotations__ = {each.name: each.annotation for each in (*own, *added)}
        typed.__signature__ = plain.replace(parameters=[*own, *added])  # type: ignore[attr-defined]
        return typed

    return spread


def stated(options: _Group) -> dict[str, Any]:
    """A group as the arguments of what a body was asked: its own catalogs are ``extra``, a tuple."""
    words = options._asdict()
    words["extra"] = tuple(words.pop("catalog") or ())
    return words
