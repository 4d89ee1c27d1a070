"""Words, figures and marks of a page one by one: said as everywhere else, kept together, never obeyed."""

from html import unescape

import numpy as np
import pytest

from rangering.report.html.markup import linked, tag, text, tied
from rangering.report.html.tables import over_azimuths
from rangering.report.html.words import a_class, spread
from tests.page_reader import Reader


def test_shares_are_said_as_everywhere_else():
    assert spread(0.091, 0.142) == "9 to 14 %"
    assert spread(0.0281, 0.0347) == "2.8 to 3.5 %"
    assert spread(0.002, 0.3) == "< 1 to 30 %"
    assert spread(0.0, 0.3) == "0 to 30 %"
    assert spread(0.0, 0.0) == "0 %"
    assert spread(0.0001, 0.004) == "< 0.1 to 0.4 %"
    assert spread(0.301, 0.304) == "30 %"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Large fighter", "a large fighter"),
        ("Airliner", "an airliner"),
        ("One-way unmanned aircraft", "a one-way unmanned aircraft"),
        ("UAV", "a UAV"),
        ("F-16", "an F-16"),
    ],
)
def test_classes_within_sentences(title, words):
    assert a_class(title) == words


def test_never_is_less_than_any_distance():
    least, middle, most = over_azimuths(np.array([4.0, np.nan, 2.0, 3.0]))
    assert np.isnan(least)
    assert (middle, most) == (2.0, 4.0)
    assert all(np.isnan(over_azimuths(np.array([np.nan, np.nan]))))


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("The Paper, 4 May (paper.org/a/b)", "https://paper.org/a/b"),
        ("tass.com/defense/976849; more", "https://tass.com/defense/976849"),
        ("see https://x.example/y?z=1&w=2.", "https://x.example/y?z=1&w=2"),
        ("Post, 5 May (post.net)", "https://post.net"),
        ("quoted in GitHub vinaymoger1836/Map.io, research/01-sam-launcher.json (600)", None),
        ("docs/CATALOGO.md and data.json/x, e.g. this", None),
        ("javascript:alert(1)//x", None),
        ("(army-technology.com/projects/...)", None),
        ("someone@paper.org/x", None),
    ],
)
def test_only_addresses_of_pages_become_links(words, address):
    made = linked(words)
    read = Reader(made)
    assert read.said == words
    found = [a["href"] for a in read.all("a")]
    assert found == ([address] if address else [])
    assert all("noopener" in a["rel"] for a in read.all("a"))


def test_figures_keep_to_their_units():
    assert Reader(tied("Of the S-400, 9.1 to 14 % at 100 m & more")).said == (
        "Of the S-400, 9.1 to 14 % at 100 m & more"
    )
    assert '<span class="tie">S-400</span>' in tied("the S-400 here")
    assert '<span class="tie">9.1 to 14 %</span>' in tied("it is 9.1 to 14 % so")


def test_markup_cannot_be_smuggled_in():
    assert text('<b a="1">&\'') == "&lt;b a=&quot;1&quot;&gt;&amp;&#x27;"
    assert unescape(text("a\u202eb\x00c\ud800d")) == "a\ufffdb\ufffdc\ufffdd"
    assert tag("p", "<i>", class_='"><script>') == '<p class="&quot;&gt;&lt;script&gt;">&lt;i&gt;</p>'
