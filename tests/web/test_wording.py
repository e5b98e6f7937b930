"""The words for stored values: none is missing, none claims more than was checked."""

import pytest

from content.models import Disagreement
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis
from content.pipeline.disagreements import DisagreementKind, Severity
from content.pipeline.passages import Disposition
from content.pipeline.statements import Strength
from content.pipeline.verdicts import Support
from content.pipeline.vocabulary import load_vocabulary
from content.templatetags import wording
from content.views.differences import GROUPS, title_of
from content.views.strictness import cue_words, words_for
from tests.web.factories import PREGNANCY, REDNESS, make_disagreement, make_page, make_source


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


SWELLING = "Mild swelling of the treated skin fades within three days of every visit."
BANDAGE = "The nurse puts a cool bandage over the small red marks that the needles leave."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("quotes", "words"),
    [
        ([SWELLING], "1 article"),
        ([SWELLING, BANDAGE], "2 articles"),
        ([SWELLING, SWELLING], "2 articles, same text"),
        ([SWELLING, SWELLING.replace("fades", "disappears")], "2 articles, same text"),
        ([SWELLING, SWELLING, BANDAGE], "3 articles, some with the same text"),
        ([SWELLING, SWELLING.replace("three", "seven")], "2 articles"),
        ([SWELLING, SWELLING.replace("fades", "never fades")], "2 articles"),
    ],
)
def test_articles_that_copy_each_other_are_said_to_be_one_text(quotes, words):
    for number, quote in enumerate(quotes, 1):
        make_source(f"article-{number}", text=f"Needle facts\n\n{quote}\n")
    cited = "".join(f'[@article-{number} "{quote}"]' for number, quote in enumerate(quotes, 1))
    page = make_page("side-effects", "a", f"The skin may swell. {cited}")
    assert wording.where_from(list(page.claims.all())) == words


@pytest.mark.django_db
def test_short_words_that_articles_share_are_no_copy():
    for number in (1, 2):
        make_source(f"article-{number}")
    page = make_page("side-effects", "a", 'It bruises. [@article-1 "Bruises may"][@article-2 "Bruises may"]')
    assert wording.where_from(list(page.claims.all())) == "2 articles"


def test_every_kind_of_difference_has_one_place():
    points = [
        Disagreement(kind=kind, severity=severity, concepts=concepts)
        for kind in DisagreementKind
        for severity in Severity
        for concepts in ([], ["pregnancy"])
    ]
    assert {title_of(point, {"pregnancy"}) for point in points} == set(GROUPS)


@pytest.mark.parametrize(
    ("quote", "strength", "words"),
    [
        ("• Gout: It should not be performed on people with gout.", "avoid", "should not be performed"),
        ("With gout, it is usually advised to avoid the procedure.", "avoid", "is usually advised to avoid"),
        ("People may not be eligible if they have gout.", "caution", "may not be eligible"),
        ("People with gout should be cautious.", "caution", "should be cautious"),
        ("Gout should be carefully looked at first.", "caution", "should be carefully looked"),
        ("People with gout should consult their own doctor.", "consult", "should consult"),
        ("With gout, clear it with the own doctor.", "consult", ""),
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


def test_a_fact_is_yes_or_no_and_a_concept_has_its_name():
    assert wording.stance_words("affirmed", "fact") == "yes"
    assert wording.stance_words("denied", "fact") == "no"
    assert wording.stance_words("denied", "polarity") == "this is not a use"
    concept = load_vocabulary()["infection"]
    assert wording.stance_words(concept.id, "fact") == concept.name != concept.id
    assert wording.stance_words("it is not surgery", "fact") == "it is not surgery"
    assert wording.stance_words("1-2 days", "number") == "“1-2 days”"


@pytest.mark.django_db
def test_sources_that_hold_the_same_are_named_together_unless_their_words_are_shown():
    text = "Redness may occur. Yet it is safe. You should avoid it."
    one, two = make_source(text=text), make_source("article-2", text=text)
    point = make_disagreement(one, "Redness may occur.", kind="fact", stance="affirmed")
    add_position(point, two, "Redness may occur.", "affirmed")
    add_position(point, two, "Yet it is safe.", "denied")
    found = [(s.sources, s.label, s.words) for s in wording.stances(point)]
    assert found == [((one, two), "yes", ()), ((two,), "no", ())]

    strict = make_disagreement(one, "You should avoid it.", key="strict", stance="avoid")
    add_position(strict, two, "You should avoid it.", "avoid")
    found = [(s.sources, s.label, s.words) for s in wording.stances(strict)]
    assert found == [(((source,)), "says to avoid it", ("should avoid",)) for source in (one, two)]


def add_position(point, source, quote, stance):
    start = source.snapshots.get().text.index(quote)
    point.positions.create(source=source, start=start, end=start + len(quote), quote=quote, stance=stance)


BAN = "Do not have it if one of these applies to you"


@pytest.mark.parametrize(
    ("answer", "heading", "shown"),
    [
        ("Do not have it if you have gout. Rest.", BAN, "Not if you have gout. Rest."),
        ("Do not have it while you are ill.", BAN, "Not while you are ill."),
        ("Do not have items if you have gout.", BAN, "Do not have items if you have gout."),
        ("You should wait. Do not have it if ill.", BAN, "You should wait. Do not have it if ill."),
        ("Talk to a doctor first.", "Talk to a doctor first if ill", "Talk to a doctor first."),
        ("Do not have it.", "Do not have it unless a doctor agrees", "Do not have it."),
    ],
)
def test_an_answer_under_a_ban_keeps_every_word_but_the_bans(answer, heading, shown):
    assert wording.under_heading(answer, heading) == shown
