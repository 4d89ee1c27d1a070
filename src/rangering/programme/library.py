"""The ready programmes: which there are, and where they lie."""

from rangering.scenario.library import Shelf

PROGRAMMES = Shelf("programme", "programmes", "rangering programme list --copy turkey-s-400")
