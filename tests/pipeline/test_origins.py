"""Origins: one text is one voice, however many articles print it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pipeline.origins import HEARSAY, Origins, Support, cited_in, count_texts, find_origins
from content.pipeline.run import build_library, load_rules, origins_of, read_article
from content.pipeline.snapshots import take_snapshot
from tests.pipeline.reading import library_of
from tests.pipeline.test_likeness import passages_of

RULES = load_rules()
SENTENCES = [
    "Fine needles bring vitamins and enzymes into the middle layer of the skin.",
    "Redness around the treated place fades within a day or so in most people.",
    "Ask the practitioner which substances the syringe holds before anything begins.",
    "Somebody with a clotting disorder is turned away by our careful reception staff.",
    "Clients rest under a cool cloth while the cream on their scalp takes effect.",
    "Hair grows back thicker along the parting when visits are kept every fortnight.",
    "The clinic smells of lavender and plays quiet music through the whole appointment.",
    "Old photographs in the hallway show the founder opening this house long ago.",
]
MINE = "We keep tea and biscuits ready for every guest who walks through our door."


def origins(*articles: list[str], publishers: dict[str, str] | None = None) -> Origins:
    passages = {f"article-{n}": passages_of(*texts) for n, texts in enumerate(articles, 1)}
    return find_origins(passages, RULES, publishers)


def test_articles_that_share_most_of_their_ink_are_one_origin():
    found = origins(SENTENCES[:4], [*SENTENCES[:4], MINE], SENTENCES[4:])
    assert found.source_roots == {
        "article-1": "article-1",
        "article-2": "article-1",
        "article-3": "article-3",
    }
    assert len(found) == 2
    assert found.origin_of("article-2", 4) == "article-1"


def test_a_passage_that_independent_articles_share_has_one_origin():
    found = origins(SENTENCES[:4], [SENTENCES[0], *SENTENCES[4:]])
    assert len(found) == 2
    assert found.origin_of("article-1", 0) == found.origin_of("article-2", 0) == "article-1#0"
    assert (found.origin_of("article-1", 1), found.origin_of("article-2", 1)) == ("article-1", "article-2")


def test_a_look_alike_is_no_copy():
    other = SENTENCES[1].replace("fades", "never fades")
    assert len(origins([SENTENCES[1]], [other])) == 2


def test_short_names_are_no_copies():
    assert len(origins(["Pregnancy", "Epilepsy"], ["Pregnancy", "Epilepsy"])) == 2


def test_articles_of_one_publisher_are_one_origin():
    publishers = {"article-1": "A Clinic", "article-3": "a  clinic", "article-2": ""}
    assert len(origins([SENTENCES[0]], [SENTENCES[1]], [SENTENCES[2]], publishers=publishers)) == 2


def test_copies_are_followed_directly_not_in_chains_of_single_sentences():
    """Each shares a quarter with the next: nobody copies anybody."""
    chain = [SENTENCES[n : n + 3] for n in range(0, 6, 2)]
    assert len(origins(*chain)) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("According to Stephanie Watson, the effect fades.", "said by stephanie watson"),
        ("According to the Academy of Dermatology it is rare.", "said by academy of dermatology"),
        ("Studies have shown that hair grows.", HEARSAY),
        ("According to recent research it is safe.", HEARSAY),
        ("It is often claimed that it melts fat.", HEARSAY),
        ("The plan is made according to your skin.", ""),
        ("Doctors inject vitamins.", ""),
    ],
)
def test_second_hand_claims_name_their_origin(text, said):
    assert cited_in(text) == said


def test_statements_are_counted_by_article_and_by_origin():
    text = "# Mesotherapy side effects\n\nAfter the injections there may be bruising of the treated skin for some days."
    library = library_of(text, text, "# Side effects of mesotherapy\n\nIt may cause bruising.")
    (record,) = (r for r in library.records if r.concept == "bruising")
    assert origins_of(library).count(record.statements) == Support(articles=3, origins=2)


def test_quotes_are_counted_as_texts():
    long = SENTENCES[0]
    assert count_texts({"a": [long], "b": [long], "c": [SENTENCES[1]]}, RULES) == Support(3, 2)
    assert (
        count_texts({"a": ["Studies show it hurts."], "b": ["Research shows it fades."]}, RULES).origins == 2
    )


ARTICLES = st.lists(
    st.lists(st.sampled_from([*SENTENCES, MINE, "Studies show that skin tightens."]), min_size=1, max_size=5),
    min_size=1,
    max_size=6,
)


@given(ARTICLES, st.data())
@settings(max_examples=120, deadline=None)
def test_one_more_article_makes_at_most_one_origin_more(articles, data):
    passages = {f"article-{n}": passages_of(*texts) for n, texts in enumerate(articles)}
    added = data.draw(st.sampled_from(sorted(passages)))
    fewer = {source: found for source, found in passages.items() if source != added}
    before, after = find_origins(fewer, RULES), find_origins(passages, RULES)
    assert len(after) <= len(before) + 1
    places = [(source, p.index) for source in passages for p in passages[source]]
    some = data.draw(st.lists(st.sampled_from(places), unique=True))
    said_before = before.count_places(_places(place for place in some if place[0] != added))
    assert after.count_places(_places(some)).origins <= said_before.origins + 1


def _places(found):
    from content.pipeline.likeness import Place

    return [Place(*place) for place in found]


@given(ARTICLES, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_articles_does_not_matter(articles, random):
    passages = {f"article-{n}": passages_of(*texts) for n, texts in enumerate(articles)}
    shuffled = list(passages.items())
    random.shuffle(shuffled)
    found = find_origins(dict(shuffled), RULES)
    assert found == find_origins(passages, RULES)
    assert len(found) <= len(articles)


def test_a_library_has_origins_whatever_the_order_of_its_readings():
    readings = [
        read_article(take_snapshot(f"page-{n}", "# Mesotherapy\n\n" + " ".join(texts)))
        for n, texts in enumerate((SENTENCES[:4], SENTENCES[:4], SENTENCES[4:]))
    ]
    library = build_library(readings)
    assert len(origins_of(library)) == 2
    assert origins_of(build_library(readings[::-1])) == origins_of(library)
