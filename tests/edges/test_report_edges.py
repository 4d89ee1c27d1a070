"""Names and numbers that would break a page: they are shown as written, or told plainly, never obeyed."""

from dataclasses import replace

import numpy as np
import pytest

from rangering.coverage.results import Altitude, CoverageMap, Link, Source, Swing, Tornado
from rangering.coverage.run import map_coverage
from rangering.report.html.alternatives import alternatives_html
from rangering.report.html.document import report_html
from tests.coverage_scenes import scene
from tests.filled_map import filled
from tests.page_reader import Reader

HOSTILE = '<script>alert("1")</script>\'"><img src=x onerror=alert(2)>&amp;</style></title></table>'
LONG = "W" * 300
TURNED = "a\u202egpj.exe\x00\ud83d"


@pytest.fixture(scope="module")
def nominal() -> CoverageMap:
    return map_coverage(scene(), posting_m=2000.0)


def renamed(result: CoverageMap, name: str) -> CoverageMap:
    """Every text that comes from a file or the catalog becomes the name."""
    return replace(
        result,
        title=name,
        name=name,
        labels=(name, name),
        altitudes=tuple(Altitude(f"{name} {i}", a.altitude_m, True) for i, a in enumerate(result.altitudes)),
        targets=tuple(t._replace(title=f"{name} {i}") for i, t in enumerate(result.targets)),
        radars=tuple(
            replace(r, name=name, site=name, ring=r.ring._replace(source=name)) for r in result.radars
        ),
        engagement_rings=tuple(
            (name, lat, lon, ring._replace(source=name)) for _, lat, lon, ring in result.engagement_rings
        ),
        table=tuple(row._replace(of=row.of, main_limit=name, limits=((name, 0.5),)) for row in result.table),
        scores=tuple(s._replace(measure=f"engageable, {name}", altitude=name) for s in result.scores),
        engagements=tuple(
            replace(e, claim=name, words=name, grade=name, missing=(name,)) for e in result.engagements
        ),
        approaches=tuple(replace(a, place=name, claims=(name, name)) for a in result.approaches),
        links=(Link(name, name, name, name, False, name),),
        sources=(Source(name, name, name, name, name, name, name, True),),
        tornado=Tornado(name, 0.1, (Swing(name, name, name, name, name, 0.1, 0.2),)),
        assumptions=(name,),
        warnings=(name,),
        environment={"terrain_attribution": name, "geometry": name},
        provenance={"inputs": {name: name}, "machine": name, "rangering": name},
    )


@pytest.mark.parametrize("name", [HOSTILE, LONG, TURNED, "", " ", "$x$ & {y} %s"])
def test_names_are_shown_and_never_obeyed(nominal, name):
    page = report_html(renamed(filled(nominal), name), command=name, date=name, drawn={})
    read = Reader(page)
    assert not read.all("script", "img")
    assert not any(key.startswith("on") for _, attributes, _ in read.elements for key in attributes)
    assert len(read.all("html")) == len(read.all("title")) == len(read.all("style")) == 1
    page.encode("utf-8")  # no lone surrogate is left
    for unseen in ("\u202e", "\x00"):
        assert unseen not in page
    if name == HOSTILE:
        assert read.said.count("<script>alert") > 30


def test_hostile_names_on_the_page_of_alternatives(nominal):
    radars = tuple(replace(r, radar_id=f"{HOSTILE}/x") for r in nominal.radars)
    rings = tuple((HOSTILE, *rest[:2], rest[2]._replace(claim=f"{HOSTILE}.x"))
                  for _, *rest in nominal.engagement_rings)  # fmt: skip
    other = replace(nominal, title=HOSTILE, radars=radars, engagement_rings=rings, labels=(HOSTILE,))
    read = Reader(alternatives_html([nominal, other], command=HOSTILE))
    assert not read.all("script")
    assert len(read.all("img")) == 2


def test_a_result_without_any_share_still_gives_a_page(nominal):
    none = {"table": (), "scores": (), "assumptions": (), "warnings": (), "labels": ()}
    bare = replace(nominal, **none, provenance={}, environment={})
    read = Reader(report_html(bare, drawn={}))
    assert "No share of any circle was worked out." in read.said
    assert "nan" not in read.said.lower().split()


def test_never_seen_and_never_met_are_said(nominal):
    result = filled(nominal)
    (approach,) = result.approaches
    never = replace(
        approach,
        first_seen_m=np.full_like(approach.first_seen_m, np.nan),
        warning_s=np.full_like(approach.warning_s, np.nan),
        intercept_m=np.full_like(approach.intercept_m, np.nan),
        shots=np.zeros_like(approach.shots),
    )
    said = Reader(report_html(replace(result, approaches=(never,)), drawn={})).said
    assert "Large fighternevernever" in said
    assert "no shotno shot" in said
    assert "nan" not in said


def test_shares_of_nothing_and_of_everything(nominal):
    result = filled(nominal)
    for share, words in ((0.0, "0 % is covered"), (1.0, "100 % is covered"), (0.0002, "< 0.1 % is covered")):
        scores = tuple(s._replace(share=type(s.share)(share, share, share)) for s in result.scores)
        assert words in Reader(report_html(replace(result, scores=scores), drawn={})).said
