"""The courses a programme may take: its variants, each as stated, or without and under an embargo.

A course is a programme of its own; all of them meet the same readings and the same chance, so that two differ
by what was changed alone. Under an embargo every shock of that kind in the file is sure to come, at the time
and for as long as the file says.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rangering.errors import ProgrammeError, nearest
from rangering.programme.models import Programme
from rangering.programme.shocks import Shock

EMBARGO = "spares embargo"
AS_STATED = "as stated"
MOST_COURSES = 8  # more lines in one picture nobody tells apart


class Course(NamedTuple):
    """One way a programme may go."""

    name: str
    title: str
    programme: Programme


def courses_of(
    programme: Programme, variants: Sequence[str] = (), *, embargo: bool = False
) -> tuple[Course, ...]:
    """What is to be compared.

    Parameters
    ----------
    programme : Programme
        As its file has it.
    variants : sequence of str
        Names of variants; all of the file's where none is named, and the programme itself where it has none.
    embargo : bool
        Whether each is run twice: with no embargo, and with one that is sure to come. Variants in which an
        embargo comes anyway are then left out, unless they are named.

    Raises
    ------
    ProgrammeError
        No such variant, no embargo in the file, or too many courses.
    """
    known = {each.name: each for each in programme.variants}
    for name in variants:
        if name not in known:
            names = tuple(known)
            raise ProgrammeError(
                "is no variant of the programme", where="--variant", value=name,
                mend=nearest(name, names) or (f"one of {', '.join(names)}" if names else "it has none"),
            )  # fmt: skip
    stated = [shock for shock in programme.shocks if shock.kind == EMBARGO]
    if embargo and not stated:
        raise ProgrammeError(
            f'has no shock of kind = "{EMBARGO}"', where=f"{programme.read_as}, shock",
            mend="add a [[shock]] that says when it may begin, how long it lasts and what it stops",
        )  # fmt: skip
    chosen: list[Course] = []
    for name in dict.fromkeys(variants) or known:
        made = programme.variant(name)
        if embargo and not variants and any(shock in made.shocks for shock in stated):
            continue
        chosen.append(Course(name, known[name].title or name, _kept(made, programme)))
    if not chosen:
        chosen = [Course(AS_STATED, programme.title, programme)]
    if embargo:
        chosen = [other for each in chosen for other in _twice(each, stated)]
    if len(chosen) > MOST_COURSES:
        raise ProgrammeError(
            "courses are too many for one picture", where="--variant", value=len(chosen),
            mend=f"name the variants to compare; {MOST_COURSES} courses at most",
        )  # fmt: skip
    return tuple(chosen)


def _twice(course: Course, embargoes: Sequence[Shock]) -> tuple[Course, Course]:
    named = course.name != AS_STATED  # the programme's own title stands over everything
    others = tuple(shock for shock in course.programme.shocks if shock.kind != EMBARGO)
    sure = tuple(shock.model_copy(update={"share": None}) for shock in embargoes)
    return (
        Course(
            f"{course.name}, no embargo",
            f"{course.title}: no embargo" if named else "No embargo",
            _kept(course.programme.model_copy(update={"shocks": others}), course.programme),
        ),
        Course(
            f"{course.name}, embargo",
            f"{course.title}: under an embargo" if named else "Under an embargo",
            _kept(course.programme.model_copy(update={"shocks": (*others, *sure)}), course.programme),
        ),
    )


def _kept(made: Programme, of: Programme) -> Programme:
    """The programme, called in errors as the one it was made of."""
    made._file, made._read_as = of._file, of._read_as
    return made
