"""``catalog …``: what public sources say."""

from typing import Annotated

import typer

from rangering.cli.options import CatalogOption, IdArgument, JsonOption, NoDefaultsOption

app = typer.Typer(
    help="What public sources say, and how sure that is.", no_args_is_help=True, rich_markup_mode=None
)


@app.command("list")
def catalog_list(
    kind: Annotated[str | None, typer.Option(help="Only one kind, such as system, radar or target.")] = None,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """Every entry, with its facts counted by grade."""
    from rangering.cli.catalog import entries

    entries(kind, catalog or [], as_json)


@app.command("show")
def catalog_show(entry: IdArgument, catalog: CatalogOption = None, as_json: JsonOption = False) -> None:
    """Everything the catalog says of one entry."""
    from rangering.cli.catalog import show

    show(entry, catalog or [], as_json)


@app.command("sources")
def catalog_sources(entry: IdArgument, catalog: CatalogOption = None, as_json: JsonOption = False) -> None:
    """Who says so: the sources of one entry and its parts."""
    from rangering.cli.catalog import sources

    sources(entry, catalog or [], as_json)


@app.command("envelope")
def catalog_envelope(
    interceptor: Annotated[str, typer.Argument(help="An interceptor, such as s-400/48n6e3.")],
    out: Annotated[str | None, typer.Option("--out", help="Draw the envelope: a .png.")] = None,
    no_defaults: NoDefaultsOption = False,
    catalog: CatalogOption = None,
    as_json: JsonOption = False,
) -> None:
    """What an interceptor reaches once it is made to keep its claims, and which claims do not fit."""
    from rangering.cli.catalog import envelope

    envelope(interceptor, out, no_defaults, catalog or [], as_json)


@app.command("check")
def catalog_check(catalog: CatalogOption = None, as_json: JsonOption = False) -> None:
    """Claims that physics does not allow, with the source at fault; and how much rests on which grade."""
    from rangering.cli.catalog import check

    check(catalog or [], as_json)


@app.command("facts")
def catalog_facts(
    programme: Annotated[
        str | None, typer.Argument(help="Such as turkey-s-400; every programme on a line if not given.")
    ] = None,
    known_by: Annotated[
        str | None, typer.Option("--known-by", help="Only what was public on that day, such as 2018-12-31.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """What was planned, said and done in a programme, and on which day each became public."""
    from rangering.cli.catalog import facts

    facts(programme, known_by, as_json)
