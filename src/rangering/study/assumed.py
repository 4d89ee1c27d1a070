"""Packages whose systems rest mostly on assumptions of ours: named at once, before anything is run.

Most systems that were offered are hardly described in public. Of these a raid takes more figures from class
defaults than from any source, so a comparison is then one of assumptions as much as of packages. Whoever
wants it all the same must say so.
"""

from collections.abc import Sequence

from rangering.catalog.fire_unit import assumed_share
from rangering.catalog.offers import Package
from rangering.catalog.read import Catalog
from rangering.errors import StudyError
from rangering.mission.compile import MOST_ASSUMED


def refuse_assumed(catalog: Catalog, packages: Sequence[Package]) -> None:
    """Refuse packages of systems of which too little is public.

    Raises
    ------
    StudyError
        One error that names them all, with how much of each is assumed.
    """
    shares = {each.id: assumed_share(catalog, each.system) for each in packages}
    found = {name: share for name, share in shares.items() if share[0] > MOST_ASSUMED * share[1]}
    if not found:
        return
    told = ", ".join(f"{name} ({assumed} of {every})" for name, (assumed, every) in found.items())
    raise StudyError(
        "more than half of the figures that a raid needs are not published, and class defaults of ours stand "
        f"in: {told}. Differences would be of our assumptions as much as of the packages",
        where="--package",
        mend="compare them all the same with --allow-assumed (allow_assumed=True in Python), and say so "
        "where you quote it; rangering catalog check shows what each system rests on",
    )  # fmt: skip
