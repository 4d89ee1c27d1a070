"""Dollars of one year in dollars of 2020, by a published price index.

A general price level of one country: it says what a dollar of that year would buy of everything, not what an
air-defence system would cost today. Money of another currency becomes dollars of its own year first.
Source: `catalog/data/deflator.toml` (U.S. Bureau of Labor Statistics, CPI-U, annual averages).
"""

import tomllib
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, ValidationError

from rangering.catalog.models import Grade, Model, Text
from rangering.errors import CatalogError

BASE_YEAR = 2020
FILE = "deflator.toml"

Level = Annotated[float, Field(gt=0)]


class Deflator(Model):
    """A price index by year, and where it comes from."""

    title: Text
    series: Text
    publisher: Text
    source: Text
    licence: Text
    grade: Grade
    known_on: date
    annual_average: dict[int, Level]

    def in_2020_usd(self, amount_usd: float, year: int) -> float:
        """Dollars of a year in dollars of 2020: times the index of 2020, over that of the year.

        Parameters
        ----------
        amount_usd : float
            In dollars of `year`. [USD]
        year : int
            Price year.

        Returns
        -------
        float
            In dollars of 2020. [USD]

        Raises
        ------
        CatalogError
            The table has no such year: nothing is extrapolated.
        """
        if year not in self.annual_average:
            first, last = min(self.annual_average), max(self.annual_average)
            raise CatalogError(
                "is no year of the price index",
                where=f"{FILE}, [annual_average]",
                value=year,
                mend=f"it runs from {first} to {last}; add the published annual average",
            )
        return amount_usd * self.annual_average[BASE_YEAR] / self.annual_average[year]


@lru_cache(maxsize=1)
def load_deflator() -> Deflator:
    """The shipped index; read once a process.

    Raises
    ------
    CatalogError
        The file lacks a field, or the year that amounts are turned into.
    """
    text = (files("rangering.catalog") / "data" / FILE).read_text(encoding="utf-8")
    return read_deflator(text)


def read_deflator(text: str) -> Deflator:
    """An index from the text of a TOML file; errors as in `load_deflator`."""
    try:
        deflator = Deflator.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as refused:
        fault = refused.errors(include_url=False)[0] if isinstance(refused, ValidationError) else None
        where = FILE if fault is None else f"{FILE}, {'.'.join(str(part) for part in fault['loc'])}"
        problem = f"is not TOML: {refused}" if fault is None else f"cannot be used: {fault['msg'].lower()}"
        raise CatalogError(problem, where=where, mend="mend this field of the price index") from None
    if BASE_YEAR not in deflator.annual_average:
        raise CatalogError(
            f"has no index of {BASE_YEAR}",
            where=f"{FILE}, [annual_average]",
            mend=f"add {BASE_YEAR} = …: amounts are turned into its dollars",
        )
    return deflator


def in_2020_usd(amount_usd: float, year: int) -> float:
    """An amount of a year's dollars in dollars of 2020, by the shipped index; see `Deflator.in_2020_usd`."""
    return load_deflator().in_2020_usd(amount_usd, year)
