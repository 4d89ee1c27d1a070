"""A programme as it was known by an earlier day: the same statements, or an error for each that is younger.

Nothing is left out in silence. A figure or a day that became public later cannot be dropped, for the file
says nothing else in its place; so it is named, and the file is what must change. Limits: later than the
file's own `known_by` cannot be asked for, for what came since does not stand in it.
"""

from datetime import date

from rangering.catalog.read import Catalog, load_catalog
from rangering.errors import ProgrammeError, raise_all
from rangering.programme.check import findings
from rangering.programme.models import Programme
from rangering.scenario.finding import located


def as_known_by(programme: Programme, day: date, *, catalog: Catalog | None = None) -> Programme:
    """The programme, knowing nothing that became public after a day.

    Parameters
    ----------
    programme : Programme
        As its file has it.
    day : date
        From the signature up to the file's own `known_by`, where it has one.
    catalog : Catalog, optional
        What its figures name; the shipped one if not given.

    Raises
    ------
    ProgrammeError
        The day lies outside that.
    RangeringError
        Figures or days that became public later, one error each.
    """
    where = "--known-by"
    if day < programme.day_0:
        raise ProgrammeError(
            f"lies before the signature, {programme.day_0}: nothing was agreed yet", where=where,
            value=f"{day}", mend="give a later day",
        )  # fmt: skip
    if programme.known_by is not None and day > programme.known_by:
        raise ProgrammeError(
            f"lies after the known_by of {programme.read_as}, {programme.known_by}: the file says nothing of "
            "what came since", where=where, value=f"{day}",
            mend="give that day or an earlier one, or bring the file up to date",
        )  # fmt: skip
    made = programme.model_copy(update={"known_by": day})
    made._file, made._read_as = programme._file, programme._read_as
    known = catalog if catalog is not None else load_catalog()
    raise_all(list(located(findings(made, known), made.read_as, made.as_written(), set())))
    return made
