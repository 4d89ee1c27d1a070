"""Pilots: plain draws first, then a few of each proposal, to choose how the replicates that count are drawn.

Plain draws bound what proposals miss: paths to a wrong shot that no proposal makes more frequent are met as
seldom as by nature. None of a pilot's replicates is counted.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import NamedTuple

from rangering.mission.compile import Compiled
from rangering.mission.plan import CIVIL, TRANSPONDER_ON
from rangering.mission.rare import Proposals
from rangering.mission.results import Array
from rangering.study.risk.draws import draw
from rangering.study.risk.intervals import DOUBT, heavy_count

PILOT = 192
PLAIN = Proposals(share=0.0)
_PLAIN_STEPS, _PLAIN_END, _PLAIN_ENOUGH = (256, 256, 512, 1024), 2048, 8
_PLAIN_SOON = 512  # where so many plain draws see enough, no other is looked for
_BETTER = 2.0  # times as many wrong shots as plain draws, all as heavy, from which proposals are taken
# An answer in a spell of silence, and that a spell begins at a first look, begins later, and ends.
# Later ones never quite stay out: a path that no spell serves weighs far more than the rest.
_SPELLS = ((0.1, 0.5, 0.001, 0.5), (0.1, 0.4, 0.003, 0.33), (0.1, 0.2, 0.01, 0.1))
_AT_ODDS = 0.01


class Pilot(NamedTuple):
    """What came of the replicates before those that count."""

    proposals: Proposals
    replicates: int
    plain: int
    """Of these, drawn as by nature."""
    plain_seen: int
    """Wrong shots in those."""

    @property
    def plain_most(self) -> float:
        """Wrong shots of a replicate at most (95 %), whatever path they come by."""
        from scipy.special import gammaincinv

        return float(gammaincinv(self.plain_seen + 1, 1.0 - DOUBT)) / self.plain if self.plain else inf

    def at_odds(self, most: float, level: float = _AT_ODDS) -> bool:
        """Whether plain draws saw more than a mean of at most so much can explain: paths are missed."""
        from scipy.special import gammainc

        if not self.plain_seen:
            return False
        return float(gammainc(self.plain_seen, self.plain * most)) < level


NO_PILOT = Pilot(PLAIN, 0, 0, 0)


def choices(made: Compiled) -> tuple[Proposals, ...]:
    """Proposals that a pilot tries: none; norths; sets that fail; spells of silence, which few looks make.

    A set that fails is shot at nearly always, so a tenth of tries show enough of it. Spells come nearly all
    at the first looks of tracks, where little speaks for civil yet; at later ones too; long ones anywhere.
    """
    rare, north = made.plan.identify, made.plan.north

    def some(probability: float, possible: bool) -> float | None:
        return probability if possible else None

    turns = bool((north.probability > 0.0).any())
    misread, lost = rare.misread_probability > 0.0, rare.filed_probability[1] > 0.0
    found = [PLAIN]
    if turns:
        found.append(Proposals(0.5, misaligned=0.5))
    found.append(
        Proposals(0.5, silent=0.4, misread=some(0.3, misread), filed=some(0.5, lost),
                  misaligned=some(0.3, turns))
    )  # fmt: skip
    found += [
        Proposals(0.6, silent=0.1, misread=some(0.1, misread), filed=some(0.3, lost), reply=reply,
                  spell_first=first, spell_later=later, spell_end=end, misaligned=some(0.2, turns))
        for reply, first, later, end in _SPELLS
    ]  # fmt: skip
    # Those that leave a path as seldom as it is by nature are no better than plain draws about it.
    return tuple(each for each in found if completed(made, each) == each)


def piloted(
    made: Compiled,
    chances: Array,
    jobs: int,
    tried: Sequence[Proposals] | None = None,
    limit: int = _PLAIN_END,
) -> Pilot:
    """Plain draws first; where they do not soon see enough, what saw most in a small pilot of each proposal.

    Where wrong shots are frequent plain draws will do, and nothing is missed. Proposals are measured by
    (ΣY)² / ΣY², about the number of wrong shots seen, all as heavy, and taken where that is clearly more than
    plain draws see in as many replicates. Those that make one path to a wrong shot frequent do not show
    another: `Pilot.at_odds` holds what they found against the plain draws. About `limit` replicates at most
    are drawn plainly, however few are to be counted: they alone tell what proposals miss.
    """
    asked = [each for each in (choices(made) if tried is None else tried) if each.share > 0.0]
    if not asked:
        return Pilot(PLAIN, 0, 0, 0)
    plain = seen = 0
    for wanted in _PLAIN_STEPS:
        each, _ = draw(made, chances, PLAIN, plain, wanted, jobs)
        plain += wanted
        seen += round(float(each.sum()))
        if seen >= _PLAIN_ENOUGH and plain <= _PLAIN_SOON:
            return Pilot(PLAIN, plain, plain, seen)
        if plain >= limit:
            break
    found = []
    for n, proposals in enumerate(asked):
        if len(asked) == 1:
            break
        each, _ = draw(made, chances, proposals, _PLAIN_END + n * PILOT, PILOT, jobs)
        found.append(heavy_count(each.sum(axis=1)))
    # Of equals the first, which proposes least; where none saw anything the last, which proposes most.
    best = 0 if not found else found.index(max(found)) if max(found) > 0.0 else len(asked) - 1
    drawn = plain + len(found) * PILOT
    if found and seen >= _PLAIN_ENOUGH and max(found) / PILOT < _BETTER * seen / plain:
        return Pilot(PLAIN, drawn, plain, seen)
    return Pilot(asked[best], drawn, plain, seen)


def covers(made: Compiled, proposals: Proposals) -> bool:
    """Whether all that seldom misleads a crew about a civil flight is proposed, or nothing is."""
    return completed(made, proposals) == proposals and not _others(made)


def _others(made: Compiled) -> bool:
    """Whether wrong shots come by draws that no proposal is of."""
    return bool(made.plan.rules.other_probability > 0.0)


def completed(made: Compiled, proposals: Proposals) -> Proposals:
    """Proposals with those that they leave out of what nature here draws at all."""
    if proposals.share == 0.0:
        return proposals
    rare, answered = made.plan.identify, made.plan.identify.reply_probability[TRANSPONDER_ON, CIVIL]
    rarely = (
        ("silent", rare.silent_probability, 0.1),
        ("misread", rare.misread_probability, 0.1),
        ("filed", rare.filed_probability[1], 0.3),
        ("misaligned", float(made.plan.north.probability.max(initial=0.0)), 0.2),
    )
    missing = {
        name: proposed
        for name, chance, proposed in rarely
        if 0.0 < chance < 1.0 and getattr(proposals, name) is None
    }
    if 0.0 < answered < 1.0 and not (proposals.reply is not None and proposals.spell_later > 0.0):
        reply, first, later, end = _SPELLS[1]
        missing |= {"reply": reply, "spell_first": first, "spell_later": later, "spell_end": end}
    return replace(proposals, **missing) if missing else proposals
