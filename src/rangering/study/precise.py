"""As many replicates as a stated precision asks for: the stopping rule, joined to a run of a raid."""

import numpy as np

from rangering.mission.measures import Rows, cube_of
from rangering.study.cells import KEPT, MEASURES, NO_LEAKER
from rangering.study.stop import NOTHING, Look, Precision, Sums, look, parse_precision, sums_of

MOST = 1_000_000
"""Replicates at most: a precision that no number reaches must not run for ever."""


class Enough:
    """Told all rows so far, says how many replicates there shall be; remembers what it saw last.

    Parameters
    ----------
    written : str
        The precision as the user wrote it, such as ``0.02`` or ``leakers=5%``.
    most : int
        Replicates at most.

    Raises
    ------
    StudyError
        It cannot be read, or names no figure that runs keep.
    """

    def __init__(self, written: str, most: int = MOST) -> None:
        self.precision: Precision = parse_precision(written, MEASURES)
        self.most = most
        self.last: Look | None = None
        self._seen = 0
        self._sums: dict[str, Sums] = dict.fromkeys(MEASURES, NOTHING)

    def __call__(self, rows: Rows, raids: int) -> int:
        """How many replicates there shall be in all, shape of rows (replicates * raids, columns)."""
        cube = cube_of(rows[self._seen * raids :], raids) if len(rows) else np.empty((0, raids, 0))
        if len(cube):
            for name, count in KEPT.items():
                self._sums[name] = self._sums[name].merged(sums_of(cube[:, :, count].mean(axis=1)))
            none = (cube[:, :, KEPT["leakers"]] == 0.0).all(axis=1)
            self._sums[NO_LEAKER] = self._sums[NO_LEAKER].merged(sums_of(none))
        self._seen += len(cube)
        self.last = look(self._seen, self._sums, self.precision, shares=(NO_LEAKER,), most=self.most)
        return self.last.next_count

    def said(self) -> str:
        """How it ended, in a sentence."""
        if self.last is None:
            return ""
        parts = [
            f"{name} {each.half_width:.3g} of {each.allowed:.3g}"
            for name, each in self.last.measures.items()
            if np.isfinite(each.half_width)
        ]
        ended = "Stopped when precise" if self.last.reached else f"Stopped at {self.most:,}, not yet precise"
        return f"{ended}: {self._seen:,} replicates; half-width and what was asked for: {', '.join(parts)}."
