"""``rangering why``: one point explained in sentences, and the terrain profile as a picture."""

import json
from pathlib import Path
from textwrap import fill

from rangering.catalog.read import load_catalog
from rangering.cli.coverage import posting_of
from rangering.cli.terminal import WIDTH, Progress, picture_path, print_rests, print_text
from rangering.errors import UnitError, raise_all
from rangering.scenario.read import load_scenario

_REFERENCES = ("agl", "amsl")


def run(
    source: str,
    site: str,
    at: str,
    altitude: str,
    agl: bool,
    amsl: bool,
    target: str | None,
    radar: str | None,
    out: str | None,
    samples: int,
    seed: int,
    pd: float | None,
    posting: str | None,
    no_defaults: bool,
    extra: list[Path],
    as_json: bool,
) -> None:
    """Explain, draw, print."""
    level = with_reference(altitude, agl, amsl)
    picture = None if out is None else picture_path(out)
    posting_m = None if posting is None else posting_of(posting)
    catalog = load_catalog(extra)
    scenario = load_scenario(source, catalog=catalog)
    with Progress(as_json) as progress:
        from rangering.coverage.why import explain
        from rangering.report.profile import write_profile
        from rangering.report.why import document, headline, paragraphs
        from rangering.scenario.ground import ground_errors

        raise_all(ground_errors(scenario))
        result = explain(
            scenario,
            site,
            at,
            level,
            target,
            radar=radar,
            catalog=catalog,
            samples=samples,
            seed=seed,
            posting_m=posting_m,
            pd_probability=pd,
            allow_defaults=not no_defaults,
            progress=progress,
        )
        if picture is not None:
            write_profile(result, picture)
    if as_json:
        print(json.dumps(document(result), indent=2, ensure_ascii=False, allow_nan=False))
        return
    print_text(
        result.title, *(f"labelled: {label}" for label in result.labels), "", fill(headline(result), WIDTH)
    )
    for heading, text in paragraphs(result):
        indent = "    "
        print_text("", heading, fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent))
    print_text("")
    print_rests(result)
    if picture is not None:
        print_text(f"wrote {picture}")


def with_reference(altitude: str, agl: bool, amsl: bool) -> str:
    """The altitude as a scenario would write it: ``300 m`` with ``--agl`` is ``300 m agl``.

    Raises
    ------
    UnitError
        Both references, or another one than the text gives.
    """
    if agl and amsl:
        problem = "cannot count from the ground and from the sea at once"
        raise UnitError(problem, where="--agl, --amsl", mend="give one of them")
    words = altitude.strip().lower()
    is_level = words.startswith("fl")
    own = next((each for each in _REFERENCES if words.endswith(each)), "FL" if is_level else None)
    flag = "agl" if agl else "amsl" if amsl else None
    if flag is None or own == flag:
        return altitude
    if own is not None:
        counts = "is a pressure level" if own == "FL" else f"says {own} already"
        raise UnitError(counts, where="--altitude", value=altitude, mend=f"leave out --{flag}")
    return f"{altitude.strip()} {flag}"
