"""``make bench``: every figure of benchmarks/README.md, measured here and now.

``python -m benchmarks risk traffic`` measures some of them, ``python -m benchmarks --list`` names them all.
"""

import os
import platform
import sys
from collections.abc import Sequence
from importlib import import_module

import rangering

# The long ones last, and the import of 2 GB before what starts new processes alone.
NAMES = (
    "visibility", "coverage", "exposure", "signature", "tracker", "raid", "programme", "study", "timeline",
    "risk", "traffic", "scale", "traffic_import", "start_up",
)  # fmt: skip


def main(asked: Sequence[str]) -> int:
    """Run those asked for, or all; 2 where one of them is unknown."""
    if "--list" in asked:
        for name in NAMES:
            words = (import_module(f"benchmarks.{name}").__doc__ or "").splitlines()[0]
            print(f"{name:<16} {words}")
        return 0
    if unknown := [name for name in asked if not name.startswith("-") and name not in NAMES]:
        print(
            f"error: no benchmark {', '.join(unknown)}\n       there are {', '.join(NAMES)}", file=sys.stderr
        )
        return 2
    print(f"rangering {rangering.__version__}, Python {platform.python_version()}, {os.cpu_count()} cores")
    for name in [each for each in NAMES if each in asked] or NAMES:
        import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
