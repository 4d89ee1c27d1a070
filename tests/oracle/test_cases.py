"""Every case of the committed case files whose quantity the project knows, at its stated tolerance."""

import pytest

from rangering._jit import COMPILING
from tests.oracle.adapters import ANSWERS
from tests.oracle.answer import answer
from tests.oracle.case import CASES, Case, disagreements, read

FILES = [path for path in sorted(CASES.glob("*.csv")) if path.read_text().startswith("case_id,")]
KNOWN = [case for path in FILES for case in read(path)]
REQUIRED = ("T01", "T02", "T03", "T04", "T06")


@pytest.mark.parametrize("case", [c for c in KNOWN if c.quantity in ANSWERS], ids=lambda case: case.case_id)
def test_case(case: Case):
    assert disagreements(case, answer(case)) == []


@pytest.mark.skipif(not COMPILING, reason="counts files; nothing to compile")
def test_the_required_topics_are_answered_whole():
    unanswered = {c.quantity for c in KNOWN if c.quantity not in ANSWERS and c.case_id.startswith(REQUIRED)}
    assert unanswered == set()
