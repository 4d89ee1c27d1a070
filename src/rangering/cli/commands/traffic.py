"""``traffic``: recorded civil flights."""

from typing import Annotated

import typer

from rangering.cli.options import JsonOption, QuietOption

app = typer.Typer(help="Recorded civil flights.", no_args_is_help=True, rich_markup_mode=None)


@app.command("import")
def bring(
    files: Annotated[list[str], typer.Argument(help="Recordings, .gz too, or folders of them.")],
    out: Annotated[str, typer.Option("--out", help="File for the tracks, such as tracks.parquet.")],
    form: Annotated[
        str | None, typer.Option("--form", help="Of all files; told from their content if not given.")
    ] = None,
    area: Annotated[
        str | None,
        typer.Option("--area", help='Only inside a disc, such as "46.65 N, 8.60 E, 80 km".'),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", help="Only from this time on, such as 2018-08-01T11:00Z.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Only before this time.")] = None,
    ahead: Annotated[
        str | None,
        typer.Option("--utc-offset", help="Zone of times written without one, such as +03:00; UTC."),
    ] = None,
    day: Annotated[
        str | None,
        typer.Option("--day", help="UTC day on which recordings begin that write only the time of day."),
    ] = None,
    receiver: Annotated[
        str | None,
        typer.Option("--receiver", help='Where it stood, such as "46.65 N, 8.60 E": tells places on ground.'),
    ] = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read recordings, clean them, and say of every row that was dropped why."""
    from rangering.cli.traffic import Asked
    from rangering.cli.traffic import bring as run

    run(Asked(tuple(files), out, form, area, first, last, ahead, day, receiver, quiet, as_json))


@app.command()
def summary(
    file: Annotated[str, typer.Argument(help="What rangering traffic import wrote.")],
    as_json: JsonOption = False,
) -> None:
    """What a file of tracks holds: by hour, altitude and type, and what was dropped on the way to it."""
    from rangering.cli.traffic import summary as run

    run(file, as_json)


@app.command()
def generate(
    pattern: Annotated[str, typer.Argument(help="TOML file of rates and kinds, or sample-airspace.")],
    out: Annotated[str, typer.Option("--out", help="File for the tracks, such as tracks.parquet.")],
    first: Annotated[str, typer.Option("--from", help="From this time on, such as 2020-01-08T02:00Z.")],
    last: Annotated[str, typer.Option("--to", help="Up to this time.")],
    seed: Annotated[int, typer.Option("--seed", help="Of the draws.")] = 1,
    number: Annotated[int, typer.Option("--number", help="Of independent days alike.")] = 0,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Make flights from stated rates, where no recording exists."""
    from rangering.cli.traffic_generate import Asked
    from rangering.cli.traffic_generate import generate as run

    run(Asked(pattern, first, last, out, seed, number, quiet, as_json))
