"""``rangering catalog …``: what public sources say, as text or JSON."""

from datetime import date
from pathlib import Path
from textwrap import fill

from rangering import provenance
from rangering.catalog import describe, timeline
from rangering.catalog.check import check as check_catalog
from rangering.catalog.events import load_events
from rangering.catalog.read import Catalog, load_catalog
from rangering.cli.terminal import WIDTH, Progress, picture_path, print_json, print_text
from rangering.errors import CatalogError, nearest


def _kind(catalog: Catalog, kind: str | None) -> str | None:
    kinds = sorted({entry.kind for entry in catalog})
    if kind is not None and kind not in kinds:
        mend = nearest(kind, kinds) or f"kinds: {', '.join(kinds)}"
        raise CatalogError("is no kind of entry", where="--kind", value=kind, mend=mend)
    return kind


def entries(kind: str | None, extra: list[Path], as_json: bool) -> None:
    """Every entry, or those of one kind."""
    catalog = load_catalog(extra)
    kind = _kind(catalog, kind)
    if as_json:
        print_json("catalog.list", [row._asdict() for row in describe.list_rows(catalog, kind)])
    else:
        print_text(describe.list_text(catalog, kind), provenance.CAVEAT)


def show(entry: str, extra: list[Path], as_json: bool) -> None:
    """One entry with all its facts."""
    catalog = load_catalog(extra)
    if as_json:
        print_json("catalog.entry", describe.show_dict(catalog, entry))
    else:
        print_text(describe.show(catalog, entry), provenance.CAVEAT)


def sources(entry: str, extra: list[Path], as_json: bool) -> None:
    """Who says so."""
    catalog = load_catalog(extra)
    if as_json:
        print_json("catalog.sources", [row._asdict() for row in describe.source_rows(catalog, entry)])
    else:
        print_text(describe.sources(catalog, entry), provenance.CAVEAT)


def envelope(entry: str, out: str | None, no_defaults: bool, extra: list[Path], as_json: bool) -> None:
    """An interceptor fitted to its claims, with its envelope."""
    picture = None if out is None else picture_path(out)
    catalog = load_catalog(extra)
    if catalog[entry].kind == "system":
        own = ", ".join(catalog[entry].interceptors) or "it has none"
        raise CatalogError("is a system", value=entry, mend=f"name one of its interceptors: {own}")
    with Progress(as_json):
        from rangering.catalog import describe_flight
        from rangering.catalog.calibrate import calibrated

        found = calibrated(catalog, entry, allow_defaults=not no_defaults)
        if picture is not None:
            from rangering.report.flyout import write_envelope

            write_envelope(found, picture)
    if as_json:
        print_json(
            "envelope",
            describe_flight.envelope_dict(found),
            assumptions=describe_flight.assumptions(found),
            warnings=found.inconsistent,
        )
        return
    lines = (fill(line, WIDTH, subsequent_indent="    ") if len(line) > WIDTH else line
             for line in describe_flight.envelope_text(found))  # fmt: skip
    print_text(*lines, provenance.CAVEAT)
    if picture is not None:
        print_text(f"wrote {picture}")


def check(extra: list[Path], as_json: bool) -> None:
    """The plausibility lint: findings inform, they are no errors."""
    report = check_catalog(load_catalog(extra))
    if as_json:
        print_json("catalog.check", report.as_dict())
    else:
        print_text(describe.check_text(report), provenance.CAVEAT)


def facts(programme: str | None, known_by: str | None, as_json: bool) -> None:
    """The dated facts of one programme as a timeline, or a line for every programme."""
    day = None if known_by is None else _day(known_by)
    found = load_events(known_by=day, programmes=None if programme is None else (programme,))
    if as_json:
        print_json("catalog.facts", timeline.timeline_rows(found))
    elif not found:
        print_text(f"nothing was public by {day}", provenance.CAVEAT)
    elif programme is None:
        print_text(timeline.programmes_text(found), provenance.CAVEAT)
    else:
        print_text(found[0].programme_title, "", timeline.timeline_text(found), provenance.CAVEAT)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        mend = "write year, month and day, such as 2018-12-31"
        raise CatalogError("is no day", where="--known-by", value=written, mend=mend) from None
