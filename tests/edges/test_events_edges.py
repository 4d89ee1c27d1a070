"""Files of programme facts that cannot be used: each fault named with its place and its mend."""

from datetime import date

import pytest

from rangering.catalog.events import load_events, series
from rangering.errors import CatalogError, ManyErrors

GOOD = {
    "what": '"a first delivery"',
    "dates": "[2020-01-01, 2020-01-02, 2020-01-03]",
    "kind": '"actual"',
    "milestone": '"first-delivery"',
    "link": '"delivery"',
    "known_on": "2020-02-01",
    "grade": '"B"',
    "source": '"a newspaper"',
}


def written(tmp_path, changes: dict[str, str | None], name: str = "own"):
    lines = {key: value for key, value in (GOOD | changes).items() if value is not None}
    path = tmp_path / f"{name}.toml"
    text = "\n".join(f"{key} = {value}" for key, value in lines.items())
    path.write_text(f'[programme.own]\ntitle = "Own"\n[programme.own.events.first]\n{text}\n', "utf-8")
    return path


def test_a_file_of_ones_own_is_read(tmp_path):
    (event,) = load_events(programmes=("own",), extra=(written(tmp_path, {}),))
    assert (event.id, event.programme_title) == ("own.first", "Own")


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"source": None}, "source", "is missing"),
        ({"source": '""'}, "source", "is empty"),
        ({"known_on": None}, "events", "does not say on which day it became public"),
        ({"known_on": "2020-01-02"}, "events", "is known before it can have happened"),
        ({"dates": "[2020-01-03, 2020-01-02, 2020-01-03]"}, "events", "not in order"),
        ({"dates": "[2020-01-03]"}, "dates", "are not three"),
        ({"dates": '["soon", "later", "never"]'}, "dates", "are not three"),
        ({"value": "[3, 2, 1]", "unit": '"missiles"'}, "events", "outside its bounds"),
        ({"value": "[1, 2, 3]"}, "events", "has no unit"),
        ({"value": "[1, 2, 3]", "unit": '"furlongs"'}, "unit", "is no unit of an event"),
        ({"kind": '"rumour"'}, "kind", "is no word known here"),
        ({"link": '"magic"'}, "link", "is no word known here"),
        ({"mileston": '"x"'}, "mileston", "is no field here"),
        ({"same_as": '"s-400/turkey-order.price"', "unit": '"million USD"'}, "same_as", "is no quantity"),
        (
            {"same_as": '"patriot/poland-contract-2018.price"', "unit": '"missiles"'},
            "same_as",
            "in another unit",
        ),
        (
            {
                "same_as": '"s-400/turkey-order.divisions_ordered"',
                "unit": '"divisions"',
            },
            "same_as",
            "after the event",
        ),
        ({"derived_from": '["own.second"]'}, "derived_from", "is no event"),
        ({"kind": '"planned"', "milestone": None}, "events", "names no milestone"),
    ],
)
def test_a_fault_is_located(tmp_path, changes, field, problem):
    with pytest.raises(CatalogError) as refused:
        load_events(extra=(written(tmp_path, changes),))
    assert "own.toml" in refused.value.where
    assert field in refused.value.where
    assert problem in refused.value.problem
    assert refused.value.mend or problem == "is no event"


def test_all_faults_are_named_at_once(tmp_path):
    one = written(tmp_path, {"link": '"magic"', "kind": '"rumour"'})
    with pytest.raises(ManyErrors) as refused:
        load_events(extra=(one,))
    assert len(refused.value.errors) == 2


def test_an_event_stands_in_one_file(tmp_path):
    first, second = written(tmp_path, {}, "a"), written(tmp_path, {}, "b")
    with pytest.raises(CatalogError, match="is there already"):
        load_events(extra=(first, second))


def test_a_table_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "odd.toml"
    path.write_text('[entry.x]\nkind = "order"\n', encoding="utf-8")
    with pytest.raises(CatalogError, match="is no table of such a file"):
        load_events(extra=(path,))


def test_unknown_names_tell_their_neighbours():
    with pytest.raises(CatalogError, match=r"did you mean turkey-s-400"):
        load_events(programmes=("turkey-s400",))
    with pytest.raises(CatalogError, match=r"did you mean last-delivery"):
        series("india-s-400", "last-deliveries")


def test_before_the_first_row_nothing_is_known():
    assert load_events(known_by=date(1983, 9, 29)) == ()


def test_the_command_refuses_what_is_no_day(run):
    ran = run("catalog", "facts", "india-s-400", "--known-by", "summer")
    assert ran.status == 2
    assert "--known-by" in ran.err
    assert "2018-12-31" in ran.err


def test_the_command_refuses_an_unknown_programme(run):
    ran = run("catalog", "facts", "india-s400")
    assert ran.status == 2
    assert "india-s-400" in ran.err
