"""Two questions are compared before they are merged: what differs is shown first, and stays open afterwards."""

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from content.models import Disagreement, Link, Question, SuggestedMerge
from tests.web.factories import make_suggestion
from tests.web.people import make_editor
from tests.web.test_commands import load, write

pytestmark = pytest.mark.django_db

HATS, SCARF = "Do purple hats help with it?", "Is a red scarf of any use?"
HOURS, TAKEN = "How long do purple hats stay on?", "When is a red scarf taken off?"
WARM, LIKED = "What makes purple hats special?", "Why is a red scarf liked?"


def site_of(tmp_path, **answers):
    """One article for each question with its answer; the client of an editor."""
    for name, (question, answer) in answers.items():
        text = f"Mesotherapy\n\nMesotherapy is old.\n\n{question}\n\n{answer}\n"
        write(tmp_path / f"sources/{name}.txt", text)
    (tmp_path / "pages").mkdir(exist_ok=True)
    load(tmp_path)
    client = Client()
    client.force_login(make_editor())
    return client


def of(words):
    return Question.objects.get(variants__quote=words)


def merge_url(page):
    return reverse("admin:content_question_merge", args=[page.pk])


def confirm(client, page, into):
    return client.get(merge_url(page), {"into": into.pk, "reason": ""})


def text_of(response):
    return " ".join("".join(html5lib.parse(response.content.decode()).itertext()).split())


def points():
    return list(Disagreement.objects.values_list("kind", "state"))


CASES = [
    (
        (HATS, "Yes, they help everyone."),
        (SCARF, "No, it is of no use."),
        "fact",
        "affirms what another denies",
    ),
    (
        (HOURS, "They stay on for two hours."),
        (TAKEN, "It is taken off after 6 hours."),
        "number",
        "do not meet",
    ),
]


@pytest.mark.parametrize(("a", "b", "kind", "words"), CASES)
def test_a_difference_is_shown_before_it_is_opened_by_the_merge_and_gone_when_taken_apart(
    tmp_path, a, b, kind, words
):
    client = site_of(tmp_path, a=a, b=b)
    page, into = of(b[0]), of(a[0])
    shown = text_of(confirm(client, page, into))
    assert words in shown
    assert all(f"“{answer}”" in shown for _, answer in (a, b))
    assert points() == []
    response = client.post(merge_url(page), {"into": into.pk, "reason": ""}, follow=True)
    assert points() == [(kind, "open")]
    point = Disagreement.objects.get()
    assert {(p.source.source_id, p.quote) for p in point.positions.all()} == {("a", a[1]), ("b", b[1])}
    assert reverse("admin:content_disagreement_change", args=[point.pk]) in response.content.decode()
    work = {w.title: w.count for w in client.get("/admin/").context["work"]}
    assert work["Differences between articles that nobody has looked at"] == 1
    client.post(reverse("admin:content_link_take_back", args=[Link.objects.get().pk]))
    assert points() == []


def test_one_article_that_says_both_is_compared_with_itself(tmp_path):
    both = f"Yes, they help everyone.\n\n{SCARF}\n\nNo, it is of no use."
    client = site_of(tmp_path, a=(HATS, both))
    assert "affirms what another denies" in text_of(confirm(client, of(SCARF), of(HATS)))
    client.post(merge_url(of(SCARF)), {"into": of(HATS).pk, "reason": ""})
    assert points() == [("fact", "open")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((HATS, "Yes, they help everyone."), (SCARF, "Yes, it is of use.")),
        ((HOURS, "They stay on for an hour."), (TAKEN, "It is taken off after 60 minutes.")),
        ((WARM, "They are warm."), (LIKED, "It is not heavy.")),
    ],
)
def test_answers_that_agree_open_nothing(tmp_path, a, b):
    client = site_of(tmp_path, a=a, b=b)
    page, into = of(b[0]), of(a[0])
    shown = text_of(confirm(client, page, into))
    assert "No difference found" in shown
    assert all(answer in shown for _, answer in (a, b))
    client.post(merge_url(page), {"into": into.pk, "reason": ""})
    assert points() == []


def test_what_was_settled_stays_settled_at_the_next_load(tmp_path):
    a, b, *_ = CASES[0]
    client = site_of(tmp_path, a=a, b=b)
    client.post(merge_url(of(b[0])), {"into": of(a[0]).pk, "reason": ""})
    Disagreement.objects.update(state="settled", settled_reason="Another hat is meant.")
    load(tmp_path)
    assert points() == [("fact", "settled")]


def test_our_own_short_answers_are_shown_and_compared_too(tmp_path):
    client = site_of(tmp_path, a=(WARM, "They are warm."), b=(LIKED, "It is warm too."))
    page, into = of(LIKED), of(WARM)
    for row, body in ((page, "It lasts two hours. [@advice]\n"), (into, "It lasts six hours. [@advice]\n")):
        row.body = body
        row.save()
    shown = text_of(confirm(client, page, into))
    assert "It lasts two hours." in shown
    assert "It lasts six hours." in shown
    assert "they name other numbers" in shown
    Question.objects.filter(pk=page.pk).update(body="It <b>lasts [@nothing\n")
    assert confirm(client, page, into).status_code == 200


def test_a_suggestion_of_the_software_shows_the_two_answers_and_opens_the_difference(tmp_path):
    a, b, kind, words = CASES[1]
    client = site_of(tmp_path, a=a, b=b)
    one, other = of(a[0]), of(b[0])
    row = make_suggestion(one.intent, other.intent)
    url = reverse("admin:content_suggestedmerge_change", args=[row.pk])
    assert words in text_of(client.get(url))
    assert points() == []
    response = client.post(url, {"answer": "same", "keep": one.intent, "reason": ""}, follow=True)
    assert points() == [(kind, "open")]
    assert "The answers differ." in text_of(response)
    wording = make_suggestion(one.intent, "words:so what")
    assert "single wording" in text_of(
        client.get(reverse("admin:content_suggestedmerge_change", args=[wording.pk]))
    )
    assert SuggestedMerge.objects.get(pk=row.pk).state == "same"
