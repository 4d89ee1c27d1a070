"""The tree of errors: where it is, what stands there, what is wrong with it, and the mend.

Every error a user can cause is one of these; anything else that escapes is our fault. The command line prints
them and exits with 2.
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches


class RangeringError(Exception):
    """Something the user gave cannot be used.

    Parameters
    ----------
    problem : str
        What is wrong, in the user's words.
    where : str
        File, table and field, such as ``"island.toml, site[2].mast_height"``.
    value : object
        What stands there, as the user wrote it; None where nothing stands there.
    mend : str
        What to do about it.
    """

    def __init__(self, problem: str, *, where: str = "", value: object = None, mend: str = "") -> None:
        self.where = where
        self.value = value
        self.problem = problem
        self.mend = mend
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """The whole error on one line."""
        head = f"{self.where}: " if self.where else ""
        shown = "" if self.value is None else f"{shorten(self.value)} "
        tail = f" ({'; '.join(self.mend.splitlines())})" if self.mend else ""
        return f"{head}{shown}{self.problem}{tail}"


class CatalogError(RangeringError):
    """A catalog entry is missing, unsourced or self-contradictory, or an id is unknown."""


class ScenarioError(RangeringError):
    """A scenario states something that cannot be."""


class TerrainError(RangeringError):
    """A terrain file cannot be read, placed or trusted."""


class TrafficError(RangeringError):
    """A recording of flights cannot be read, placed in time or trusted."""


class UnitError(RangeringError):
    """A text is not a quantity of the kind asked for."""


class OutputError(RangeringError):
    """A result cannot be written where the user wants it."""


class StudyError(RangeringError):
    """A study is not what is asked for, is in use, or cannot answer the question put to it."""


class ProgrammeError(RangeringError):
    """A programme states something that cannot be, such as activities that wait for each other."""


class ManyErrors(RangeringError):
    """Several errors found in one pass, so that a file is mended once."""

    def __init__(self, errors: Sequence[RangeringError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(e.sentence() for e in self.errors))

    def __reduce__(self) -> tuple[type["ManyErrors"], tuple[tuple[RangeringError, ...]]]:
        """From another process they arrive one by one as well."""
        return ManyErrors, (self.errors,)

    def sentence(self) -> str:
        """One error a line."""
        return self.problem


def raise_all(errors: Sequence[RangeringError]) -> None:
    """Raise the one error there is, or all of several at once; return where there is none."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ManyErrors(errors)


def shorten(value: object, limit: int = 60) -> str:
    """The value as text, quoted, cut where it would flood a line."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def nearest(name: str, known: Iterable[str], count: int = 3) -> str:
    """The known names that look most like this one, as the end of a sentence; empty where none does."""
    found = get_close_matches(name.lower(), list(known), n=count, cutoff=0.45)
    return f"did you mean {' or '.join(found)}?" if found else ""
