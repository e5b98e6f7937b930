"""What keeps a reader safe on pages about something else: the warnings they name, when to get help."""

import re

import pytest
from django.test import override_settings

from content.models import Contraindication, Disagreement, Indication, Question, Source, Topic
from content.pipeline.checklist import load_checklist
from content.pipeline.disagreements import READING
from content.pipeline.questions import load_questions
from content.pipeline.statements import Strength
from content.views.gaps import URGENT
from content.views.reasons import FOREMOST, each_once, foremost, reasons_among, spread
from content.views.subjects import is_about_effects, is_about_reasons
from tests.web.crawling import Outline
from tests.web.factories import (
    PREGNANCY,
    QUESTION,
    REDNESS,
    fill_site,
    make_disagreement,
    make_page,
    make_passage,
    make_source,
)

pytestmark = pytest.mark.django_db

GENERIC = "Some people should not have mesotherapy"
OWN = "Check this before you decide"


@pytest.fixture
def site(db):
    return fill_site()


def html_of(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def text_of(client, path):
    return Outline(html_of(client, path)).text


def make_reason(slug, order, group, *, articles=1, **fields):
    strengths = {f"article-{n}": "avoid" for n in range(1, articles + 1)}
    return make_page(
        "who-should-not", slug, PREGNANCY, order=order, group=group, strength_by_source=strengths, **fields
    )


@pytest.fixture
def reasons(db):
    """Reasons of five groups: strict ones, a narrower one, a limit, one to ask about, a draft."""
    make_source()
    blood = make_reason("blood", 1, "Blood")
    make_reason("clots", 2, "Blood", broader=blood, articles=3)
    make_reason("thinners", 3, "Blood")
    make_reason("tablets", 4, "Blood")
    make_reason("milk", 5, "Birth", articles=2)
    make_reason("rash", 6, "Skin", strength="caution")
    make_reason("fat", 7, "Weight", strength="limit", articles=3)
    make_reason("age", 8, "Age")
    make_reason("asthma", 9, "Chest")
    make_reason("cough", 10, "Chest", articles=3)
    make_reason("nails", 11, "Nails")
    make_reason("secret", 0, "Secret", status="draft", articles=3)


# --- which reasons are named -----------------------------------------------------------------------


def slugs(pages):
    return [page.slug for page in pages]


def test_limits_and_narrower_reasons_are_no_reasons_more(reasons):
    found = each_once(reasons_among(Contraindication.objects.published()))
    assert slugs(found) == [
        *("blood", "thinners", "tablets", "milk", "rash", "age", "asthma", "cough", "nails")
    ]
    Contraindication.objects.filter(slug="blood").update(status="draft")
    assert "clots" in slugs(
        each_once(reasons_among(Contraindication.objects.published()))
    )  # nothing broader is listed any more


def test_the_start_page_names_the_first_and_the_last_of_each_group(reasons):
    groups = spread(each_once(reasons_among(Contraindication.objects.published())))
    assert [(group.title, slugs(group.pages)) for group in groups] == [
        ("Blood", ["blood", "tablets"]),
        ("Birth", ["milk"]),
        ("Age", ["age"]),
        ("Chest", ["asthma", "cough"]),
        ("Nails", ["nails"]),
    ]


def test_the_foremost_reasons_are_those_of_most_articles_from_different_groups(reasons):
    assert slugs(foremost(each_once(reasons_among(Contraindication.objects.published())))) == [
        "cough",
        "milk",
        "blood",
        "age",
    ]
    assert FOREMOST == 4


def test_the_start_page_counts_each_reason_once(client, reasons):
    text = text_of(client, "/")
    assert "the whole list: 9 reasons not to have it, or to ask a doctor first" in text
    html = html_of(client, "/")
    part = html[html.index('id="warning-heading"') : html.index("the whole list")]
    assert part.count("<li>") == 5
    assert re.findall(r'href="/who-should-not/([a-z]+)/"', part) == [
        *("blood", "tablets", "milk", "age", "asthma", "cough", "nails")
    ]


# --- the warning on pages about something else -----------------------------------------------------


def test_the_warning_stands_above_the_use_and_says_enough_by_itself(client, reasons):
    for folder in ("uses", "topics"):
        make_page(folder, "smooth", REDNESS)
        text = text_of(client, f"/{folder}/smooth/")
        warning = (
            f"Important: {GENERIC} Do not have it if one of these applies to you: Cough Milk Blood Age "
            "These are not all. Read who should not have mesotherapy first."
        )
        assert text.index(warning) < text.index("Redness is common.")
    text = text_of(client, "/uses/")
    assert text.index(warning) < text.index("Smooth")


def test_a_reason_that_the_page_names_itself_is_enough(client, reasons):
    page = make_page("uses", "smooth", REDNESS, related=["contraindication/rash"])
    text = text_of(client, "/uses/smooth/")
    assert f"{OWN} Rash . Do not have it while you are pregnant. Ask first. Read who should not" in text
    assert "Cough" not in text

    make_page("side-effects", "redness", REDNESS)
    for names in (["side_effect/redness"], ["contraindication/fat"]):  # no reason not to have it
        Indication.objects.filter(pk=page.pk).update(related=names)
        text = text_of(client, "/uses/smooth/")
        assert f"{OWN} Do not have it if one of these applies to you: Cough Milk Blood Age" in text


def test_a_page_about_who_should_not_have_it_does_not_point_there(client, reasons):
    for folder, slug in [
        *(("questions", "who-should-not"), ("questions", "extra-care"), ("questions", "pregnancy")),
        ("topics", "who-should-not"),
    ]:
        make_page(folder, slug, QUESTION, related=["contraindication/milk"])
        text = text_of(client, f"/{folder}/{slug}/")
        assert GENERIC not in text and OWN not in text, slug
    make_page("questions", "pain", QUESTION)
    assert GENERIC in text_of(client, "/questions/pain/")


def test_what_a_page_is_about_is_told_from_the_questions(db):
    intents = [Question(kind="question", intent=intent.id) for intent in load_questions().intents]
    assert {page.intent for page in intents if is_about_reasons(page)} == {
        *("who-should-not", "extra-care", "pregnancy")
    }
    assert {page.intent for page in intents if is_about_effects(page)} == {"side-effects"}
    topics = [Topic(kind="topic", slug=slug) for slug in {i.topic for i in load_questions().intents}]
    assert {page.slug for page in topics if is_about_reasons(page)} == {"who-should-not"}
    assert {page.slug for page in topics if is_about_effects(page)} == {"side-effects"}


# --- bans that only sound debatable ----------------------------------------------------------------

ONE_LINE = "Articles differ in how strictly they say this; see where sources differ ."


@pytest.fixture
def ban(site):
    Disagreement.objects.all().delete()
    return make_disagreement(
        site, "should not be performed", concepts=["pregnancy"], safest=READING[Strength.AVOID]
    )


def test_a_ban_that_others_say_more_mildly_keeps_one_line_about_it(client, site, ban):
    make_disagreement(site, "Redness", key="l", subject="Another ban", safest=ban.safest)
    make_page("questions", "pregnancy", QUESTION, disagreements=["k", "l"])
    for path in ("/who-should-not/pregnancy/", "/questions/pregnancy/"):
        html = html_of(client, path)
        text = Outline(html).text
        assert text.replace("some of ", "").count(ONE_LINE) == 1 and "Sources differ" not in text
        assert "How strict it is" not in text and "How strictly each article" not in text
        assert html.rindex("</details>") < html.index("Articles differ in how strictly")
        assert "/differences/#differ-k" in Outline(html).links
    assert "Sources differ How strict it is" in text_of(client, "/differences/")


@pytest.mark.parametrize("kind", ["scope", "within_source", "polarity", "number"])
def test_other_differences_keep_their_box(client, ban, kind):
    Disagreement.objects.update(kind=kind)
    text = text_of(client, "/who-should-not/pregnancy/")
    label = "One article says two things" if kind == "within_source" else "Sources differ"
    assert f"{label} How strict it is" in text and ONE_LINE not in text


def test_a_difference_in_strictness_that_leaves_the_choice_open_keeps_its_box(client, ban):
    Disagreement.objects.update(safest=READING[Strength.AVOID_UNLESS_DOCTOR_AGREES])
    assert "Sources differ How strict it is" in text_of(client, "/who-should-not/pregnancy/")
    Disagreement.objects.update(safest=READING[Strength.AVOID])
    Contraindication.objects.filter(slug="pregnancy").update(strength="caution")
    assert "Sources differ How strict it is" in text_of(client, "/who-should-not/pregnancy/")


# --- when to get help ------------------------------------------------------------------------------

CARE = (
    "Important: Get medical help straight away if: you feel very unwell after the injections "
    "you think you have an infection you think you have an allergic reaction "
    "your face or throat swells, or you cannot breathe well "
    "Call 999 or your local emergency number if you cannot wait. "
    "This is our own safety advice. It comes from no article."
)


@pytest.mark.parametrize(
    ("path", "cards"),
    [
        ("/not-answered/", 2),
        ("/not-answered/warning-signs/", 1),
        ("/not-answered/cost/", 0),
        ("/side-effects/", 1),
        ("/side-effects/infection/", 1),
        ("/side-effects/redness/", 0),
        ("/", 0),
    ],
)
def test_when_to_get_help_is_said_where_a_reader_may_need_it(client, site, path, cards):
    assert text_of(client, path).count(CARE) == cards


def test_the_card_stands_under_the_question_about_urgent_help(client, site):
    gap = next(gap for gap in load_checklist() if gap.id == URGENT)
    assert f"{gap.question} {gap.note} {CARE}" in text_of(client, "/not-answered/")
    words = "Seek urgent medical help if you have warning signs."
    make_passage(make_source("article-7", text=words), words)
    text = text_of(client, "/not-answered/")
    assert gap.question not in text and text.count(CARE) == 1


@override_settings(EMERGENCY_NUMBER="1 12")
def test_the_number_to_call_is_that_of_the_country(client, site):
    html = html_of(client, "/side-effects/")
    assert '<a href="tel:112">1 12</a> or your local emergency number' in html and "999" not in html


# --- unfinished lists ------------------------------------------------------------------------------


def test_every_page_that_lists_side_effects_says_that_the_list_is_incomplete(client, site):
    make_page("topics", "side-effects", QUESTION)
    notice = "This list is incomplete The list of side effects in Article 2 was cut off."
    for folder in ("questions", "topics"):
        assert notice in text_of(client, f"/{folder}/side-effects/")
        assert "This list is incomplete" not in text_of(client, f"/{folder}/{OTHER[folder]}/")
    Source.objects.get(source_id="article-2").snapshots.update(is_current=False)
    assert "This list is incomplete" not in text_of(client, "/topics/side-effects/")


OTHER = {"questions": "what-is-it", "topics": "what-it-is"}


# --- the two indexes -------------------------------------------------------------------------------


def test_the_indexes_lead_to_each_of_their_groups(client, reasons):
    for n in range(7):
        make_page("side-effects", f"effect-{n}", REDNESS, group="Skin" if n % 2 else "Blood")
    make_page("side-effects", "milk-effect", REDNESS, scope="group_specific", population="mothers")

    def jumps(path):
        html = html_of(client, path)
        part = html[
            html.index('id="contents-heading"') : html.index("</nav>", html.index("contents-heading"))
        ]
        found = Outline(part)
        assert {link.removeprefix("#") for link in found.links} <= set(Outline(html).ids)
        return re.findall(">([^<]+)</a>", part)

    assert jumps("/who-should-not/") == [
        *("Blood", "Birth", "Age", "Chest", "Nails"),
        *("Talk to a doctor first if one of these applies to you", "A limit on what it can do"),
    ]
    assert jumps("/side-effects/") == ["Blood", "Skin", "Only named for some groups of people"]


def test_an_answer_does_not_repeat_the_ban_above_it(client, site):
    ban = 'Do not have mesotherapy if you have gout. It may hurt. [@article-1 "Redness is a common reaction"]'
    make_page("who-should-not", "gout", ban)
    make_page("who-should-not", "ask", ban, strength="caution")
    text = text_of(client, "/who-should-not/")
    assert "Gout Not if you have gout. It may hurt." in text
    assert "Ask Do not have mesotherapy if you have gout. It may hurt." in text  # under another heading
