"""The glossary: which words of a text are hard, and what explains them."""

from itertools import pairwise

import pytest

from content.pipeline.errors import BadData
from content.pipeline.glossary import load_glossary
from content.pipeline.vocabulary import load_vocabulary

ENTRY = 'id = "urticaria"\nterm = "urticaria"\nplain = "hives"\nforms = ["urticaria"]\n'
SECOND = 'id = "keloid"\nterm = "keloid"\nplain = "raised scar"\nforms = ["keloids?"]\n'
TWICE = SECOND.replace("]", ', "urticaria"]')


def with_form(form: str) -> str:
    return "[[term]]\n" + ENTRY.replace('["urticaria"]', f'["{form}"]')


def found(text: str) -> list[tuple[str, str]]:
    return [(term.id, span.of(text)) for term, span in load_glossary().find(text)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("You may get hives (urticaria).", [("urticaria", "urticaria")]),
        ("A LOCAL ANAESTHETIC is used.", [("local-anaesthetic", "LOCAL ANAESTHETIC")]),
        ("No anaesthetic is used.", [("anaesthetic", "anaesthetic")]),
        ("Anesthesia is not needed.", [("anaesthetic", "Anesthesia")]),
        ("New collagen and elastin.", [("collagen", "collagen"), ("elastin", "elastin")]),
        (
            "a growth\nfactor, a growth-factor",
            [("growth-factor", w) for w in ("growth\nfactor", "growth-factor")],
        ),
        ("ke\u00adloid scars", [("keloid", "ke\u00adloid")]),
        ("an autoimmune disease", [("autoimmune-disease", "autoimmune disease")]),
        ("insulin-dependent diabetes", [("insulin", "insulin"), ("diabetes", "diabetes")]),
        ("Keloidal, tissued and dermally are other words.", []),
        ("Redness, swelling and bruises are plain words.", []),
    ],
)
def test_terms_are_found_as_whole_words_the_longest_at_one_place(text, terms):
    assert found(text) == terms


@pytest.mark.parametrize(
    ("term", "text", "explains"),
    [
        ("urticaria", "You may get hives.", True),
        ("urticaria", "You may get a hive of bees.", False),
        ("keloid", "raised scars", True),
        ("keloid", "scars", False),
        ("chronic", "a long-term illness", True),
        ("chronic", "a long term", True),
        ("chronic", "a long wait, in terms of days", False),
        ("anticoagulant", "blood-thinning medicine", True),
        ("anticoagulant", "blood pressure medicine", False),
    ],
)
def test_plain_words_and_those_beside_explain_a_term(term, text, explains):
    assert load_glossary()[term].is_explained_in(text) is explains


def test_no_two_terms_overlap_and_all_are_in_order():
    text = " ".join(term.term for term in load_glossary()) * 2
    spans = [span for _, span in load_glossary().find(text)]
    assert spans == sorted(spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


def test_every_term_is_found_by_its_own_name():
    glossary = load_glossary()
    assert [glossary.find(term.term)[0][0].id for term in glossary] == list(glossary.terms)


def test_a_plain_text_is_short_and_needs_no_hard_word_that_a_page_must_explain():
    glossary = load_glossary()
    for term in glossary:
        inside = [other.id for other, _ in glossary.find(term.plain) if not other.is_familiar]
        assert len(term.plain.split()) <= 11, term.id
        assert set(inside) <= {"hormone"}, term.id


def test_every_concept_is_one_of_the_vocabulary():
    concepts = load_vocabulary().concepts
    named = {term.concept for term in load_glossary()} - {""}
    assert len(named) > 30
    assert named <= concepts.keys()


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (f"[[term]]\n{ENTRY}concept = 'no-such'\n", "term urticaria: there is no concept no-such"),
        (f"[[term]]\n{ENTRY}[[term]]\n{ENTRY}", "term urticaria: the id stands twice"),
        (
            f"[[term]]\n{ENTRY}[[term]]\n{TWICE}",
            'term keloid: the form "urticaria" stands twice',
        ),
        (f"[[term]]\n{ENTRY.replace('hives', 'an urticaria')}", "the plain text contains its own term"),
        (f"[[term]]\n{ENTRY}colour = 'red'\n", "term urticaria: unknown key colour"),
        (with_form("("), "cannot be used"),
        (with_form("x?"), "matches nothing at all"),
        (with_form("hives?"), "no form matches the term"),
        (f"[[term]]\n{ENTRY.replace('hives', ' ')}", "plain is empty"),
    ],
)
def test_an_entry_that_cannot_be_used_is_named(file, problem, tmp_path):
    path = tmp_path / "glossary.toml"
    path.write_text(file, "utf-8")
    with pytest.raises(BadData) as caught:
        load_glossary(path=path)
    assert problem in str(caught.value)
    assert caught.value.mend
