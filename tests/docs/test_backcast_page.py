"""The page on back-casts prints the scores that the command prints."""

from rangering.catalog.describe import columns
from rangering.programme.backcast import words
from rangering.programme.backcast.run import backcast
from tests.conftest import ROOT
from tests.docs import pages

PAGE = (ROOT / "docs" / "explanation" / "backcast.md").read_text(encoding="utf-8")


def test_the_scores_of_the_page_are_those_of_the_command():
    # Facts that were added or corrected move the scores: copy both tables anew, and read the text below them.
    result = backcast()
    planned, means = (block.text.strip() for block in pages.blocks(PAGE, "text"))
    assert planned == columns([words.PLANNED_COLUMNS, *words.planned_lines(result.scored)])
    assert means == columns([words.MEAN_COLUMNS, *words.mean_lines(result)])
