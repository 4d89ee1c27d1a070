"""A programme read back in plain sentences: what is stated, who says each figure, and what follows at once.

Beside the figures stand the nominal plan (medians, nothing from outside) with the path that decides it, and
the steady state of its parts by closed forms. No chance is played here.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from math import isfinite
from textwrap import fill

from rangering.catalog.events import load_events
from rangering.catalog.models import GRADE_MEANING, Quantity, cited
from rangering.catalog.read import Catalog
from rangering.programme.compile import Compiled, compile_programme
from rangering.programme.days import Dated, days_in, facts
from rangering.programme.figures import Stated
from rangering.programme.gathered import Gathered, gather
from rangering.programme.models import Programme
from rangering.programme.nominal import Capability, Leg, capability, schedule
from rangering.programme.plan import Cause
from rangering.programme.steady import Steady, steady_state
from rangering.programme.terms import EFFECTIVE, SIGNATURE
from rangering.provenance import CAVEAT
from rangering.scenario.faults import written
from rangering.scenario.prose import WIDTH, counted, listed, paragraph, several

OURS = "our assumption"
_ACTS = {
    Cause.SLOT: "waits until a place is free",
    Cause.CALENDAR: "waits for a stated day",
}
_DUE = {SIGNATURE: "on signature", EFFECTIVE: "when the contract takes effect"}
_REPAID = {"annuity": "in equal payments", "equal principal": "in equal parts with interest on the rest"}
# A link, and the keys of the file whose absence leaves it out.
_LINKS = {
    "money": ("contract.price",),
    "how it is paid": ("contract.instalment", "contract.credit"),
    "lots": ("lot",),
    "installation": ("installation",),
    "crews": ("crews",),
    "the decision to put into service": ("activation",),
    "faults, spares and repair": ("component",),
    "missiles": ("missiles", "lot.missiles"),
    "upkeep": ("upkeep",),
    "licensed production": ("licence",),
    "shocks": ("shock",),
}


def describe(programme: Programme, catalog: Catalog) -> str:
    """The programme in plain English.

    Parameters
    ----------
    programme : Programme
        One that was checked against this catalog.
    catalog : Catalog
        Where figures and sources come from.

    Returns
    -------
    str
        Paragraphs and lists, at most 100 characters wide, ending with the numbered sources.
    """
    gathered = gather(programme, catalog)
    shown = programme.variant(programme.variants[0].name) if programme.variants else programme
    compiled = compile_programme(shown, catalog, gathered=gathered)
    sources: dict[str, int] = {}
    parts = [
        _heading(programme),
        _contract(gathered),
        _steps(programme),
        _shocks(programme),
        _variants(programme),
        *_figures(gathered, sources),
        _days(programme, sources),
        _left_out(programme, gathered),
        _plan(shown, programme, compiled),
        _milestones(shown, compiled),
        _steady(shown, compiled),
        _assumed(gathered),
        listed("Sources", [f"[{number}] {text}" for text, number in sources.items()], bullet=""),
        listed("Stated sources of the programme", programme.sources),
        fill(CAVEAT, WIDTH),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def in_short(programme: Programme, catalog: Catalog) -> str:
    """What was understood, in a few lines."""
    gathered = gather(programme, catalog)
    ours = sum(_is_ours(gathered.quantity(each.figure)) for each in gathered.stated)
    variants = counted(len(programme.variants), "variant") if programme.variants else ""
    # Lots of different variants stand for each other.
    ways = [programme.variant(each.name) for each in programme.variants] or [programme]
    most = max(way.fire_units_count for way in ways)
    have = [
        counted(len(programme.lots), "lot")
        + (" for" if variants else " with")
        + f" {counted(most, programme.unit)}"
        + (" in any variant" if variants else ""),
        counted(len(programme.licences), "licence"),
        counted(len(programme.shocks), "shock"),
        *filter(None, [variants]),
    ]
    return paragraph(
        f"{programme.title}, signed on {programme.signed}: {several(have)}.",
        f"{counted(len(gathered.stated), 'figure')}, {ours} of them our assumption.",
    )


def assumptions_of(programme: Programme, catalog: Catalog) -> list[str]:
    """Every figure that is our own assumption: where it stands, and its reason."""
    gathered = gather(programme, catalog)
    rows = ((each, gathered.quantity(each.figure)) for each in gathered.stated)
    return [f"{each.key}: {quantity.source}" for each, quantity in rows if _is_ours(quantity)]


def _is_ours(quantity: Quantity) -> bool:
    return quantity.grade == "D" or OURS in quantity.source


def _heading(programme: Programme) -> str:
    title = f"{programme.title}\n{'=' * len(programme.title)}"
    known = (
        f"It says what was known by {programme.known_by}. A step not stated to have ended by then ends later."
        if programme.known_by
        else ""
    )
    return f"{title}\n\n{paragraph(' '.join(programme.description.split()), known)}".rstrip()


def _contract(gathered: Gathered) -> str:
    programme, catalog = gathered.programme, gathered.catalog
    bought = f" buys {catalog[programme.system].title}" if programme.system else " buys"
    seller = f" from {programme.seller}" if programme.seller else ""
    who = f"{programme.buyer}{bought}{seller}; the" if programme.buyer else "The"
    terms = []
    for instalment in programme.contract.instalments:
        share = gathered.quantity(instalment.share).si[1]
        later = ", some time later" if instalment.after else ""
        terms.append(f"{share:.3g} is due {_DUE.get(instalment.due, f'with {instalment.due}')}{later}")
    credit = programme.contract.credit
    if credit is not None:
        when = "with each lot delivered" if credit.drawn == "lots" else "when the contract takes effect"
        share = gathered.quantity(credit.share).si[1]
        terms.append(f"{share:.3g} is credit, drawn {when} and repaid {_REPAID[credit.mode]}")
    year = f" of {programme.price_year}" if programme.price_year else ""
    return paragraph(
        f"{who} contract is signed on {programme.signed}, which is day 0.",
        f"Of the price {several(terms)}." if terms else "",
        f"Money is in {programme.currency}{year}; the horizon is {programme.horizon_years:g} years.",
    )


def _after(names: Iterable[str]) -> str:
    return f", after {several(names)}" if names else ""


def _ended(day: Dated | None) -> str:
    return f"; ended on {day}" if day else ""


def _steps(programme: Programme) -> str:
    return listed("What happens", _each_step(programme))


def _each_step(programme: Programme) -> Iterator[str]:
    made = {
        "supplier": "made by the supplier",
        "local": "put together at home",
        "in hand": "in hand on day 0",
    }
    for option in programme.options:
        may = "which took effect" if option.ended else "which may be contracted or not"
        yield f"option {option.name}, {may}{_after(option.after)}{_ended(option.ended)}"
    for lot in programme.lots:
        load = [counted(lot.fire_units, programme.unit)] if lot.fire_units else []
        load += ["missiles"] if lot.missiles else []
        load += [f"{count} spare {name}" for name, count in lot.spares.items()]
        planned = f"; planned for {lot.planned}" if lot.planned else ""
        planned += f"; delivered on {lot.delivered}" if lot.delivered else ""
        planned += f"; installed on {lot.installed}" if lot.installed else ""
        under = f", under the licence {lot.licence}" if lot.licence else ""
        part = f", part of the option {lot.option}" if lot.option else ""
        brings = several(load) or "nothing that is counted"
        yield f"lot {lot.name}: {brings}, {made[lot.made]}{under}{part}{_after(lot.after)}{planned}"
    for each in programme.classes:
        begins = f", not before {each.not_before}" if each.not_before else ""
        where = " at home" if each.taught == "home" else ""
        yield f"class {each.name} trains crews{where}{_after(each.after)}{begins}{_ended(each.ended)}"
    if programme.activation is not None:
        taken = _ended(programme.activation.ended)
        yield f"a decision puts what is installed into service{_after(programme.activation.after)}{taken}"
    for licence in programme.licences:
        yield f"licence {licence.name} for {licence.kind}{_after(licence.after)}{_ended(licence.ended)}"
    for component in programme.components:
        needed = component.needed or component.per_unit
        yield (
            f"component {component.name}: {needed} of {component.per_unit} must work in a {programme.unit}; "
            f"{counted(component.base_stock, 'spare')} there and {component.depot_stock} in the depot"
        )


def _shocks(programme: Programme) -> str:
    rows = []
    for shock in programme.shocks:
        when = f"on {shock.begins}" if shock.begins else "some time"
        when = f"some time after {shock.begins}" if shock.begins and shock.mean_wait else when
        sure = "comes" if shock.share is None else "may come"
        stops = f"; it stops {several(shock.stops)}" if shock.stops else "; it stops nothing"
        rows.append(
            f"{shock.name} ({shock.kind}) {sure} {when}{stops}{f'. {shock.note}' if shock.note else ''}"
        )
    return listed("What comes from outside", rows)


def _variants(programme: Programme) -> str:
    rows = [
        f"{each.name}: {each.title or programme.title}"
        + (f"; without {several(each.without)}" if each.without else "")
        for each in programme.variants
    ]
    return listed("Variants, run beside each other with the same chance", rows)


def _figures(gathered: Gathered, sources: dict[str, int]) -> Iterator[str]:
    """Every figure under its link: value, interval, unit, grade and source."""
    tables: dict[str, list[str]] = {}
    for each in gathered.stated:
        table, _, rest = each.key.partition(".")
        tables.setdefault(table if rest else "programme", []).append(_figure(each, gathered, sources))
    for table, rows in tables.items():
        yield listed(f"Figures of {table}", rows)


def _figure(each: Stated, gathered: Gathered, sources: dict[str, int]) -> str:
    quantity = gathered.quantity(each.figure)
    number = sources.setdefault(cited(quantity.source), len(sources) + 1)
    called = each.key.partition(".")[2].replace("_", " ").replace(".", ", ") or each.key
    named = f" ({each.figure.named})" if each.figure.named else ""
    return f"{called}: {_interval(quantity)}, grade {quantity.grade} [{number}]{named}"


def _days(programme: Programme, sources: dict[str, int]) -> str:
    """Days that are those of dated facts."""
    rows = []
    for place, stated in days_in(programme):
        event = facts().get(stated.fact)
        if event is not None:
            number = sources.setdefault(cited(event.source), len(sources) + 1)
            rows.append(f"{written(place, None)}: {stated}, grade {event.grade} [{number}] ({stated.fact})")
    return listed("Days of dated facts", rows)


def _interval(quantity: Quantity) -> str:
    value = f"{quantity.nominal:g}"
    if quantity.low < quantity.high:
        value += f" ({quantity.low:g} to {quantity.high:g})"
    bare = quantity.unit in ("count", "fraction", "ratio", "probability")
    return value if bare else f"{value} {quantity.unit}"


def _left_out(programme: Programme, gathered: Gathered) -> str:
    keys = [each.key for each in gathered.stated]
    tables = {
        "lot": programme.lots,
        "licence": programme.licences,
        "shock": programme.shocks,
        "component": programme.components,
        "activation": programme.activation,
        "crews": programme.crews,
    }
    missing = [
        link
        for link, names in _LINKS.items()
        if not any(tables.get(name) for name in names)
        and not any(key.startswith(f"{name}.") or key == name for name in names for key in keys)
        and not ("lot.missiles" in names and any(key.endswith(".missiles") for key in keys))
    ]
    return (
        paragraph(f"The file says nothing of {several(missing)}: these links do not act.") if missing else ""
    )


def _plan(shown: Programme, programme: Programme, compiled: Compiled) -> str:
    """When the nominal plan reaches capability, and the path that decides it."""
    plan = compiled.plan
    variant = f' of variant "{programme.variants[0].name}"' if programme.variants else ""
    heads = []
    decisive = Capability(float("inf"), ())
    for what, count in (("Initial", plan.units.initial_count), ("Full", plan.units.full_count)):
        if not count:
            continue
        found = capability(plan, count)
        units = counted(count, shown.unit)
        when = _on(shown, found.day_d) if isfinite(found.day_d) else "never: crews or releases are missing"
        heads.append(f"{what} capability ({units}): {when}.")
        decisive = found if found.path else decisive
    if not heads:
        return ""
    intro = f"The nominal plan{variant}, without chance and with nothing from outside."
    path = listed("What decides it", (_leg(leg, compiled, shown) for leg in decisive.path))
    return "\n".join(filter(None, [paragraph(intro, *heads), path]))


def _leg(leg: Leg, compiled: Compiled, programme: Programme) -> str:
    name = compiled.names[leg.activity]
    what = f"{name} {_ACTS[leg.cause]}" if leg.cause in _ACTS else name
    begins, ends = _day(programme, leg.begins_d), _day(programme, leg.ends_d)
    return f"{begins} to {ends}: {what} ({leg.ends_d - leg.begins_d:.0f} days)"


def _day(programme: Programme, day_d: float) -> date:
    return programme.day_0 + timedelta(days=round(day_d))


def _on(programme: Programme, day_d: float) -> str:
    return f"{_day(programme, day_d)}, {day_d / 30.4375:.1f} months after signature"


def _milestones(programme: Programme, compiled: Compiled) -> str:
    """What was planned and what came, beside the nominal plan."""
    if programme.facts is None or not programme.milestones:
        return ""
    times = schedule(compiled.plan.activities)
    ends = {name: times.ends_d[n] for name, n in compiled.steps.items() if n >= 0}
    told = load_events(known_by=programme.known_by, programmes=[programme.facts])
    rows = []
    for milestone, step in programme.milestones.items():
        mine = [event for event in told if event.milestone == milestone]
        said = [f"{event.kind} {event.dates[1]}" for event in mine if event.kind != "statement"]
        # A variant may leave the step out.
        nominal = [f"nominal {_day(programme, ends[step])}"] if isfinite(ends.get(step, float("inf"))) else []
        rows.append(f"{milestone} ({step}): {several(nominal + said)}")
    return listed("Milestones", rows)


def _steady(programme: Programme, compiled: Compiled) -> str:
    if not programme.components:
        return ""
    found: Steady = steady_state(compiled.plan)
    rows = [
        f"{component.name}: {away:.3g} items on average under repair or on their way; "
        f"{missed:.3g} are missed at a {programme.unit}"
        for component, away, missed in zip(
            programme.components, found.in_repair, found.backorders, strict=True
        )
    ]
    intro = (
        f"In the long run, by closed forms (Poisson demand, every {programme.unit} in service, nothing "
        f"stopped), {found.availability:.3g} of them have the parts they need"
    )
    return listed(intro, rows)


def _assumed(gathered: Gathered) -> str:
    grades = "; ".join(f"{grade} {meaning}" for grade, meaning in GRADE_MEANING.items())
    quantities = {q.id: q for q in (gathered.quantity(each.figure) for each in gathered.stated)}
    ours = sum(_is_ours(quantity) for quantity in quantities.values())
    return paragraph(
        f"{ours} of {counted(len(quantities), 'figure')} are our assumption, with its reason as the source.",
        f"Grades: {grades}.",
    )
