"""The catalog in words: lists, pages, sources and findings as plain data, as text, and as JSON-able dicts.

Numbers keep the unit of their source here; nothing is derived, and nothing combines a signature with a radar.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering.catalog.models import GRADE_MEANING, Entry, Fact, Quantity, Statement, cited
from rangering.catalog.read import Catalog

if TYPE_CHECKING:
    from rangering.catalog.check import CheckReport

OWN = "our own assumptions, derivations and textbook formulas"
ANONYMOUS = "circulating community figures, original not identified"

# How source lines are built: names, what they name in brackets, and who quotes whom.
_OWN_WORDS = ("our assumption", "class default", "Derived", "Computed", "Closed form", "Standard geometry")
_BRACKETS = re.compile(r"\([^()]*(\([^()]*\))?[^()]*\)")
_WHO_QUOTES_WHOM = (
    "as quoted in",
    "as compiled in",
    "and in",
    "quoting",
    "carrying",
    "via",
    "read through",
    "copied on",
)
_BREAKS = re.compile(rf";|\s{{2,}}and\b|\b(?:{'|'.join(_WHO_QUOTES_WHOM)})\b")
_ADDRESS = re.compile(r"[a-z0-9.-]+\.[a-z]{2,}/")
_NO_NAME = re.compile(r"(recomputed|high value|report|the |Kalibr|\d)")
_SAME = {
    "tass.com": "TASS",
    "tr.mehrnews.com": "Mehr News Turkish service",
    "trtworld.com": "TRT World",
    "missilethreat.csis.org": "CSIS Missile Threat",
    "SCMP": "South China Morning Post",
    "Hurriyet Daily News 2010": "Hurriyet Daily News",
}


class ListRow(NamedTuple):
    """One line of the list of entries."""

    id: str
    kind: str
    title: str
    facts: int
    grades: str


class FactRow(NamedTuple):
    """One fact as its source gives it; a text fact has its words in `value`."""

    name: str
    value: str
    unit: str
    per: str
    condition: str
    grade: str
    source: str
    note: str


class SourceRow(NamedTuple):
    """One source and the facts of an entry that rest on it."""

    source: str
    grades: str
    facts: tuple[str, ...]


def list_rows(catalog: Catalog, kind: str | None = None) -> tuple[ListRow, ...]:
    """Every entry, or those of one kind; a system counts the facts of its parts."""
    rows = []
    for entry_id in catalog.ids(kind):
        entry = catalog[entry_id]
        facts = [
            f for e in (catalog.parts(entry_id) if entry.kind == "system" else (entry,)) for f in _facts(e)
        ]
        rows.append(ListRow(entry.id, entry.kind, entry.title, len(facts), _grades(facts)))
    return tuple(rows)


def list_text(catalog: Catalog, kind: str | None = None) -> str:
    """Every entry on a line of its own, grouped by kind."""
    rows = sorted(list_rows(catalog, kind), key=lambda row: (row.kind, row.id))
    return columns(
        [
            ("id", "kind", "what it is", "facts", "grades"),
            *((*row[:3], str(row.facts), row.grades) for row in rows),
        ]
    )


def fact_rows(entry: Entry) -> tuple[FactRow, ...]:
    """The facts of one entry, in the order of its file."""
    return tuple(_fact_row(fact) for fact in _facts(entry))


def show(catalog: Catalog, entry_id: str) -> str:
    """One entry as a page of text: links, caveats, facts, competing claims.

    Raises
    ------
    CatalogError
        Unknown id; the nearest known ones are named.
    """
    entry = catalog[entry_id]
    lines = [f"{entry.title} ({entry.id}, {entry.kind})", f"file: {catalog.files[entry_id]}"]
    lines += [f"{name}: {value}" for name, value in _links(entry).items()]
    lines += [f"note: {caveat}" for caveat in entry.caveats]
    rows = [(row.name, row.value, row.unit, row.per, row.grade, row.condition) for row in fact_rows(entry)]
    if rows:
        lines += [
            "",
            columns([("fact", "low … nominal … high", "unit", "per", "grade", "condition"), *rows]),
        ]
    for claims in entry.alternatives.values():
        lines += ["", f"{claims.id}: {claims.about}"]
        for option in claims.options:
            counts = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in option.counts.items())
            nominal = " (nominal)" if option.name == claims.nominal else ""
            lines.append(f"  {option.name}{nominal}, weight {option.weight:g}: {option.quantity or counts}")
    parts = [part.id for part in catalog.parts(entry_id) if part.id != entry_id]
    if parts:
        lines += ["", f"parts: {', '.join(parts)}"]
    shown = sorted({fact.grade for fact in _facts(entry)})
    lines += ["", *(f"grade {grade}: {GRADE_MEANING[grade]}" for grade in shown)]
    return "\n".join(lines)


def show_dict(catalog: Catalog, entry_id: str) -> dict[str, Any]:
    """One entry as plain data, for JSON; errors as in `show`."""
    entry = catalog[entry_id]
    stated = entry.model_dump(mode="json", exclude_defaults=True)
    for fact in (*stated.get("quantities", {}).values(), *stated.get("statements", {}).values()):
        fact |= {name: cited(fact[name]) for name in ("source", "note") if name in fact}
    return {
        "file": catalog.files[entry_id],
        **stated,
        "parts": [part.id for part in catalog.parts(entry_id) if part.id != entry_id],
    }


def source_rows(catalog: Catalog, entry_id: str) -> tuple[SourceRow, ...]:
    """The sources of an entry, and of everything under it, each with the facts that rest on it.

    Raises
    ------
    CatalogError
        Unknown id; the nearest known ones are named.
    """
    catalog[entry_id]
    facts: defaultdict[str, list[Fact]] = defaultdict(list)
    for part in catalog:
        if part.id == entry_id or part.id.startswith(f"{entry_id}/"):
            for fact in _facts(part):
                facts[cited(fact.source)].append(fact)
    return tuple(
        SourceRow(source, _grades(found), tuple(fact.id for fact in found)) for source, found in facts.items()
    )


def sources(catalog: Catalog, entry_id: str) -> str:
    """The sources of an entry and of everything under it, as text; errors as in `source_rows`."""
    return "\n\n".join(
        f"[{row.grades}] {row.source}\n    {', '.join(row.facts)}" for row in source_rows(catalog, entry_id)
    )


def check_text(report: "CheckReport") -> str:
    """Findings, disagreements and shares of `rangering.catalog.check.check` as text."""
    lines = [
        f"claims that physics does not allow: {len(report.findings)} (bounds are generous; no proof either)"
    ]
    for finding in report.findings:
        lines += [
            "",
            f"{finding.quantity}: {finding.value:g} {finding.unit} {finding.problem};",
            f"    bound {finding.bound:g} {finding.unit}; grade {finding.grade}; source: {finding.source}",
        ]
    number = len(report.disagreements)
    lines += ["", f"figures that do not fit together: {number} (either may be wrong, or our reading of one)"]
    for pair in report.disagreements:
        lines += [
            "",
            f"{pair.quantity}: {pair.value:g} {pair.unit} {pair.problem};",
            f"    grade {pair.grade}: {pair.source}",
            f"    against {pair.other_value:g} {pair.unit} from {' at '.join(pair.other)},",
            f"    grade {pair.other_grade}: {pair.other_source}",
        ]
    table: list[tuple[str, ...]] = [("system", "inputs", "A", "B", "C", "D", "from class defaults", "")]
    for share in report.shares:
        grades = (share.grade_a, share.grade_b, share.grade_c, share.grade_d, share.from_defaults)
        needs = "needs --allow-assumed" if share.assumed else ""
        table.append((share.system, str(share.inputs), *(f"{part:.0%}" for part in grades), needs))
    return "\n".join([*lines, "", "what the inputs of a mission rest on", columns(table)])


def publishers(source: str) -> tuple[str, ...]:
    """Who stands behind a source line, the page quoted and the page that quotes it alike."""
    bare = _BRACKETS.sub("", source)
    if bare.startswith(_OWN_WORDS):
        return (OWN,)
    names: dict[str, None] = {}
    for part in _BREAKS.split(bare):
        name = part.strip(" ,:").removeprefix("and ").removeprefix("low value: ").partition(",")[0].strip()
        name = name.partition("  ")[0]  # what a bracket left behind
        if name.startswith("circulating"):
            name = ANONYMOUS
        elif _ADDRESS.match(name):
            name = name.partition("/")[0]
        if re.search(r"[A-Za-z]{2}", name) and not _NO_NAME.match(name):
            names[_SAME.get(name, name)] = None
    return tuple(names)


def sources_markdown(catalog: Catalog, events: Iterable[Fact] = ()) -> str:
    """Every publisher the catalog rests on, how many facts, and the files that use it: a Markdown table.

    Dated events, from `rangering.catalog.events.load_events`, lie in a file a programme.
    """
    figures: defaultdict[str, int] = defaultdict(int)
    used: defaultdict[str, set[str]] = defaultdict(set)
    for entry in catalog:
        for fact in _facts(entry):
            for name in publishers(cited(fact.source)):
                figures[name] += 1
                used[name].add(catalog.files[entry.id])
    for event in events:
        for name in publishers(cited(event.source)):
            figures[name] += 1
            used[name].add(f"programmes/{event.entry}.toml")
    names = sorted(figures, key=lambda name: (name in (OWN, ANONYMOUS), name.lower()))
    rows = (f"| {name} | {figures[name]} | {', '.join(sorted(used[name]))} |" for name in names)
    return "\n".join(["| publisher or repository | facts | files |", "|---|---|---|", *rows])


def _facts(entry: Entry) -> tuple[Fact, ...]:
    return (*entry.quantities.values(), *entry.statements.values())


def _grades(facts: Iterable[Fact]) -> str:
    """Grades with their counts, such as ``"B 3, D 1"``."""
    letters = [fact.grade for fact in facts]
    return ", ".join(f"{grade} {letters.count(grade)}" for grade in sorted(set(letters)))


def _fact_row(fact: Fact) -> FactRow:
    if isinstance(fact, Statement):
        return FactRow(fact.name, fact.text, "", "", "", fact.grade, cited(fact.source), cited(fact.note))
    assert isinstance(fact, Quantity)
    numbers = (fact.low, fact.nominal, fact.high)
    value = f"{fact.nominal:g}" if fact.low == fact.high else " … ".join(f"{number:g}" for number in numbers)
    condition = "" if fact.condition is None else _condition(fact)
    unit = "" if fact.unit == "count" else fact.unit
    return FactRow(
        fact.name, value, unit, fact.per or "", condition, fact.grade, cited(fact.source), cited(fact.note)
    )


def _condition(fact: Quantity) -> str:
    stated = fact.condition.model_dump(exclude_none=True) if fact.condition else {}
    words = []
    for name, value in stated.items():
        if name == "rcs_m2":
            low, nominal, high = value
            words.append(f"{nominal:g} m2" if low == high else f"{low:g} to {high:g} m2")
        elif name == "altitude_m":
            words.append(f"target at {value:g} m")
        elif name == "pd":
            words.append(f"Pd {value:g}")
        elif value:
            words.append(str(value))
    return ", ".join([*words, *([] if fact.in_runs else ["never enters a run"])])


def _links(entry: Entry) -> dict[str, str]:
    names = (
        "range_class",
        "role",
        "surveillance_radar",
        "engagement_radar",
        "acquisition_radar",
        "launcher",
        "family",
    )
    links = {
        name.replace("_", " "): str(value) for name in names if (value := getattr(entry, name)) is not None
    }
    if entry.target_class is not None:
        links["class of target"] = entry.target_class
    if entry.flies_as is not None:
        links["flies as"] = entry.flies_as
    for name in ("interceptors", "organisation"):
        if getattr(entry, name):
            links[name] = ", ".join(getattr(entry, name))
    return links


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows in aligned columns, two spaces apart."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
