import re
from collections import Counter
from html import unescape
from itertools import pairwise
from unicodedata import category

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pipeline.spans import Span, is_blank, uncovered
from content.pipeline.webpages import MarkTag, extract_page, is_html
from tests.pipeline.braking import brake
from tests.pipeline.marked import unmark

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Mesotherapy &amp; you |
  Larch House</title>
<meta name="description" content="Not part of the text">
<style>p > a { color: red } /* <p>not text</p> */</style>
<script>if (a < b) { document.write("<p>not text</p>"); }</script>
</head>
<body class="home">
<div id="cookie-banner" role="dialog"><p>We use cookies.</p><button>Accept all</button></div>
<header class="site">
  <a href="/">Larch House</a>
  <nav><ul><li><a href="/a">Treatments</a></li><li><a href="/b">Prices</a></li></ul></nav>
</header>
<main>
<!-- the article -- starts here -->
<h1>Mesotherapy: what to <em>expect</em></h1>
<p>Mesotherapy is a set of   small injections
into the skin.<br>It is <b>not</b> for everyone&nbsp;&mdash; caf&eacute; rules apply.</p>
<h2>Who should not have it<button aria-label="copy link">#</button></h2>
<p>Do not have it if you:
<ul>
  <li>are pregnant
  <li>have an in&shy;fection:
    <ol><li>of the skin</li><li>of the <i>blood</i></li></ol>
  </li>
  <li><p>take blood thinners</p><p>(ask your doctor)</p></li>
</ul>
<h3>Two treatments</h3>
<table>
  <caption>At a glance</caption>
  <thead><tr><th></th><th>Mesotherapy</th><th>Botox</th></tr></thead>
  <tbody>
    <tr><th scope="row" rowspan="2">Time</th><td>30 minutes</td><td>10 minutes</td></tr>
    <tr><td colspan="2">no anaesthetic</td></tr>
  </tbody>
</table>
<section class="faq">
  <details><summary><h3>Does it hurt?</h3></summary><p>A little.</p><p>Ice helps.</p></details>
  <h3><button aria-expanded="false" aria-controls="a2">How long does it last?</button></h3>
  <div id="a2" class="accordion-body" hidden>Some months.</div>
  <dl><dt>Can I drive home?<dd>Yes, you can.</dl>
</section>
<p hidden>Internal note</p>
<p>Swelling <span style="display: none">secret</span>settles in <span aria-hidden="true">two</span> days.</p>
<svg><title>Icon</title><text>not text</text></svg>
<form action="/book"><h2>Book now</h2><label for="n">Your name?</label><input id="n"><textarea>Hello <b></textarea></form>
<aside class="warning">Call us if you have a fever.</aside>
<aside><h4>Related</h4><p>Lip filler</p></aside>
</main>
<footer><p>&copy; Larch House</p></footer>
<noscript>Please enable JavaScript</noscript>
</body></html>
"""

TEXT = """We use cookies.

Accept all

Larch House

Treatments
Prices

Mesotherapy: what to expect

Mesotherapy is a set of small injections into the skin.
It is not for everyone\u00a0— café rules apply.

Who should not have it#

Do not have it if you:

are pregnant
have an in\u00adfection:
of the skin
of the blood
take blood thinners
(ask your doctor)

Two treatments

At a glance

Mesotherapy
Botox

Time
30 minutes
10 minutes

no anaesthetic

Does it hurt?
A little.
Ice helps.

How long does it last?

Some months.

Can I drive home?
Yes, you can.

Internal note

Swelling settles in two days.

Book now

Your name?
Hello <b>

Call us if you have a fever.

Related

Lip filler

© Larch House

Please enable JavaScript"""

MARKS = """noise(cookies): We use cookies.
noise(control): Accept all
paragraph: Larch House
noise(navigation): Treatments
noise(navigation): Prices
heading1: Mesotherapy: what to expect
paragraph: Mesotherapy is a set of small injections into the skin.
paragraph+: It is not for everyone\u00a0— café rules apply.
heading2: Who should not have it#
paragraph: Do not have it if you:
list_item1: are pregnant
list_item1: have an in\u00adfection:
list_item2: of the skin
list_item2: of the blood
list_item1: take blood thinners
list_item1+: (ask your doctor)
heading3: Two treatments
paragraph: At a glance
table_cell2 row 1 of table 1 head: Mesotherapy
table_cell3 row 1 of table 1 head: Botox
table_cell1 row 2 of table 1 head 1×2: Time
table_cell2 row 2 of table 1: 30 minutes
table_cell3 row 2 of table 1: 10 minutes
table_cell2 row 3 of table 1 2×1: no anaesthetic
question: Does it hurt?
answer: A little.
answer+: Ice helps.
heading3: How long does it last?
paragraph: Some months.
question: Can I drive home?
answer: Yes, you can.
noise(hidden): Internal note
paragraph: Swelling settles in two days.
noise(form): Book now
noise(control): Your name?
noise(control): Hello <b>
paragraph: Call us if you have a fever.
noise(aside): Related
noise(aside): Lip filler
noise(footer): © Larch House
noise(noscript): Please enable JavaScript"""


def described(html):
    """The marks of a page as lines: tag and level, "+" where it continues, place in a table, words."""
    page = extract_page(html)
    lines = []
    for mark in page.marks:
        what = f"{mark.tag.value}{mark.level or ''}{'+' if mark.continues else ''}"
        what += f"({mark.reason})" if mark.reason else ""
        what += f" row {mark.row} of table {mark.table}" if mark.row else ""
        what += " head" if mark.is_head else ""
        what += f" {mark.width}×{mark.height}" if mark.width > 1 or mark.height > 1 else ""
        lines.append(f"{what}: {mark.span.of(page.text)}")
    return lines


# ---- one whole page


def test_a_clinic_page_becomes_its_readable_text():
    page = extract_page(PAGE)
    assert page.text == TEXT
    assert page.title == "Mesotherapy & you | Larch House"
    assert page.unread_from is None


def test_a_clinic_page_keeps_its_structure():
    assert described(PAGE) == MARKS.splitlines()


def test_every_word_of_a_clinic_page_is_found_in_the_file():
    check_maps(PAGE)


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("<p>Do <b>⟦not</b> have⟧ it", "not have"),
        ("<p>side⟦&nbsp;⟧effects", "\u00a0"),
        ("<p>⟦caf&eacute;⟧s", "café"),
        ("<p>a ⟦&lt; b &amp;⟧ c", "< b &"),
        ("<p>⟦small \n\t injections⟧ here", "small injections"),
        ("<p>is <!-- very -->⟦safe⟧</p><p>or not", "safe"),
        ("<ul><li>a⟦b⟧c<li>d</ul>", "b"),
        ("<td>⟦one</td><td>two⟧</td>", "one\ntwo"),
        ("<p>👋 ⟦é👋⟧!", "é👋"),
        ("<p>⟦&NotEqualTilde;⟧ x", "\u2242\u0338"),
    ],
)
def test_words_of_the_text_lead_back_to_the_file(marked, words):
    html, [source] = unmark(marked)
    page = extract_page(html)
    start = page.text.index(words)
    assert page.source_span(Span(start, start + len(words))) == (source.start, source.end)


def test_white_space_that_a_tag_made_leads_to_an_empty_place():
    page = extract_page("<p>one</p>\n<p>two</p>")
    assert page.text == "one\n\ntwo"
    assert page.source_span(Span(3, 5)) == (6, 6)
    assert page.source_span(Span(2, 4)) == (5, 6)
    assert page.source_span(Span(4, 6)) == (14, 15)
    assert extract_page("").source_span(Span(0, 1)) == (0, 0)


# ---- lines


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<td>a</td><td>b</td>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", "a\nb\n\nc"),
        ("<b>a</b><i>b</i>", "ab"),
        ("H<sub>2</sub>O", "H2O"),
        ("a <b> b </b> c", "a b c"),
        ("a<br>b<br><br>c<br>&nbsp;<br>d", "a\nb\n\nc\n\nd"),
        ("<p>a<p>&nbsp;</p>\u200b<p>b", "a\n\nb"),
        ("side&nbsp;effects \u00a0 too", "side\u00a0effects \u00a0 too"),
        ("<pre>\n  one\n\n two\tx&#10;y</pre>", "  one\n\n two\tx y"),
        ("a\r\nb\rc\fd", "a b c d"),
        ("a\0b", "ab"),
        ("&lt;p&gt; &notit; &amp &foo; & &#x41;&#66 &#0; &#1;.", "<p> ¬it; & &foo; & AB \ufffd ."),
        ("a&#32;&#10;&Tab;b", "a b"),
        ("1 < 2 <3 and a<b>c", "1 < 2 <3 and ac"),
        ("a<!-->b<!--->c<!-- > -- >d --!>e<!x>f<?y>g</>h</ z>i<![CDATA[z]]>j", "abcefghij"),
        ("a<SCRIPT src=x/></p>not</script >b<script src='x'/>c", "abc"),
        ("a<style></stylex></style>b", "ab"),
        ("<a title='x > y' b=\"'>\" c=d>e</a href='>'>f", "ef"),
        ("<textarea><p>x &amp; y</p></textarea>", "<p>x & y</p>"),
        ("a<template>b<template>c</template><p>d</template>e", "ae"),
        ("a<svg><g><title>t</title>b</g><p>c", "a\n\nc"),
        ("a<video>no video</video>b<iframe><p>c</p></iframe>", "ab"),
        ("<p>a<span hidden>b<span>c</span>d</span>e", "ae"),
        ("<p>a<span hidden>b</p><p>c", "a\n\nc"),
        ("<p>a</p>b</p>c</br>d<hr>e", "a\n\nb\n\nc\nd\n\ne"),
        ("<title>x", ""),
        ("<body hidden><head>a", "a"),
    ],
)
def test_text_is_what_a_browser_shows(html, text):
    assert extract_page(html).text == text
    check_maps(html)


@pytest.mark.parametrize("opening", ["<p class='x", "<p class=", "</p", "<!-- x", "<!x", "<script>x", "<?"])
def test_what_never_ends_is_reported_and_not_shown(opening):
    page = extract_page("one" + opening + " two")
    assert (page.text, page.unread_from) == ("one", 3)


# ---- structure


@pytest.mark.parametrize(
    ("html", "marks"),
    [
        ("<h2>Title<p>Text", ["heading2: Title", "paragraph: Text"]),
        ("<h2><p>Title</p></h2>Text", ["heading2: Title", "paragraph: Text"]),
        (
            "<h2>One</h3>Two<h4>Three<h5>Four",
            ["heading2: One", "paragraph: Two", "heading4: Three", "heading5: Four"],
        ),
        ("<h2>One<br>two</h2>", ["heading2: One", "heading2+: two"]),
        ("<div role=heading aria-level=3>T</div>", ["heading3: T"]),
        ("<li>a<li>b", ["list_item1: a", "list_item1: b"]),
        (
            "<ul><li>a<ul><li>b</ul>c<li>d</ul>",
            ["list_item1: a", "list_item2: b", "list_item1+: c", "list_item1: d"],
        ),
        ("<ul><li><h3>T</h3><p>a</ul>b", ["heading3: T", "list_item1: a", "paragraph: b"]),
        ("<div>a<br>b<br><br>c</div>", ["paragraph: a", "paragraph+: b", "paragraph: c"]),
        ("<details><summary>Why?<p>So.</details>x", ["question: Why?", "answer: So.", "paragraph: x"]),
        (
            "<table><tr><td>a<table><tr><td>b</td></table>c</div></td><td>d</table>e",
            [
                "table_cell1 row 1 of table 1: a",
                "table_cell1 row 1 of table 2: b",
                "table_cell1+ row 1 of table 1: c",
                "table_cell2 row 1 of table 1: d",
                "paragraph: e",
            ],
        ),
        (
            "<table><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d",
            [
                "table_cell1 row 1 of table 1 2×2: a",
                "table_cell3 row 1 of table 1: b",
                "table_cell3 row 2 of table 1: c",
                "table_cell1 row 3 of table 1: d",
            ],
        ),
        ("<table role=presentation><tr><td>a<td>b</table>", ["paragraph: a", "paragraph: b"]),
        ("<table role=heading></table role=listitem></table>a", ["paragraph: a"]),
    ],
)
def test_marks_follow_the_tags_and_mend_what_was_left_open(html, marks):
    assert described(html) == marks


ARTICLE = "<p>" + "Do not have it while you are pregnant. " * 40


@pytest.mark.parametrize(
    ("description", "html", "reasons"),
    [
        ("a menu that is never closed is no menu", "<nav><p>a</p><p>b</p>", ["", ""]),
        ("a menu ends with what holds it", "<div><nav>a</div>b", ["navigation", ""]),
        (
            "main text is no clutter wherever it stands",
            "<nav>a<main>b</main>c</nav>",
            ["navigation", "", "navigation"],
        ),
        ("a form around the page", f"<form><nav>a</nav>{ARTICLE}</form>", ["navigation", ""]),
        ("a form with the title of the page", "<form><h1>a</h1><p>b</form>", ["", ""]),
        ("a dialog around the page", f"<div role=dialog>{ARTICLE}</div>", [""]),
        ("a footer stays one, however long", f"<footer>{ARTICLE}</footer>", ["footer"]),
        ("a list in the page's header", "<header>a<ul><li>b</ul></header>", ["", "header"]),
        ("a header that is never closed", "<header><ul><li>a</ul><p>b</p><ul><li>c</ul>", ["", "", ""]),
        ("a cookie dialog with a title", "<div role=dialog id=gdpr><h1>a</h1></div>", ["cookies"]),
        ("a list in an article's header", "<article><header><ul><li>b</ul></header></article>", [""]),
        (
            "text that a tap opens",
            "<div hidden id=faq-1>a</div><div role=tabpanel aria-hidden=true>b</div>",
            ["", ""],
        ),
        ("hidden until found", "<p hidden=until-found>a</p>", [""]),
        (
            "hidden in three ways",
            "<p hidden>a</p><p aria-hidden=true>b</p><p style='display:none'>c</p>",
            ["hidden"] * 3,
        ),
        ("hidden blocks in a hidden line", "<span hidden>a<p>b</p></span>", ["hidden"]),
        ("a button that opens an answer", "<button aria-expanded=false>Is it safe?</button>a", ["", ""]),
        ("a button that opens a menu", "<button aria-expanded=false>Menu</button>a", ["control", ""]),
        ("a label that asks, not in a form", "<label for=a>Is it safe?</label>a", ["", ""]),
        ("cookies by class", "<section class='x CookieConsent'>a</section>", ["cookies"]),
        (
            "the roles of clutter",
            "<div role=navigation>a</div><div role=contentinfo>b</div>",
            ["navigation", "footer"],
        ),
    ],
)
def test_clutter_is_what_the_page_says_is_clutter(description, html, reasons):
    assert [mark.reason for mark in extract_page(html).marks] == reasons


def test_a_button_that_opens_an_answer_is_its_question():
    html = '<button class="accordion">Is it safe?</button><div class="panel" hidden>Mostly.</div>'
    assert described(html) == ["question: Is it safe?", "paragraph: Mostly."]


# ---- kinds of file


@pytest.mark.parametrize(
    ("head", "suffix", "is_page"),
    [
        ("", ".HTML", True),
        ("", "htm", True),
        ("x", ".xhtml", True),
        ("\ufeff \n<!DocType HTML>", ".txt", True),
        ("<HTML lang=en>", "", True),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD">', ".txt", True),
        ("<htmlx>", ".txt", False),
        ("Write <html> first", ".txt", False),
        ("# Mesotherapy", ".md", False),
        ("", "", False),
    ],
)
def test_web_pages_are_told_by_name_or_by_their_first_words(head, suffix, is_page):
    assert is_html(head, suffix) is is_page


# ---- properties

TAGS = "div p ul ol li table tr td th h1 h3 b span a dl dt dd nav form section pre details summary br hr img".split()
ATTRIBUTES = ["", " hidden", ' class="a>b"', " href=x/", " id='q\"'", " =", " / ", " style='display:none'"]
ENTITIES = [
    "&nbsp;",
    "&eacute;",
    "&amp;",
    "&lt;",
    "&amp",
    "&#233;",
    "&#x1F44B;",
    "&shy;",
    "&bogus;",
    "&",
    "&#",
    "&notit;",
]
BROKEN = [
    "<",
    "</",
    "<!",
    "<!--",
    "-->",
    "<a b='",
    "<?",
    ">",
    '"',
    "'",
    "<![CDATA[",
    "]]>",
    "</br>",
    "\0",
    "< p>",
    "</ x>",
]

words = st.text(st.characters(exclude_characters="<&\0", exclude_categories=["Cs"]), max_size=8)
start_tags = st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES))
end_tags = st.builds("</{}>".format, st.sampled_from(TAGS))
inner = st.one_of(words, st.sampled_from(ENTITIES))
soup = st.lists(st.one_of(inner, start_tags, end_tags), max_size=40).map("".join)
broken_soup = st.lists(st.one_of(inner, start_tags, end_tags, st.sampled_from(BROKEN)), max_size=40).map(
    "".join
)
trees = st.recursive(
    inner,
    lambda children: st.builds(
        lambda tag, inside: f"<{tag}>{''.join(inside)}</{tag}>",
        st.sampled_from([tag for tag in TAGS if tag not in ("br", "hr", "img")]),
        st.lists(children, max_size=4),
    ),
    max_leaves=20,
)


def check_maps(html):
    """What must hold of every page, whatever its mark-up."""
    page = extract_page(html)
    for before, after in pairwise(page.segments):
        assert before.end <= after.start
        assert before.source_end <= after.source_start
    for segment in page.segments:
        assert segment.start < segment.end
        source = html[segment.source_start : segment.source_end]
        assert (source if segment.is_copied else unescape(source)) == page.text[segment.start : segment.end]
        assert unescape(source) == page.text[segment.start : segment.end]
        span = Span(segment.start, segment.end)
        assert page.source_span(span) == (segment.source_start, segment.source_end)
    assert uncovered(page.text, [Span(segment.start, segment.end) for segment in page.segments]) == []
    assert uncovered(page.text, [mark.span for mark in page.marks]) == []
    for before, after in pairwise(page.marks):
        assert before.span.end < after.span.start
        assert re.fullmatch(r"\s*\n\s*", page.text[before.span.end : after.span.start].translate(UNSEEN))
    for mark in page.marks:
        assert "\n" not in mark.span.of(page.text)
        assert bool(mark.reason) == (mark.tag is MarkTag.NOISE)
    assert not page.text.startswith("\n") and not page.text.endswith("\n")
    assert "\n\n\n" not in page.text


UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad"))


def inked(text):
    return "".join(character for character in text if not is_blank(character))


def letters(text):
    """Python's unescape drops references to control characters; html5lib keeps them."""
    return Counter(c for c in inked(text) if not category(c).startswith("C"))


@given(st.one_of(trees, soup, broken_soup))
@settings(max_examples=300, deadline=None)
def test_the_map_and_the_marks_cover_every_word_exactly_once(html):
    check_maps(html)


@given(trees)
@settings(deadline=None)
def test_every_visible_word_is_in_the_text_in_its_order(html):
    assert inked(extract_page(html).text) == inked(unescape(re.sub(r"</?\w+>", "", html)))


@given(
    st.lists(
        st.one_of(inner, st.sampled_from([f"<{tag}>" for tag in TAGS]), end_tags, st.sampled_from(BROKEN))
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_the_text_has_the_letters_that_a_parser_of_the_standard_finds(html):
    """html5lib moves words out of broken tables, so the letters count, not their order."""
    html = html.replace("\0", "").replace("\r", " ")
    body = html5lib.parse(f"<body>{html}", namespaceHTMLElements=False).find("body")
    words = [
        (element.tail or "") + ("" if callable(element.tag) else element.text or "")
        for element in body.iter()
    ]
    assert letters(extract_page(html).text) == letters("".join(words))


@given(st.text())
@settings(deadline=None)
def test_any_text_at_all_is_read(html):
    page = extract_page(html)
    assert page == extract_page(html)


# ---- worst cases

WORST = [
    "<!", "<a ", "<!--", "</", "&", "<a b='", "<![CDATA[", "<?", "<!a", "</a", "<a b=c", "&#", "&#9", "<!-- >", "< ",
    "<div>", "<div></span>", "<p><table>", "<ul><li>", "<li>", "<dl><dt>", "<table><tr><td>", "<nav>a", "<span hidden>",
    "<tr><td rowspan=65534 colspan=1000>", "<svg>", "<svg><p>", "<template>", "<title>", "<script>", "<br>", "&nbsp;<br>",
    "<h2>a<p>b", "</li></ul></table>", "<button><p>", "\u00ad<p>", "<pre>\r", " ", "a ",
]  # fmt: skip


@pytest.mark.parametrize("piece", WORST)
def test_a_hostile_page_comes_to_an_end(piece):
    """Steps in proportion to the length take a second; a square of it would take an hour."""
    with brake(30):
        extract_page(piece * (100_000 // len(piece)))


def test_a_hundred_thousand_open_elements_are_read_without_recursion():
    page = extract_page("<div>" * 100_000 + "deep" + "</div>" * 50_000 + "<p>less deep")
    assert page.text == "deep\n\nless deep"


def test_a_number_too_long_to_count_is_no_character():
    assert extract_page("&#" + "9" * 10_000 + ";").text == "\ufffd"
