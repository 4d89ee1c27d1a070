"""``rangering coverage``: the table on the terminal; the page, maps and data in a folder."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import NamedTuple

from rangering.catalog.read import Catalog, load_catalog
from rangering.cli.command_line import command_line
from rangering.cli.terminal import WIDTH, Progress, print_rests, print_table, print_text
from rangering.coverage.results import ALL_RADARS, DETECTION_CLAIM, PRESS_CIRCLE, CoverageMap, Row
from rangering.errors import OutputError, UnitError, raise_all
from rangering.scenario.models import Scenario
from rangering.scenario.read import load_scenario
from rangering.sight.state import State
from rangering.units import parse

_LIMITS = {  # of the rest, in as few letters as a table has room for
    State.SECTOR.words: "sector",
    State.INSTRUMENTED_RANGE.words: "display",
    State.KINEMATICS.words: "speed",
    State.UNDERGROUND.words: "higher ground",
}
_ENGAGED_LIMITS = _LIMITS | {State.KINEMATICS.words: "envelope", State.CUE.words: "no cue"}
_LEAST_LIMITS = (0.0005, 0.01)  # of the first, and of a second, which are worth a word


class Asked(NamedTuple):
    """What was typed."""

    source: str
    out: str | None
    pd: float | None
    posting: str | None
    samples: int
    seed: int
    no_defaults: bool
    quiet: bool
    extra: tuple[Path, ...]
    as_json: bool

    @property
    def command(self) -> str:
        """The command line that gives the same again, wherever its files go."""
        return command_line(
            "coverage", self.source, pd=self.pd, posting=self.posting, samples=self.samples, seed=self.seed,
            no_defaults=self.no_defaults, catalog=self.extra,
        )  # fmt: skip


def run(asked: Asked) -> None:
    """Map, print, write."""
    from rangering.report.coverage import document, refuse_folder, write_coverage

    posting_m = None if asked.posting is None else posting_of(asked.posting)
    catalog = load_catalog(asked.extra)
    scenario = load_scenario(asked.source, catalog=catalog)
    folder = _folder(asked.out, scenario.name)
    refuse_folder(folder)
    with Progress(asked.quiet or asked.as_json) as progress:
        from rangering.coverage.run import map_coverage
        from rangering.export.files import write_all
        from rangering.scenario.ground import ground_errors

        raise_all(ground_errors(scenario))
        result = map_coverage(
            scenario,
            catalog=catalog,
            samples=asked.samples,
            seed=asked.seed,
            posting_m=posting_m,
            pd_probability=asked.pd,
            allow_defaults=not asked.no_defaults,
            progress=lambda what, share: progress(what, 0.4 * share),
        )
        others = _alternatives(asked, scenario, catalog, result, posting_m, progress)

        def also(aside: Path) -> None:
            write_all(result, aside)
            if others:
                from rangering.report.html.alternatives import write_alternatives

                write_alternatives(others, aside, command=asked.command)

        written = write_coverage(
            result,
            folder,
            command=asked.command,
            also=also,
            progress=lambda what, share: progress(what, 0.6 + 0.4 * share),
        )
    if asked.as_json:
        import json

        print(json.dumps(document(result, [path.name for path in written]), indent=2, ensure_ascii=False))
        return
    print_result(result)
    print_text(*(f"wrote {path}" for path in written))


def _alternatives(
    asked: Asked,
    scenario: Scenario,
    catalog: Catalog,
    result: CoverageMap,
    posting_m: float | None,
    progress: Progress,
) -> tuple[CoverageMap, ...]:
    """The same sites with the other systems that the scenario names; none where it names none."""
    if not scenario.alternatives:
        return ()
    from rangering.coverage.alternatives import map_alternatives

    return map_alternatives(
        scenario,
        catalog=catalog,
        samples=asked.samples,
        seed=asked.seed,
        posting_m=posting_m,
        pd_probability=asked.pd,
        allow_defaults=not asked.no_defaults,
        own=result,
        progress=lambda what, share: progress(what, 0.4 + 0.2 * share),
    )


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
    from rangering.report.bands import OUTSIDE_BAND, outside_band

    print_text(result.title, *(f"labelled: {label}" for label in result.labels), "")
    together = [row for row in result.table if row.of == ALL_RADARS]
    for ring in dict.fromkeys(row.ring for row in together):
        rows = [row for row in together if row.ring == ring]
        _print_rows(_caption(result, ring, rows), "seen", rows, _LIMITS)
    for each in result.engagements:
        words = each.words.split(":")[0]
        caption = (
            f"Engageable of the press circle, claim: {each.claim}, {words} "
            f"(grade {each.grade}{_area(each.table)})"
        )
        _print_rows(caption, "engaged", each.table, _ENGAGED_LIMITS)
        print_text(*(f"Left out: {text}" for text in each.missing))
    bands = [row.seen_band for rows in (together, *(e.table for e in result.engagements)) for row in rows]
    if any(map(outside_band, bands)):
        print_text(fill(f"* {OUTSIDE_BAND}", WIDTH, subsequent_indent="  "), "")
    print_rests(result)


def _print_rows(caption: str, verb: str, rows: Sequence[Row], words: Mapping[str, str]) -> None:
    """One table; columns that say nothing in it are left out."""
    banded = any(row.seen_band for row in rows)
    unknown = any(row.unknown_share for row in rows)
    columns = ["altitude", "class", "km²", verb]
    columns += [*(["band"] if banded else []), *(["unknown"] if unknown else []), "what limits the rest"]
    shown = list(_cells(rows, words, banded=banded, unknown=unknown))
    print_table(caption, columns, shown, range(2, len(columns) - 1))


def _area(rows: Sequence[Row]) -> str:
    return f", {rows[0].ring_km2:,.0f} km²" if rows else ""


def _caption(result: CoverageMap, ring: str, rows: Sequence[Row]) -> str:
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
    return f"Seen of the {radius_m / 1e3:.0f} km {what} (grade {grade}{sites}{_area(rows)})"


def _cells(
    rows: Sequence[Row], words: Mapping[str, str], *, banded: bool, unknown: bool
) -> Iterator[tuple[str, ...]]:
    from rangering.report.bands import band_words, outside_band
    from rangering.units import percent

    last = ""
    for row in rows:
        limits = [
            (words.get(limit, limit), share)
            for (limit, share), least in zip(row.limits, _LEAST_LIMITS, strict=False)
            if share >= least
        ]
        yield (
            row.altitude if row.altitude != last else "",
            row.target,
            f"{row.seen_km2:,.0f}",
            f"{percent(row.seen_share)}{'*' if outside_band(row.seen_band) else ''}",
            *([band_words(row.seen_band)] if banded else []),
            *([percent(row.unknown_share)] if unknown else []),
            ", ".join(f"{limit} {percent(share)}" for limit, share in limits),
        )
        last = row.altitude
