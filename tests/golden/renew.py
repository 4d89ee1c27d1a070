"""Freeze the golden results again: ``python -m tests.golden.renew [CASE ...]``; all cases if none is named.

Prints every number that moved. The commit that keeps them says why.
"""

import sys

from tests.golden.cases import CASES
from tests.golden.harness import changes, freeze


def renew(names: list[str]) -> int:
    """Freeze some cases; 2 where a name is no case."""
    unknown = [name for name in names if name not in CASES]
    if unknown:
        print(f"no case: {', '.join(unknown)}; there are {', '.join(CASES)}", file=sys.stderr)
        return 2
    for name in names or CASES:
        found = CASES[name]()
        moved = changes(name, found)
        if moved:
            freeze(name, found)
        print("\n".join(moved) if moved else f"{name}: as it was")
    return 0


if __name__ == "__main__":
    sys.exit(renew(sys.argv[1:]))
