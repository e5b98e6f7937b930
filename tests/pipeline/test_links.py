"""Links: what an editor said of two questions outranks what the rules say, and is remembered."""

import pytest

from content.pipeline.links import QUESTION, Link, LinkKind, Links
from content.pipeline.questions import wording_key
from content.pipeline.run import build_library, read_article
from content.pipeline.snapshots import take_snapshot

NEEDLES = "What makes our needles special?\n\nThey are very fine."
THIN = "How thin are the needles you use?\n\nVery thin."
HURTS = "Does it hurt?\n\nA little."
PAGES = [NEEDLES, THIN, HURTS]


def groups(*links: Link) -> dict[str, list[str]]:
    readings = [read_article(take_snapshot(f"page-{n}", page)) for n, page in enumerate(PAGES)]
    found = build_library(readings, links=Links(links)).questions
    return {group.intent: [variant.quote for variant in group.variants] for group in found}


def said(kind: LinkKind, first: str, other: str) -> Link:
    return Link(kind, QUESTION, first, other)


def test_two_questions_that_an_editor_joins_are_asked_once():
    _, needles, thin = groups()
    assert groups(said(LinkKind.SAME, thin, needles))[thin] == [
        "What makes our needles special?",
        "How thin are the needles you use?",
    ]


def test_a_wording_leaves_the_group_that_an_editor_takes_it_out_of():
    wording = wording_key("Does it hurt?")
    found = groups(said(LinkKind.NOT_SAME, "pain", wording))
    assert "pain" not in found
    assert found[wording] == ["Does it hurt?"]


def test_not_the_same_outranks_the_same():
    _, needles, thin = groups()
    both = [said(LinkKind.SAME, thin, needles), said(LinkKind.NOT_SAME, needles, thin)]
    assert groups(*both) == groups()


def test_links_in_a_circle_join_nothing():
    _, needles, thin = groups()
    assert groups(said(LinkKind.SAME, thin, needles), said(LinkKind.SAME, needles, thin)) == groups()


def test_links_are_followed_to_their_end():
    pain, needles, thin = groups()
    found = groups(said(LinkKind.SAME, thin, needles), said(LinkKind.SAME, pain, thin))
    assert list(found) == [pain]


@pytest.mark.parametrize("text", ["Does it hurt?", "does it hurt", "1. Does it hurt?"])
def test_marks_and_capitals_make_no_other_wording(text):
    assert wording_key(text) == "words:does it hurt"


def test_a_long_wording_has_a_key_that_fits():
    long = "Why " + "really " * 80
    assert len(wording_key(long + "so?")) < 300
    assert wording_key(long + "so?") != wording_key(long + "not?")


def test_no_link_joins_two_treatments():
    page = "Is Botox painful?\n\nA little."
    readings = [read_article(take_snapshot(f"page-{n}", text)) for n, text in enumerate([HURTS, page])]
    for other in ("botulinum:pain", wording_key("Is Botox painful?")):
        links = Links((said(LinkKind.SAME, "pain", other),))
        found = build_library(readings, links=links).questions
        assert sorted(group.intent for group in found) == ["botulinum:pain", "pain"]


def test_not_the_same_holds_on_a_detour():
    pain, needles, _ = groups()
    wording = wording_key("Does it hurt?")
    found = groups(said(LinkKind.NOT_SAME, wording, pain), said(LinkKind.SAME, needles, pain))
    assert found[wording] == ["Does it hurt?"]
