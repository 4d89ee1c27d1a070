"""Dated public facts of programmes: what was planned, said and done, and on which day each became public.

`known_on` decides what a back-cast may see: an event that became public later is dropped before anything is
built from it. For a plan it is the day it was said, never the day it speaks of; for an event no day before it
had surely happened; where a source gives a month or a year, the last day of it. `reading` says why where no
dated source gives the day. Limits: publication is that of the earliest source we hold; a fact may have been
known before.
Source: `catalog/data/programmes/*.toml`, one file a programme, each row with its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, ValidationError, field_validator, model_validator

from rangering.catalog.models import Fact, Quantity, Text, Triple, si_factor
from rangering.catalog.read import load_catalog, located, parse_toml
from rangering.errors import CatalogError, nearest, raise_all

EventKind = Literal["planned", "actual", "forecast", "statement", "derived", "value"]
Link = Literal[
    "decision",
    "contract",
    "payment",
    "slots",
    "transport",
    "delivery",
    "installation",
    "crews",
    "operation",
    "firing",
    "development",
    "licence-setup",
    "licence-ramp",
    "local-share",
    "shock",
]
LINKS: tuple[Link, ...] = get_args(Link)
Dates = tuple[date, date, date]

NO_START = "none"
"""As `Event.since`: no duration of the chain is measured to this event."""

# What the rows count, in their own words: as quantities all are counts of a programme.
_COUNTED = frozenset(
    {
        "air vehicles", "aircraft", "batteries", "countries", "divisions", "firing", "helicopters",
        "launchers", "missiles", "parts", "persons", "prototype", "radars", "regiments", "rifles", "ship",
        "ships", "tanks", "vehicles",
    }
)  # fmt: skip
_SUFFIXES = (" (cumulative)", " (batch)")
_SAME_UNIT = {"hours": "h"}


class Event(Fact):
    """One dated fact of a programme: an event, a plan, a forecast, a statement or a figure with its day.

    In a file ``dates = [low, nominal, high]`` and ``value = [low, nominal, high]``. A number that another
    entry of the catalog states already is not written again: ``same_as`` names that quantity.
    """

    programme_title: Text
    what: Text
    """The event in the words of the reference table."""
    dates: Dates
    kind: EventKind
    link: Link
    """Which link of the programme's chain the row exercises."""
    milestone: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]*)?$")] = ""
    """Shared by the planned, forecast and actual rows of one milestone; empty where there is none."""
    since: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]*)?$")] = ""
    """Milestone that durations are counted from; the contract where empty, nothing where "none"."""
    not_yet: Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]*)?$")] = ""
    """Milestone of which this row says that it had not been reached on the first of its dates."""
    value: Triple | None = None
    unit: str = ""
    unit_index: Annotated[int, Field(ge=1)] | None = None
    """How many units have arrived with this one: the third of five regiments has 3."""
    same_as: str = ""
    derived_from: tuple[str, ...] = ()
    reading: str = ""
    """What `known_on` rests on, where no dated source gives it."""
    beyond_table: bool = False
    """Not a row of the reference table: restated from the words or the sources of one, or from an entry."""

    @model_validator(mode="after")
    def _coherent(self) -> "Event":
        if self.known_on is None:
            raise ValueError("does not say when it became public|add known_on = the day of its publication")
        if not self.dates[0] <= self.dates[1] <= self.dates[2]:
            raise ValueError("its dates are not in order|order the three dates low, nominal, high")
        if self.value is not None:
            if not self.value[0] <= self.value[1] <= self.value[2]:
                raise ValueError("nominal lies outside its bounds|order the three numbers low, nominal, high")
            if not self.unit:
                raise ValueError("a value has no unit|add the unit of its source")
        if self.kind == "actual" and self.known_on < self.dates[2]:
            raise ValueError(
                "is known before it can have happened|known_on is no earlier than the last of the dates"
            )
        if self.kind in ("planned", "forecast") and not self.milestone and self.link == "delivery":
            raise ValueError("a planned delivery names no milestone|add milestone = …")
        return self

    @field_validator("dates", mode="before")
    @classmethod
    def _three_days(cls, dates: Any) -> Any:
        if (
            not isinstance(dates, list | tuple)
            or len(dates) != 3
            or not all(type(day) is date for day in dates)
        ):
            raise ValueError(
                "dates are not three days|"
                "write [low, nominal, high], such as [2020-01-01, 2020-06-30, 2020-12-31]"
            )
        return dates

    @field_validator("value", mode="before")
    @classmethod
    def _three_numbers(cls, value: Any) -> Any:
        if value is not None and (not isinstance(value, list | tuple) or len(value) != 3):
            raise ValueError("value is not three numbers|write [low, nominal, high], such as [2, 2, 4]")
        return value

    @field_validator("unit")
    @classmethod
    def _known_unit(cls, unit: str) -> str:
        if unit and _as_quantity_unit(unit) is None:
            raise ValueError(f'{unit!r} is no unit of an event|write it as in "missiles", "million USD"')
        return unit

    @property
    def programme(self) -> str:
        """The programme's slug, such as ``india-s-400``."""
        return self.entry

    @property
    def public_on(self) -> date:
        """`known_on`, which every event has."""
        assert self.known_on is not None  # checked on loading
        return self.known_on

    @property
    def quantity(self) -> Quantity | None:
        """The figure of this event as a quantity that a programme can rest on; None for a pure event."""
        if self.value is None:
            return None
        unit = _as_quantity_unit(self.unit)
        low, nominal, high = self.value
        return Quantity(
            id=self.id,
            low=low,
            nominal=nominal,
            high=high,
            unit=unit or self.unit,
            per="programme" if unit == "count" else None,
            grade=self.grade,
            source=self.source,
            note=self.note,
            known_on=self.known_on,
        )


def _as_quantity_unit(unit: str) -> str | None:
    """The catalog's word for the unit of a row: a count, a rate, money, a time; None for an unknown one."""
    for suffix in _SUFFIXES:
        unit = unit.removesuffix(suffix)
    if unit in _COUNTED:
        return "count"
    if unit.endswith(" per year") and unit.removesuffix(" per year") in _COUNTED | {"fraction"}:
        return "per year"
    unit = _SAME_UNIT.get(unit, unit)
    return unit if si_factor(unit) is not None else None


def load_events(
    *,
    known_by: date | None = None,
    programmes: Iterable[str] | None = None,
    extra: Sequence[Path | str] = (),
) -> tuple[Event, ...]:
    """The dated facts of programmes, in the order of their nominal dates.

    Parameters
    ----------
    known_by : date, optional
        Only what was public on that day; the rest is dropped before anything is built from it.
    programmes : iterable of str, optional
        Slugs; all programmes if not given.
    extra : sequence of paths
        TOML files of the same form, in addition; their programmes may be known ones, their events are new.

    Returns
    -------
    tuple of Event
        Sorted by nominal date, then id.

    Raises
    ------
    CatalogError, ManyErrors
        Unknown programme, broken TOML, an event without source, day or order, a name given twice, a
        ``same_as`` or ``derived_from`` that leads nowhere: all at once, each with its place and mend.
    """
    raw = _rows(tuple(Path(path) for path in extra))
    titles = programme_titles(extra)
    wanted = tuple(titles) if programmes is None else tuple(programmes)
    for name in wanted:
        if name not in titles:
            mend = nearest(name, titles) or f"programmes: {', '.join(titles)}"
            raise CatalogError("is no programme of the catalog", value=name, mend=mend)
    public = [(where, row) for where, row in raw if known_by is None or row["known_on"] <= known_by]
    return _built([(where, row) for where, row in public if row["id"].partition(".")[0] in wanted])


def programme_titles(extra: Sequence[Path | str] = ()) -> dict[str, str]:
    """Slug of every programme → its title, sorted by slug."""
    rows = _rows(tuple(Path(path) for path in extra))
    return dict(sorted({row["id"].partition(".")[0]: row["programme_title"] for _, row in rows}.items()))


def series(
    programme: str,
    milestone: str,
    *,
    known_by: date | None = None,
    unit_index: int | None = None,
    extra: Sequence[Path | str] = (),
) -> tuple[Event, ...]:
    """What was planned and forecast for one milestone, by the day it was said.

    Parameters
    ----------
    programme, milestone : str
        Such as ``"india-s-400"``, ``"last-delivery"``.
    known_by : date, optional
        Only what had been said by then.
    unit_index : int, optional
        Only rows of this unit.
    extra : sequence of paths
        Further files, as in `load_events`.

    Raises
    ------
    CatalogError
        Unknown programme, or a milestone none of its rows has.
    """
    events = load_events(programmes=(programme,), extra=extra)
    known = sorted({event.milestone for event in events if event.milestone})
    if milestone not in known:
        mend = nearest(milestone, known) or f"milestones: {', '.join(known)}"
        raise CatalogError(f"is no milestone of {programme}", value=milestone, mend=mend)
    said = [
        event
        for event in load_events(known_by=known_by, programmes=(programme,), extra=extra)
        if event.milestone == milestone
        and event.kind in ("planned", "forecast")
        and (unit_index is None or event.unit_index == unit_index)
    ]
    return tuple(sorted(said, key=lambda event: (event.public_on, event.dates[1], event.id)))


_Stated = tuple[str, dict[str, Any]]
"""Where a row stands, and the row as its file gives it."""


@lru_cache(maxsize=8)
def _rows(extra: tuple[Path, ...]) -> tuple[_Stated, ...]:
    """Every row as its file gives it: nothing is built, so that a later one can be dropped first."""
    errors: list[CatalogError] = []
    found: dict[str, _Stated] = {}
    titles: dict[str, str] = {}
    folder = files("rangering.catalog") / "data" / "programmes"
    shipped = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda i: i.name)
    for name, source in (
        *((f"programmes/{item.name}", item) for item in shipped),
        *((str(path), path) for path in extra),
    ):
        for slug, table in _programmes(name, parse_toml(name, source, errors), errors):
            titles.setdefault(slug, str(table.get("title", slug)))
            for event, row in table.get("events", {}).items():
                where, event_id = f'{name}, [programme.{slug}.events."{event}"]', f"{slug}.{event}"
                if event_id in found:
                    mend = "give the new one a name of its own"
                    errors.append(CatalogError("is there already", where=where, value=event_id, mend=mend))
                elif not isinstance(row, dict) or type(row.get("known_on")) is not date:
                    # Read as text or as a time, a day could not be compared, and a later row would slip in.
                    errors.append(
                        CatalogError(
                            "does not say on which day it became public",
                            where=where,
                            value=row.get("known_on") if isinstance(row, dict) else row,
                            mend="add known_on = 2019-07-12, a day without quotes",
                        )
                    )
                else:
                    found[event_id] = where, {"id": event_id, "programme_title": titles[slug]} | row
    errors += [
        CatalogError("is no event", where=f"{where}.derived_from", value=named, mend=nearest(named, found))
        for where, row in found.values()
        for named in row.get("derived_from", ())
        if named not in found
    ]
    raise_all(errors)
    return tuple(found.values())


def _programmes(
    name: str, tables: dict[str, Any], errors: list[CatalogError]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for top, table in tables.items():
        if top != "programme" or not isinstance(table, dict):
            mend = "a file of programme facts holds [programme.NAME] and [programme.NAME.events.EVENT] tables"
            errors.append(CatalogError("is no table of such a file", where=name, value=top, mend=mend))
            continue
        for slug, stated in table.items():
            for field in stated.keys() - {"title", "events"}:
                where = f"{name}, [programme.{slug}]"
                errors.append(
                    CatalogError("is no field here", where=where, value=field, mend="a programme has a title")
                )
            yield slug, stated


def _built(rows: Sequence[_Stated]) -> tuple[Event, ...]:
    """The events of these rows, their borrowed values resolved; every fault at once."""
    errors: list[CatalogError] = []
    events: list[Event] = []
    for where, row in rows:
        try:
            events.append(Event.model_validate(row | _borrowed(where, row)))
        except ValidationError as refused:
            errors.extend(located(where, refused))
        except CatalogError as refused:
            errors.append(refused)
    raise_all(errors)
    return tuple(sorted(events, key=lambda event: (event.dates[1], event.id)))


def _borrowed(where: str, row: dict[str, Any]) -> dict[str, Any]:
    """The value of a row that points to a quantity of the catalog, provided that this was public by then."""
    named = row.get("same_as")
    if not named:
        return {}
    if "value" in row:
        mend = "a number stands in one place: drop value, or same_as"
        raise CatalogError("has a value of its own beside same_as", where=where, value=named, mend=mend)
    try:
        quantity = load_catalog().quantity(str(named))
    except CatalogError as unknown:
        raise CatalogError(
            unknown.problem, where=f"{where}.same_as", value=named, mend=unknown.mend
        ) from None
    if _as_quantity_unit(str(row.get("unit", ""))) != quantity.unit:
        problem, mend = f"is in {quantity.unit}, and the event in another unit", "state a value of its own"
        raise CatalogError(problem, where=f"{where}.same_as", value=named, mend=mend)
    if quantity.known_on is not None and quantity.known_on > row["known_on"]:
        raise CatalogError(
            f"became public on {quantity.known_on}, after the event",
            where=f"{where}.same_as",
            value=named,
            mend="state the value that was public then",
        )
    return {"value": (quantity.low, quantity.nominal, quantity.high)}
