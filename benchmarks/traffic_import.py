"""Import of a recording larger than what it takes in memory: peak memory beside the size of the file.

The recording is made here: aircraft that fly great distances in straight lines, a row every second, all
aircraft of a moment together, so that the sort by aircraft moves every row.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.exposure import SWISS
from benchmarks.timing import row

_AIRCRAFT = 400
_HEADER = "timestamp,icao24,callsign,latitude,longitude,altitude,groundspeed,track,vertical_rate,squawk\n"
_FLAT = 1.25
"""Peak memory is called flat up to this ratio: DuckDB keeps notes on the blocks that it has on disk."""
_MEASURED = """
import resource, sys
from rangering.cli import main
sys.argv = ["rangering", "traffic", "import", sys.argv[1], "--out", sys.argv[2], "--quiet"]
try:
    main()
except SystemExit as stop:
    assert not stop.code
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def write_recording(path: Path, size_bytes: int) -> int:
    """Write rows until the file is that large; how many."""
    rows = second = 0
    with path.open("w", encoding="ascii") as out:
        out.write(_HEADER)
        while out.tell() < size_bytes:
            clock = f"2018-08-01T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z"
            out.writelines(
                f"{clock},{0x400000 + n:06x},TST{n:04d},{35 + n * 0.03:.6f},{-10 + second * 0.0025:.6f},"
                f"{30000 + n * 10},{430 + n % 40}.0,90.0,0.0,{1000 + n % 7}\n"
                for n in range(_AIRCRAFT)
            )
            rows += _AIRCRAFT
            second += 1
    return rows


def measure(size_bytes: int) -> tuple[int, float, float]:
    """Rows, seconds and peak memory in bytes of one import in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder) / "recording.csv"
        rows = write_recording(recording, size_bytes)
        begun = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, "-c", _MEASURED, str(recording), str(Path(folder) / "tracks.parquet")],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        # Kilobytes on Linux, bytes on macOS.
        peak = int(ran.stdout.split()[-1]) * (1 if sys.platform == "darwin" else 1024)
        return rows, time.perf_counter() - begun, peak


def _processor_s(command: Sequence[str]) -> float:
    """Processor time of a whole process, user and system."""
    before = os.times()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    return (after.children_user - before.children_user) + (after.children_system - before.children_system)


def one_hour() -> None:
    """The whole command on an hour of recorded traffic, beside one that loads two libraries alone."""
    path = Path(os.environ.get("RANGERING_SHARED", "../shared")) / SWISS
    if not path.is_file():
        print("  an hour over Switzerland is not on this machine ($RANGERING_SHARED): left out")
        return
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "tracks.parquet")
        command = [sys.executable, "-c", _MEASURED, str(path), out]
        bare = [sys.executable, "-c", "import numpy, numpy.ma, duckdb"]
        times = [(_processor_s(command), _processor_s(bare)) for _ in range(6)][1:]
        whole_s, bare_s = (median(each) for each in zip(*times, strict=True))
    row("an hour over Switzerland, whole command, processor time", f"{whole_s:.2f} s", "reach 1.2 s")
    row("a process that loads numpy and DuckDB alone", f"{bare_s:.2f} s")


def main(sizes_bytes: tuple[int, ...] = (50_000_000, 450_000_000, 2_000_000_000)) -> None:
    """The whole command on an hour; a line a size, the greatest peak beside the one before."""
    print("\nImport of recordings")
    one_hour()
    print(f"{'file':>8} {'rows':>11} {'time':>8} {'peak memory':>12}")
    peaks = []
    for size in sizes_bytes:
        rows, took_s, peak = measure(size)
        peaks.append(peak)
        print(f"{size / 1e6:>5.0f} MB {rows:>11,} {took_s:>6.1f} s {peak / 1e6:>9.0f} MB", flush=True)
    if len(peaks) > 1:
        small, great = sizes_bytes[-2:]
        print(
            f"peak memory at {great / 1e6:,.0f} MB against that at {small / 1e6:,.0f} MB: "
            f"{peaks[-1] / peaks[-2]:.2f} times, where the file is {great / small:.1f} times as large "
            f"(reach: at most {_FLAT:g} times)"
        )


if __name__ == "__main__":
    main()
