"""What makes a timeline doubtful, and what it takes for granted."""

from collections.abc import Sequence

from rangering.programme.force import Played, has_missiles
from rangering.programme.gathered import gather
from rangering.programme.models import Programme
from rangering.programme.raids import raids_of
from rangering.study.forces_met import scenario_flights
from rangering.study.questions import Asked
from rangering.study.timeline_result import CourseResult, OwnRaids
from rangering.units import percent

MONTH_D = 365.25 / 12.0


def warnings_of(
    found: Sequence[CourseResult], played: Sequence[Played], placed: int, readings: int
) -> list[str]:
    """Warnings, in sentences."""
    said = []
    ordered = max(each.gathered.programme.fire_units_count for each in played)
    if ordered != placed:
        most = max(each.most_units for each in found)
        beyond = (
            f": at most {placed} take part, and what is beyond them has none in the raid nor on the map"
            if most > placed
            else ": all of them take part"
        )
        said.append(
            f"The programme has {ordered} fire units and the scenario places {placed}. Up to {most} are "
            f"available{beyond}."
        )
    hidden: dict[str, int] = {}
    for each in found:
        for name, line in each.lines.items():
            hidden[name] = hidden.get(name, 0) + sum(not line.resolved(q) for q in range(len(line.bands)))
    if any(hidden.values()):
        told = ", ".join(f"{name} in {count}" for name, count in sorted(hidden.items()) if count)
        said.append(
            "Bands are unresolved where chance makes up more than half of what the means of readings differ "
            f"by ({told} quarters): they stand with chance left in. More histories and replicates help."
        )
    short = [each for each in found if each.stop_short > 0.0]
    if short:
        worst = max(short, key=lambda each: each.stop_short)
        said.append(
            f"In {percent(worst.stop_short)} of histories and quarters ({worst.title}) there are fewer "
            "missiles than the standing fire units take; launchers are filled first."
        )
    if any(each.paid is None for each in played):
        said.append("No price is known: no money is worked out.")
    if readings < 16:
        said.append(f"{readings} readings are few: the edges of the bands rest on one or two of them.")
    return said


def assumptions_of(programme: Programme, asked: Asked, placed: int) -> list[str]:
    """Assumptions, in sentences."""
    system = programme.system or "any system"
    said = [
        f"The first of the scenario's {placed} fire units ({system}) stand as soon as as many are available, "
        "in the order of the file; a group of which none stands has no command post and no surveillance "
        "radar either.",
        "A quarter's raid meets the force of its last day; what it fires is not taken from the stock.",
        "Missiles are of one kind in the programme and shared out as the scenario's loads are.",
    ]
    if not has_missiles(programme):
        said.append("The programme says nothing of missiles: fire units have the scenario's loads.")
    if asked.fidelity == "fast":
        said.append(
            "Rates of the fast fidelity are learnt once for each number of fire units, by nominal values and "
            "with full loads."
        )
    return said


def own_raids(programme: Programme, asked: Asked) -> OwnRaids | None:
    """The raids that the programme's file plays, held apart from the one of the scenario."""
    raids = raids_of(gather(programme, asked.catalog))
    if raids is None:
        return None
    apart = (
        "They draw down the stock that later quarters have, and are not the raid of the scenario, which has "
        f"{scenario_flights(asked.scenario)} flights and takes nothing from it."
    )
    return OwnRaids(
        raids.number, (raids.first - programme.day_0).days / MONTH_D, f"{raids.words} {apart}",
        f"{raids.brief} {apart}",
    )  # fmt: skip
