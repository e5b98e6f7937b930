"""The checks beside the text while it is written: the same as after saving, in words, and what can be cited."""

import html as entities
import re
from dataclasses import replace

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content import actions, livememory
from content.admin.live import checks_of_text, preview_of
from content.checking import check_stored, check_text, load_shelf
from content.livecheck import live_check, pieces_of
from content.models import Contraindication, Disagreement, Page, Topic
from content.offering import offers_at
from content.overriding import fingerprint_of
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import MAX_QUOTE_WORDS, find_marks, parse_claims
from content.pipeline.verdicts import Support
from content.rendering import MAX_CHARS
from tests.library import fill_with_library
from tests.web.libraries import A, B, library, meta
from tests.web.people import make_editor, make_person
from tests.web.test_actions import DULL, REDNESS
from tests.web.test_rendering import SAFE_ADDRESS, SCRAPS, XSS

PREVIEW = "/admin/markdownx/markdownify/"
EVIDENCE = "/admin/markdownx/evidence/"


@pytest.fixture
def articles(db):
    """Two short articles, and nothing remembered of others."""
    livememory.forget()
    actions.load_library(library=library(a=A, b=B), sources_meta=meta("a", "b"))


@pytest.fixture
def real_pages(db):
    """The five articles and the curated pages, and nothing remembered of others."""
    livememory.forget()
    fill_with_library()


@pytest.fixture
def editor(articles):
    client = Client()
    client.force_login(make_editor())
    return client


def checked(body, kind="topic", title="Dull skin"):
    return live_check(title=title, body=body, kind=kind)


def labels(body, kind="topic"):
    return [(sentence.label, sentence.is_problem) for sentence in checked(body, kind).sentences]


# --- verdicts in words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "label", "is_problem"),
    [
        (REDNESS, "topic", "Supported", False),
        ('It grows hair. [@a "Redness is a common reaction"]', "topic", "The quoted words do not show it", True),
        ('Redness is a rare reaction. [@a "Redness is a common reaction"]', "topic", "The article says something else", True),
        ("Redness is common.", "topic", "No source named", True),
        ("Ask your doctor first. [@advice]", "topic", "Our own advice", False),
        ("It is harmless. [@advice]", "topic", "Marked as advice, but it is none", True),
        ("No article says how long a rash lasts. [@absence]", "topic", "No article says it", False),
        ("No article speaks of redness. [@absence]", "topic", "An article may say it", True),
        ("This site shows its sources. [@site]", "site", "About this site", False),
        ("It heals. [@site]", "site", "Marked as about this site, but it is not", True),
        ("This site shows its sources. [@site]", "topic", "Marked as about this site, but it is not", True),
    ],
)  # fmt: skip
def test_every_verdict_has_its_words(articles, body, kind, label, is_problem):
    assert labels(body, kind) == [(label, is_problem)]
    shown = preview_of(title="x", body=body, kind=kind)
    behind = entities.unescape(re.search(r"live-tag tag (is-\w+)[^>]*>([^<]*)<", shown)[0])
    assert behind == f'live-tag tag {"is-problem" if is_problem else "is-fine"}" data-sentence="1">{label}<'


PARTLY = 'It is for dull skin. [@a "It can be used for dull skin"]'


def test_on_a_page_that_warns_what_is_supported_in_part_is_a_problem(articles):
    found = checked(PARTLY).sentences[0]
    assert found.support is Support.PARTLY_SUPPORTED
    assert labels(PARTLY) == [("Supported in part only", False)]
    assert labels(PARTLY, "contraindication") == [("Supported in part only", True)]


def test_words_that_differ_are_marked_in_the_sentence_and_in_the_quote(articles):
    text = 'Redness is a rare reaction. [@a "Redness is a common reaction"]'
    (sentence,) = checked(text).sentences
    assert [piece.words for piece in sentence.pieces if piece.is_marked] == ["rare"]
    assert [piece.words for piece in sentence.citations[0].pieces if piece.is_marked] == ["common"]
    shown = checks_of_text(checked(text))
    assert "Redness is a <mark>rare</mark> reaction." in shown
    assert "“Redness is a <mark>common</mark> reaction”" in shown


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=6))
def test_pieces_put_together_are_the_text(text, spans):
    pieces = pieces_of(text, spans)
    assert "".join(piece.words for piece in pieces) == text
    assert all(piece.words for piece in pieces)


def test_a_quote_that_is_not_there_is_shown_with_the_nearest_words(articles):
    text = 'Redness is common. [@a "Redness is an uncommon reaction"]'
    (cited,) = checked(text).sentences[0].citations
    assert (cited.state, cited.passage, cited.near[0].quote) == (
        AnchorState.CHANGED,
        None,
        "Redness is a common reaction",
    )
    shown = checks_of_text(checked(text))
    assert "These words are not in the article." in shown
    assert re.search(r"<ins>.*?common", shown)
    assert "#passage-" not in shown


def test_a_quote_leads_to_its_place_in_the_article(editor):
    cited = checked(REDNESS).sentences[0].citations[0]
    address = f"/admin/content/snapshot/{cited.snapshot}/change/"
    assert f'href="{address}#passage-{cited.passage}"' in checks_of_text(checked(REDNESS))
    assert f'id="passage-{cited.passage}"' in editor.get(address).content.decode()


def test_what_another_article_says_against_a_sentence_is_beside_it(articles):
    text = 'Needling is a cure for dull skin. [@c "Needling is a cure for dull skin"]'
    against = "Needling is a cure for dull skin.\n"
    actions.load_library(library=library(a=A, b=B, c=against), sources_meta=meta("a", "b", "c"))
    (sentence,) = checked(text).sentences
    assert (sentence.label, sentence.is_problem) == ("Supported", False)
    assert [found.opposition.source_id for found in sentence.opposed] == ["b"]
    shown = checks_of_text(checked(text))
    assert "B says otherwise:" in shown
    assert "“Needling is not a cure for dull skin.”" in shown


def test_hints_stand_beside_their_sentence_with_the_rule(articles):
    (sentence,) = checked("Patients should *utilise* it. [@advice]").sentences
    assert "style_emphasis" in {hint.code for hint in sentence.hints}
    assert all(hint.rule and hint.message for hint in sentence.hints)
    shown = checks_of_text(checked("Patients should *utilise* it. [@advice]"))
    assert "Bold or italics stand where plain words should do." in shown


def test_the_counts_are_those_of_what_a_reader_sees(articles):
    found = checked(f"{DULL}\n\n## More on it\n\n[A link](/topics/x/) is here. [@advice]\n")
    words = len("It can be used for dull skin. More on it. A link is here.".split())
    assert (len(found.sentences), found.words) == (2, words)
    assert (
        found.summary == f"2 sentences, {found.problem_count} problem, {len(found.all_hints)} hints"
        or found.summary
    )
    assert checked("").summary == "no sentences, no problems"
    assert checked("").grade is None


def test_what_keeps_the_whole_page_back_is_a_problem_of_the_page(articles):
    picture = f"{DULL}\n\n![](/media/uploads/x.png)"
    assert [failure.code for failure in checked(picture).failures] == ["picture_undescribed"]
    assert "A picture has no description" in preview_of(title="x", body=picture, kind="topic")
    distrusted = replace(load_shelf(), distrust="The checker let 3 of 10 falsehoods pass.")
    found = live_check(title="x", body=DULL, kind="topic", shelf=distrusted)
    assert [failure.code for failure in found.failures] == ["checker_below_floor"]
    assert checked(DULL).failures == ()


# --- the same as after saving ---------------------------------------------------------------------------


def test_every_page_has_the_verdicts_that_are_stored(real_pages):
    number = 0
    for page in Page.objects.exclude(body="").select_related():
        found = live_check(title=page.title, body=page.body, kind=page.kind, page=page.specific)
        stored = [
            (
                c.position,
                c.text,
                c.start,
                c.verdict.support,
                [reason["message"] for reason in c.verdict.reasons],
            )
            for c in page.claims.select_related("verdict")
        ]
        live = [
            (s.position, s.text, s.span.start, s.support.value, [reason.message for reason in s.reasons])
            for s in found.sentences
        ]
        assert (page.address, live, found.problem_count) == (page.address, stored, 0)
        number += len(live)
    assert number > 1000


def test_what_is_remembered_is_what_is_found_anew(real_pages):
    page = Contraindication.objects.exclude(body="").first()
    livememory.forget()
    first = live_check(title=page.title, body=page.body, kind=page.kind, page=page)
    again = live_check(title=page.title, body=f"Wait. [@advice]\n\n{page.body}", kind=page.kind, page=page)
    assert len(again.sentences) == len(first.sentences) + 1
    assert [s.reasons for s in again.sentences[1:]] == [s.reasons for s in first.sentences]
    assert [s.span.start for s in again.sentences[1:]] == [s.span.start + 17 for s in first.sentences]


def test_a_changed_article_is_remembered_as_another_one(articles):
    assert labels(REDNESS) == [("Supported", False)]
    actions.load_library(
        library=library(a=A.replace("common reaction", "rare reaction"), b=B), sources_meta=meta("a", "b")
    )
    assert labels(REDNESS) == [("The quoted words do not show it", True)]


def test_no_more_is_remembered_than_the_limit(articles, monkeypatch):
    monkeypatch.setattr(livememory, "MAX_ENTRIES", 5)
    for number in range(20):
        checked(f"Wait for {number} days. [@advice]")
    assert len(livememory.recall().found) <= 5


@pytest.mark.parametrize("kind", ["question", "contraindication", "side_effect", "topic", "site", "gap"])
def test_the_preview_has_the_sections_of_the_published_page(real_pages, kind):
    page = Page.objects.published().filter(kind=kind).exclude(body="").exclude(slug="home").first().specific
    public = Client().get(page.get_absolute_url()).content.decode()
    shown = preview_of(title=page.title, body=page.body, kind=kind, page=page)
    bare = re.sub(r' <(span|button)[^>]*class="live-tag.*?</\1>', "", shown).replace("preview-", "")
    wanted = re.findall(
        r'<div class="section-text".*?</div>\s*(?=<details class="evidence"|</div>)', public, re.DOTALL
    )
    found = re.findall(
        r'<div class="section-text".*?</div>\s*(?=<details class="evidence"|</div>)', bare, re.DOTALL
    )
    assert len(wanted) == len(found) > 0
    for one, other in zip(wanted, found, strict=True):
        assert " ".join(one.split()) == " ".join(other.split())
    evidence = re.compile(r'<details class="evidence" aria.*?</details>', re.DOTALL)
    assert [" ".join(e.split()) for e in evidence.findall(bare)] == [
        " ".join(e.split()) for e in evidence.findall(public)
    ]


def test_names_in_the_preview_are_those_of_no_other_part_of_the_form(real_pages):
    page = Contraindication.objects.exclude(body="").first()
    shown = preview_of(title=page.title, body=page.body, kind=page.kind, page=page)
    names = re.findall(r'\sid="([^"]*)"', shown)
    assert len(names) == len(set(names))
    assert {name.split("-")[0] for name in names} == {"preview", "live"}
    assert all(target in names for target in re.findall(r'href="#([^"]*)"', shown))


# --- a mark that is being typed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "begun",
    ["[@", "[@a", '[@a "', '[@a "Redness is', '[@a "Redness is a common reaction"', "[@nonsense]", '[a "x"]'],
)
def test_a_mark_that_is_not_finished_is_named_and_the_rest_is_checked(articles, begun):
    body = f"{DULL}\n\nRedness is common. {begun}\n\n{REDNESS}"
    found = checked(body)
    (mark,) = found.unreadable
    assert mark.message.startswith("Line 3, column 20: ")
    assert mark.span.of(body) == begun
    assert [s.label for s in found.sentences] == ["Supported", "No source named", "Supported"]
    assert found.problem_count == 2
    shown = preview_of(title="x", body=body, kind="topic")
    assert entities.unescape(shown).count(begun) >= 1
    assert shown.count('class="marker"') == 2


def test_too_many_marks_that_cannot_be_read_stop_the_check(articles):
    found = checked("\n\n".join(["Redness. [@"] * 8))
    assert (found.is_readable, found.sentences, len(found.unreadable)) == (False, (), 6)
    assert "Nothing could be checked" in checks_of_text(found)
    assert "Redness. [@" in preview_of(title="x", body="\n\n".join(["Redness. [@"] * 8), kind="topic")


def assert_harmless(html):
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in tree.iter():
        assert element.tag not in (
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "svg",
            "math",
            "form",
            "base",
            "link",
        )
        assert not [name for name in element.attrib if name.startswith("on") or name in ("style", "srcdoc")]
        assert SAFE_ADDRESS.match(element.get("href", ""))
        assert element.get("src", "/media/").startswith("/media/")


@pytest.mark.parametrize("hostile", XSS)
def test_hostile_text_is_harmless_wherever_it_is_shown(editor, hostile):
    for body in (hostile, f'{hostile}. [@a "{hostile}"]', f"## {hostile}\n\n- {hostile} [@"):
        for url in (PREVIEW, EVIDENCE):
            sent = {"content": body, "title": hostile, "kind": "topic", "cursor": str(len(body))}
            response = editor.post(url, sent)
            assert response.status_code == 200
            assert_harmless(response.content.decode())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SCRAPS, max_size=25).map("".join))
def test_no_text_is_an_error(articles, text):
    assert_harmless(preview_of(title=text, body=text, kind="question"))
    offers_at(text, len(text) // 2, kind="question")


# --- who may ask, and what ------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [PREVIEW, EVIDENCE])
def test_only_people_who_edit_are_answered(articles, url):
    for client in (Client(), Client()):
        assert client.post(url, {"content": REDNESS, "cursor": "1"}).status_code == 403
    looker = Client()
    looker.force_login(make_person(permissions=["view_topic"]))
    assert looker.post(url, {"content": REDNESS, "cursor": "1"}).status_code == 403


def test_a_forged_question_for_evidence_is_refused(articles):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_editor())
    response = client.post(EVIDENCE, {"content": REDNESS, "cursor": "1"})
    assert (response.status_code, b"<" in response.content) == (403, False)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"content": "x" * (MAX_CHARS + 1), "cursor": "1"}, 413),
        ({"content": "x", "cursor": ""}, 400),
        ({"content": "x", "cursor": "-1"}, 400),
        ({"content": "x", "cursor": "9" * 40}, 400),
        ({"content": "x", "cursor": "٣"}, 400),
        ({"content": "x", "cursor": "1", "kind": "nonsense"}, 400),
        ({"content": "x", "cursor": "999999", "kind": "site"}, 200),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(editor, sent, status):
    response = editor.post(EVIDENCE, sent)
    assert response.status_code == status
    if status != 200:
        assert response["Content-Type"].startswith("text/plain")
        assert b"." in response.content


@pytest.mark.parametrize("page", ["", "0", "999999999", "x", "9" * 40])
def test_a_page_that_is_not_there_is_a_new_one(editor, page):
    response = editor.post(PREVIEW, {"content": DULL, "kind": "topic", "page": page})
    assert response.status_code == 200


def test_line_ends_of_browsers_count_as_one_character(editor):
    body = f"{DULL}\r\n\r\nIt heals."
    shown = editor.post(PREVIEW, {"content": body, "kind": "topic"}).content.decode()
    start = body.replace("\r\n", "\n").index("It heals.")
    assert f'data-start="{start}" data-end="{start + len("It heals.")}"' in shown


def test_a_preview_takes_as_many_queries_for_one_sentence_as_for_300(editor):
    page = Topic.objects.create(slug="draft", title="Dull skin", body=DULL)
    taken = {}
    for number in (1, 1, 3, 300):
        sentences = "\n".join(
            f'Redness {n} is common. [@a "Redness is a common reaction"]' for n in range(number)
        )
        for url in (PREVIEW, EVIDENCE):
            with CaptureQueriesContext(connection) as found:
                sent = {
                    "content": sentences,
                    "kind": "topic",
                    "page": str(page.pk),
                    "cursor": "10",
                    "title": "x",
                }
                assert editor.post(url, sent).status_code == 200
            taken[url, number] = len(found)
    assert {taken[PREVIEW, number] for number in (3, 300)} == {taken[PREVIEW, 1]}
    assert {taken[EVIDENCE, number] for number in (3, 300)} == {taken[EVIDENCE, 1]}
    assert taken[PREVIEW, 300] <= 18


def test_the_preview_shows_what_stands_beside_the_text_as_the_page_does(editor):
    """Drawings and differences are drawn from the form, by the components of readers."""
    warning, point = Contraindication.objects.get(slug="pregnancy"), Disagreement.objects.first()
    Contraindication.objects.filter(pk=warning.pk).update(status="published", body=DULL)
    page = Topic.objects.create(slug="draft", title="Dull skin", body=DULL)
    sent = {"content": DULL, "kind": "topic", "page": str(page.pk), "title": "Dull skin", "has_choices": "y"}
    bare = editor.post(PREVIEW, sent).content.decode()
    assert 'class="differ"' not in bare and "Related pages" not in bare
    sent |= {"related": f"who-should-not/{warning.slug}", "disagreements": [point.key]}
    shown = editor.post(PREVIEW, sent).content.decode()
    assert 'class="differ"' in shown and point.subject in shown
    assert "Related pages" in shown and "Check this before you decide" in shown
    page.related, page.disagreements, page.status = [warning.address], [point.key], "published"
    page.save()
    actions.check_page(page=page)
    public, preview = (html5lib.parse(html, namespaceHTMLElements=False) for html in (
        Client().get("/topics/draft/").content.decode(), shown
    ))  # fmt: skip
    assert words_of(public, "differ") == words_of(preview, "differ") != [""]
    assert words_of(public, "related") == words_of(preview, "related") != [""]


def words_of(tree, name):
    found = (e for e in tree.iter() if (e.get("class") or "") == name)
    return [" ".join("".join(element.itertext()).split()) for element in found]


def test_the_preview_shows_drawings(real_pages):
    page = Topic.objects.get(slug="what-it-is")
    shown = preview_of(title=page.title, body=page.body, kind="topic", page=page)
    assert page.figures and shown.count('<figure class="figure"') == len(page.figures)
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


def test_a_decision_of_a_person_opens_the_gate_in_the_preview_too(editor):
    page = Topic.objects.create(slug="draft", title="T", body=DOUBTED)
    assert "Problems" in preview_of(title="T", body=DOUBTED, kind="topic", page=page)
    seen = fingerprint_of(check_stored(page, load_shelf()).claims[0])
    person = make_person("rita", ["review_page"])
    actions.make_override(
        page=page, position=1, seen=seen, role="clinical_reviewer", reason="It is so.", person=person
    )
    shown = preview_of(title="T", body=DOUBTED, kind="topic", page=page)
    assert "1 sentence, no problems" in shown
    assert "A health professional decided on" in shown and "It is so." in shown
    other = preview_of(title="T", body=DOUBTED.replace("old", "very old"), kind="topic", page=page)
    assert "1 problem" in other and "decided on" not in other


DOUBTED = 'It can be used for old scars. [@a "It can be used for dull skin"]'


def test_the_form_names_the_page_and_loads_our_scripts_alone(editor):
    page = Topic.objects.create(slug="draft", title="Dull skin", body=DULL)
    form = editor.get(f"/admin/content/topic/{page.pk}/change/").content.decode()
    assert f'data-kind="topic" data-page="{page.pk}" data-title="id_title" data-evidence="{EVIDENCE}"' in form
    assert "js/livecheck.js" in form
    assert "markdownx.js" not in form
    assert "markdownx.min.js" not in form
    new = editor.get("/admin/content/topic/add/").content.decode()
    assert 'data-kind="topic" data-page=""' in new


# --- what can be cited ----------------------------------------------------------------------------------


def evidence_for(body, cursor=None, kind="topic"):
    return offers_at(body, len(body) if cursor is None else cursor, kind=kind, title="Dull skin")


def test_the_best_passage_comes_first_with_its_mark(articles):
    found = evidence_for(f"{DULL}\n\nRedness is common. [@")
    assert found.sentence == "Redness is common."
    assert (found.offers[0].mark, found.offers[0].label) == (
        '[@a "Redness is a common reaction"]',
        "Supported",
    )
    assert [plain.mark for plain in found.plain] == ["[@advice]", "[@absence]"]
    assert [plain.mark for plain in evidence_for("Redness.", kind="site").plain][-1] == "[@site]"


def test_what_contradicts_the_sentence_is_offered_as_that(articles):
    found = evidence_for("Redness is a rare reaction. [@")
    (against,) = [offer for offer in found.offers if offer.support is Support.CONTRADICTED]
    assert (against.label, against.is_problem) == ("The article says something else", True)
    assert "Redness is a common reaction" in against.quote


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Redness is common. |Bruises may appear.", "Redness is common."),
        ("Redness is com|mon. Bruises may appear.", "Redness is common."),
        ("Redness is common. [@advice] |Bruises may appear.", "Redness is common."),
        ("Redness is common.\n\n|", ""),
        ("## Heading |\n\nRedness is common.", ""),
        ("Redness is common.\n\n## Heading |", ""),
        ("|", ""),
        ("If you have it:\n\n- redness |\n- bruises", "redness"),
        ("😀 Redness is common. [@| And more.", "😀 Redness is common."),
        ("One. [@nonsense]\n\nRedness is common. [@|", "Redness is common."),
    ],
)
def test_the_sentence_is_the_one_before_the_cursor(articles, body, sentence):
    place = body.index("|")
    assert evidence_for(body.replace("|", "", 1), place).sentence == sentence


def test_what_is_chosen_takes_the_place_of_what_was_typed(articles):
    body = "Redness is common. [@a\n\nBruises may appear."
    found = evidence_for(body, body.index("\n"))
    assert body[found.start : found.end] == "[@a"
    by_button = evidence_for("Redness is common. [@advice] More.", 3)
    assert (by_button.start, by_button.end) == (28, 28)


def test_what_is_cited_already_counts_beside_the_offer(articles):
    body = f"Redness is common and it can be used for dull skin. {DULL.partition('. ')[2].strip()} "
    found = evidence_for(body)
    assert {offer.together for offer in found.offers} - {""}
    assert not any(offer.together for offer in evidence_for("Redness is common.").offers)


def check_offers(body, offered, kind, title, shelf):
    for offer in offered.offers:
        if not offer.mark:
            continue
        (mark,) = find_marks(offer.mark)
        assert (mark.citation.source_id, mark.citation.quote) == (offer.source_id, offer.quote)
        assert len(offer.quote.split()) <= MAX_QUOTE_WORDS
        (alone,) = check_text(f"{body} {offer.mark}", kind=kind, shelf=shelf, subject=title)
        (cited,) = alone.citations
        assert (cited.anchor.state, cited.anchor.others) == (AnchorState.EXACT, ())
        assert alone.verdict.support is offer.support
        assert alone.verdict.reasons == offer.reasons
        yield offer


def test_suggested_quotes_anchor_exactly_and_bring_the_verdict_they_are_shown_with(real_pages):
    shelf = load_shelf()
    offered = supported = 0
    for page in Page.objects.exclude(body="").order_by("pk")[::4]:
        for claim in parse_claims(page.body)[:6]:
            if claim.context or re.search(r"[\[\]*_`\\<>|#~&]|^[-+\d]", claim.text):
                continue  # its mark-up would be read again
            body = claim.text
            (alone,) = parse_claims(body) if len(parse_claims(body)) == 1 else (None,)
            if alone is None or alone.text != claim.text:
                continue
            found = offers_at(body, len(body), kind=page.kind, title=page.title, shelf=shelf)
            usable = list(check_offers(body, found, page.kind, page.title, shelf))
            offered += len(usable)
            supported += any(offer.support is Support.SUPPORTED for offer in usable)
    assert (offered > 500, supported > 60) == (True, True), (offered, supported)
