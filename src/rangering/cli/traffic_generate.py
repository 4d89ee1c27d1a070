"""``rangering traffic generate``: flights made from a pattern of rates, written like recorded ones."""

import json
import shlex
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

from rangering import provenance
from rangering.cli.terminal import WIDTH, Progress, print_text
from rangering.cli.traffic import require_after, target, time_s
from rangering.errors import TrafficError
from rangering.provenance import CAVEAT
from rangering.scenario.toml_file import find
from rangering.scenario.traffic_pattern import PATTERNS, load_pattern
from rangering.traffic.generate import generate_traffic
from rangering.traffic.ledger import counted
from rangering.traffic.models import Recording
from rangering.traffic.pattern import Pattern
from rangering.traffic.record import ENVIRONMENT, hashes, moment
from rangering.traffic.write import SCHEMA, Written, write_tracks

MOST_SEED = 2**32 - 1


class Asked(NamedTuple):
    """What was typed."""

    pattern: str
    first: str
    last: str
    out: str
    seed: int
    number: int
    quiet: bool
    as_json: bool

    @property
    def command(self) -> str:
        """The command line that makes the same again, wherever the pattern is."""
        words = ["rangering", "traffic", "generate", Path(self.pattern).name, "--from", self.first, "--to",
                 self.last, "--seed", str(self.seed), "--number", str(self.number)]  # fmt: skip
        return shlex.join([*words, "--out", Path(self.out).name])


def generate(asked: Asked) -> None:
    """Make the flights, write them, and say that they were made."""
    for option, value in (("--seed", asked.seed), ("--number", asked.number)):
        if not 0 <= value <= MOST_SEED:
            raise TrafficError(
                "cannot be", where=option, value=value, mend=f"give a whole number from 0 to {MOST_SEED}"
            )
    path = find(asked.pattern, PATTERNS)
    pattern = load_pattern(asked.pattern)
    first_s, last_s = time_s("--from", asked.first), time_s("--to", asked.last)
    require_after(asked.last, first_s, last_s)
    out = target(asked.out, [path])
    told: dict[str, Any] = {}
    with Progress(asked.quiet or asked.as_json):
        made = generate_traffic(pattern, first_s=first_s, last_s=last_s, seed=asked.seed, number=asked.number)

        def notes(written: Written) -> dict[str, Any]:
            told.update(_document(path, pattern, made, written, asked))
            return told

        write_tracks(made.tracks, out, notes)
    if asked.as_json:
        print(json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False))
        return
    results = told["results"]
    print_text(
        f"{counted(results['tracks'], 'flight')} from {results['first_time']} to {results['last_time']}, "
        f"{results['rows_kept']:,} fixes",
        "",
        *(fill(text, WIDTH, subsequent_indent="    ") for text in told["warnings"]),
        "",
        *(fill(text, WIDTH, subsequent_indent="    ") for text in told["assumptions"]),
        "",
        CAVEAT,
        f"wrote {out}",
    )


def _document(
    path: Path, pattern: Pattern, made: Recording, written: Written, asked: Asked
) -> dict[str, Any]:
    """The whole of it after the output contract, ready for JSON."""
    if not written.tracks:
        raise TrafficError(
            "makes no flight in these hours", where=asked.pattern,
            mend="state longer hours or higher rates",
        )  # fmt: skip
    generated, *figures = made.remarks
    return {
        "schema": SCHEMA,
        "provenance": provenance.record(hashes([path]), asked.seed) | {"command": asked.command},
        "environment": dict(ENVIRONMENT),
        "assumptions": figures,
        "warnings": [generated],
        "results": {
            "tracks": written.tracks,
            "aircraft": written.aircraft,
            "first_time": moment(written.first_s),
            "last_time": moment(written.last_s),
            "rows_read": made.dropped.rows_read,
            "rows_kept": made.dropped.rows_kept,
            "dropped": [],
            "mended": {},
            "sources": list(made.sources),
            "forms": list(made.sources),
            "remarks": list(made.remarks),
            "rules": {},
            "generated": {
                "pattern": pattern.name,
                "seed": asked.seed,
                "day": asked.number,
                "figures": [
                    *({"name": f.name, "grade": f.grade, "source": f.source} for f in pattern.flows),
                    *(
                        {"name": f"kind {k.type}", "grade": k.grade, "source": k.source}
                        for k in pattern.kinds
                    ),
                ],
            },
        },
    }
