"""The words for stored values: none is missing, none claims more than was checked."""

import pytest

from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis
from content.pipeline.disagreements import DisagreementKind
from content.pipeline.passages import Disposition
from content.pipeline.statements import Strength
from content.pipeline.verdicts import Support
from content.templatetags import wording
from content.views.differences import GROUPS
from content.views.strictness import cue_words, words_for
from tests.web.factories import PREGNANCY, REDNESS, make_page, make_source


def test_every_value_has_words():
    assert set(wording.SUPPORT_WORDS) == set(Support)
    assert set(wording.DRIFT_WORDS) == set(AnchorState) - {AnchorState.EXACT}
    assert set(wording.STRENGTH_WORDS) == set(Strength)
    assert set(wording.DISPOSITION_WORDS) == set(Disposition)


@pytest.mark.parametrize(
    ("stance", "words"),
    [
        ("avoid", "says to avoid it"),
        ("caution", "asks for care"),
        ("denied", "this is not a use"),
        ("side_effect", "here it is something that the treatment may cause"),
        ("15 to 30 minutes", "“15 to 30 minutes”"),
        ("", "it speaks of this"),
    ],
)
def test_a_stance_is_said_in_words(stance, words):
    assert wording.stance_words(stance) == words


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("• Nausea,\n  sometimes", "Nausea, sometimes"),
        (" ".join(["w"] * 40), " ".join(["w"] * 40)),
        (" ".join(["w"] * 41), ""),
    ],
)
def test_a_quote_is_whole_or_not_there(quote, shown):
    assert wording.short_quote(quote) == shown


@pytest.mark.django_db
def test_only_full_support_is_called_checked():
    make_source()
    page = make_page("topics", "a", REDNESS)
    claim = page.claims.get()
    for support in Support:
        claim.verdict.support = support
        is_checked = wording.verdict_words(claim).startswith("Checked by software:")
        assert is_checked == (support == Support.SUPPORTED)
    claim.verdict.delete()
    assert wording.verdict_words(page.claims.get()) == "Not checked yet."


@pytest.mark.django_db
def test_what_a_group_of_claims_rests_on_is_counted_by_article():
    make_source()
    claims = list(make_page("who-should-not", "a", PREGNANCY).claims.order_by("position"))
    assert [claim.basis for claim in claims] == [Basis.CITATION, Basis.ADVICE, Basis.ABSENCE]
    assert wording.where_from(claims) == "1 article, our own advice, what no article says"
    assert wording.where_from(claims[1:2]) == "our own advice"


def test_every_kind_of_difference_has_one_place():
    placed = [kind for kinds in GROUPS.values() for kind in kinds]
    assert sorted(placed) == sorted(DisagreementKind)


@pytest.mark.parametrize(
    ("quote", "strength", "words"),
    [
        ("• Gout: It should not be performed on people with gout.", "avoid", "should not be performed"),
        ("With gout, it is usually advised to avoid the procedure.", "avoid", "is usually advised to avoid"),
        ("People may not be eligible if they have gout.", "caution", "may not be eligible"),
        ("People with gout should be cautious.", "caution", "should be cautious"),
        ("Gout should be carefully looked at first.", "caution", "should be carefully looked"),
        ("People with gout should consult their own doctor.", "consult", "should consult"),
        ("Age limit: 18 years", "avoid", ""),
        ("People with gout should be cautious.", "avoid", ""),
        ("It is not a solution for gout.", "limit", ""),
    ],
)
def test_the_words_that_gave_a_strength_are_found_with_their_verb(quote, strength, words):
    assert cue_words(quote, Strength(strength)) == words
    assert words in quote


def test_a_sentence_stands_in_where_no_words_alone_say_how_strict_it_is():
    avoid = Strength.AVOID
    assert words_for(avoid, ["• Age limit:\n 18 years"]) == ("Age limit: 18 years",)
    assert words_for(avoid, ["Age: 18", "No. You should avoid it.", "They should avoid it."]) == (
        "should avoid",
    )
    assert words_for(avoid, [" ".join(["w"] * 41)]) == ()


def test_labels_of_strictness_promise_nothing_to_the_reader():
    """No label says what the reader may have or do: only what the article does."""
    assert {words.split()[0] for words in wording.STRENGTH_WORDS.values()} == {"says", "asks", "names"}
