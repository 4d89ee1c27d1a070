"""``rangering coverage``: the table on the terminal, maps and coverage.json in a folder."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from rangering.catalog.read import load_catalog
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text
from rangering.coverage.results import ALL_RADARS, DETECTION_CLAIM, PRESS_CIRCLE, CoverageMap, Row
from rangering.errors import OutputError, UnitError, raise_all
from rangering.scenario.read import load_scenario
from rangering.units import parse

_COLUMNS = (
    "altitude",
    "class",
    "ring km²",
    "seen km²",
    "seen",
    "unknown",
    "what limits the rest, of the ring",
)


def run(
    source: str,
    out: str | None,
    pd: float | None,
    posting: str | None,
    no_defaults: bool,
    quiet: bool,
    extra: list[Path],
    as_json: bool,
) -> None:
    """Map, print, write."""
    from rangering.report.coverage import document, refuse_folder, write_coverage

    posting_m = None if posting is None else posting_of(posting)
    catalog = load_catalog(extra)
    scenario = load_scenario(source, catalog=catalog)
    folder = _folder(out, scenario.name)
    refuse_folder(folder)
    with Progress(quiet or as_json) as progress:
        from rangering.coverage.run import map_coverage
        from rangering.scenario.ground import ground_errors

        raise_all(ground_errors(scenario))
        result = map_coverage(
            scenario,
            catalog=catalog,
            posting_m=posting_m,
            pd_probability=pd,
            allow_defaults=not no_defaults,
            progress=lambda what, share: progress(what, 0.8 * share),
        )
        written = write_coverage(
            result, folder, progress=lambda what, share: progress(what, 0.8 + 0.2 * share)
        )
    if as_json:
        import json

        print(json.dumps(document(result, [path.name for path in written]), indent=2, ensure_ascii=False))
        return
    print_result(result)
    print_text(*(f"wrote {path}" for path in written))


def _folder(written: str | None, name: str) -> Path:
    if written is not None and not written.strip():
        raise OutputError("names no folder", where="--out", value=written, mend="such as --out maps")
    return Path("out") / name if written is None else Path(written)


def posting_of(written: str) -> float:
    """A stated distance between nodes. [m]"""
    try:
        metres = parse(written, "length")
    except UnitError as error:
        raise UnitError(error.problem, where="--posting", value=error.value, mend=error.mend) from None
    if metres <= 0.0:
        problem = "is no distance between nodes"
        raise UnitError(problem, where="--posting", value=written, mend='such as "250 m"')
    return metres


def print_result(result: CoverageMap) -> None:
    """The table for all radars together, and what it rests on."""
    print_text(result.title, *(f"labelled: {label}" for label in result.labels), "")
    together = [row for row in result.table if row.of == ALL_RADARS]
    for ring in dict.fromkeys(row.ring for row in together):
        rows = (row for row in together if row.ring == ring)
        print_table(_caption(result, ring), _COLUMNS, list(_cells(rows)), (2, 3, 4, 5))
    environment = result.environment
    notice = environment["terrain_attribution"]
    print_text(
        f"Earth: k = {environment['k']:.4g}, radius {environment['earth_radius_m'] / 1e3:.1f} km, "
        f"{environment['geometry']}",
        f"Ground: {environment['terrain']}",
        *([fill(f"Terrain: {notice}", WIDTH, subsequent_indent="    ")] if notice else []),
    )
    said = [f"Warning: {text}" for text in result.warnings] + [
        f"Assumed: {text}" for text in result.assumptions
    ]
    print_text(
        "", *(fill(text, WIDTH, subsequent_indent="    ") for text in said), "", result.provenance["caveat"]
    )


def _caption(result: CoverageMap, ring: str) -> str:
    if ring == PRESS_CIRCLE:
        discs = [(each[3].radius_m, each[3].grade) for each in result.engagement_rings]
        what = "press circle: the highest published engagement range"
    else:
        published = ring == DETECTION_CLAIM
        rings = [radar.ring for radar in result.radars if radar.ring.is_published == published]
        discs = [(each.radius_m, each.grade) for each in rings]
        what = "detection claim: the highest published detection range"
        if not published:
            what = "range that we assume, as nobody publishes one"
    radius_m, grade = max(discs)
    sites = f", union over {len(discs)} circles" if len(discs) > 1 else ""
    return f"Seen of the {radius_m / 1e3:.0f} km {what} (grade {grade}{sites})"


def _cells(rows: Iterator[Row]) -> Iterator[tuple[str, ...]]:
    from rangering.report.key import percent

    last = ""
    for row in rows:
        limits = ", ".join(f"{words} {percent(share)}" for words, share in row.limits[:2])
        yield (
            row.altitude if row.altitude != last else "",
            row.target,
            f"{row.ring_km2:,.0f}",
            f"{row.seen_km2:,.0f}",
            percent(row.seen_share),
            percent(row.unknown_share),
            limits,
        )
        last = row.altitude
