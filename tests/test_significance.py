"""How much a change matters: in doubt the graver, so that no change of a warning passes as a slip."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.significance import Level, Text, level_of

WARNING = 'Do not have it while you are pregnant. [@a "should not be performed during pregnancy"]'
PLAIN = 'Redness is common. [@a "Redness is a common reaction"]'
BLAND = 'It stings. [@a "It stings"]'
KNOWN = set(
    "eight symptomatic redness is common reaction month mouth hypotension hypertension pregnant breast beast".split()
)


def weigh(old, new, *, warns=False, titles=("T", "T")):
    before = None if old is None else Text(titles[0], old, warns)
    return level_of(before, Text(titles[1], new, warns), KNOWN.__contains__)


def test_no_change_weighs_nothing():
    assert weigh(PLAIN, PLAIN) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Redness is comon. [@advice]", "Redness is common. [@advice]"),
        ("Redness is commno. [@advice]", "Redness is common. [@advice]"),
        ("redness is common. [@advice]", "Redness is common. [@advice]"),
        ("Redness  is common. [@advice]", "Redness is\ncommon. [@advice]"),
    ],
)
def test_a_slip_of_the_pen_is_one(old, new):
    assert weigh(old, new) is Level.TYPO
    same_words = old.casefold().split() == new.casefold().split()
    assert weigh(old, new, warns=True) is (Level.TYPO if same_words else Level.SAFETY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Wait a month. [@advice]", "Wait a mouth. [@advice]"),  # both are words
        ("It is hypotension. [@advice]", "It is hypertension. [@advice]"),
        ("It is now over. [@advice]", "It is not over. [@advice]"),  # too short to tell
        ("It takes 10 days. [@advice]", "It takes 100 days. [@advice]"),
        ("It is common. [@advice]", "It is common? [@advice]"),
        ('It is common. [@a "one"]', 'It is common. [@a "two"]'),
        ("It is common. [@advice]", "It is common. [@absence]"),
        ("Redness is common. [@advice]", "Redness is very common. [@advice]"),
        ("Redness is common. [@advice]", "Redness is. [@advice]"),
        ("Redness is comon. [@advice]", "Redness is kommon. [@advice]"),  # to no known word
        ("Wait eighty days. [@advice]", "Wait eight days. [@advice]"),
        ("If it is asymptomatic, wait. [@advice]", "If it is symptomatic, wait. [@advice]"),
    ],
)
def test_whatever_may_change_the_meaning_is_no_slip(old, new):
    assert weigh(old, new) in (Level.MEANING, Level.SAFETY)
    assert weigh(old, new, warns=True) is Level.SAFETY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PLAIN, f"{PLAIN}\n{WARNING}"),
        (f"{PLAIN}\n{WARNING}", PLAIN),
        (WARNING, WARNING.replace("Do not have", "You should avoid")),
        (WARNING, WARNING.replace("should not be performed", "should be performed")),
        (None, WARNING),
        (f"## Who should not have it\n\n{PLAIN}", f"## Who can have it\n\n{PLAIN}"),
        ("Call an ambulance if you cannot breathe. [@advice]", PLAIN),
    ],
)
def test_a_warning_that_comes_goes_or_changes_concerns_safety_on_every_page(old, new):
    assert weigh(old, new) is Level.SAFETY


def test_other_words_concern_what_the_page_says():
    assert weigh(PLAIN, f"{PLAIN}\n{BLAND}") is Level.MEANING
    assert weigh(f"{WARNING}\n{PLAIN}", WARNING) is Level.MEANING
    assert weigh(None, PLAIN) is Level.MEANING
    assert weigh(PLAIN, PLAIN, titles=("Redness", "Redness after it")) is Level.MEANING


WORDS = st.lists(
    st.sampled_from("do not avoid have it while pregnant may 10 days rarely never".split()), min_size=2
)


@given(WORDS, st.data())
def test_no_word_that_is_known_is_changed_left_out_or_put_in_as_a_slip(words, data):
    place = data.draw(st.integers(0, len(words) - 1))
    other = data.draw(WORDS)
    changed = [*words[:place], *other, *words[place + 1 :]]
    old, new = (f"{' '.join(some)}. [@advice]" for some in (words, changed))
    known = {*words, *other}.__contains__
    expected = {None} if words == changed else {Level.MEANING, Level.SAFETY}
    assert level_of(Text("T", old), Text("T", new), known) in expected
