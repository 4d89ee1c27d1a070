"""The courses of a programme: its variants, and each without and under an embargo."""

import pytest

from rangering.errors import ProgrammeError
from rangering.programme.read import load_programme
from rangering.study.courses import EMBARGO, courses_of
from tests.force_scenes import CATALOG, programme


@pytest.fixture(scope="module")
def second():
    return load_programme("turkey-second-set", catalog=CATALOG)


def embargoes(course):
    return [shock for shock in course.programme.shocks if shock.kind == EMBARGO]


def test_a_programme_without_variants_is_its_own_course():
    stated = programme()
    (course,) = courses_of(stated)
    assert (course.name, course.programme) == ("as stated", stated)


def test_all_variants_are_taken_in_the_order_of_the_file(second):
    assert [each.name for each in courses_of(second)] == [each.name for each in second.variants]
    assert [each.name for each in courses_of(second, ["assembly", "none"])] == ["assembly", "none"]


def test_under_an_embargo_each_is_there_twice(second):
    courses = courses_of(second, ["none", "assembly"], embargo=True)
    assert [len(embargoes(each)) for each in courses] == [0, 1, 0, 1]
    for calm, struck in zip(courses[::2], courses[1::2], strict=True):
        assert calm.programme.lots == struck.programme.lots
        others = [shock for shock in struck.programme.shocks if shock.kind != EMBARGO]
        assert others == list(calm.programme.shocks)


def test_variants_with_an_embargo_of_their_own_are_not_doubled(second):
    names = [each.name for each in courses_of(second, embargo=True)]
    assert names
    assert not any("embargo, " in name for name in names)
    assert len(names) == len(set(names)) == 2 * sum("embargo" not in each.name for each in second.variants)


def test_an_embargo_that_may_come_surely_does():
    stated = load_programme("turkey-s-400", catalog=CATALOG)
    (shock,) = [each for each in stated.shocks if each.kind == EMBARGO]
    calm, struck = courses_of(stated, embargo=True)
    assert embargoes(calm) == []
    (sure,) = embargoes(struck)
    assert shock.share is not None
    assert sure.share is None
    assert sure.model_copy(update={"share": shock.share}) == shock
    assert struck.programme.read_as == stated.read_as
    assert (calm.title, struck.title) == ("No embargo", "Under an embargo")


@pytest.mark.parametrize(
    ("variants", "embargo", "where", "value"),
    [(["nine"], False, "--variant", "nine"), ([], True, "steps.toml, shock", None)],
)
def test_what_is_not_there_is_refused(variants, embargo, where, value):
    with pytest.raises(ProgrammeError) as refused:
        courses_of(programme(), variants, embargo=embargo)
    assert (refused.value.where, refused.value.value) == (where, value)
    assert refused.value.mend


def test_more_courses_than_a_picture_holds_are_refused(second):
    with pytest.raises(ProgrammeError) as refused:
        courses_of(second, [each.name for each in second.variants], embargo=True)
    assert refused.value.value == 2 * len(second.variants)
