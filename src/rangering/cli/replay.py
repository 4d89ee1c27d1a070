"""``rangering replay``: one replicate of a kept run again, with everything that happened."""

import json
from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

from rangering.cli.mission import run_folder
from rangering.cli.terminal import WIDTH, Progress, print_table, print_text
from rangering.errors import OutputError
from rangering.mission.asked import require_replicate, require_seed


class Asked(NamedTuple):
    """What was typed for a replay."""

    folder: str
    replicate: int | None
    out: str | None
    raid: int
    listed: bool
    quiet: bool
    as_json: bool


def replay(asked: Asked) -> int:
    """One replicate again with everything that happened; exit status 1 where it is not the same."""
    from rangering.export.rows import ROWS, differing, read_rows, write_events
    from rangering.mission.row_names import column_names
    from rangering.report.mission.stored import open_run

    stored = open_run(Path(asked.folder))
    if asked.listed:
        return _list(stored.folder / ROWS, asked.as_json)
    if asked.replicate is None:
        raise OutputError(
            "was not named", where="--replicate", mend="give its number, or --list for some worth looking at"
        )
    require_replicate(asked.replicate, stored.replicates)
    require_seed(stored.seed)
    if not 1 <= asked.raid <= stored.raids:
        raise OutputError("is no raid of that run", where="--raid", value=asked.raid,
                          mend=f"they are numbered from 1 to {stored.raids}")  # fmt: skip
    folder = stored.folder / f"replay-{asked.replicate}" if asked.out is None else run_folder(asked.out)
    was = read_rows(stored.folder / ROWS, asked.replicate)
    with Progress(asked.quiet or asked.as_json) as progress:
        from rangering.mission.replay import replay as play
        from rangering.report.mission.raid import picture_words, summary
        from rangering.report.mission.story import Story
        from rangering.report.mission.write import replay_document, write_replay

        again = play(
            stored.scenario, replicate=asked.replicate, seed=stored.seed, catalog=stored.catalog,
            fidelity=stored.fidelity, days=stored.days, occasion=asked.raid - 1,
            allow_defaults=stored.allow_defaults, allow_assumed=stored.allow_assumed,
            progress=lambda what, share: progress(what, 0.8 * share),
        )  # fmt: skip
        unlike = differing(was, again.row, column_names(again.names, again.layout))
        progress("draw it", 0.8)
        also: Callable[[Path], object] = lambda aside: write_events(again, aside)  # noqa: E731
        written = write_replay(again, folder, repeats=not unlike, differing=unlike, also=also)
    if asked.as_json:
        names = [path.name for path in written]
        told = replay_document(again, names, repeats=not unlike, differing=unlike)
        print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))
        return 1 if unlike else 0
    print_text(f"{again.title}: replicate {again.replicate}, {len(again.log.time_s):,} events")
    print_text(fill(summary(Story(again)), WIDTH), "")
    if again.picture is not None:
        print_text(fill(picture_words(again.picture), WIDTH), "")
    if unlike:
        print_text(fill(_unlike_words(unlike, stored.provenance, again.provenance), WIDTH))
    else:
        print_text("the same as in the run, bit for bit")
    print_text(*(f"wrote {path}" for path in written), "", again.provenance["caveat"])
    return 1 if unlike else 0


def _unlike_words(unlike: list[str], was: dict[str, Any], now: Any) -> str:
    """What differs, and what in the machine or version may be why."""
    shown = ", ".join(unlike[:8]) + (f" and {len(unlike) - 8} more" if len(unlike) > 8 else "")
    moved = [
        f"{key} was {was.get(key)}, is {now.get(key)}"
        for key in ("rangering", "numpy", "machine", "compiled")
        if was.get(key) != now.get(key)
    ]
    why = f" Since the run: {'; '.join(moved)}." if moved else " Nothing in version or machine tells why."
    return f"NOT the same as in the run: {shown} differ.{why}"


def _list(rows: Path, as_json: bool) -> int:
    """Replicates worth looking at: fewest, median and most leakers."""
    import numpy as np

    from rangering.cli.terminal import print_json
    from rangering.export.rows import read_leakers

    leakers = read_leakers(rows)
    order = np.argsort(leakers, kind="stable")
    named = {"fewest leakers": order[0], "median": order[(len(order) - 1) // 2],
             "most leakers": order[np.flatnonzero(leakers[order] == leakers[order[-1]])[0]]}  # fmt: skip
    lines = [(words, int(at), int(leakers[at])) for words, at in named.items()]
    if as_json:
        print_json("replicates", [{"which": w, "replicate": at, "leakers": n} for w, at, n in lines])
    else:
        print_table("Replicates worth looking at", ("which", "replicate", "leakers"),
                    [(words, str(at), str(n)) for words, at, n in lines], (1, 2))  # fmt: skip
    return 0
