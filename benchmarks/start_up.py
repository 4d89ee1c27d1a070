"""How long a person waits: for the help text, and for the first map on a machine with no kernel compiled."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.timing import in_turn, program, row

RANGERING = str(Path(sys.executable).with_name("rangering"))


def main() -> None:
    """Both rows, and what an empty interpreter costs on this machine."""
    print("start-up")
    tasks = {"help": program([RANGERING, "--help"]), "python": program([sys.executable, "-c", "pass"])}
    timed = in_turn(tasks, 7)
    row("rangering --help", str(timed["help"]), "≤ 0.3 s")
    row("an empty interpreter", str(timed["python"]))
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"RANGERING_CACHE": folder}
        command = [RANGERING, "coverage", "jacksboro", "--out", f"{folder}/out"]
        waits = []
        for _ in range(2):
            start = time.perf_counter()
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            waits.append((time.perf_counter() - start, done.stdout + done.stderr))
    says = [line for line in waits[0][1].splitlines() if re.search("compil", line, re.IGNORECASE)]
    row("first map with an empty kernel cache", f"{waits[0][0]:.1f} s", "≤ 60 s")
    row("what it says meanwhile", says[0].strip() if says else "nothing")
    row("the same map again", f"{waits[1][0]:.1f} s")


if __name__ == "__main__":
    sys.exit(main())
