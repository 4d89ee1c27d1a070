"""What a programme rests on: every figure with its source and grade, instalments, a back-cast."""

from datetime import timedelta
from math import isfinite
from typing import NamedTuple

from rangering.catalog.models import cited
from rangering.catalog.read import Catalog
from rangering.programme.compile import compile_programme
from rangering.programme.figures import YEAR_D
from rangering.programme.gathered import Gathered
from rangering.programme.models import Programme
from rangering.programme.nominal import schedule
from rangering.programme.plan import NONE, Activities
from rangering.programme.results import ProgrammeResult
from rangering.report.programme.tables import Lines
from rangering.report.programme.words import MONTH_D, NEVER, months_words
from rangering.units import percent, plain

SOURCE_COLUMNS = ("figure", "low", "nominal", "high", "unit", "grade", "source")
INSTALMENT_COLUMNS = ("what is paid", "when", "million", "share of the price", "nominal plan")


class Backcast(NamedTuple):
    """What the past said of forecasts like this one; rows as a back-cast gives them."""

    said: str
    columns: tuple[str, ...]
    lines: Lines


def backcast_told(programme: Programme, catalog: Catalog) -> Backcast:
    """How forecasts made in the same way did on milestones of the past that had a plan.

    Parameters
    ----------
    programme : Programme
        Where it says up to when it knows, that day is the day of the forecasts; else each is made on its own.
    catalog : Catalog
        Whose assumptions stand behind them.
    """
    from rangering.programme.backcast.run import backcast
    from rangering.programme.backcast.words import PLANNED_COLUMNS, planned_lines, sentences

    found = backcast(on=programme.known_by, catalog=catalog)
    on_day = "each on the day its plan was said" if found.on is None else f"as of {found.on}"
    said = f"Milestones of the past that had a plan, forecast {on_day}. {' '.join(sentences(found))}"
    return Backcast(said, PLANNED_COLUMNS, [tuple(line) for line in planned_lines(found.scored)])


def source_lines(gathered: Gathered) -> Lines:
    """Every figure that the file states, once, in the order of the file."""
    lines: Lines = []
    told = set()
    for each in gathered.stated:
        quantity = gathered.quantity(each.figure)
        if quantity.id in told:
            continue
        told.add(quantity.id)
        called = each.key.replace("_", " ").replace(".", ", ")
        low, nominal, high = (f"{value:,.6g}" for value in (quantity.low, quantity.nominal, quantity.high))
        lines.append((called, low, nominal, high, quantity.unit, quantity.grade, cited(quantity.source)))
    return lines


def instalment_lines(gathered: Gathered, catalog: Catalog) -> Lines:
    """What the buyer pays on which occasion, in the nominal plan; empty where no price is known."""
    programme = gathered.programme
    compiled = compile_programme(programme, catalog, gathered=gathered)
    priced = compiled.priced
    if priced.price <= 0.0:
        return []
    ends_d = schedule(compiled.plan.activities).ends_d
    steps = {activity: name for name, activity in compiled.steps.items()}

    def line(what: str, amount: float, activity: int, wait_d: float = 0.0) -> tuple[str, ...]:
        due_d = wait_d + (0.0 if activity == NONE else ends_d[activity])
        when = "signature" if activity == NONE else steps.get(activity, compiled.names[activity])
        later = f", {months_words(wait_d)} later" if wait_d else ""
        day = f"{programme.day_0 + timedelta(days=round(due_d))}" if isfinite(due_d) else NEVER
        months = f", month {due_d / MONTH_D:.0f}" if isfinite(due_d) else ""
        return (what, f"{when}{later}", plain(amount / 1e6), percent(amount / priced.price), f"{day}{months}")

    payments, credit = priced.payments, priced.credit
    uncertain = _uncertain(compiled.plan.activities)
    lines = [
        line(
            "instalment" if not uncertain[int(activity)] else "instalment, if the option is taken",
            float(amount),
            int(activity),
            float(wait_d),
        )
        for amount, activity, wait_d in zip(*payments, strict=True)
    ]
    if credit.amount > 0.0:
        for activity, share in zip(credit.draw_activity, credit.draw_share, strict=True):
            if share <= 0.0:  # a lot of no value draws nothing
                continue
            lines.append(line("credit drawn", float(share) * credit.amount, int(activity)))
    return lines


def _uncertain(activities: Activities) -> dict[int, bool]:
    """Whether an activity, or one that it waits for, may not take place at all; the signature does."""
    found = {NONE: False}

    def visit(a: int) -> bool:
        if a not in found:
            found[a] = False  # a circle was refused on reading
            before = activities.after[activities.first_after[a] : activities.first_after[a + 1]]
            found[a] = bool(activities.likely[a] < 1.0) or any(visit(int(each)) for each in before)
        return found[a]

    for a in range(len(activities.cause)):
        visit(a)
    return found


def credit_words(gathered: Gathered, catalog: Catalog) -> str:
    """How credit is repaid, nominal; empty without one."""
    programme = gathered.programme
    credit = compile_programme(programme, catalog, gathered=gathered).priced.credit
    if credit.amount <= 0.0:
        return ""
    years = f"{credit.grace_d / YEAR_D:.3g}"
    many = "year" if years == "1" else f"{years} years"
    grace = f", in the first {many} interest alone" if credit.grace_d else ""
    how = "as an annuity" if credit.is_annuity else "in equal parts of the principal"
    return (
        f"Credit: {plain(credit.amount / 1e6)} million {programme.currency} at "
        f"{percent(credit.rate_per_year)} a year over {credit.tenor_d / YEAR_D:.3g} years, repaid {how}, "
        f"{credit.payments_per_year} times a year{grace}."
    )


def own_assumptions(gathered: Gathered) -> Lines:
    """Figures that are our own assumptions: where each stands, and its reason."""
    return [
        (line[0], line[-1])
        for line in source_lines(gathered)
        if line[-2] == "D" or "our assumption" in line[-1]
    ]


def environment_of(result: ProgrammeResult, programme: Programme) -> dict[str, object]:
    """Calendar and money, as every output prints them."""
    return {
        "signed": f"{result.signed}",
        "known_by": None if programme.known_by is None else f"{programme.known_by}",
        "horizon_years": result.horizon_years, "currency": result.currency,
        "price_year": programme.price_year, "unit": programme.unit, "system": programme.system,
    }  # fmt: skip
