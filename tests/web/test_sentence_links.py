"""Links to a sentence: they last as long as its words do."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pipeline.citations import parse_claims
from content.rendering import render_sections
from content.sentences import name_of, names_of
from tests.web.crawling import Outline
from tests.web.factories import fill_site, make_page

BODY = "Do not have it while you are pregnant. [@advice]\n\nAsk first. [@advice] Wait a day. [@advice]\n"


@dataclass
class Sentence:
    position: int
    text: str
    context: str = ""


def named(texts):
    return list(names_of([Sentence(n, text) for n, text in enumerate(texts, start=1)]).values())


def test_a_name_is_made_of_the_words_alone():
    assert name_of("Ask first.") == name_of("Ask \n first. ") == "s-" + name_of("Ask first.")[2:]
    assert re.fullmatch("s-[a-z2-7]{7}", name_of("Ask first."))
    changed = ["Ask first!", "ask first.", "Do not ask first.", "Ask first. Really."]
    assert name_of("Ask first.") not in map(name_of, changed)


def test_a_sentence_set_in_above_changes_no_name_below():
    before = named(["Ask first.", "Wait a day."])
    assert named(["Sit down.", "Ask first.", "Wait a day."])[1:] == before


def test_the_same_item_below_another_lead_in_has_another_name():
    warns = names_of([Sentence(1, "are pregnant", "Do not have it if you:")])
    allows = names_of([Sentence(1, "are pregnant", "You may have it if you:")])
    assert warns != allows


@given(st.lists(st.sampled_from(["Ask first.", "Wait.", "Ask  first.", "Sit down."]), max_size=12))
def test_no_page_has_a_name_twice(texts):
    names = named(texts)
    assert len(set(names)) == len(names)


def test_the_same_words_a_second_time_are_numbered():
    first, second = named(["Wait.", "Wait."])
    assert second == f"{first}-2"


def test_claims_are_wrapped_in_their_names_and_keep_their_place():
    claims = [Sentence(claim.position, claim.text) for claim in parse_claims(BODY)]
    places = [
        type("P", (), {"position": c.position, "start": c.span.start, "end": c.span.end})
        for c in parse_claims(BODY)
    ]
    names = names_of(claims)
    (section,) = render_sections(BODY, places, names)
    html = section.lead + section.html
    for claim in claims:
        assert (
            f'<span class="claim" id="claim-{claim.position}"><span id="{names[claim.position]}">{claim.text}'
            "</span></span>"
        ) in html


def test_a_claim_that_crosses_tags_keeps_the_page_well_formed():
    text = "Do *not. Then* rest. [@advice]\n"
    place = type("P", (), {"position": 1, "start": 4, "end": 18})
    (section,) = render_sections(text, [place], {1: "s-aaaaaaa"})
    html = section.lead + section.html
    assert html.count("<span") == html.count("</span>") == 2 and 'id="s-aaaaaaa"' in html


@pytest.mark.django_db
def test_each_entry_of_the_evidence_links_to_its_sentence_without_a_script(client):
    fill_site()
    make_page("questions", "asked", BODY)
    outline = Outline(client.get("/questions/asked/").content.decode())
    links = [link for link in outline.links if link.startswith("#s-")]
    assert len(links) == 3 and {link[1:] for link in links} <= set(outline.ids)
    assert {"claim-1", "claim-2", "claim-3"} <= set(outline.ids)


@pytest.mark.django_db
def test_a_link_shows_the_same_sentence_after_another_was_set_in_above(client):
    fill_site()
    make_page("questions", "before", BODY)
    make_page("questions", "after", "Sit down. [@advice]\n\n" + BODY)
    before, after = (
        dict(re.findall(r'id="(s-[a-z2-7]{7})">([^<]+)<', client.get(f"/questions/{slug}/").content.decode()))
        for slug in ("before", "after")
    )
    assert len(before) == 3 and before.items() < after.items()
