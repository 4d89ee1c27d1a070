"""Accounts kept over many histories at once: what is booked on each day, month by month.

A flow is booked in the first report on or after its day; what falls beyond the last report is not booked.
Present values discount every flow from its own day to the signature.
Source: Brealey, Myers and Allen, Principles of Corporate Finance, 10th ed. (2011), chapter 2.
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
YEAR_D = 365.25


class Ledger:
    """Accounts by name, each (histories, months) of flows; `total` adds them up from the first day on.

    Parameters
    ----------
    months_d : float array, shape (months,)
        Days of the reports, rising.
    histories : int
        How many.
    discount_per_year : float
        0 or more.
    """

    def __init__(self, months_d: FloatArray, histories: int, discount_per_year: float = 0.0) -> None:
        self.months_d, self.histories = months_d, histories
        self._growth = np.log1p(discount_per_year) / YEAR_D
        self._flows: dict[str, FloatArray] = {}

    def book(self, accounts: tuple[str, ...], days_d: FloatArray, amounts: FloatArray) -> None:
        """Book single flows.

        Parameters
        ----------
        accounts : tuple of str
            Into each of these.
        days_d : float array, shape (histories, flows)
            Infinite where it never happens.
        amounts : float array
            Of a shape that broadcasts to it.
        """
        months = len(self.months_d)
        where = np.searchsorted(self.months_d, days_d, side="left")
        inside = where < months
        place = (np.arange(self.histories)[:, None] * months + where)[inside]
        weights = np.broadcast_to(amounts, days_d.shape)[inside]
        for account in accounts:
            self._add(account, place, weights)
        if "paid" in accounts:
            self._add("present", place, weights * self._worth(days_d[inside]))

    def book_monthly(self, accounts: tuple[str, ...], flows: FloatArray) -> None:
        """Book what runs on all the time, as it adds up in each month, shape (histories, months)."""
        for account in accounts:
            self._flows[account] = self.flows(account) + flows
        if "paid" in accounts:
            self._flows["present"] = self.flows("present") + flows * self._worth(self.months_d)

    def flows(self, account: str) -> FloatArray:
        """What was booked in each month, shape (histories, months)."""
        if account not in self._flows:
            self._flows[account] = np.zeros((self.histories, len(self.months_d)))
        return self._flows[account]

    def total(self, account: str) -> FloatArray:
        """What was booked so far, shape (histories, months)."""
        sums: FloatArray = np.cumsum(self.flows(account), axis=1)
        return sums

    def _add(self, account: str, place: NDArray[np.int64], weights: FloatArray) -> None:
        size = self.histories * len(self.months_d)
        added = np.bincount(place, weights=weights, minlength=size)
        self._flows[account] = self.flows(account) + added.reshape(self.histories, -1)

    def _worth(self, days_d: FloatArray) -> FloatArray:
        """Of one unit paid on a day, at the signature."""
        worth: FloatArray = np.exp(-self._growth * days_d)
        return worth
