"""Answer a case file: ``python -m tests.oracle.answer CASES.csv RESULTS.jsonl``.

One JSON line a case. A quantity without an adapter is listed at the end, not guessed; so is a case whose
inputs an adapter does not know. Exit status 0 when the file could be read, whatever the answers.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tests.oracle.adapters import ANSWERS
from tests.oracle.case import Case, read


def answer(case: Case) -> Any:
    """The project's value for a case. KeyError where no adapter knows the quantity."""
    return ANSWERS[case.quantity](case.inputs, case.folder)


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
                failed.append(f"{case.case_id}: {type(error).__name__}: {error}")
                continue
            results.write(json.dumps({"case_id": case.case_id, "value": value}, default=float) + "\n")
            written += 1
    print(f"{written} answered")
    for quantity, count in sorted(unknown.items()):
        print(f"unknown quantity: {quantity} ({count} cases)")
    for line in failed:
        print(f"not answered: {line}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
