"""Rendering: Markdown to safe HTML, claims and evidence markers in place."""

import re
from dataclasses import dataclass

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pipeline.citations import parse_claims
from content.rendering import MAX_CHARS, render_markdown, render_page, render_sections
from tests.pipeline.braking import brake

MARKED = 'Do not have it while you are pregnant. [@article-4 "should not be performed during pregnancy"]'


@dataclass
class Place:
    position: int
    start: int
    end: int


@dataclass
class Body:
    body: str


def places(markdown):
    return [Place(claim.position, claim.span.start, claim.span.end) for claim in parse_claims(markdown)]


def render(markdown):
    return str(render_page(Body(markdown), places(markdown)))


def marker(number):
    return (
        f'<sup class="marker"><a href="#evidence-{number}" aria-label="Evidence {number}">{number}</a></sup>'
    )


def claim(number, text):
    return f'<span class="claim" id="claim-{number}">{text}</span>'


LINK = '<a href="/who-should-not/">who should not</a>'
RENDERED = [
    ("one claim", MARKED, f"<p>{claim(1, 'Do not have it while you are pregnant.')}{marker(1)}</p>\n"),
    (
        "two claims in one paragraph, several marks after one",
        'It may sting. [@a-1 "sting"] [@a-2 "pinch"] Ask first. [@advice]',
        f"<p>{claim(1, 'It may sting.')}{marker(1)} {claim(2, 'Ask first.')}{marker(2)}</p>\n",
    ),
    (
        "a mark on the next line",
        'It may sting.\n[@a-1 "sting"]\nAsk first. [@advice]',
        f"<p>{claim(1, 'It may sting.')}{marker(1)}\n{claim(2, 'Ask first.')}{marker(2)}</p>\n",
    ),
    ("a claim without a mark has no marker", "It may sting.", f"<p>{claim(1, 'It may sting.')}</p>\n"),
    (
        "list items keep their list",
        'You may get:\n\n- redness [@a-1 "redness"]\n- swelling [@a-1 "swelling"]\n',
        f"<p>You may get:</p>\n<ul>\n<li>{claim(1, 'redness')}{marker(1)}</li>\n"
        + f"<li>{claim(2, 'swelling')}{marker(2)}</li>\n</ul>\n",
    ),
    (
        "a numbered list keeps its numbers",
        "1. Wash. [@advice]\n2. Rest. [@advice]\n",
        f"<ol>\n<li>{claim(1, 'Wash.')}{marker(1)}</li>\n<li>{claim(2, 'Rest.')}{marker(2)}</li>\n</ol>\n",
    ),
    (
        "a claim that holds a link",
        "Read [who should not](/who-should-not/) have it. [@advice]",
        f"<p>{claim(1, 'Read ' + LINK + ' have it.')}{marker(1)}</p>\n",
    ),
    (
        "strong words inside a claim",
        "**Do not** have it. [@advice]",
        f"<p>{claim(1, '<strong>Do not</strong> have it.')}{marker(1)}</p>\n",
    ),
    (
        "headings start at h2 and skip no level",
        "# One\n\n### Two\n\n# Three\n",
        "<h2>One</h2>\n<h3>Two</h3>\n<h2>Three</h2>\n",
    ),
    (
        "a table row is a claim whose cells stay apart",
        '| Effect | How often |\n| - | - |\n| Nausea | sometimes [@a-1 "sometimes"] |\n',
        "<table>\n<thead>\n<tr>\n<th>Effect</th>\n<th>How often</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
        + f'<td><span class="claim" id="claim-1"></span>Nausea</td>\n<td>sometimes{marker(1)}</td>\n'
        + "</tr>\n</tbody>\n</table>\n",
    ),
    (
        "a quotation",
        "> It may sting. [@advice]",
        f"<blockquote>\n<p>{claim(1, 'It may sting.')}{marker(1)}</p>\n</blockquote>\n",
    ),
]


@pytest.mark.parametrize(("markdown", "html"), [case[1:] for case in RENDERED], ids=[c[0] for c in RENDERED])
def test_claims_and_markers_stand_where_the_sentences_are(markdown, html):
    assert render(markdown) == html


def test_a_claim_that_crosses_tags_gets_an_empty_anchor_and_the_page_stays_well_formed():
    markdown = "Do *not. Then* rest."
    assert str(render_page(Body(markdown), [Place(1, 4, len(markdown))])) == (
        '<p>Do <em><span class="claim" id="claim-1"></span>not. Then</em> rest.</p>\n'
    )


def test_a_claim_over_two_paragraphs_gets_an_empty_anchor():
    assert str(render_page(Body("One.\n\nTwo."), [Place(1, 0, 10)])) == (
        '<p><span class="claim" id="claim-1"></span>One.</p>\n<p>Two.</p>\n'
    )


def test_a_claim_beyond_the_end_of_the_text_is_harmless():
    assert str(render_page(Body("One."), [Place(1, 40, 90)])) == "<p>One.</p>\n"


def test_no_mark_of_a_readable_text_reaches_a_reader():
    assert "[@" not in render(MARKED) and "article-4" not in render(MARKED)


def test_sections_carry_the_positions_of_their_claims_and_the_lead_stands_apart():
    markdown = (
        "It is an injection. [@advice]\n\nMore. [@advice]\n\n"
        "## Side effects\n\nIt stings. [@advice]\n\n## Side effects\n\nIt itches. [@advice]\n"
    )
    first, second, third = render_sections(markdown, places(markdown))
    assert [s.claims for s in (first, second, third)] == [(1, 2), (3,), (4,)]
    assert [s.anchor for s in (first, second, third)] == ["", "text-side-effects", "text-side-effects-2"]
    assert [s.heading for s in (first, second, third)] == ["", "Side effects", "Side effects"]
    assert str(first.lead) == f"<p>{claim(1, 'It is an injection.')}{marker(1)}</p>\n"
    assert str(first.html) == f"<p>{claim(2, 'More.')}{marker(2)}</p>\n"
    assert second.lead == ""


def test_the_preview_names_a_mark_that_cannot_be_read_and_shows_the_text_as_typed():
    html = render_markdown('It <b>stings</b>. [@article-4 "unclosed]')
    assert html.startswith('<p class="problem">')
    assert "Line 1, column 19" in html
    assert "[@article-4" in html.split("</p>", 1)[1]
    assert "<b>" not in html


def test_the_preview_of_nothing_is_nothing():
    assert render_markdown(None) == "" and render_markdown("") == ""


# --- safety ----------------------------------------------------------------------------------------

XSS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    '![x](/media/a.png "onload=alert(1)")',
    '[x](/a "\\" onmouseover=\\"alert(1)")',
    '[x](/a\'onmouseover="alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input name=password></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>`",
    "    <script>alert(1)</script>",
    "| <script> |\n| - |\n| <img src=x onerror=alert(1)> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\ue0009\ue001x\ue002 \ue0039\ue004",
    "\ue000<script>\ue001",
    "[x](/a\ue0001\ue001b)",
    '[x](/a "One. Two \ue002")',
    "![One. Two.](/media/a.png)",
    '<p id="claim-1">x</p>',
    '[@article-1 "<script>alert(1)</script>"]',
    'A. [@article-1 "<script>alert(1)</script>"]',
    'A. [@<script>alert(1)</script> "x"]',
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '"><script>alert(1)</script>',
]
ALLOWED = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "ul", "ol", "li", "blockquote"),
    *("code", "pre", "a", "img", "table", "thead", "tbody", "tr", "th", "td", "span", "sup"),
}
ATTRIBUTES = {
    "a": {"href", "title", "aria-label"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "span": {"class", "id"},
    "sup": {"class"},
    "p": {"class"},
}
SAFE_ADDRESS = re.compile(r"(?:https?:|mailto:|[^:]*(?:[/?#]|$))", re.IGNORECASE)


def assert_safe(html):
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in tree.iter():
        if element is tree:
            continue
        assert element.tag in ALLOWED
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set())
        assert SAFE_ADDRESS.match(element.get("href", ""))
        assert element.get("src", "/media/").startswith("/media/")
        assert element.get("class", "claim") in {"claim", "marker", "problem"}
        assert re.fullmatch(r"claim-\d+", element.get("id", "claim-1"))
    assert not re.search("[\ue000-\ue004]", html)


@pytest.mark.parametrize("hostile", XSS)
def test_hostile_markdown_becomes_harmless_html(hostile):
    assert_safe(render_markdown(hostile))
    assert_safe(str(render_page(Body(hostile), [Place(1, 0, len(hostile)), Place(2, 3, 5)])))


SCRAPS = st.sampled_from(
    list("<>\"'[]()*_`#-|\n .:\\&x1\ue000\ue001\ue002\ue003\ue004")
    + '[@ |@a |"]|[@advice]|</p>|<b>|javascript:|onerror=|![|](/media/|- |> |1. |    |\n\n'.split("|")
)


@given(st.lists(SCRAPS, max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_markdown_becomes_harmless_html(text):
    assert_safe(render_markdown(text))


@given(
    st.lists(SCRAPS, max_size=30).map("".join),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
@settings(max_examples=300, deadline=None)
def test_claims_in_any_place_leave_the_page_well_formed(text, spans):
    claims = [Place(n, min(span), max(span)) for n, span in enumerate(spans, start=1)]
    html = str(render_page(Body(text), claims))
    assert_safe(html)
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parseFragment(html)
    assert [error for error in parser.errors if "end-tag" in error[1]] == []


HOSTILE = {
    "brackets": "[" * 20_000,
    "open links": "[a](b" * 20_000,
    "stars": "*a " * 20_000,
    "strong": "**a" * 20_000,
    "emphasis pairs": "*a*" * 20_000,
    "underscores": "_" * 50_000,
    "backticks": "`a" * 20_000,
    "quotations": "> " * 20_000,
    "lists": "- " * 20_000,
    "quotes": '"' * 50_000,
    "tables": "|a" * 20_000 + "\n" + "|-" * 20_000,
    "angles": "<" * 50_000,
    "escapes": "\\" * 50_000,
    "marks": "A. [@advice] " * 5_000,
    "marks in paragraphs": "A. [@advice]\n\n" * 4_000,
    "open marks": '[@a "' * 10_000,
    "entities": "&amp;" * 20_000,
    "blanks": " " * 50_000 + "[@advice]",
    "references": "".join(f"[{n}]: /{n}\n" for n in range(5_000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_markdown_is_rendered_in_bounded_time(text):
    with brake(30):  # the usual parser needs minutes for some of these
        render_markdown(text)


def test_a_longer_text_is_cut():
    assert len(render_markdown("x" * (MAX_CHARS + 500))) < MAX_CHARS + 100


def test_what_a_page_says_of_the_site_has_no_marker():
    html = render_markdown("We keep no list. [@site] Ask first. [@advice]\n")
    assert "@site" not in html and 'href="#evidence-1"' not in html
    assert 'id="claim-1"' in html and 'href="#evidence-2"' in html
