"""A study that needs no engine: numbers that follow from seed and place alone, in small chunks."""

import os
import time
from pathlib import Path

import numpy as np

from rangering.study.store import Study

CHUNKS, ROWS, STEPS = 12, 50, 4
COLUMNS = {
    "replicate": np.int32,
    "leakers": np.int16,
    "share": np.float32,
    "first_s": np.float64,
    "lost": np.bool_,
}
SERIES = {"step": np.int16, "mean": np.float64}
ASKED = {"scenario": {"raid": [{"size": 12}]}, "fidelity": "fast"}


def toy(folder, *, chunks=CHUNKS, rows=ROWS, asked=ASKED, columns=COLUMNS, seed=7, **more):
    return Study.create_or_resume(folder, asked, columns, chunks, rows, seed=seed, **more)


def table(number, rows=ROWS, seed=7):
    """A chunk's columns; some are NaN, some zero of either sign."""
    draws = np.random.default_rng([seed, number])
    first_s = draws.random(rows) - 0.5
    first_s[draws.random(rows) < 0.2] = np.nan
    first_s[draws.random(rows) < 0.1] = -0.0
    return {
        "replicate": np.arange(number * ROWS, number * ROWS + rows, dtype=np.int32),
        "leakers": draws.integers(0, 30, rows).astype(np.int16),
        "share": draws.random(rows).astype(np.float32),
        "first_s": first_s,
        "lost": draws.random(rows) < 0.3,
    }


def series(number):
    """What a chunk says about time."""
    draws = np.random.default_rng([1, number])
    return {"step": np.arange(STEPS, dtype=np.int16), "mean": draws.random(STEPS)}


def run(folder, log=None, pause_s=0.0):
    """What a person would start, and start again; notes in `log` which chunks it works out."""
    with toy(folder, series=SERIES) as study:
        for number in study.missing():
            if log is not None:
                with open(log, "a") as lines:
                    lines.write(f"{os.getpid()} {number}\n")
            time.sleep(pause_s)
            study.write(number, table(number), series(number))


def contents(folder):
    """Every file of a finished study but the lock, who did the work, and when it began, by name."""
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and path.name not in ("lock", "manifest.json") and path.parent.name != "work":
            found[str(path.relative_to(folder))] = path.read_bytes()
    lines = (Path(folder) / "manifest.json").read_text().splitlines()
    found["manifest.json"] = "\n".join(line for line in lines if '"created"' not in line).encode()
    return found
