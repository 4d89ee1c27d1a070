"""What makes a timeline doubtful, and what it takes for granted."""

from collections.abc import Sequence

from rangering.programme.force import Played, has_missiles
from rangering.programme.models import Programme
from rangering.study.questions import Asked
from rangering.study.timeline_result import CourseResult, Line


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
    noisy = sorted({name for each in found for name, line in each.lines.items() if _is_noisy(line)})
    if noisy:
        said.append(
            "In some quarters chance makes up more than half of what the means of readings differ by: the "
            f"shape of these bands is doubtful, and one without width is not known ({', '.join(noisy)}). "
            "More histories and replicates help."
        )
    short = [each for each in found if each.stop_short > 0.0]
    if short:
        worst = max(short, key=lambda each: each.stop_short)
        said.append(
            f"In {worst.stop_short:.0%} of histories and quarters ({worst.title}) there are fewer missiles "
            "than the standing fire units take; launchers are filled first."
        )
    if any(each.paid is None for each in played):
        said.append("No price is known: no money is worked out.")
    if readings < 16:
        said.append(f"{readings} readings are few: the edges of the bands rest on one or two of them.")
    return said


def _is_noisy(line: Line) -> bool:
    """Whether chance, where it can be seen at all, hides in some quarter what readings differ by."""
    seen = 0.02 * max(each.components.mean for each in line.bands)
    parts = [each.components for each in line.bands]
    return any(each.reliability < 0.5 and each.inner_variance_of_means**0.5 > seen for each in parts)


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
