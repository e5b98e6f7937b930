"""Decisions about names as a file: they travel with the pages, and never over what a person decided here."""

import tomllib

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from reversion.models import Revision

from content import actions
from content.actions import decide_proposal
from content.decisionfiles import FiledDecision, decisions_text, read_decisions
from content.management.base import Error
from content.models import (
    Change,
    Contraindication,
    Page,
    ProposedConcept,
    SearchEntry,
    SearchWord,
    Source,
    Statement,
    SuggestedMerge,
)
from content.pipeline import vocabulary
from tests.web.libraries import dump
from tests.web.people import make_editor, make_publisher
from tests.web.test_commands import load, refused, run, write
from tests.web.test_editing import client_of, save

pytestmark = pytest.mark.django_db

ARTICLE = """\
Contraindications

- Pregnancy
- Zebra stripes on the cheeks
- Magnetic rings
- Tin hats
- Paper boats

Side effects

- Redness
- Humming elbows
"""
STRIPES = "Zebra stripes on the cheeks"
RULES = 'Zebra stripes on the cheeks are a contraindication. [@a "Zebra stripes on the cheeks"]'

FILE = """\
[[decision]]
role = "contraindication"
proposal = "proposed-boat-paper"
name = "Paper boats"
kind = "mapped"
concept = "proposed-hat-tin"

[[decision]]
role = "contraindication"
proposal = "proposed-cheek-stripe-zebra"
name = "Zebra stripes on the cheeks"
kind = "accepted"
concept = "striped-cheeks"
accepted_name = "Striped cheeks"

[[decision]]
role = "contraindication"
proposal = "proposed-magnetic-ring"
name = "Magnetic rings"
kind = "mapped"
concept = "epilepsy"
reason = "Said \\"so\\"\\r\\nin a letter."

[[decision]]
role = "side_effect"
proposal = "proposed-elbow-humming"
name = "Humming elbows"
kind = "rejected"
reason = "A joke."
"""
OPEN = """\
[[decision]]
role = "contraindication"
proposal = "proposed-hat-tin"
name = "Tin hats"
kind = "open"

"""
"""It stands in the file because paper boats were decided to be the same."""
WHOLE = FILE.replace(
    '[[decision]]\nrole = "contraindication"\nproposal = "proposed-magnetic-ring"',
    OPEN + '[[decision]]\nrole = "contraindication"\nproposal = "proposed-magnetic-ring"',
)


@pytest.fixture
def site(tmp_path):
    """One article and no page: ``site / "sources"``, ``site / "pages"``."""
    write(tmp_path / "sources/a.txt", ARTICLE)
    (tmp_path / "pages").mkdir()
    return tmp_path


def row(name=STRIPES):
    return ProposedConcept.objects.get(name=name)


def decide(name, kind, /, **details):
    person = User.objects.filter(username="ana").first() or make_editor()
    return decide_proposal(proposal=row(name), kind=kind, person=person, **details)


def decide_all():
    decide(STRIPES, "accepted", name="Striped cheeks")
    decide("Magnetic rings", "mapped", concept="epilepsy", reason='Said "so"\r\nin a letter.')
    decide("Paper boats", "mapped", concept=row("Tin hats").proposal)
    decide("Humming elbows", "rejected", reason="A joke.")


def put(site, text):
    write(site / "pages/decisions.toml", text)


def table(**changes):
    """One decision as a table; a value of None leaves its key out."""
    values = {
        "role": "contraindication",
        "proposal": "proposed-cheek-stripe-zebra",
        "name": STRIPES,
        "kind": "accepted",
        "concept": "striped-cheeks",
        "accepted_name": "Striped cheeks",
    } | changes
    lines = [f"{key} = {value!r}" for key, value in values.items() if value is not None]
    return "\n".join(["[[decision]]", *lines, ""])


def mapped(proposal, concept):
    return table(proposal=proposal, name=proposal, kind="mapped", concept=concept, accepted_name=None)


def decided():
    """What is decided, whoever did."""
    found = ProposedConcept.objects.exclude(state="open")
    return {r.name: (r.state, r.concept, r.accepted_name, r.reason) for r in found}


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def everything():
    return dump(), list(ProposedConcept.passages.through.objects.order_by("pk").values_list())


def clear():
    """As after ``migrate``: no rows of ours, and nobody who decided anything."""
    for model in (Statement, ProposedConcept, SuggestedMerge, Page, Source, Change, SearchEntry, SearchWord):
        model.objects.all().delete()
    Revision.objects.all().delete()
    User.objects.all().delete()
    assert not any(dump().values())


def notes(printed):
    """The lines about decisions: (code, about)."""
    lines = [line.split(": ", 1) for line in printed.splitlines() if ": decision_" in line]
    return [(rest.split()[0], about) for about, rest in lines]


# --- writing ----------------------------------------------------------------------------------------


def test_export_writes_each_decision_in_the_same_order_and_the_same_bytes(site):
    load(site)
    decide_all()
    printed, _ = run("export_content", site / "out")
    assert printed == f"0 pages and 4 decisions written to {site / 'out'}\n"
    assert (site / "out/decisions.toml").read_bytes().decode() == WHOLE
    run("export_content", site / "again")
    assert contents(site / "again") == contents(site / "out")


def test_it_names_no_person_and_no_date(site):
    load(site)
    decide_all()
    run("export_content", site / "out")
    tables = tomllib.loads((site / "out/decisions.toml").read_text())["decision"]
    keys = {key for table in tables for key in table}
    assert keys == {"role", "proposal", "name", "kind", "concept", "accepted_name", "reason"}
    assert "ana" not in (site / "out/decisions.toml").read_text()


def test_without_a_decision_there_is_no_file_not_even_an_old_one(site):
    load(site)
    run("export_content", site / "out")
    assert contents(site / "out") == {}
    decide(STRIPES, "rejected", reason="A joke.")
    run("export_content", site / "out")
    assert list(contents(site / "out")) == ["decisions.toml"]
    decide(STRIPES, "open")
    printed, _ = run("export_content", site / "out")
    assert (printed, contents(site / "out")) == (f"0 pages written to {site / 'out'}\n", {})


@pytest.mark.parametrize("words", ['"', "\\", "a\x7fb", "斑马 é", "a\nb\tc", "'''", "[[decision]]", "# no"])
def test_any_words_come_back_as_they_were(words, tmp_path):
    kept = FiledDecision("indication", "proposed-x", f"x{words}x", "rejected", reason=f"y{words}y")
    write(tmp_path / "decisions.toml", decisions_text([kept]))
    assert read_decisions(tmp_path) == (kept,)


# --- the whole way ----------------------------------------------------------------------------------


def test_a_fresh_installation_has_the_same_pages_records_and_files(site):
    """Accept a name, load, write and publish its page in the admin, export, load it all from nothing."""
    load(site)
    decide_all()
    load(site)
    page = Contraindication.objects.get(slug="striped-cheeks")
    save(client_of(make_editor("ed")), page, body=RULES, status="in_review")
    save(client_of(make_publisher()), page, status="published")
    run("export_content", site / "out")
    assert set(contents(site / "out")) == {"who-should-not/striped-cheeks.md", "decisions.toml"}
    before = site_of_today()
    assert before["pages"]["contraindication/striped-cheeks"] == ("Striped cheeks", "published", RULES)

    clear()
    (site / "pages").rmdir()
    (site / "out").rename(site / "pages")
    load(site)
    assert site_of_today() == before
    assert not ProposedConcept.objects.exclude(decided_by=None, decided_at=None).exists()
    run("export_content", site / "again")
    assert contents(site / "again") == contents(site / "pages")

    stored = everything()
    assert load(site).splitlines()[-1] == "0 rows written"
    assert everything() == stored


def site_of_today():
    """What a reader can open, and what the sources were found to say."""
    pages = {p.address: (p.title, p.status, p.body) for p in Page.objects.all()}
    said = ["passage__snapshot__source__source_id", "mention_start", "role", "concept", "name", "page__slug"]
    names = ["role", "proposal", "name", "state", "concept", "accepted_name", "reason"]
    names += ["is_present", "source_count", "statement_count"]
    return {
        "pages": pages,
        "records": sorted(Contraindication.objects.values_list("slug", "strength", "is_present", "concept")),
        "statements": sorted(map(str, Statement.objects.values_list(*said))),
        "names": sorted(ProposedConcept.objects.values_list(*names)),
        "public": {
            p.get_absolute_url(): Client().get(p.get_absolute_url()).status_code
            for p in Page.objects.published()
        },
    }


def test_without_the_file_such_a_page_has_no_source(site):
    write(
        site / "pages/who-should-not/striped-cheeks.md",
        f'+++\ntitle = "A"\nstatus = "draft"\n+++\n\n{RULES}\n',
    )
    refused(site, "pages/who-should-not/striped-cheeks.md", "", "no source says anything about", "Name the")
    put(site, table())
    load(site)
    assert Contraindication.objects.get(slug="striped-cheeks").body == RULES


# --- loading ----------------------------------------------------------------------------------------


def test_a_decision_that_the_database_lacks_is_made_by_nobody(site):
    load(site)
    put(site, WHOLE)
    first = load(site)
    assert first.splitlines()[0].split() == "decisions 4 accepted, 0 refused".split()
    assert notes(first) == []
    assert decided() == {
        STRIPES: ("accepted", "striped-cheeks", "Striped cheeks", ""),
        "Magnetic rings": ("mapped", "epilepsy", "", 'Said "so"\r\nin a letter.'),
        "Paper boats": ("mapped", "proposed-hat-tin", "", ""),
        "Humming elbows": ("rejected", "", "", "A joke."),
    }
    assert set(ProposedConcept.objects.values_list("decided_by", "decided_at")) == {(None, None)}
    before = everything()
    second = load(site)
    assert second.splitlines()[-1] == "0 rows written"
    assert second.splitlines()[:-1] == first.splitlines()[:-1]
    assert everything() == before


@pytest.mark.parametrize("is_fresh", [True, False])
def test_a_dry_run_writes_nothing_and_counts_what_it_would(site, is_fresh):
    if not is_fresh:
        load(site)
    before = everything()
    put(site, WHOLE)
    would = load(site, "--dry-run").splitlines()
    assert everything() == before
    done = load(site).splitlines()
    assert would[:-1] == done[:-1]
    assert would[-1].split()[0] == done[-1].split()[0] != "0"


def test_what_an_editor_decided_stays_and_is_noted_each_time(site):
    load(site)
    decide(STRIPES, "mapped", concept="epilepsy")
    put(site, table())
    before = decided()
    address = "contraindication/proposed-cheek-stripe-zebra"
    for _ in range(2):
        printed = load(site)
        assert "decisions          0 accepted,    1 refused (1 decided otherwise here)" in printed
        assert notes(printed) == [("decision_kept", address)]
    assert printed.splitlines()[-1] == "0 rows written"
    assert decided() == before
    run("export_content", site / "pages")
    assert notes(load(site)) == []


def test_what_an_editor_took_back_stays_taken_back(site):
    put(site, table())
    load(site)
    decide(STRIPES, "open")
    assert notes(load(site)) == [("decision_kept", "contraindication/proposed-cheek-stripe-zebra")]
    assert decided() == {}
    assert row().decided_by.username == "ana"


def test_a_decision_that_only_the_database_has_stays_without_a_word(site):
    load(site)
    decide("Humming elbows", "rejected", reason="A joke.")
    put(site, table())
    assert notes(load(site)) == []
    assert set(decided()) == {STRIPES, "Humming elbows"}


def test_the_same_decision_made_here_keeps_who_made_it(site):
    load(site)
    decide_all()
    put(site, WHOLE)
    load(site)
    assert row().decided_by.username == "ana"
    assert notes(load(site)) == []


def test_what_came_from_a_file_follows_the_file(site):
    put(site, WHOLE)
    load(site)
    names = {"Striped cheeks": "Boats", "striped-cheeks": "boats", "A joke.": "A bad joke."}
    text = WHOLE
    for old, new in names.items():
        text = text.replace(old, new)
    put(site, text)
    assert notes(load(site)) == []
    assert decided()[STRIPES] == ("accepted", "boats", "Boats", "")
    assert decided()["Humming elbows"] == ("rejected", "", "", "A bad joke.")
    (site / "pages/decisions.toml").unlink()
    printed = load(site)
    assert {code for code, _ in notes(printed)} == {"decision_gone"}
    assert (len(notes(printed)), decided()) == (4, {})
    assert notes(load(site)) == []
    page = Contraindication.objects.get(slug="boats")
    assert not page.is_present, "a warning that was accepted stays, tagged"


def test_two_names_change_places(site):
    rings = {"proposal": "proposed-magnetic-ring", "name": "Magnetic rings"}
    other = {"concept": "rings", "accepted_name": "Rings"}
    put(site, table() + table(**rings, **other))
    load(site)
    put(site, table(**other) + table(**rings))
    load(site)
    assert {name: stored[1] for name, stored in decided().items()} == {
        STRIPES: "rings",
        "Magnetic rings": "striped-cheeks",
    }


def test_another_name_takes_over_what_one_was_called(site):
    put(site, table())
    load(site)
    put(site, table(proposal="proposed-magnetic-ring", name="Magnetic rings"))
    assert notes(load(site)) == [("decision_gone", "contraindication/proposed-cheek-stripe-zebra")]
    assert decided() == {"Magnetic rings": ("accepted", "striped-cheeks", "Striped cheeks", "")}


def test_a_name_that_others_are_the_same_as_may_be_decided_here(site):
    put(site, WHOLE)
    load(site)
    decide("Tin hats", "accepted", name="Hats")
    assert notes(load(site)) == []
    assert Contraindication.objects.get(slug="hats").statements.count() == 2


def test_a_name_that_no_article_prints_keeps_its_decision(site):
    put(
        site,
        table(proposal="proposed-unicorn", name="Unicorns", concept="unicorns", accepted_name="Unicorns"),
    )
    load(site)
    unicorns = row("Unicorns")
    assert (unicorns.is_present, unicorns.state, unicorns.passages.count()) == (False, "accepted", 0)
    run("export_content", site / "out")
    assert 'name = "Unicorns"' in (site / "out/decisions.toml").read_text()


def test_a_name_that_the_vocabulary_has_learnt_since_still_loads(site, monkeypatch):
    """What one database holds and exports, another can load."""
    load(site)
    decide(STRIPES, "accepted", name="Striped cheeks")
    known = vocabulary.load_vocabulary()
    learnt = {**known.concepts, "striped-cheeks": known.concepts["epilepsy"]}
    more = vocabulary.Vocabulary(learnt, known.index, known.terms, known.term_index)
    for module in ("proposals", "decisions"):
        monkeypatch.setattr(f"content.actions.{module}.load_vocabulary", lambda: more)
    run("export_content", site / "pages")
    clear()
    load(site)
    assert decided() == {STRIPES: ("accepted", "striped-cheeks", "Striped cheeks", "")}


def test_what_the_vocabulary_has_lost_is_not_written(site, monkeypatch):
    load(site)
    decide("Magnetic rings", "mapped", concept="epilepsy")
    decide(STRIPES, "mapped", concept=row("Magnetic rings").proposal)
    known = vocabulary.load_vocabulary()
    fewer = {key: concept for key, concept in known.concepts.items() if key != "epilepsy"}
    less = vocabulary.Vocabulary(fewer, known.index, known.terms, known.term_index)
    monkeypatch.setattr("content.actions.decisions.load_vocabulary", lambda: less)
    run("export_content", site / "pages")
    tables = tomllib.loads((site / "pages/decisions.toml").read_text())["decision"]
    assert [(t["name"], t["kind"]) for t in tables] == [(STRIPES, "mapped"), ("Magnetic rings", "open")]


def test_a_load_that_fails_later_keeps_no_decision(site, monkeypatch):
    load(site)
    before = everything()
    put(site, WHOLE)
    write(site / "pages/topics/wrong.md", "no front matter")
    with pytest.raises(Error):
        load(site)
    write(site / "pages/topics/wrong.md", '+++\ntitle = "A"\nstatus = "draft"\n+++\n\nA. [@b "x"]\n')
    with pytest.raises(Error, match='no source "b"'):
        load(site)
    assert everything() == before


def test_many_decisions_take_few_queries_when_nothing_is_new():
    tables = [
        FiledDecision(
            "indication", f"proposed-{n}", f"Name {n}", "accepted", f"name-{n}", f"Name {n}", file="f"
        )
        for n in range(60)
    ]
    assert actions.load_decisions(decisions=tables).rows_written == 60
    with CaptureQueriesContext(connection) as queries:
        assert actions.load_decisions(decisions=tables).rows_written == 0
    assert len(queries) <= 4, [query["sql"] for query in queries]


# --- what aborts a load -----------------------------------------------------------------------------


ITSELF, RING, HAT = "proposed-cheek-stripe-zebra", "proposed-magnetic-ring", "proposed-hat-tin"
OPEN_RING = table(proposal=RING, name="R", kind="open", concept=None, accepted_name=None)
REJECTED = table(proposal=RING, name="R", kind="rejected", concept=None, accepted_name=None, reason="A joke.")
BAD = {
    "not TOML": ("[[decision]]\nrole = \n", "line 2, column 8", "the file is not TOML", "docs/editors.md"),
    "not UTF-8": (b"\xff", "", "the file is not TOML", "docs/editors.md"),
    "another table": ('[page]\na = "b"\n', "", 'unknown key "page"', "Begin each table [[decision]]."),
    "one table": ("[decision]\n", "", '"decision" is not a list of tables', "docs/editors.md"),
    "no table": ("decision = [1]\n", "decision 1", "this is not a table", "docs/editors.md"),
    "unknown key": (table(person="ana"), "line 1", 'unknown key "person"', "The keys are role, proposal,"),
    "second table": (OPEN_RING + table(date="x"), "line 6", 'unknown key "date"', "The keys are"),
    "wrong type": ("[[decision]]\nname = 1\n", "line 1", "name is not a text", "in quotes"),
    "binary zero": ('[[decision]]\nname = "\\u0000"\n', "line 1", "name is not a text", "in quotes"),
    "no role": (table(role=None), "line 1", "there is no role", "docs/editors.md"),
    "no name": (table(name=" "), "line 1", "there is no name", "docs/editors.md"),
    "unknown role": (table(role="benefit"), "line 1", 'the role "benefit" is unknown', "contraindication,"),
    "unknown kind": (table(kind="maybe"), "line 1", 'the kind "maybe" is unknown', "mapped, accepted,"),
    "no proposal": (table(proposal="redness"), "line 1", '"redness" is no identifier', '"proposed-"'),
    "long proposal": (table(proposal="proposed-" + "z" * 92), "line 1", "is no identifier", '"proposed-"'),
    "no reason": (
        table(kind="rejected", concept=None, accepted_name=None, reason="  "),
        "line 1",
        "a decision of the kind “rejected” has no reason",
        "the name may be a warning",
    ),
    "missing concept": (
        table(kind="mapped", concept=None, accepted_name=None),
        "line 1",
        "“mapped” has no concept",
        "Add concept.",
    ),
    "missing name": (table(accepted_name=None), "line 1", "“accepted” has no accepted_name", "Add accepted"),
    "useless": (table(kind="mapped"), "line 1", "“mapped” has no use for accepted_name", "Take it out"),
    "open with a reason": (
        table(kind="open", concept=None, accepted_name=None, reason="A joke."),
        *("line 1", "“open” has no use for reason", "Take it out"),
    ),
    "twice": (table() + table(), "line 8", "there are two decisions about it", "Keep one"),
    "unknown concept": (mapped(ITSELF, "unicorn"), "line 1", "has no “unicorn”", "Correct the file"),
    "other role": (mapped(ITSELF, "bruising"), "line 1", "has no “bruising”", "Correct the file"),
    "unknown name": (mapped(ITSELF, HAT), "line 1", "no such name in this role", "Correct the file"),
    "itself": (mapped(ITSELF, ITSELF), "line 1", "it would mean itself", "Correct the file"),
    "circle": (
        mapped(ITSELF, RING) + mapped(RING, HAT) + mapped(HAT, ITSELF),
        "line 1",
        "it would go in a circle: “proposed-magnetic-ring” is ",
        "Correct the file",
    ),
    "through a rejected one": (
        mapped(ITSELF, RING) + REJECTED,
        *("line 1", "“R” was decided not to belong here", "Correct the file"),
    ),
    "clash": (
        table() + table(proposal=RING, name="R"),
        *("line 1", "“Striped cheeks” is the name of another thing already", "Correct the file"),
    ),
    "other address": (table(concept="stripes"), "line 1", "is not “striped-cheeks”", "Correct the file"),
    "another thing": (
        table(concept="bruising", accepted_name="Bruising"),
        *("line 1", "“bruising” is something else in the vocabulary", "Correct the file"),
    ),
    "no letters": (
        table(accepted_name="斑马"),
        "line 1",
        "cannot be made into an address",
        "Correct the file",
    ),
    "long name": (table(accepted_name="z" * 101), "line 1", "has 101 characters", "Correct the file"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_one_message_and_changes_nothing(site, case):
    load(site)
    text, *expected = BAD[case]
    put(site, text)
    refused(site, "pages/decisions.toml", *expected)


def test_a_file_is_refused_also_where_an_editor_decided_otherwise(site):
    load(site)
    decide(STRIPES, "mapped", concept="epilepsy")
    put(site, mapped(ITSELF, "unicorn"))
    refused(site, "pages/decisions.toml", "line 1", "has no “unicorn”", "Correct the file")


AGAINST_AN_EDITOR = {
    "circle": (
        lambda: decide(STRIPES, "mapped", concept=RING),
        mapped(RING, ITSELF) + table(kind="open", concept=None, accepted_name=None),
        "it would go in a circle",
    ),
    "clash": (
        lambda: decide("Magnetic rings", "accepted", name="Striped cheeks"),
        table(),
        "is the name of another thing already",
    ),
    "dropped": (
        lambda: decide(STRIPES, "mapped", concept=RING),
        REJECTED,
        f"it would drop “{STRIPES}” as well",
    ),
    "into what was dropped": (
        lambda: decide("Magnetic rings", "rejected", reason="A joke."),
        mapped(ITSELF, RING) + OPEN_RING,
        "was decided not to belong here",
    ),
}


@pytest.mark.parametrize("case", AGAINST_AN_EDITOR)
def test_what_cannot_stand_beside_an_editors_decision_is_refused(site, case):
    decides, text, problem = AGAINST_AN_EDITOR[case]
    load(site)
    decides()
    put(site, text)
    refused(site, "pages/decisions.toml", "line 1", problem, "That was decided here in the admin")


def test_a_file_that_cannot_be_read_or_removed_is_one_message(site):
    load(site)
    (site / "pages/decisions.toml").mkdir()
    with pytest.raises(Error, match="the file is not TOML"):
        load(site)
    with pytest.raises(Error, match="cannot be removed"):
        run("export_content", site / "pages")


# --- the admin --------------------------------------------------------------------------------------


def test_the_admin_says_that_a_decision_came_from_the_file(site):
    put(site, WHOLE)
    load(site)
    client = client_of(make_editor())
    html = client.get(reverse("admin:content_proposedconcept_change", args=[row().pk])).content.decode()
    assert "The file of decisions, loaded with the pages. Its page: <a " in html
    assert "None," not in html
