import pytest

from content.pipeline.answers import amounts_of, answers_differ, asks_the_opposite


@pytest.mark.parametrize(
    ("first", "second", "difference"),
    [
        ("Yes, it is safe.", "No, it is not safe.", "polarity"),
        ("It hurts a little.", "It does not hurt.", "polarity"),
        ("It is safe.", "It isn’t safe.", "polarity"),
        ("No, it is safe.", "Not at all.", None),
        ("Yes. You need no anaesthetic.", "Yes, with a numbing cream.", None),
        ("30 minutes to an hour.", "30–60 minutes.", None),
        ("Half an hour.", "30 minutes", None),
        ("About 20 minutes.", "An hour or more.", "number"),
        ("Two to four sessions.", "3 sessions.", None),
        ("Two to four sessions.", "Six to ten sessions.", "number"),
        ("Results last 6 months.", "Results last half a year.", None),
        ("Results last 6 months.", "You need 6 sessions.", None),
        ("It costs £1,200.", "It costs £300.", "number"),
        ("It costs £300.", "It costs €200.", None),
        ("", "Yes.", None),
        ("One week, in two sessions.", "7 days and two sessions", None),
    ],
)
def test_what_two_answers_differ_in(first, second, difference):
    assert answers_differ(first, second) == difference
    assert answers_differ(second, first) == difference


def test_amounts_are_ranges_in_one_unit():
    assert amounts_of("30 minutes to an hour, every two weeks") == {"time": (30.0, 20160.0)}
    assert amounts_of("5 to 10 sessions of 20% less") == {"sessions": (5.0, 10.0), "share": (20.0, 20.0)}


@pytest.mark.parametrize(
    ("first", "second", "difference"),
    [
        ("Of course not.", "Yes.", "polarity"),
        ("Of course not.", "No.", None),
        ("Avoid it.", "Go ahead.", "polarity"),
        ("I would advise against it.", "It is fine.", "polarity"),
        ("It is forbidden.", "No.", None),
        ("No problem, you can.", "Yes.", None),
        ("You must not.", "You should avoid it.", None),
        ("One and a half hours.", "90 minutes.", None),
        ("2½ hours.", "150 minutes.", None),
        ("2½ hours.", "2 hours.", "number"),
    ],
)
def test_how_answers_deny_and_count(first, second, difference):
    assert answers_differ(first, second) == difference


def test_a_yes_to_the_opposite_is_a_no():
    assert asks_the_opposite("Is it dangerous?", "Is it safe?")
    assert not asks_the_opposite("Is it painful?", "Does it hurt?")
    assert answers_differ("Yes.", "Yes.", is_opposite=True) == "polarity"
    assert answers_differ("Yes.", "No.", is_opposite=True) is None
