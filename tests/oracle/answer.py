"""Answer a case file: ``python -m tests.oracle.answer CASES.csv RESULTS.jsonl``.

One JSON line a case. A quantity without an adapter is listed at the end, not guessed; so is a case that
states what its adapter does not know or that lies outside what its model covers. Exit status 0 when the file
could be read, whatever the answers.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.oracle.adapters import ANSWERS
from tests.oracle.case import Case, read
from tests.oracle.inputs import Inputs, Unanswerable

LONGEST_REASON = 160


def answer(case: Case) -> Any:
    """The project's value for a case, as JSON will hold it.

    Raises
    ------
    KeyError
        No adapter knows the quantity.
    Unanswerable
        The case states more, less or other than the adapter stands for, or its answer is no finite number.
    """
    given = Inputs(case.inputs, case.folder)
    value = ANSWERS[case.quantity](given)
    if given.unread():
        raise Unanswerable(f"unknown inputs: {', '.join(given.unread())}")
    try:
        return json.loads(json.dumps(value, default=float, allow_nan=False))
    except ValueError:
        raise Unanswerable("the answer is no finite number") from None


def main(cases_path: Path, results_path: Path) -> None:
    """Write the results file and say what was left out."""
    unknown: dict[str, int] = {}
    failed: list[str] = []
    written = 0
    with open(results_path, "w", encoding="utf-8") as results:
        for case in read(cases_path):
            if case.quantity not in ANSWERS:
                unknown[case.quantity] = unknown.get(case.quantity, 0) + 1
                continue
            try:
                value = answer(case)
            except Exception as error:
                failed.append(f"{case.case_id}: {_reason(error)}")
                continue
            results.write(json.dumps({"case_id": case.case_id, "value": value}) + "\n")
            written += 1
    print(f"{written} answered")
    for quantity, count in sorted(unknown.items()):
        print(f"unknown quantity: {quantity} ({count} cases)")
    for line in failed:
        print(f"not answered: {line}")


def _reason(error: Exception) -> str:
    """An error on one line: a compiler's may run over fifty."""
    first = next(iter(str(error).splitlines()), "")
    kind = "" if isinstance(error, Unanswerable) else f"{type(error).__name__}: "
    return (kind + first)[:LONGEST_REASON]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
