"""The curated pages leave nothing out: every usable statement of the annotation is cited, in our own words."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import permutations

import pytest

from content.models import Difference, Disagreement, Page
from content.pagefiles import KIND_OF_FOLDER, PAGES
from content.pipeline.anchors import anchor_quote
from content.pipeline.citations import Basis, Claim, parse_claims
from content.pipeline.spans import Span
from tests.golden.test_disagreements import FOUND_AS
from tests.golden.test_golden import HERE, NAMES, library, rows
from tests.library import Reader, loaded_library

ROLES = {"indication", "contraindication", "side_effect", "aftercare", "results", "candidate", "procedure"}
"""What a patient must find. The other types (topic, benefit, substance, history, disclaimer) count as well."""

ALL_TYPES = ROLES | {"topic", "benefit", "substance", "history", "disclaimer"}
NO_STATEMENT = {"heading", "question", "duplicate", "noise", "reference"}
HALF = 0.5
"""A row is reached when quotes of published pages cover at least this share of its words."""


@dataclass(frozen=True)
class CuratedPage:
    """A page's file: ``head`` is its front matter, ``claims`` are its sentences."""

    address: str
    head: dict
    body: str
    claims: tuple[Claim, ...]


@cache
def pages() -> dict[str, CuratedPage]:
    """Published curated pages of topics, records and questions, by their address."""
    found = {}
    for folder, kind in KIND_OF_FOLDER.items():
        for path in sorted((PAGES / folder).glob("*.md")):
            _, head, body = path.read_text("utf-8").split("+++\n", 2)
            page = CuratedPage(f"{kind}/{path.stem}", tomllib.loads(head), body, parse_claims(body))
            if page.head["status"] == "published":
                found[page.address] = page
    return found


def data(name: str) -> dict:
    return tomllib.loads((HERE / name).read_text("utf-8"))


@cache
def cited_by(address: str) -> frozenset[tuple[str, Span]]:
    """Where the quotes of a page stand: exact words, of which a copy counts as the original."""
    readings = {r.snapshot.source_id: r for r in library().readings}
    quotes = {(c.source_id, c.quote) for claim in pages()[address].claims for c in claim.citations}
    anchors = {(s, q): anchor_quote(q, readings[s].snapshot, readings[s].passages) for s, q in sorted(quotes)}
    assert all(anchor.span for anchor in anchors.values())
    return frozenset((s, anchor.span) for (s, _), anchor in anchors.items())


KINDS = {"topic": 24, "indication": 21, "contraindication": 25, "side_effect": 19, "question": 26}
"""The kinds of page where a patient looks for something, and how many the annotator has of each."""


def kind_of(address: str) -> str:
    return address.partition("/")[0]


@cache
def all_cited(*, everywhere: bool = False) -> dict[str, tuple[Span, ...]]:
    """What is cited by the kinds of page above; ``everywhere``: by any page, on differences and gaps too."""
    chosen = [address for address in pages() if everywhere or kind_of(address) in KINDS]
    spans = {place for address in chosen for place in cited_by(address)}
    return {source: tuple(s for name, s in spans if name == source) for source in sources()}


@cache
def sources() -> dict[str, str]:
    return {r.snapshot.source_id: r.snapshot.text for r in library().readings}


def usable() -> list[dict]:
    """Rows that state something: no heading, question, copy, clutter, bare lead-in or label."""
    return [
        row
        for row in rows("ledger.jsonl")
        if row["role"] not in NO_STATEMENT and "duplicate_of" not in row and "part" not in row
    ]


def share(row: dict, spans: tuple[Span, ...]) -> float:
    """The share of the row's words that ``spans`` touch."""
    words = [
        Span(row["start"] + m.start(), row["start"] + m.end())
        for m in re.finditer(r"\w+", sources()[row["source"]][row["start"] : row["end"]])
    ]
    return sum(any(s.start < w.end and w.start < s.end for s in spans) for w in words) / len(words)


def place(row: dict) -> tuple[str, int]:
    return row["source"], row["start"]


# --- every usable statement is reached -------------------------------------------------------------


def test_the_usable_rows_are_those_of_the_annotator():
    assert {row["type"] for row in usable()} == ALL_TYPES
    assert (len(usable()), sum(row["type"] in ROLES for row in usable())) == (236, 149)


def test_every_usable_statement_is_cited_where_a_patient_looks_for_it():
    """Strict: at least half of its words stand under a sentence of ours. Exceptions are data, with reasons."""
    excused = {place(row) for row in data("unreached.toml")["row"]}
    left = [row for row in usable() if share(row, all_cited()[row["source"]]) < HALF]
    assert {place(row) for row in left} == excused


def test_every_usable_statement_is_cited_by_some_page():
    """With the pages on differences and open questions nothing is left out at all."""
    cited = all_cited(everywhere=True)
    assert [place(row) for row in usable() if share(row, cited[row["source"]]) < HALF] == []


def test_exceptions_are_few_argued_and_rows():
    exceptions = data("unreached.toml")["row"]
    known = {place(row): row for row in usable()}
    assert len(exceptions) <= 5
    assert all(place(row) in known and len(row["why"].split()) >= 8 for row in exceptions)
    assert {place(row) for row in exceptions if known[place(row)]["type"] in ROLES} == set()
    for row in exceptions:
        reached = share(known[place(row)], all_cited()[row["source"]])
        assert (row["cited"] == "part") is (reached > 0), row


def test_every_usable_statement_stands_on_a_page_if_records_count():
    """Looser: cited, or among the words of a record, which its page shows as the article has them."""
    shown = Counter()
    spans = {source: list(found) for source, found in all_cited().items()}
    for record in library().records:
        for statement in record.statements:
            spans[statement.source_id].append(statement.span)
    for row in usable():
        shown[share(row, tuple(spans[row["source"]])) >= HALF] += 1
    assert shown == {True: 235, False: 1}


def test_a_page_that_loses_its_citations_is_noticed():
    """The measure can fail: praise that one page alone puts in its place is missed without that page."""
    chosen = [address for address in pages() if kind_of(address) in KINDS]
    spans = [
        place for address in chosen if address != "topic/possible-benefits" for place in cited_by(address)
    ]
    row = next(row for row in usable() if place(row) == ("article-3", 242))
    assert share(row, all_cited()["article-3"]) >= HALF
    assert share(row, tuple(span for source, span in spans if source == "article-3")) < HALF


# --- every question, topic and record has a page ---------------------------------------------------

TOPICS = (
    "what-it-is history how-it-works what-is-injected uses-overview skin marks-and-eyes fat-cellulite-weight "
    "hair medical-uses possible-benefits before who-and-where session pain-and-numbing how-many-sessions "
    "after-session results who-it-suits who-should-not side-effects how-safe around-the-world questions-to-ask"
).split()
"""The annotator's 24 explainers."""
OF_OUR_OWN = {"topic/not-a-medical-reason"}


def wanted_pages() -> set[str]:
    records = {f"{row['role']}/{NAMES[row['gold']]}" for row in rows("records.jsonl")}
    questions = {f"question/{row['intent']}" for row in rows("questions.jsonl")}
    return {f"topic/{slug}" for slug in TOPICS} | records | questions


def test_every_question_topic_and_record_has_a_curated_page():
    assert Counter(kind_of(address) for address in wanted_pages()) == KINDS
    shown = {address for address in pages() if kind_of(address) in KINDS}
    assert shown == wanted_pages() | OF_OUR_OWN


@pytest.mark.parametrize("address", sorted(wanted_pages() | OF_OUR_OWN))
def test_a_page_begins_with_a_short_answer_that_stands_alone(address):
    page = pages()[address]
    first = page.body.strip().split("\n\n")[0]
    answer = parse_claims(first)
    assert 1 <= len(answer) <= 2
    assert not first.startswith(("#", "-"))
    assert answer[0].basis is not Basis.NONE
    assert not re.match(r"(?:This|That|They|Another|But|Also)\b", answer[0].text)


def test_what_is_no_medical_reason_is_told_apart():
    """The six points on who it suits that warn of nothing: each is cited there, and no record is made of it."""
    spans = [(1, 4644), (3, 4469), (1, 2693), (1, 3216), (1, 2772), (3, 4591), (1, 2993)]
    cited = cited_by("topic/not-a-medical-reason")
    for number, start in spans:
        row = next(r for r in usable() if place(r) == (f"article-{number}", start))
        own = tuple(span for source, span in cited if source == row["source"])
        assert share(row, own) >= HALF, row
    for address in ("question/who-it-suits", "topic/who-should-not"):
        assert "topic/not-a-medical-reason" in pages()[address].head["related"][:3]


# --- look-alikes -----------------------------------------------------------------------------------

PAIRS = [
    (pair["word"], one, other)
    for pair in data("look_alikes.toml")["pair"]
    for one, other in permutations(pair["pages"], 2)
]


@pytest.mark.parametrize(("word", "one", "other"), PAIRS, ids=lambda value: str(value))
def test_a_page_tells_the_other_sense_of_its_word(word, one, other):
    """By a sentence that cites what the articles say of the other thing, or by a link to its page."""
    by_name = {f"{row['role']}/{NAMES[row['gold']]}": row for row in rows("records.jsonl")}
    spans = {tuple(span) for span in by_name.get(other, {}).get("spans", [])}
    spans -= {tuple(span) for span in by_name.get(one, {}).get("spans", [])}
    says = any(
        source == name and span.start < end and start < span.end
        for name, start, end in spans
        for source, span in cited_by(one)
    )
    head = pages()[one].head
    links = [*head["related"][:3], f"question/{head.get('main_question')}"]
    assert says or other in links, word


def test_the_look_alikes_of_the_annotator_are_among_the_pairs():
    """Each side of D19 to D22, D34 and D44 that is a record has a pair with another side."""
    places = {
        f"{row['role']}/{NAMES[row['gold']]}": {tuple(s) for s in row["spans"]}
        for row in rows("records.jsonl")
    }
    linked = {frozenset((one, other)) for _, one, other in PAIRS}
    for row in rows("disagreements.jsonl"):
        if row["kind"] == "look-alike":
            sides = {a for a, spans in places.items() if spans & {tuple(s) for s in row["spans"]}}
            assert any(pair <= sides for pair in linked), row["id"]


# --- our own words ---------------------------------------------------------------------------------
# Counted by runs of words on purpose, in another way than content/pipeline/copying.py counts.

MAX_RUN = 8
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
QUOTED = re.compile("“[^”]*”")


def words_of(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in WORD.findall(text)]


def runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@cache
def runs_of_sources(length: int) -> set[tuple[str, ...]]:
    return set().union(*(runs(words_of(text), length) for text in sources().values()))


def own_prose() -> list[tuple[str, str]]:
    """Every sentence of ours, without what stands in quotation marks, and the title of every page."""
    said = [
        (address, part)
        for address, page in pages().items()
        for claim in page.claims
        for part in QUOTED.split(claim.full_text)
    ]
    return said + [(address, page.head["title"]) for address, page in pages().items()]


def test_no_sentence_of_ours_copies_a_long_run_of_an_article():
    copied = [
        (address, " ".join(run))
        for address, text in own_prose()
        for run in runs(words_of(text), MAX_RUN + 1) & runs_of_sources(MAX_RUN + 1)
    ]
    assert copied == []


def test_the_measure_of_copying_finds_a_copy():
    text = sources()["article-5"]
    assert runs(words_of(text), MAX_RUN + 1) <= runs_of_sources(MAX_RUN + 1)
    assert not runs(words_of("one two three four five six seven eight nine"), 9) & runs_of_sources(9)


@pytest.mark.parametrize("wording", data("not_sourced.toml")["wording"], ids=lambda w: w["words"][:30])
def test_what_no_article_says_carries_no_citation(wording):
    """Advice that the annotator added ("never stop a medicine …") is marked as the site's own."""
    found = [
        claim
        for page in pages().values()
        for claim in page.claims
        if re.search(wording["words"], claim.full_text, re.IGNORECASE)
    ]
    assert {claim.basis for claim in found} == {Basis.ADVICE}
    assert [claim.citations for claim in found if claim.citations] == []
    assert len(found) >= wording["seen"]


# --- the public site -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def public(django_db_setup, django_db_blocker):
    """The loaded site: addresses of public pages; points of difference, and where each is shown."""
    with loaded_library(django_db_blocker) as reader:
        points = {
            point.key: (
                point.subject,
                point.settled_reason,
                [(p.source.source_id, p.quote) for p in point.positions.all()],
            )
            for point in Disagreement.objects.prefetch_related("positions__source")
        }
        index = shown(reader, "/differences/")
        own = {
            key: index + "".join(shown(reader, page.get_absolute_url()) for page in pages_about(key))
            for key in points
        }
        return {page.address for page in Page.objects.published()}, own, points


def shown(reader: Reader, address: str) -> str:
    return plain(reader.get(address).content.decode())


def pages_about(key: str) -> list[Page]:
    """The published pages on differences that name the point, to which the list of them leads."""
    return [page for page in Difference.objects.published() if key in page.disagreements]


def plain(html: str) -> str:
    """Text without mark-up, white space and the shape of quotation marks aside."""
    text = unescape(re.sub(r"<[^>]*>", " ", html)).translate(str.maketrans("‘’“”", "''\"\""))
    return re.sub(r"\s+([.,;:!?)\"'])", r"\1", " ".join(text.split()))


@pytest.mark.django_db
def test_all_these_pages_are_public(public):
    addresses, _, _ = public
    assert wanted_pages() | OF_OUR_OWN <= addresses


@pytest.mark.django_db
@pytest.mark.parametrize(("point", "key"), sorted(FOUND_AS.items()))
def test_each_of_the_54_differences_is_shown_with_every_quote(public, point, key):
    """On the list of differences or on the page of its own to which the list leads; or settled, with a reason."""
    _, pages_of, points = public
    subject, settled_reason, positions = points[key]
    assert positions or settled_reason
    assert plain(subject) in pages_of[key]
    assert [quote for _, quote in positions if plain(quote.lstrip("• ")) not in pages_of[key]] == []


@pytest.mark.django_db
def test_the_differences_are_the_54(public):
    assert len(FOUND_AS) == 54
    assert set(public[2]) == set(FOUND_AS.values())
