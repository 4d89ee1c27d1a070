"""``accidents``: civil flights that met a missile, as published."""

from typing import Annotated

import typer

from rangering.cli.options import JsonOption

app = typer.Typer()


@app.command()
def accidents(
    name: Annotated[
        str | None, typer.Argument(help="Such as ukraine-752; every accident on a line if not given.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Civil flights that met a missile: what official reports say, and how sure that is."""
    from rangering.cli.accidents import facts

    facts(name, as_json)
