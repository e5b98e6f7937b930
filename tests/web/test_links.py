"""Which questions are the same and which are not: decided by a person, applied at once, kept for good."""

import re
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from content.actions import (
    Report,
    answer_suggestion,
    decide_link,
    load_suggestions,
    rebuild_library,
)
from content.linkfiles import FiledLink, links_text, read_links
from content.management.base import Error
from content.models import Disagreement, Link, OldAddress, Page, ProposedConcept, Question, SuggestedMerge
from content.pipeline.errors import BadDecision
from content.sourcefiles import SOURCES
from tests.web.factories import make_suggestion
from tests.web.libraries import dump
from tests.web.people import make_editor, make_person, make_publisher
from tests.web.test_commands import load, run, write
from tests.web.test_editing import client_of, errors, fresh, said, save, typed

pytestmark = pytest.mark.django_db

HURT = """\
Does mesotherapy hurt?

You may feel a small sting.

How long does one session take?

About half an hour.

Contraindications

- Pregnancy
"""
SORE = """\
Do purple hats help with it?

Nobody knows whether hats help.

Is a green hat of any use?

A green hat is of no use.
"""
PAIN, LENGTH = "pain", "session-length"
STING = 'You may feel a small sting. [@a "You may feel a small sting."]'


@pytest.fixture
def site(tmp_path):
    """Two articles that ask two known and two unknown questions; the page of one known question is public."""
    write(tmp_path / "sources/a.txt", HURT)
    write(tmp_path / "sources/b.txt", SORE)
    for slug in (PAIN, LENGTH):
        text = f'+++\ntitle = "The page {slug}"\nstatus = "published"\n+++\n\n{STING}\n'
        write(tmp_path / f"pages/questions/{slug}.md", text)
    load(tmp_path)
    return tmp_path


@pytest.fixture
def publisher():
    return client_of(make_publisher())


def question(words):
    """The question under which these words are asked."""
    return Question.objects.get(variants__quote=words)


def of(intent):
    return Question.objects.get(intent=intent)


def wordings(page):
    return [
        variant.quote for variant in page.variants.order_by("passage__snapshot__source__source_id", "start")
    ]


def merge(client, page, into, reason=""):
    url = reverse("admin:content_question_merge", args=[page.pk])
    return client.post(url, {"into": into.pk, "reason": reason}, follow=True)


def take_out(client, page, words):
    variant = page.variants.get(quote=words)
    return client.post(reverse("admin:content_question_take_out", args=[page.pk, variant.pk]), follow=True)


def take_back(client, link=None):
    return client.post(
        reverse("admin:content_link_take_back", args=[(link or Link.objects.get()).pk]), follow=True
    )


PURPLE, GREEN = "Do purple hats help with it?", "Is a green hat of any use?"
HURTS, LONG = "Does mesotherapy hurt?", "How long does one session take?"


# --- merging ------------------------------------------------------------------------------------------


def test_a_merge_unites_wordings_and_answers_and_its_address_leads_on(site, publisher, client):
    pain, length = of(PAIN), of(LENGTH)
    answers = {c.passage.quote for page in (pain, length) for c in page.components.all()}
    assert wordings(pain) == [HURTS] and wordings(length) == [LONG]
    response = merge(publisher, length, pain)
    assert said(response)[0] == "“The page session-length” is asked under The page pain from now on."
    assert wordings(pain) == [HURTS, LONG]
    assert {c.passage.quote for c in pain.components.all()} == answers != set()
    assert not length.variants.exists() and not length.components.exists()
    moved = client.get("/questions/session-length/")
    assert (moved.status_code, moved["Location"]) == (301, "/questions/pain/")
    assert moved["Cache-Control"] == "max-age=3600"
    for path in ("/questions/", "/sitemap.xml", "/"):
        html = client.get(path).content.decode()
        assert "/questions/pain/" in html and "session-length" not in html


def test_taking_apart_restores_everything(site, publisher, client):
    before = {name: rows for name, rows in without_keys().items() if name not in ("Link", "Change")}
    pages = client.get("/questions/session-length/").content
    merge(publisher, of(LENGTH), of(PAIN))
    response = take_back(publisher)
    assert "was taken back" in said(response)[0]
    assert {name: rows for name, rows in without_keys().items() if name not in ("Link", "Change")} == before
    assert client.get("/questions/session-length/").content == pages
    assert Link.objects.get().kind == "open"


def without_keys():
    """Rows without keys, which differ where a row was written anew."""
    return {
        name: sorted(
            str([value for value in row if isinstance(value, str | bool | list | dict)]) for row in rows
        )
        for name, rows in dump().items()
    }


def test_the_editor_reads_what_will_happen_before_it_does(site, publisher):
    url = reverse("admin:content_question_merge", args=[of(LENGTH).pk])
    before = dump()
    assert "Choose the question that stays." in publisher.get(url).content.decode()
    html = publisher.get(url, {"into": of(PAIN).pk}).content.decode()
    assert "“The page session-length” leaves the lists of questions." in html
    assert "Copy what readers need to “The page pain” first." in html
    assert "You can take the two apart again at any time." in html
    assert re.search(r'<form method="post">\s*<input type="hidden" name="csrfmiddlewaretoken"', html)
    assert dump() == before


def test_warnings_that_the_merged_question_leads_to_are_shown_with_the_other(site, publisher, client):
    warning = Page.objects.get(slug="pregnancy")
    Page.objects.filter(pk=warning.pk).update(status="published")
    Question.objects.filter(intent=LENGTH).update(related=["contraindication/pregnancy"])
    Question.objects.filter(intent=PAIN).update(related=["question/session-length"])
    merge(publisher, of(LENGTH), of(PAIN))
    response = client.get("/questions/pain/")
    assert [page.slug for page in response.context["warnings"]] == ["pregnancy"]
    assert [page.slug for page in response.context["related"]] == [], "it does not lead to itself"


def test_a_merge_survives_every_reload(site, publisher):
    merge(publisher, of(LENGTH), of(PAIN))
    before = dump()
    assert load(site).splitlines()[-1] == "0 rows written"
    assert dump() == before


def test_a_public_question_is_never_led_to_one_that_nobody_can_open(site, publisher, client):
    Page.objects.filter(slug=PAIN).update(status="draft")
    response = merge(publisher, of(LENGTH), of(PAIN))
    (message,) = response.context["form"].errors["into"]
    assert message.startswith("Readers can open “The page session-length”, and cannot open “The page pain”.")
    assert message.endswith("Publish that one first, or merge the other way round.")
    assert not Link.objects.exists()
    assert client.get("/questions/session-length/").status_code == 200


def test_an_address_leads_nowhere_while_its_new_page_is_not_public(site, publisher, client):
    merge(publisher, of(LENGTH), of(PAIN))
    Page.objects.filter(slug=PAIN).update(status="draft")
    assert client.get("/questions/session-length/").status_code == 404


def test_what_answers_a_known_question_is_not_lost_under_an_unknown_one(site, publisher):
    Page.objects.filter(slug=LENGTH).update(status="draft")
    response = merge(publisher, of(LENGTH), question(PURPLE))
    assert "Merge them the other way round." in response.context["form"].errors["into"][0]
    assert not Link.objects.exists()


def test_chains_lead_straight_to_the_end(site, publisher, client):
    merge(publisher, question(PURPLE), question(GREEN))
    green = question(GREEN)
    merge(publisher, green, of(LENGTH))
    merge(publisher, of(LENGTH), of(PAIN))
    assert set(Question.objects.values_list("merged_into__slug", "title")) >= {
        (PAIN, PURPLE),
        (PAIN, GREEN),
        (PAIN, "The page session-length"),
    }
    assert wordings(of(PAIN)) == [HURTS, LONG, PURPLE, GREEN]
    assert client.get("/questions/session-length/")["Location"] == "/questions/pain/"


def test_a_circle_is_refused(site):
    person = make_publisher()
    links = [("words:a", "words:b"), ("words:b", "words:c")]
    for first, other in links:
        decide_link(family="question", kind="same", first=first, other=other, person=person)
    with pytest.raises(BadDecision, match="it would go in a circle: “a” is “c” is “b” is “a”"):
        decide_link(family="question", kind="same", first="words:c", other="words:a", person=person)
    with pytest.raises(BadDecision, match="it is asked under “b” already"):
        decide_link(family="question", kind="same", first="words:d", other="words:c", person=person)
    decide_link(family="question", kind="not_same", first="words:d", other="words:c", person=person)
    with pytest.raises(BadDecision, match="somebody said that “d” and “c” are not the same"):
        decide_link(family="question", kind="same", first="words:d", other="words:a", person=person)


# --- taking a wording out -----------------------------------------------------------------------------


def test_a_wording_that_asks_something_else_becomes_a_question_of_its_own(site, publisher):
    merge(publisher, question(PURPLE), of(PAIN))
    response = take_out(publisher, of(PAIN), PURPLE)
    assert "was taken out. It is a question of its own now" in said(response)[0]
    assert wordings(of(PAIN)) == [HURTS]
    own = question(PURPLE)
    assert (own.intent, own.status) == ("words:do purple hats help with it", "draft")
    assert [c.passage.quote for c in own.components.all()] == ["Nobody knows whether hats help."]
    before = dump()
    assert load(site).splitlines()[-1] == "0 rows written"
    assert dump() == before
    take_back(publisher, Link.objects.get(kind="not_same"))
    assert wordings(of(PAIN)) == [HURTS, PURPLE]


def test_a_question_cannot_lose_the_words_it_is_known_by(site, publisher):
    take_out(publisher, of(PAIN), HURTS)
    own = question(HURTS)
    url = reverse("admin:content_question_take_out", args=[own.pk, own.variants.get().pk])
    assert publisher.get(url).status_code == publisher.post(url).status_code == 404


# --- who may ------------------------------------------------------------------------------------------


def test_only_people_who_may_change_the_pages_may_merge_them(site):
    merge_url = reverse("admin:content_question_merge", args=[of(LENGTH).pk])
    variant = of(PAIN).variants.get()
    out_url = reverse("admin:content_question_take_out", args=[of(PAIN).pk, variant.pk])
    before = dump()
    for person in (make_editor("ed"), make_person("eve", ["add_topic"]), make_person("nobody")):
        client = client_of(person)
        assert client.post(merge_url, {"into": of(PAIN).pk}).status_code == 403, person
        assert client.post(out_url).status_code == 403, person
    assert dump() == before
    client = client_of(make_editor("ida"))
    response = merge(client, question(PURPLE), of(PAIN))
    assert "Only people who may publish" in response.context["form"].errors["into"][0]
    merge(client, question(PURPLE), question(GREEN))
    assert Link.objects.get().decided_by.username == "ida"


def test_a_request_without_its_token_changes_nothing(site):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_publisher())
    for name, args in (("question_merge", [of(LENGTH).pk]), ("question_take_out", [of(PAIN).pk, 1])):
        response = client.post(reverse(f"admin:content_{name}", args=args), {"into": of(PAIN).pk})
        assert response.status_code == 403
    assert not Link.objects.exists()


def test_the_history_says_who_merged_what(site, publisher):
    merge(publisher, of(LENGTH), of(PAIN))
    entries = {entry.object_repr: entry.get_change_message() for entry in LogEntry.objects.all()}
    assert entries == {
        "The page session-length": "Merged into “The page pain”.",
        "The page pain": "“The page session-length” merged into it.",
    }


def test_the_form_says_where_a_merged_question_is_asked_and_offers_the_way_back(site, publisher):
    merge(publisher, of(LENGTH), of(PAIN))
    (link,) = Link.objects.all()
    back = reverse("admin:content_link_take_back", args=[link.pk])
    for page in (of(LENGTH), of(PAIN)):
        html = publisher.get(reverse("admin:content_question_change", args=[page.pk])).content.decode()
        assert f'href="{back}">Take apart again' in html
    assert publisher.get(reverse("admin:content_question_merge", args=[of(LENGTH).pk])).status_code == 302


def test_where_the_stored_text_is_read_otherwise_the_next_load_does_it(site, publisher):
    Page.objects.get(slug=PAIN).question.variants.first().passage.snapshot.passages.filter(position=0).update(
        kind="sentence"
    )
    response = merge(publisher, of(LENGTH), of(PAIN))
    assert "It takes effect when the articles are loaded the next time" in said(response)[0]
    assert rebuild_library() is None
    assert of(LENGTH).merged_into is None
    load(site)
    assert of(LENGTH).merged_into.slug == PAIN


# --- files --------------------------------------------------------------------------------------------

FILE = """\
[[link]]
family = "question"
kind = "same"
first = "pain"
other = "session-length"
reason = "Said \\"so\\"."

[[link]]
family = "question"
kind = "not_same"
first = "pain"
other = "words:is it sore"
"""


def test_answers_travel_with_the_pages_byte_for_byte(site, publisher, client):
    merge(publisher, of(LENGTH), of(PAIN), reason='Said "so".')
    person = Link.objects.get().decided_by
    decide_link(family="question", kind="not_same", first=PAIN, other="words:is it sore", person=person)
    printed = run("export_content", site / "pages")[0]
    assert printed.startswith("2 pages and 2 answers written")
    assert (site / "pages/links.toml").read_text() == FILE
    files = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    for model in (Link, Disagreement, Page):
        model.objects.all().delete()
    load(site)
    assert client.get("/questions/session-length/")["Location"] == "/questions/pain/"
    assert not Link.objects.exclude(decided_by=None).exists()
    run("export_content", site / "pages")
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == files


def test_what_a_person_said_here_outranks_the_file(site, publisher):
    merge(publisher, of(LENGTH), of(PAIN))
    take_back(publisher)
    write(site / "pages/links.toml", FILE)
    assert "question/pain, session-length: link_kept" in load(site)
    assert of(LENGTH).merged_into is None
    run("export_content", site / "pages")
    assert 'other = "session-length"' not in (site / "pages/links.toml").read_text()


def test_an_answer_of_a_file_follows_the_file(site):
    write(site / "pages/links.toml", FILE)
    load(site)
    assert of(LENGTH).merged_into.slug == PAIN
    before = dump()
    assert load(site).splitlines()[-1] == "0 rows written"
    assert dump() == before
    (site / "pages/links.toml").unlink()
    assert "question/pain, session-length: link_gone" in load(site)
    assert of(LENGTH).merged_into is None and not Link.objects.exists()


def table(**changes):
    values = {"family": "question", "kind": "same", "first": "a", "other": "b"} | changes
    return "\n".join(["[[link]]", *(f"{k} = {v!r}" for k, v in values.items() if v is not None), ""])


BAD = {
    "not TOML": ("[[link]]\nkind = \n", "line 2, column 8", "the file is not TOML"),
    "another table": ('[page]\na = "b"\n', "", 'unknown key "page"'),
    "one table": ("[link]\n", "", '"link" is not a list of tables'),
    "no table": ("link = [1]\n", "link 1", "this is not a table"),
    "unknown key": (table(person="ana"), "line 1", 'unknown key "person"'),
    "wrong type": ("[[link]]\nkind = 1\n", "line 1", "kind is not a text"),
    "no key": (table(first=None), "line 1", "there is no first"),
    "unknown family": (table(family="topic"), "line 1", 'the family "topic" is unknown'),
    "unknown kind": (table(kind="open"), "line 1", 'the kind "open" is unknown'),
    "too long": (table(first="z" * 301), "line 1", "first has 301 characters"),
    "twice": (table() + table(first="b", other="a"), "line 6", "there are two answers about these two"),
    "itself": (table(first="b"), "line 1", "it would be the same as itself"),
    "no reason": (table(family="side_effect"), "line 1", "there is no reason"),
    "circle": (table() + table(first="b", other="c") + table(first="c", other="a"), "line 1", "in a circle"),
    "two homes": (table() + table(first="c"), "line 1", "it is asked under “c” already"),
    "both ways": (
        table() + table(first="b", other="c") + table(kind="not_same", first="a", other="c"),
        *("line 1", "are not the same"),
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_one_message_and_changes_nothing(site, case):
    text, place, problem = BAD[case]
    write(site / "pages/links.toml", text)
    before = dump()
    with pytest.raises(Error) as caught:
        load(site)
    message = str(caught.value)
    assert "links.toml" in message and place in message and problem in message and "\n" not in message
    assert dump() == before


def test_any_words_come_back_as_they_were(tmp_path):
    links = (FiledLink("question", "not_same", "a", 'words:"\\\x7f é', "Why\r\nnot?"),)
    write(tmp_path / "links.toml", links_text(links))
    assert read_links(tmp_path) == links


def test_one_row_for_a_pair_whichever_comes_first(db):
    Link.objects.create(kind="not_same", first="a", other="b")
    for wrong in (
        {"kind": "not_same", "first": "b", "other": "a"},
        {"kind": "same", "first": "c", "other": "c"},
        {"kind": "maybe", "first": "c", "other": "d"},
        {"kind": "open", "first": "c", "other": "d"},
        {"kind": "same", "first": "c", "other": "d", "family": "contraindication"},
        {"kind": "same", "first": "c", "other": "d", "family": "topic"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Link.objects.create(**wrong)


# --- suggestions --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Alike:
    family: str
    first: str
    other: str
    first_words: str = "One"
    other_words: str = "Other"
    score: float = 0.8
    why: str = "Nearly the same words."


def suggest(*pairs):
    report = Report()
    load_suggestions(suggestions=pairs, report=report)
    return report


def answer(client, row, kind, **changes):
    url = reverse("admin:content_suggestedmerge_change", args=[row.pk])
    return client.post(url, typed(client.get(url)) | {"answer": kind} | changes, follow=True)


def test_a_load_suggests_what_looks_alike_and_names_copies_of_a_text(tmp_path):
    tips = (
        "Tips\n\nDo purple hats help at night?\n\nNobody knows whether such hats are of any help to anyone.\n"
    )
    write(tmp_path / "sources/a.txt", tips)
    write(tmp_path / "sources/b.txt", tips.replace("at night", "every night"))
    write(tmp_path / "sources/c.txt", tips.replace("Do purple hats help", "Do purple hats not help"))
    write(tmp_path / "sources/sources.toml", "".join(f'[{n}]\ntitle = "Hats {n}"\n' for n in "abc"))
    (tmp_path / "pages").mkdir()
    printed = load(tmp_path)
    assert "b: same_text It counts as one voice with a" in printed
    words = {frozenset((row.first_words, row.other_words)) for row in SuggestedMerge.objects.all()}
    assert words == {frozenset(("Do purple hats help at night?", "Do purple hats help every night?"))}


@override_settings(MEANING_MODEL=Path("/nowhere/model"))
def test_a_model_of_meaning_that_is_not_there_is_named_and_stops_nothing(site):
    report = rebuild_library()
    assert ("no_meaning_model", "MESOINFO_MEANING_MODEL") in {(n.code, n.about) for n in report.notes}


def test_a_suggestion_waits_and_an_answered_one_never_comes_back(site, publisher):
    pair = Alike("question", question(PURPLE).intent, question(GREEN).intent)
    suggest(pair)
    assert suggest(pair).rows_written == 0
    answer(publisher, SuggestedMerge.objects.get(), "not_same")
    assert Link.objects.get().kind == "not_same"
    load(site)
    suggest(pair, Alike("question", pair.other, pair.first))
    assert [row.state for row in SuggestedMerge.objects.all()] == ["not_same"]
    assert SuggestedMerge.objects.waiting().count() == 0


def test_what_no_longer_looks_alike_does_not_wait(db):
    pair = Alike("question", "a", "b")
    suggest(pair)
    suggest()
    assert SuggestedMerge.objects.waiting().count() == 0
    suggest(pair)
    assert SuggestedMerge.objects.waiting().count() == 1


def test_the_same_merges_at_once_into_the_one_that_is_kept(site, publisher, monkeypatch):
    row = make_suggestion(question(GREEN).intent, question(PURPLE).intent)
    following = make_suggestion(of(LENGTH).intent, of(PAIN).intent, score=0.5)
    alike = [Alike("question", following.first, following.other)]
    monkeypatch.setattr("content.actions.rebuild.suggestions_of", lambda library, links: alike)
    response = answer(publisher, row, "same", keep=row.other)
    assert question(GREEN) == question(PURPLE) == of(row.other)
    assert of(row.first).merged_into.slug == of(row.other).slug
    assert response.redirect_chain[-1][0].endswith(f"/suggestedmerge/{following.pk}/change/")
    assert fresh(row).decided_by.username == "petra"


def test_a_suggestion_that_cannot_be_followed_says_why_and_stays(site):
    row = make_suggestion(of(LENGTH).intent, question(PURPLE).intent)
    editor = client_of(make_editor())
    response = answer(editor, row, "same", keep=row.first)
    assert "Only people who may publish" in errors(response)["keep"][0]
    assert (fresh(row).state, Link.objects.count()) == ("open", 0)
    assert "__all__" in errors(answer(editor, row, ""))


def test_two_names_that_are_the_same_are_placed_with_a_reason(tmp_path, publisher):
    write(tmp_path / "sources/a.txt", "Side effects\n\n- Humming elbows\n- Humming of elbow joints\n")
    (tmp_path / "pages").mkdir()
    load(tmp_path)
    one, other = ProposedConcept.objects.order_by("name")
    row = make_suggestion(one.proposal, other.proposal, family="side_effect")
    response = answer(publisher, row, "same", keep=one.proposal)
    assert "Write why: a wrong merge can hide a warning." in errors(response)["reason"][0]
    answer(publisher, row, "same", keep=one.proposal, reason="One letter says so.")
    assert (fresh(other).state, fresh(other).concept) == ("mapped", one.proposal)
    assert fresh(row).state == "same" and not Link.objects.exists()


def test_an_answer_is_not_asked_for_again_by_hand(site):
    row = make_suggestion("a", "b")
    answer_suggestion(suggestion=row, answer="not_same", person=make_publisher())
    client = client_of(make_editor())
    url = reverse("admin:content_suggestedmerge_change", args=[row.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"answer": "same"}).status_code == 403


# --- addresses ----------------------------------------------------------------------------------------


def test_a_page_that_moves_is_found_at_its_old_address(site, publisher, client):
    page = of(PAIN)
    Question.objects.filter(intent=LENGTH).update(related=["question/pain"])
    save(publisher, page, slug="does-it-hurt")
    save(publisher, page, slug="hurt")
    for old in ("pain", "does-it-hurt"):
        response = client.get(f"/questions/{old}/")
        assert (response.status_code, response["Location"]) == (301, "/questions/hurt/")
    assert of(LENGTH).related == ["question/hurt"]
    assert b"/questions/hurt/" in client.get("/sitemap.xml").content
    assert b"/questions/pain/" not in client.get("/sitemap.xml").content
    save(publisher, page, slug="pain")
    assert client.get("/questions/pain/").status_code == 200
    assert client.get("/questions/hurt/")["Location"] == "/questions/pain/"
    assert sorted(OldAddress.objects.values_list("slug", flat=True)) == ["does-it-hurt", "hurt"]


def test_the_old_address_of_a_merged_question_leads_straight_to_the_other(site, publisher, client):
    save(publisher, of(LENGTH), slug="how-long")
    merge(publisher, of(LENGTH), of(PAIN))
    for old in ("session-length", "how-long"):
        assert client.get(f"/questions/{old}/")["Location"] == "/questions/pain/"
    take_back(publisher)
    assert client.get("/questions/session-length/")["Location"] == "/questions/how-long/"


def test_a_file_names_its_question_by_key_and_another_one_makes_room(site):
    green, purple = question(GREEN), question(PURPLE)
    head = f'+++\ntitle = "Green"\nstatus = "draft"\nintent = "{green.intent}"\n+++\n'
    write(site / f"pages/questions/{purple.slug}.md", head)
    load(site)
    assert (fresh(green).slug, fresh(green).title) == (purple.slug, "Green")
    assert fresh(purple).slug == f"{purple.slug}-2"
    assert load(site).splitlines()[-1] == "0 rows written"


def test_a_merged_question_is_not_called_public(site, publisher):
    Page.objects.filter(slug=LENGTH).update(status="draft")
    merge(publisher, of(LENGTH), of(PAIN))
    response = save(publisher, of(LENGTH), status="published")
    assert "merged into another question" in said(response)[0]


def test_a_live_page_comes_before_an_old_address(site, publisher, client):
    save(publisher, of(PAIN), slug="hurt")
    Question.objects.filter(intent=LENGTH).update(slug="pain")
    assert client.get("/questions/pain/").status_code == 200
    assert client.get("/questions/hurt/").status_code == 200


def test_an_address_that_led_to_a_page_is_given_to_no_other(site, publisher):
    save(publisher, of(PAIN), slug="hurt")
    response = save(publisher, of(LENGTH), slug="pain")
    assert errors(response)["slug"] == ["Another page had this address once, and links still lead there."]


def test_a_moved_page_stays_one_page_whatever_is_loaded(site, publisher, client):
    page = of(PAIN)
    save(publisher, page, slug="hurt")
    before = dump()
    assert load(site).splitlines()[-1] == "0 rows written"
    assert dump() == before
    run("export_content", site / "other")
    text = (site / "other/questions/hurt.md").read_text()
    assert 'intent = "pain"' in text and 'old_slugs = ["pain"]' in text
    for model in (Link, Disagreement, Page):
        model.objects.all().delete()
    run("load_content", "--sources", site / "sources", "--pages", site / "other")
    assert client.get("/questions/pain/")["Location"] == "/questions/hurt/"
    assert of(PAIN).slug == "hurt" and Question.objects.filter(title=page.title).count() == 1
    run("export_content", site / "third")
    assert (site / "third/questions/hurt.md").read_text() == text


# --- articles come and go -----------------------------------------------------------------------------


def some_articles(folder, names):
    (folder / "sources").mkdir(exist_ok=True)
    for old in (folder / "sources").glob("*"):
        old.unlink()
    for name in names:
        write(folder / f"sources/{name}.txt", (SOURCES / f"{name}.txt").read_bytes())


def addresses(only):
    pages = Page.objects.filter(pk__in=only)
    return {
        page.pk: (page.kind, page.slug, page.title, getattr(page.specific, "intent", "")) for page in pages
    }


def test_an_article_more_never_renames_or_splits_what_is_there(tmp_path, publisher):
    names = sorted(path.stem for path in SOURCES.glob("*.txt"))
    assert len(names) == 5
    (tmp_path / "pages").mkdir()
    some_articles(tmp_path, names[:3])
    load(tmp_path)
    page = of("pain")
    save(publisher, page, slug="does-it-hurt", title="Does it hurt at all?")
    known = addresses(Page.objects.values("pk"))
    asked = {v.quote: v.question_id for v in page.variants.model.objects.all()}
    some_articles(tmp_path, names)
    load(tmp_path)
    assert addresses(known) == known
    now = {(v.quote, v.question_id) for v in page.variants.model.objects.all()}
    assert set(asked.items()) <= now
    assert fresh(page).title == "Does it hurt at all?"


def test_the_order_of_the_articles_changes_nothing(site):
    from content.actions import load_library, put_together
    from content.pipeline.run import read_article
    from content.pipeline.snapshots import take_snapshot
    from tests.web.libraries import meta

    texts = {"a": HURT, "b": SORE, "c": "Is a green hat of any use?\n\nNot at all.\n"}
    results = []
    for order in permutations(texts):
        Disagreement.objects.all().delete()
        Page.objects.all().delete()
        readings = [read_article(take_snapshot(name, texts[name])) for name in order]
        load_library(library=put_together(readings), sources_meta=meta(*texts))
        results.append({name: rows for name, rows in without_keys().items() if name != "Snapshot"})
    assert all(result == results[0] for result in results)


# --- differences --------------------------------------------------------------------------------------

STRICT = "Contraindications\n\n- Pregnancy\n"
MILD = "Pregnant women should ask a doctor before mesotherapy.\n"
MILDER = "Use caution if you are pregnant before you have mesotherapy.\n"


def test_a_settled_point_needs_a_reason_in_plain_words(tmp_path):
    client = differing(tmp_path)
    point = Disagreement.objects.get(kind="strength")
    response = save(client, point, state="settled", settled_reason=" ")
    assert errors(response)["settled_reason"] == ["Say how it was settled, and on what ground."]
    assert fresh(point).state == "open"
    save(client, point, state="settled", settled_reason="The stricter one counts.")
    assert (fresh(point).state, fresh(point).settled_reason) == ("settled", "The stricter one counts.")


def differing(folder):
    write(folder / "sources/a.txt", STRICT)
    write(folder / "sources/b.txt", MILD)
    (folder / "pages").mkdir()
    load(folder)
    return client_of(make_editor())


def test_a_settled_point_is_open_again_when_an_article_says_something_new(tmp_path, client):
    editor = differing(tmp_path)
    point = Disagreement.objects.get(kind="strength")
    save(editor, point, state="settled", settled_reason="The stricter one counts.")
    assert "How it was settled: The stricter one counts." in text_of(client, "/differences/")
    load(tmp_path)
    assert fresh(point).state == "settled"
    write(tmp_path / "sources/c.txt", MILDER)
    assert f"{point.key}: disagreement_reopened c says something new" in load(tmp_path)
    point = fresh(point)
    assert (point.state, point.settled_reason) == ("open", "")
    assert point.history == "Settled before c said something new: The stricter one counts."
    html = editor.get(reverse("admin:content_disagreement_change", args=[point.pk])).content.decode()
    assert "Settled before c said something new: The stricter one counts." in html
    assert "How it was settled" not in text_of(client, "/differences/")
    assert "disagreement_reopened" not in load(tmp_path)
    save(editor, point, state="settled", settled_reason="As before.")
    (tmp_path / "sources/b.txt").unlink()
    (tmp_path / "sources/c.txt").unlink()
    assert "no longer differ on it. It had been settled: As before." in load(tmp_path)


def text_of(client, path):
    words = re.sub(r"<[^>]+>", " ", client.get(path).content.decode())
    return " ".join(words.split())


def test_a_question_joins_only_one_that_is_there(site):
    with pytest.raises(BadDecision, match="there is no such question"):
        decide_link(family="question", kind="same", first="nowhere:2", other=PAIN, person=make_publisher())
    assert not Link.objects.exists()
