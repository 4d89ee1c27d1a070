"""Programmes read back: the same from what was written, in sentences, from the shelf, on the command line."""

import json
import re
from datetime import date

import pytest

from rangering.catalog.draw import axes
from rangering.catalog.events import load_events, programme_titles
from rangering.catalog.read import load_catalog
from rangering.programme.days import facts
from rangering.programme.describe import assumptions_of, describe, in_short
from rangering.programme.gathered import gather
from rangering.programme.library import PROGRAMMES
from rangering.programme.models import Programme
from rangering.programme.read import load_programme, programme_from_bytes, programme_from_tables
from rangering.scenario.library import ready, title_of
from tests.programme_files import SMALL

READY = sorted(ready(PROGRAMMES))
ASKED = {
    "turkey-s-400",
    "turkey-second-set",
    "india-s-400",
    "china-s-400",
    "japan-pac-3",
    "t129",
    "km-sam",
    "brahmos",
    "milgem",
}


def small() -> Programme:
    return programme_from_bytes(SMALL.encode(), "x.toml")


def test_the_ready_programmes_are_those_that_were_asked_for():
    assert set(READY) >= ASKED


@pytest.mark.parametrize("name", READY)
def test_a_ready_programme_says_what_it_is(name):
    programme = load_programme(name)
    assert programme.title == title_of(ready(PROGRAMMES)[name])
    assert programme.description.strip()
    assert programme.name == name


@pytest.mark.parametrize("name", READY)
def test_a_ready_programme_reads_back_the_same_from_what_was_written(name):
    programme = load_programme(name)
    again = programme_from_tables(programme.as_written(), f"{name}.toml")
    assert again.model_dump() == programme.model_dump()


@pytest.mark.parametrize("name", READY)
def test_every_figure_of_a_ready_programme_has_a_source_and_a_reason(name):
    gathered = gather(load_programme(name), load_catalog())
    for each in gathered.stated:
        quantity = gathered.quantity(each.figure)
        if quantity.grade == "D" and each.figure.quantity is not None:
            assert re.match(r"our assumption: \w", quantity.source), (each.key, quantity.source)
        else:
            assert quantity.source


@pytest.mark.parametrize("name", READY)
def test_the_facts_that_sources_name_are_facts(name):
    text = ready(PROGRAMMES)[name].read_text(encoding="utf-8")
    slugs = "|".join(sorted(programme_titles(), key=len, reverse=True))
    named = set(re.findall(rf"(?<![\w/-])(?:{slugs})\.[a-z][a-z0-9-]+", text))
    assert named
    assert named <= set(facts())


def test_the_turkish_programme_rests_on_nothing_that_came_later():
    programme = load_programme("turkey-s-400")
    assert programme.known_by == date(2020, 5, 31)
    text = ready(PROGRAMMES)["turkey-s-400"].read_text(encoding="utf-8")
    later = {event.id for event in load_events() if event.public_on > programme.known_by}
    resting = {
        line.split('"')[1] for line in text.splitlines() if re.match(r'[\w-]+ = "[\w-]+\.[\w-]+"', line)
    }
    assert resting & set(facts())
    assert not resting & later


def test_figures_become_axes_of_a_design():
    gathered = gather(small(), load_catalog())
    assert set(gathered.keys) <= set(axes(gathered.catalog, gathered.keys)) | {
        "s-400/turkey-order.price_per_division"
    }


def test_a_later_lot_does_not_rename_the_figures_of_others():
    catalog = load_catalog()
    longer = SMALL.replace(
        '[[lot]]\nname = "First"',
        '[[lot]]\nname = "Zero"\nmissiles = "s-400/turkey-order.interceptors_ordered"\n'
        '[[lot]]\nname = "First"',
    )
    keys = set(gather(small(), catalog).keys)
    assert keys == set(gather(programme_from_bytes(longer.encode(), "x.toml"), catalog).keys)


def test_it_is_told_in_sentences():
    text = describe(small(), load_catalog())
    assert max(map(len, text.splitlines())) <= 100
    for said in (
        "The contract is signed on 2017-04-11, which is day 0. Of the price 0.45 is due when the contract "
        "takes effect and 0.55 is credit, drawn with each lot delivered and repaid in equal payments.",
        "- lot Second: 2 fire units, made by the supplier, after First; planned for 2020-03-31",
        "price: 2500 (2000 to 2500) million USD, grade B [2] (s-400/turkey-order.price_total)",
        "Full capability (4 fire units): 2019-11-07",
        "18 of 20 figures are our assumption",
        "The file says nothing of upkeep: these links do not act.",
        "Verified against closed forms",
    ):
        assert " ".join(said.split()) in " ".join(text.split())


def test_what_was_understood_comes_in_two_sentences():
    assert " ".join(in_short(small(), load_catalog()).split()) == (
        "Small, signed on 2017-04-11: 2 lots with 4 fire units, 1 licence and 1 shock. "
        "20 figures, 18 of them our assumption."
    )


def test_assumptions_name_their_place_and_reason():
    assert "missiles.initial: our assumption: for a test" in assumptions_of(small(), load_catalog())


def test_the_turkish_programme_in_sentences_shows_plan_and_outcome():
    text = " ".join(describe(load_programme("turkey-s-400"), load_catalog()).split())
    assert "It says what was known by 2020-05-31." in text
    assert "set-1-complete (Set 1): nominal 2019-07-25 and actual 2019-07-25" in text
    assert (
        "lot Set 1: 2 fire units, made by the supplier; planned for 2020-03-31; delivered on 2019-07-25"
        in text
    )
    assert "2020-10-16" not in text  # the test firing of October 2020


def test_check_on_the_command_line(run):
    found = run("programme", "check", "turkey-s-400")
    assert found.status == 0
    assert found.out.startswith("turkey-s-400: no errors\n")


def test_check_of_a_wrong_file_on_the_command_line(run, tmp_path):
    path = tmp_path / "wrong.toml"
    path.write_text(SMALL.replace("value = [8, 8, 8]", "value = [6, 7, 8]"))
    found = run("programme", "check", str(path))
    assert found.status == 2
    assert "class: 7 crews are trained in all" in " ".join(found.err.split())
    found = run("programme", "check", str(path), "--json")
    assert found.status == 2
    assert json.loads(found.out)["results"]["sound"] is False


def test_describe_as_json(run):
    found = run("programme", "describe", "turkey-s-400", "--json")
    record = json.loads(found.out)
    assert record["schema"] == "rangering.programme/1"
    assert record["results"]["programme"]["signed"] == "2017-04-11"
    assert any(line.startswith("activation.share: our assumption:") for line in record["assumptions"])


def test_the_list_and_a_copy(run, tmp_path):
    found = run("programme", "list")
    assert "turkey-s-400 " in found.out
    found = run("programme", "list", "--copy", "japan-pac-3", "--into", str(tmp_path))
    assert found.status == 0
    assert run("programme", "check", str(tmp_path / "japan-pac-3.toml")).status == 0
