"""``rangering study both``: one mean from both fidelities."""

from pathlib import Path
from textwrap import fill

from rangering.catalog.read import load_catalog
from rangering.cli.terminal import WIDTH, Progress, print_text
from rangering.scenario.read import load_scenario


def both(
    source: str, budget: float, measure: str, seed: int, jobs: int, no_defaults: bool, allow_assumed: bool,
    quiet: bool, extra: tuple[Path, ...],
) -> None:  # fmt: skip
    """One mean by both fidelities."""
    from rangering.provenance import CAVEAT
    from rangering.study.raid_fidelities import leakers_by_both

    catalog = load_catalog(extra)
    scenario = load_scenario(source, catalog=catalog)
    with Progress(quiet) as progress:
        found = leakers_by_both(
            scenario, budget=budget, measure=measure, catalog=catalog, seed=seed, jobs=jobs,
            allow_defaults=not no_defaults, allow_assumed=allow_assumed, progress=progress,
        )  # fmt: skip
    print_text(scenario.title, "", *(fill(line, WIDTH) for line in found.words()), "", CAVEAT)
