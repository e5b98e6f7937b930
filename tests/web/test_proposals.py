"""Names that nobody has placed yet: never on a page, never lost, decided once by a person who may."""

import re

import html5lib
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content import actions
from content.actions import current_decisions, decide_proposal
from content.admin.likeness import most_similar
from content.admin.placing import Decision as Choice
from content.models import (
    Contraindication,
    Disagreement,
    Indication,
    Page,
    Passage,
    ProposedConcept,
    SideEffect,
    Snapshot,
    Statement,
)
from content.pipeline import vocabulary
from content.pipeline.decisions import Decision, DecisionKind
from content.pipeline.errors import BadDecision
from content.pipeline.run import build_library, read_article
from content.pipeline.snapshots import take_snapshot
from content.pipeline.statements import Role
from content.views.completeness import missing_effects, missing_reasons
from content.views.frame import Frame
from tests.web.factories import make_passage, make_proposal, make_source
from tests.web.libraries import dump, meta
from tests.web.people import make_editor, make_person

pytestmark = pytest.mark.django_db

AVOID = "Contraindications\n\n- Pregnancy\n- Zebra stripes on the cheeks\n- Magnetic rings\n"
CARE = "Precautions\n\nUse it with caution in people with epilepsy.\n"
EFFECTS = "Side effects\n\n- Redness\n- Humming elbows\n"
USES = "Uses\n\n- Wrinkles\n- Zebra crossings\n"
STRIPES = "Zebra stripes on the cheeks"


def read(**texts):
    return [read_article(take_snapshot(name, text)) for name, text in texts.items()]


def load(**texts):
    library = build_library(read(**texts), current_decisions())
    return actions.load_library(library=library, sources_meta=meta(*texts))


def row(name=STRIPES):
    return ProposedConcept.objects.get(name=name)


@pytest.fixture
def person():
    return make_editor()


@pytest.fixture
def decide(person):
    def decide(words, kind, /, **details):
        return decide_proposal(proposal=row(words), kind=kind, person=person, **details)

    return decide


def everything():
    """Every row, with the places of the names, which have no model of their own."""
    places = ProposedConcept.passages.through.objects.order_by("pk").values_list()
    return dump(), list(places)


def stages(report):
    return {stage.name: (stage.accepted, stage.refused) for stage in report.stages}


# --- loading ----------------------------------------------------------------------------------------


def test_a_name_that_nobody_knows_waits_and_has_no_page():
    report = load(a=AVOID, b=EFFECTS, c=USES)
    assert {(r.role, r.name, r.state, r.is_present) for r in ProposedConcept.objects.all()} == {
        ("contraindication", STRIPES, "open", True),
        ("contraindication", "Magnetic rings", "open", True),
        ("side_effect", "Humming elbows", "open", True),
        ("indication", "Zebra crossings", "open", True),
    }
    assert {page.slug for page in Page.objects.exclude(kind="question")} == {
        "pregnancy",
        "redness",
        "wrinkles",
    }
    assert stages(report)["records"] == (3, {"proposed": 4})
    assert stages(report)["proposals"] == (0, {"waiting for an editor": 4})
    assert stages(report)["statements"] == (7, {})


def test_its_statements_are_stored_with_the_words_of_the_article():
    load(a=AVOID)
    (said,) = Statement.objects.filter(name=STRIPES)
    assert (said.is_proposed, said.page, said.passage.quote) == (True, None, f"- {STRIPES}")
    assert Statement.objects.filter(is_proposed=False).get().name == ""


def test_a_name_knows_all_its_places():
    load(a=AVOID, b=AVOID.replace("Zebra stripes", "ZEBRA STRIPES"))
    stripes = row()
    assert (stripes.source_count, stripes.statement_count) == (2, 2)
    assert [p.quote for p in stripes.passages.order_by("quote")] == [
        "- ZEBRA STRIPES on the cheeks",
        "- Zebra stripes on the cheeks",
    ]


def test_a_second_load_writes_no_row(decide):
    texts = {"a": AVOID, "b": EFFECTS, "c": USES}
    load(**texts)
    decide("Magnetic rings", "accepted", name="Rings")
    decide("Humming elbows", "rejected", reason="A joke.")
    decide("Zebra crossings", "mapped", concept="wrinkles")
    assert load(**texts).rows_written > 0
    before = everything()
    again = load(**texts)
    assert (again.rows_written, again.notes) == (0, [])
    assert everything() == before


def test_a_decision_survives_that_the_name_is_gone_for_a_while(decide):
    load(a=AVOID)
    decide(STRIPES, "rejected", reason="A joke.")
    load(a=CARE)
    stripes = row()
    assert (stripes.state, stripes.is_present, stripes.source_count) == ("rejected", False, 0)
    assert [p.quote for p in stripes.passages.all()] == [f"- {STRIPES}"], "where it was seen last"
    assert load(a=CARE).rows_written == 0
    load(b=AVOID)
    stripes.refresh_from_db()
    assert (stripes.state, stripes.is_present, stripes.statement_count) == ("rejected", True, 1)
    assert not Statement.objects.filter(name=STRIPES, passage__snapshot__is_current=True).exists()


def test_a_load_that_fails_stores_no_name(monkeypatch):
    load(a=AVOID)
    before = everything()
    monkeypatch.setattr(
        "content.actions.library._load_disagreements", lambda *_: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OSError, match="disk full"):
        load(a=EFFECTS)
    assert everything() == before


@pytest.fixture
def files(tmp_path):
    for folder in ("sources", "pages"):
        (tmp_path / folder).mkdir()
    (tmp_path / "sources" / "a.txt").write_text(AVOID, "utf-8")
    return ["--sources", str(tmp_path / "sources"), "--pages", str(tmp_path / "pages")]


def test_the_command_goes_by_the_decisions_and_a_dry_run_writes_nothing(files, decide, capsys):
    call_command("load_content", *files)
    decide(STRIPES, "accepted", name="Striped cheeks")
    before = everything()
    call_command("load_content", *files, "--dry-run")
    assert everything() == before
    assert "1 accepted,    1 refused (1 waiting for an editor)" in capsys.readouterr().out
    call_command("load_content", *files)
    assert Contraindication.objects.get(slug="striped-cheeks").title == "Striped cheeks"


def test_a_dry_run_from_nothing_writes_nothing(files):
    call_command("load_content", *files, "--dry-run")
    assert not any(dump().values())


def test_a_long_name_of_a_hostile_article_does_not_stop_the_load():
    load(a=f"Contraindications\n\n- Pregnancy\n- {'z' * 1150}\n")
    assert len(ProposedConcept.objects.get().name) > 1000


# --- what a decision does ---------------------------------------------------------------------------


def test_an_accepted_name_gets_a_page_and_keeps_it(decide):
    load(a=AVOID)
    decide(STRIPES, "accepted", name="Striped  cheeks")
    assert not Page.objects.filter(slug="striped-cheeks").exists(), "not before the next load"
    load(a=AVOID)
    page = Contraindication.objects.get(slug="striped-cheeks")
    assert (page.title, page.status, page.strength, page.is_present) == (
        "Striped cheeks",
        "draft",
        "avoid",
        True,
    )
    (said,) = page.statements.all()
    assert (said.name, said.is_proposed, said.concept) == ("Striped cheeks", False, "striped-cheeks")
    assert load(a=AVOID).rows_written == 0
    assert Contraindication.objects.get(slug="striped-cheeks") == page


def test_a_mapped_name_joins_the_record_with_the_strictest_strength(decide):
    load(a=AVOID, b=CARE)
    assert Contraindication.objects.get(slug="epilepsy").strength == "caution"
    decide(STRIPES, "mapped", concept="epilepsy")
    load(a=AVOID, b=CARE)
    page = Contraindication.objects.get(slug="epilepsy")
    assert (page.strength, page.strength_by_source) == ("avoid", {"a": "avoid", "b": "caution"})
    assert {s.passage.quote for s in page.statements.all()} >= {f"- {STRIPES}"}
    assert load(a=AVOID, b=CARE).rows_written == 0


def test_a_rejected_name_is_set_aside_and_counted(decide):
    load(a=AVOID)
    decide(STRIPES, "rejected", reason="A joke of the author's.")
    report = load(a=AVOID)
    assert stages(report)["statements"] == (2, {"rejected by an editor": 1})
    assert stages(report)["proposals"] == (0, {"rejected by an editor": 1, "waiting for an editor": 1})
    passage = row().passages.get()
    assert (passage.disposition, passage.reason, passage.statements.count()) == (
        "rejected",
        "rejected_name",
        0,
    )


def test_a_warning_that_was_accepted_stays_when_the_decision_is_taken_back(decide):
    load(a=AVOID)
    decide(STRIPES, "accepted", name="Striped cheeks")
    load(a=AVOID)
    decide(STRIPES, "open")
    report = load(a=AVOID)
    page = Contraindication.objects.get(slug="striped-cheeks")
    assert (page.is_present, row().state) == (False, "open")
    assert ("warning_kept", page.address) in {(note.code, note.about) for note in report.notes}


def test_names_that_are_the_same_wait_together_and_are_decided_together(decide):
    load(a=AVOID, b="Contraindications\n\n- Pregnancy\n- Magnetic rings\n")
    decide("Magnetic rings", "mapped", concept=row().proposal)
    load(a=AVOID)
    assert (row().statement_count, row("Magnetic rings").statement_count) == (2, 1)
    assert row().name == STRIPES, "the other's words are not its own"
    proposed = Statement.objects.filter(is_proposed=True, passage__snapshot__is_current=True)
    assert {said.concept for said in proposed} == {row().proposal}
    decide(STRIPES, "accepted", name="Stripes and rings")
    load(a=AVOID)
    assert Contraindication.objects.get(slug="stripes-and-rings").statements.count() == 2


def test_a_name_stays_at_work_while_another_that_is_the_same_is_printed(decide):
    load(a=AVOID)
    decide("Magnetic rings", "mapped", concept=row().proposal)
    load(a=AVOID.replace(f"- {STRIPES}\n", ""))
    assert (row().state, row().is_present, row().statement_count) == ("open", True, 1)
    assert row() in ProposedConcept.objects.waiting()


def test_a_decision_is_undone_where_the_vocabulary_loses_what_it_means(decide, monkeypatch):
    load(a=AVOID)
    decide(STRIPES, "mapped", concept="epilepsy")
    known = vocabulary.load_vocabulary()
    fewer = vocabulary.Vocabulary(
        {key: concept for key, concept in known.concepts.items() if key != "epilepsy"},
        known.index,
        known.terms,
        known.term_index,
    )
    monkeypatch.setattr("content.actions.proposals.load_vocabulary", lambda: fewer)
    assert current_decisions() == ()
    report = load(a=AVOID)
    assert (row().state, row().decided_by) == ("open", None)
    assert [(note.code, note.about) for note in report.notes] == [("decision_lost", row().address)]
    assert load(a=AVOID).rows_written == 0


def test_decisions_reach_the_reader_as_it_knows_them(decide):
    load(a=AVOID, b=EFFECTS)
    decide(STRIPES, "mapped", concept="epilepsy")
    decide("Magnetic rings", "mapped", concept=row().proposal)
    decide("Humming elbows", "accepted", name="Elbows that hum")
    assert set(current_decisions()) == {
        Decision(Role.CONTRAINDICATION, row().proposal, DecisionKind.MAPPED, "epilepsy"),
        Decision(Role.CONTRAINDICATION, row("Magnetic rings").proposal, DecisionKind.MAPPED, row().proposal),
        Decision(
            Role.SIDE_EFFECT,
            row("Humming elbows").proposal,
            DecisionKind.ACCEPTED,
            "elbows-that-hum",
            "Elbows that hum",
        ),
    }


# --- what is refused --------------------------------------------------------------------------------


REFUSED = {
    "nothing chosen": ({"kind": "mapped"}, "nothing is chosen"),
    "unknown concept": ({"kind": "mapped", "concept": "unicorn"}, "the vocabulary has no “unicorn”"),
    "concept of another role": (
        {"kind": "mapped", "concept": "bruising"},
        "the vocabulary has no “bruising”",
    ),
    "unknown name": ({"kind": "mapped", "concept": "proposed-unicorn"}, "there is no such name in this role"),
    "name of another role": (
        {"kind": "mapped", "concept": "proposed-elbow-humming"},
        "there is no such name in this role",
    ),
    "itself": ({"kind": "mapped", "concept": "proposed-cheek-stripe-zebra"}, "it would mean itself"),
    "no name": ({"kind": "accepted", "name": " \n "}, "there is no name for it"),
    "long name": ({"kind": "accepted", "name": "z" * 101}, "the name has 101 characters"),
    "no letters": ({"kind": "accepted", "name": "斑马"}, "cannot be made into an address"),
    "reserved": ({"kind": "accepted", "name": "Proposed surgery"}, "cannot be made into an address"),
    "known id": ({"kind": "accepted", "name": "Pregnancy"}, "“Pregnancy” is known already"),
    "no reason": ({"kind": "rejected", "reason": "  "}, "there is no reason why it does not belong here"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_decision_that_cannot_hold_is_refused_and_changes_nothing(case, decide):
    load(a=AVOID, b=EFFECTS)
    before = everything()
    details, problem = REFUSED[case]
    with pytest.raises(BadDecision, match=re.escape(problem)) as caught:
        decide(STRIPES, details["kind"], **{k: v for k, v in details.items() if k != "kind"})
    assert caught.value.mend
    assert str(caught.value).startswith(f"“{STRIPES}”: ")
    assert everything() == before


def test_circles_are_refused_however_long(decide):
    load(a=AVOID + "- Tin hats\n")
    decide(STRIPES, "mapped", concept=row("Magnetic rings").proposal)
    decide("Magnetic rings", "mapped", concept=row("Tin hats").proposal)
    for name, other in (("Magnetic rings", STRIPES), ("Tin hats", STRIPES), ("Tin hats", "Magnetic rings")):
        with pytest.raises(BadDecision, match="it would go in a circle: “"):
            decide(name, "mapped", concept=row(other).proposal)
    assert row("Tin hats").state == "open"


def test_no_name_is_dropped_through_another(decide):
    load(a=AVOID)
    decide(STRIPES, "rejected", reason="A joke.")
    with pytest.raises(BadDecision, match="was decided not to belong here"):
        decide("Magnetic rings", "mapped", concept=row().proposal)
    decide(STRIPES, "open")
    decide("Magnetic rings", "mapped", concept=row().proposal)
    with pytest.raises(BadDecision, match="it would drop “Magnetic rings” as well"):
        decide(STRIPES, "rejected", reason="A joke.")


def test_a_medical_name_is_known_too(decide):
    load(a=EFFECTS)
    with pytest.raises(BadDecision, match="“Redness” is known already"):
        decide("Humming elbows", "accepted", name="ERYTHEMA")


def test_a_new_name_is_given_once(decide):
    load(a=AVOID, b=EFFECTS)
    decide(STRIPES, "accepted", name="Stripes")
    with pytest.raises(BadDecision, match="“Stripes” is the name of another thing already"):
        decide("Magnetic rings", "accepted", name="stripes")
    decide(STRIPES, "accepted", name="STRIPES")
    decide("Humming elbows", "accepted", name="Stripes")
    load(a=AVOID, b=EFFECTS)
    pages = (Contraindication.objects.get(slug="stripes"), SideEffect.objects.get(slug="stripes"))
    assert [page.title for page in pages] == ["STRIPES", "Stripes"], "a role is part of what a thing is"


def test_a_decision_can_be_changed_and_taken_back(decide, person):
    load(a=AVOID)
    decide(STRIPES, "rejected", reason="A joke.")
    changed = decide(STRIPES, "mapped", concept="epilepsy", reason="The article says so.")
    assert (changed.state, changed.concept, changed.reason) == ("mapped", "epilepsy", "The article says so.")
    assert (changed.decided_by, changed.decided_at is None) == (person, False)
    decide(STRIPES, "open")
    stripes = row()
    assert (stripes.state, stripes.concept, stripes.reason) == ("open", "", "")
    assert (stripes.decided_by, stripes.decided_at is None) == (person, False), (
        "taking back is a decision too"
    )


# --- what readers see -------------------------------------------------------------------------------


def test_readers_never_see_the_name_but_learn_that_a_list_is_not_whole(decide):
    care = "Precautions\n\nUse it with caution if you have any of these:\n\n- Magnetic rings\n- Hernia\n"
    load(a=AVOID, b=care, c=EFFECTS, d=USES)
    Page.objects.exclude(kind="question").update(status="published")
    assert not [point for point in Disagreement.objects.all() if "proposed-" in point.key]
    client = Client()
    addresses = ["/", "/who-should-not/", "/side-effects/", "/uses/", "/differences/", "/not-answered/"]
    addresses += ["/sources/", "/sources/a/", "/topics/", "/questions/", "/how-we-check/", "/sitemap.xml"]
    addresses += [page.get_absolute_url() for page in Page.objects.published()]
    for address in addresses:
        response = client.get(address)
        words = re.findall(
            r"zebra|magnetic rings|humming|proposed-", response.content.decode(), re.IGNORECASE
        )
        assert (address, response.status_code, words) == (address, 200, [])
    assert client.get("/who-should-not/proposed-magnetic-ring/").status_code == 404
    for address, number in (("/who-should-not/", "2 things"), ("/side-effects/", "1 thing")):
        words = f"The articles list {number} among "
        assert client.get(address).content.decode().count(words) == 1
    decide("Humming elbows", "rejected", reason="A joke.")
    decide("Magnetic rings", "accepted", name="Rings")
    load(a=AVOID, b=care, c=EFFECTS, d=USES)
    lacks = [
        (found.missing, found.unplaced) for found in (missing_reasons(Frame()), missing_effects(Frame()))
    ]
    assert lacks == [(1, 1), (0, 0)], "a draft is not public either"


# --- the admin --------------------------------------------------------------------------------------


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def editor(person):
    load(a=AVOID, b=EFFECTS, c=USES)
    return client_of(person)


LIST = "/admin/content/proposedconcept/"


def form_of(name=STRIPES):
    return reverse("admin:content_proposedconcept_change", args=[row(name).pk])


def send(client, name=STRIPES, **fields):
    seen = client.get(form_of(name)).context["adminform"].form["seen"].value()
    empty = dict.fromkeys(("means", "same_as", "own_name", "reason"), "")
    return client.post(form_of(name), empty | {"seen": seen} | fields, follow=True)


def errors_of(response):
    return response.context["adminform"].form.errors.as_data()


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def text_of(response, element_id):
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    (element,) = tree.findall(f".//*[@id='{element_id}']")
    return " ".join(" ".join(element.itertext()).split())


def test_what_waits_is_on_the_first_page_with_the_warnings_first(editor):
    response = editor.get("/admin/")
    work = response.context["work"]
    first = response.context["waiting"][0]
    assert (first.title, first.count) == ("Warnings under names that nobody has placed yet", 3)
    uses = next(waiting for waiting in work if waiting.title.startswith("Uses"))
    assert uses.count == 1
    for waiting in (first, uses):
        assert len(editor.get(waiting.address).context["cl"].result_list) == waiting.count


def test_what_is_decided_or_gone_waits_no_more(editor, decide):
    decide(STRIPES, "mapped", concept="epilepsy")
    load(a=AVOID, c=USES)
    assert [w.count for w in editor.get("/admin/").context["work"] if "nobody has placed" in w.title] == [
        1,
        1,
    ]
    names = {r.name for r in editor.get(LIST, {"waiting": "no"}).context["cl"].result_list}
    assert names == {STRIPES, "Humming elbows"}


def test_the_list_says_where_each_name_stands_and_how(editor, decide):
    decide("Magnetic rings", "mapped", concept=row().proposal)
    response = editor.get(LIST)
    shown = [r.role for r in response.context["cl"].result_list]
    assert shown == ["contraindication", "side_effect", "indication", "contraindication"], (
        "what waits, and of that the warnings, first"
    )
    table = text_of(response, "result_list")
    assert f"{STRIPES} Reason not to have it - {STRIPES} a Nobody has decided 1" in table
    assert f"Magnetic rings Reason not to have it - Magnetic rings a The same as “{STRIPES}” 1" in table
    passage = row().passages.get()
    assert f"/snapshot/{passage.snapshot_id}/change/#passage-{passage.position}" in response.content.decode()
    for query, names in {
        "state__exact=mapped": {"Magnetic rings"},
        "q=humming": {"Humming elbows"},
        f"passages__snapshot__source__id__exact={Snapshot.objects.get(source__source_id='c').source_id}": {
            "Zebra crossings"
        },
    }.items():
        assert {r.name for r in editor.get(f"{LIST}?{query}").context["cl"].result_list} == names


def test_the_form_shows_the_places_and_offers_the_most_similar_names_first(editor):
    response = editor.get(form_of("Humming elbows"))
    html = response.content.decode()
    assert "<blockquote>- Humming elbows</blockquote>" in html
    assert "Under “Side effects”" in html
    form = response.context["adminform"].form
    blank, nearest, *groups = form.fields["means"].choices
    assert (blank[0], nearest[0], len(nearest[1])) == ("", "Most similar names", 5)
    headings = [name for name, _ in groups]
    assert headings[:3] == ["Names that only this kind of page has", "Conditions", "Symptoms and signs"]
    words = dict(choice for _, choices in groups for choice in choices)
    assert words["redness"] == "Redness (erythema)"
    assert "pregnancy" not in words, "it is known as a reason not to have it"
    assert set(dict(nearest[1])) <= set(words)


def test_likeness_suggests_by_spelling_word_by_word():
    names = {"a": ("Muscle disease", "myasthenia"), "b": ("Weak bones", ""), "c": ("Tattoo", "")}
    assert most_similar("Diseases of the muscles", names, 3) == ["a", "b", "c"]
    assert most_similar("MYASTHENIA", names, 1) == ["a"]
    assert most_similar("Bones, weak", names, 1) == ["b"]
    assert most_similar("x", {}, 5) == []
    assert most_similar("斑马", names, 1) == ["a"], (
        "nothing is alike, and the order is still the same each time"
    )


SAVED = {
    Choice.MEANS: ({"means": "epilepsy"}, ("mapped", "epilepsy", ""), "Means “Epilepsy”"),
    Choice.SAME: (
        {"same_as": "proposed-magnetic-ring"},
        ("mapped", "proposed-magnetic-ring", ""),
        "The same as “Magnetic rings”",
    ),
    Choice.OWN: (
        {"own_name": "Striped cheeks"},
        ("accepted", "striped-cheeks", "Striped cheeks"),
        "A thing of its own: “Striped cheeks”",
    ),
    Choice.NOTHING: ({"reason": "A joke."}, ("rejected", "", ""), "Does not belong here"),
}


@pytest.mark.parametrize("choice", SAVED)
def test_an_editor_decides_and_is_told_what_comes_of_it(choice, editor, person):
    fields, stored, words = SAVED[choice]
    response = send(editor, decision=choice, **fields)
    stripes = row()
    assert (stripes.state, stripes.concept, stripes.accepted_name) == stored
    assert (stripes.decided_by, stripes.reason) == (person, fields.get("reason", ""))
    (told,) = [m for m in messages_of(response) if STRIPES in m and words in m]
    assert "when the articles are loaded the next time" in told
    assert "manage.py load_content" in told
    entry = LogEntry.objects.get()
    assert (entry.user, entry.action_flag, entry.object_id) == (person, 2, str(stripes.pk))
    assert entry.get_change_message().startswith(words)
    assert fields.get("reason", "") in entry.get_change_message()
    page = editor.get(form_of())
    assert words in page.content.decode()
    assert str(person) in page.content.decode()


def test_a_decision_is_taken_back_in_the_form(editor, decide, person):
    assert Choice.OPEN not in dict(editor.get(form_of()).context["adminform"].form.fields["decision"].choices)
    decide(STRIPES, "rejected", reason="A joke.")
    send(editor, decision=Choice.OPEN)
    assert (row().state, row().reason, row().decided_by) == ("open", "", person)


BAD = {
    "no answer": ({}, "decision", "required"),
    "two answers": (
        {"decision": "means", "means": "epilepsy", "own_name": "Stripes"},
        "own_name",
        "Empty this",
    ),
    "nothing chosen": ({"decision": "means"}, "means", "Choose a name from the list."),
    "not offered": ({"decision": "means", "means": "bruising"}, "means", "not one of the available choices"),
    "a name under means": (
        {"decision": "means", "means": "proposed-magnetic-ring"},
        "means",
        "not one of the available choices",
    ),
    "no name": ({"decision": "own"}, "own_name", "There is no name for it. Write one"),
    "known name": ({"decision": "own", "own_name": "Pregnancy"}, "own_name", "“Pregnancy” is known already."),
    "no reason": ({"decision": "nothing"}, "reason", "Write why: the name may be a warning."),
    "itself": ({"decision": "same", "same_as": "proposed-cheek-stripe-zebra"}, "same_as", "not one of"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_is_refused_in_the_form_and_nothing_is_saved(case, editor):
    fields, field, words = BAD[case]
    before = everything()
    found = errors_of(send(editor, **fields))
    assert words in " ".join(str(message) for error in found[field] for message in error.messages)
    assert everything() == before
    assert not LogEntry.objects.exists()


def test_nobody_overwrites_a_decision_unseen(editor, decide):
    seen = editor.get(form_of()).context["adminform"].form["seen"].value()
    decide(STRIPES, "mapped", concept="epilepsy")
    for old in (seen, ""):
        response = send(editor, decision=Choice.NOTHING, reason="A joke.", seen=old)
        assert "Somebody else has decided" in str(errors_of(response)["__all__"])
    assert row().state == "mapped"


@pytest.mark.parametrize("permissions", [[], ["change_disagreement"], ["add_topic"]])
def test_nobody_decides_without_permission(permissions, editor):
    other = client_of(make_person("otto", permissions))
    before = everything()
    assert other.get(form_of()).status_code == (200 if permissions else 403)
    data = {"decision": "nothing", "reason": "A joke.", "seen": "open"}
    assert other.post(form_of(), data).status_code == 403
    assert other.get(f"{LIST}add/").status_code == 403
    assert other.post(f"{form_of()}../delete/", {"post": "yes"}).status_code in (403, 404)
    assert Client().post(form_of(), data).status_code == 302
    assert everything() == before


def test_whoever_may_only_look_sees_no_form(editor):
    html = client_of(make_person("otto", ["add_topic"])).get(form_of()).content.decode()
    assert STRIPES in html
    assert 'name="decision"' not in html


def test_a_superuser_neither_adds_nor_deletes_a_name(editor):
    root = client_of(User.objects.create_superuser("root"))
    assert root.get(f"{LIST}add/").status_code == 403
    url = reverse("admin:content_proposedconcept_delete", args=[row().pk])
    assert root.post(url, {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["list", "form", "first page"])
def test_the_admin_takes_as_many_queries_for_300_names_as_for_one(name, person):
    source = make_source(text="".join(f"- Stripe {'x' * n}.\n" for n in range(1, 301)))
    client, made, taken = client_of(person), 0, []
    for number in (1, 3, 300):
        for n in range(made + 1, number + 1):
            passage = make_passage(source, f"- Stripe {'x' * n}.", position=n)
            make_proposal(
                f"Stripe {'x' * n}", passage, role="contraindication", proposal=f"proposed-stripe-{n}"
            )
        made = number
        address = {"list": LIST, "form": form_of("Stripe x"), "first page": "/admin/"}[name]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        taken.append(len(queries))
    assert taken[0] == taken[1] == taken[2] <= 30


def test_hostile_words_are_words_in_the_form_and_in_the_message(person):
    words = "<script>alert(1)</script>"
    passage = make_passage(make_source(text=words), words)
    make_proposal(words, passage, proposal="proposed-x")
    make_proposal(words + "!", passage, proposal="proposed-y")
    client = client_of(person)
    pages = [client.get(form_of(words)), send(client, words, decision="own", own_name=words)]
    pages.append(client.get(form_of(words)))
    for page in pages:
        assert "alert(1)" in page.content.decode()
        assert "<script>alert" not in page.content.decode()


def test_the_list_of_what_is_in_an_article_knows_unplaced_names(editor):
    url = reverse("admin:content_statement_changelist")
    found = editor.get(url, {"is_proposed__exact": "1"}).context["cl"].result_list
    assert {said.name for said in found} == {STRIPES, "Magnetic rings", "Humming elbows", "Zebra crossings"}
    said = Statement.objects.get(name=STRIPES)
    html = editor.get(reverse("admin:content_statement_change", args=[said.pk])).content.decode()
    assert "name that the vocabulary lacks" in html.lower()


def test_an_accepted_name_leads_to_its_page(editor, decide):
    decide("Zebra crossings", "accepted", name="Crossings")
    load(a=AVOID, b=EFFECTS, c=USES)
    page = Indication.objects.get(slug="crossings")
    html = editor.get(form_of("Zebra crossings")).content.decode()
    assert f'href="{reverse("admin:content_indication_change", args=[page.pk])}">Crossings</a>' in html
    assert Passage.objects.filter(proposals=row("Zebra crossings")).get().disposition == "used"
