"""What public sources say about systems, radars, missiles, aircraft and targets, and how to draw from it.

Figures about real systems live here and nowhere else, each with its source, its grade and its interval.
"""

from rangering.catalog.models import Entry, Quantity, Statement
from rangering.catalog.read import Catalog, load_catalog

__all__ = ["Catalog", "Entry", "Quantity", "Statement", "load_catalog"]
