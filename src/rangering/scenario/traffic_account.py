"""What the files of tracks of a scenario hold, and what became of them: nothing is lost in silence.

Every file is named with its own hash, whether its flights were recorded or made up, from what and in which
hours, and how many aircraft, tracks and fixes of it fly. Two files that hold the same aircraft at the same
time are told apart from two that do not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from rangering.scenario.prose import counted, several

if TYPE_CHECKING:
    from rangering.traffic.write import About

NO_ALTITUDE = "no pressure altitude"
_HASH_SHOWN = 12


class Span(NamedTuple):
    """One aircraft of a file, from the first of its fixes here to the last."""

    address: int
    first_s: float
    last_s: float


@dataclass(frozen=True)
class TrafficAccount:
    """One file of tracks of a scenario, and what of it flies."""

    file: str
    """As the scenario names it."""
    sha256: str
    made: bool
    """Drawn from a pattern: no flight of it was recorded."""
    forms: tuple[str, ...]
    sources: tuple[str, ...]
    """The recordings; of a made file pattern, seed and day first, then each table with grade and source."""
    credit: str
    """What the scenario states as its source."""
    file_first_s: float
    """Unix times, of the whole file. [s]"""
    file_last_s: float
    rows_read: int
    """On import, with what was kept of them and why the others went."""
    rows_kept: int
    rows_dropped: Mapping[str, int]
    first_s: float
    """Unix times, of the fixes in the hours of the scenario. [s]"""
    last_s: float
    aircraft: int
    """In these hours; `aircraft_flown` of them are on a flight."""
    aircraft_flown: int
    tracks: int
    flights: int
    fixes: int
    waypoints: int
    thinned: int
    """Fixes within the tolerance of a route."""
    fixes_left_out: Mapping[str, int]
    """By reason; fixes == waypoints + thinned + the sum of these."""
    tracks_left_out: Mapping[str, int]
    """By reason; each of the others is a flight, or several around holes without an altitude."""
    spans: tuple[Span, ...]
    """Of every track that flies."""

    def as_data(self) -> dict[str, Any]:
        """As plain data, without the aircraft one by one; times as text in UTC."""
        told = asdict(self)
        del told["spans"]
        for name in ("file_first_s", "file_last_s", "first_s", "last_s"):
            told[name.removesuffix("_s") + "_time"] = _moment(told.pop(name))
        return told


def origin(about: "TrafficAccount | About") -> str:
    """Whether the flights were recorded or made up, and from what."""
    if about.made:
        drawn, *_ = about.sources or ("a pattern",)
        return f"made up: drawn from the {drawn}; no flight of it was recorded"
    sources = f" from {several(about.sources)}" if about.sources else ""
    forms = f" ({several(dict.fromkeys(about.forms))})" if about.forms else ""
    return f"recorded{sources}{forms}"


def hours(first_s: float, last_s: float) -> str:
    """From when to when: "2018-08-01 11:00:00 to 11:59:59 UTC"; empty where nobody knows."""
    if first_s != first_s or last_s != last_s:
        return ""
    first, last = (datetime.fromtimestamp(each, UTC) for each in (first_s, last_s))
    until = f"{last:%H:%M:%S}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M:%S}"
    return f"{first:%Y-%m-%d %H:%M:%S} to {until} UTC"


def name_of(account: TrafficAccount) -> str:
    """One file in a line for where there is room for one: what it is, and of when."""
    return f"{account.file}, {origin(account)}, {hours(account.first_s, account.last_s)}"


def lines(account: TrafficAccount) -> Iterator[tuple[str, str]]:
    """Everything about one file, each with its heading."""
    yield "File", f"{account.file} (SHA-256 {account.sha256[:_HASH_SHOWN]}…)"
    yield "Flights", origin(account)
    if account.made:
        yield "Figures of the pattern", "; ".join(account.sources[1:]) or "not stated"
    if account.credit:
        yield "Credit", account.credit
    yield "Hours", hours(account.first_s, account.last_s) + _of_the_file(account)
    yield (
        "Rows on import",
        (
            f"{account.rows_read:,} read, {account.rows_kept:,} kept, "
            f"{account.rows_read - account.rows_kept:,} dropped{_reasons(account.rows_dropped)}"
        ),
    )
    yield (
        "Flown here",
        (
            f"{account.aircraft_flown:,} of {account.aircraft:,} aircraft, as "
            f"{counted(account.flights, 'flight')} of {counted(account.tracks, 'track')}; "
            f"{sum(account.tracks_left_out.values()):,} left out{_reasons(account.tracks_left_out)}"
        ),
    )
    yield (
        "Fixes",
        (
            f"{account.fixes:,}: {account.waypoints:,} are waypoints, {account.thinned:,} lie on a route "
            f"between them and are thinned out, {sum(account.fixes_left_out.values()):,} left out"
            f"{_reasons(account.fixes_left_out)}"
        ),
    )


def sentence(account: TrafficAccount) -> str:
    """The same in one line."""
    first = ("File", "Flights", "Hours")
    told = dict(lines(account))
    rest = (f"{name.lower()}: {text}" for name, text in told.items() if name not in first)
    return f"Traffic: {'; '.join([', '.join(told[name] for name in first), *rest])}."


def remarks(accounts: Sequence[TrafficAccount]) -> list[str]:
    """All that a reader must know of some files, a line each."""
    return [*map(sentence, accounts), *warnings(accounts)]


def warnings(accounts: Sequence[TrafficAccount]) -> Iterator[str]:
    """What makes an answer on this traffic doubtful: what does not fly, is made up, or flies twice."""
    for account in accounts:
        if account.made:
            yield f"The flights of {account.file} are {origin(account)}."
    for account in accounts:
        if account.tracks_left_out or account.fixes_left_out:
            yield left_out(account)
    for (n, one), (m, other) in combinations(enumerate(accounts, start=1), 2):
        twice = _twice(one, other)
        if twice:
            yield (
                f"traffic[{n}] ({one.file}) and traffic[{m}] ({other.file}) hold {twice:,} of the same "
                "aircraft at the same time: they are counted twice. Leave one table out, or state other "
                "hours."
            )


def left_out(account: TrafficAccount) -> str:
    """What of a file does not fly, and why."""
    tracks, fixes = sum(account.tracks_left_out.values()), sum(account.fixes_left_out.values())
    said = f"{account.file}: "
    if tracks:
        gone = account.aircraft - account.aircraft_flown
        said += f"{tracks:,} of {counted(account.tracks, 'track')} make no flight"
        said += f"{_reasons(account.tracks_left_out)}, so that {gone:,} of {account.aircraft:,} aircraft "
        said += "are not counted; "
    said += f"{fixes:,} of {account.fixes:,} fixes left out{_reasons(account.fixes_left_out)}."
    if NO_ALTITUDE in account.tracks_left_out:
        said += " Geometric altitudes, which count from the ellipsoid, are not used."
    return said


def _twice(one: TrafficAccount, other: TrafficAccount) -> int:
    """Aircraft that both hold at the same time.

    Addresses of made flights are made up: those of two files are the same aircraft only where both files were
    drawn alike.
    """
    if (one.made or other.made) and one.sources != other.sources:
        return 0
    known: dict[int, list[Span]] = {}
    for span in one.spans:
        known.setdefault(span.address, []).append(span)
    return len({
        span.address
        for span in other.spans
        for each in known.get(span.address, ())
        if each.first_s <= span.last_s and span.first_s <= each.last_s
    })  # fmt: skip


def _of_the_file(account: TrafficAccount) -> str:
    # A file tells its hours to the second.
    if account.first_s < account.file_first_s + 1.0 and account.last_s >= account.file_last_s:
        return ""
    return f", of a file from {hours(account.file_first_s, account.file_last_s)}"


def _reasons(counts: Mapping[str, int]) -> str:
    """Counts by reason in brackets; empty where there are none."""
    said = ", ".join(f"{reason} {count:,}" for reason, count in counts.items())
    return f" ({said})" if said else ""


def _moment(time_s: float) -> str | None:
    if time_s != time_s:
        return None
    return datetime.fromtimestamp(time_s, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
