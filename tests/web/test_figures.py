"""Drawings and the chart of agreement: every word is backed, and nothing is shown that is not."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from content.checking import load_shelf
from content.figures import (
    PLACES,
    figure_findings,
    figures_of,
    load_figures,
    share_of,
)
from content.models import Citation, Claim, Page, Snapshot, Statement, Topic, Verdict
from content.pagefiles import cut_page, page_text, read_meta
from content.pipeline.errors import BadData
from content.pipeline.run import read_article
from content.pipeline.snapshots import take_snapshot
from content.pipeline.verdicts import Support, check_case
from content.stylesheet import MORE, compose
from content.views.agreement import agreement
from content.views.drawings import NARROW, WIDE, draw
from tests.web.crawling import Outline, faults
from tests.web.factories import (
    fill_figures,
    make_page,
    make_passage,
    make_source,
    make_statement,
)

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
LABELS = [(figure.id, label) for figure in load_figures().values() for label in figure.labels]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def drawn(db):
    """Pages that back every drawing; returns the three articles."""
    return fill_figures()


def shown():
    return [figure.figure.id for figure in figures_of(Topic.objects.get(slug="drawn"))]


def pictures(client, path="/topics/drawn/"):
    html = client.get(path).content.decode()
    return [ET.fromstring(svg) for svg in re.findall(r'<svg class="figure-.*?</svg>', html, re.DOTALL)]  # noqa: S314  it is our own SVG


# --- labels say what pages say ---------------------------------------------------------------------


@pytest.mark.parametrize(("figure", "label"), LABELS, ids=lambda value: getattr(value, "text", value))
def test_a_label_says_no_more_than_the_sentence_it_names(figure, label):
    assert says_no_more(label.text, label.claim)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("A session takes 90 minutes.", "A session can often take 30 to 60 minutes."),
        ("The mix is injected under the skin.", "A mix is injected into the middle layer of your skin."),
        ("Stay in the sun for long.", "For a few days, do not stay in the sun for long."),
        ("You will feel a sting.", "You may feel a small sting or discomfort."),
    ],
)
def test_a_label_that_says_more_is_noticed(text, claim):
    assert not says_no_more(text, claim)


def says_no_more(text, claim):
    """The checker finds it in the sentence, or in one of two statements that the sentence joins."""
    return text == claim or any(is_backed(text, part) for part in (claim, *claim.split(", and ")))


def is_backed(text, sentence):
    reading = read_article(take_snapshot("claim", sentence))
    verdict, _ = check_case(text, reading.snapshot, reading.passages, sentence.rstrip("."))
    return verdict.support is Support.SUPPORTED


# --- a drawing goes with its sentences -------------------------------------------------------------

CLAIM = "One article says the needles are placed under the skin."


def fall_to(support):
    Verdict.objects.filter(claim__text=CLAIM).update(support=support)


@pytest.mark.parametrize(
    "breaks",
    [
        pytest.param(lambda: fall_to("partly_supported"), id="supported in part only"),
        pytest.param(lambda: fall_to("contradicted"), id="contradicted"),
        pytest.param(
            lambda: Verdict.objects.filter(claim__text=CLAIM).update(anchor="changed"), id="quote changed"
        ),
        pytest.param(lambda: Verdict.objects.filter(claim__text=CLAIM).delete(), id="not checked"),
        pytest.param(
            lambda: Claim.objects.filter(text=CLAIM).update(text="The needles are short."), id="other words"
        ),
        pytest.param(
            lambda: Claim.objects.filter(text=CLAIM).update(context="Nobody says:"), id="under a lead-in"
        ),
        pytest.param(
            lambda: Page.objects.filter(slug="what-it-is").update(status="in_review"), id="page not public"
        ),
    ],
)
def test_a_drawing_is_not_shown_when_one_sentence_fails(drawn, client, breaks):
    assert shown() == ["skin-layers", "session-timeline"]
    breaks()
    assert shown() == ["session-timeline"]
    html = client.get("/topics/drawn/").content.decode()
    assert ("How deep the mix" in html, "A session, step by step" in html) == (False, True)


def test_check_claims_tells_that_a_drawing_is_gone(drawn):
    Page.objects.filter(slug="what-it-is").update(status="draft")
    pages = list(Page.objects.published())
    findings = list(figure_findings(pages, [], load_shelf()))
    numbers = [(f.about, f.sentence, f.code) for f in findings if f.about == "figure/skin-layers"]
    assert numbers == [("figure/skin-layers", n, "figure_claim_gone") for n in (1, 2, 3)]
    Page.objects.filter(slug="drawn").update(figures=[])
    assert list(figure_findings(Page.objects.published(), [], load_shelf())) == []


def test_a_page_without_drawings_asks_the_database_nothing(drawn, django_assert_num_queries):
    page = Topic.objects.get(slug="session")
    with django_assert_num_queries(0):
        assert figures_of(page) == []


@pytest.mark.parametrize(
    ("cited", "articles", "words"),
    [
        (1, 1, "Most articles"),
        (1, 2, "One article"),
        (2, 3, "Most articles"),
        (2, 4, "Some articles"),
        (1, 5, "One article"),
        (3, 5, "Most articles"),
    ],
)
def test_the_share_of_articles_is_counted(drawn, cited, articles, words):
    claim = Claim.objects.filter(text=CLAIM).get()
    for extra in drawn[1:cited]:
        first = claim.citations.first()
        Citation.objects.create(
            claim=claim,
            position=10 + extra.pk,
            source=extra,
            quote=first.quote,
            anchor="exact",
            snapshot=extra.snapshots.get(),
            start=first.start,
            end=first.end,
        )
    assert share_of(Claim.objects.get(pk=claim.pk), articles) == words


# --- what is drawn ---------------------------------------------------------------------------------


def test_every_picture_has_a_title_a_description_and_ids_of_its_own(drawn, client):
    html = client.get("/topics/drawn/").content.decode()
    assert faults(html, Outline(html)) == []
    found = pictures(client)
    assert [svg.get("class") for svg in found] == ["figure-narrow", "figure-wide"] * 2
    for svg in found:
        title, description = svg.find("title"), svg.find("desc")
        assert svg.get("role") == "img"
        assert svg.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert title.text and description.text


def test_a_picture_its_description_and_the_words_below_say_the_same(drawn, client):
    html = client.get("/topics/drawn/").content.decode()
    below = Outline(html).text
    for svg in pictures(client):
        drawn_words = " ".join(text.text for text in svg.iter("text"))
        description = svg.find("desc").text
        for figure in load_figures().values():
            if svg.find("title").text == figure.title:
                for label in figure.labels:
                    assert label.text in description
                    assert label.text in below
                    assert label.place == "below" or label.text in drawn_words
        layout = {"Skin surface", *filter(None, PLACES["session-timeline"].values())}
        layout |= {"Most articles:", "One article:"}
        rest = drawn_words
        for known in sorted([*layout, *(label.text for _, label in LABELS)], key=len, reverse=True):
            rest = rest.replace(known, "")
        assert rest.split() == []  # no word but those of labels and of layout


def test_a_drawing_brings_no_colour_style_or_script(drawn, client):
    pages = [client.get(path).content.decode() for path in ("/topics/drawn/", "/differences/")]
    html = "".join(page[page.index("<body>") :] for page in pages)
    assert (
        re.findall(
            r"""\s(?:style|fill|stroke|onload|font-size)=|<style|<script(?! type="application/ld)|#[0-9a-f]{6}""",
            html,
        )
        == []
    )


def test_the_style_sheet_has_the_looks_for_print_and_for_wide_screens():
    css, components = compose(MORE) + compose(), TEMPLATES / "components"
    classes = {
        name
        for path in [*TEMPLATES.glob("figures/*.html"), TEMPLATES / "components/agreement.html"]
        for value in re.findall(r'class="([^"{]*)"', path.read_text("utf-8"))
        for name in value.split()
        if name.startswith(("figure-", "agreement-"))
    }
    assert len(classes) > 12
    assert {name for name in classes if f".{name}" not in css} == set()
    figures = "".join((components / f"{name}.css").read_text("utf-8") for name in ("figure", "agreement"))
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgb", figures) == []  # colours are the tokens', dark ones too
    printed = css[css.index("@media print") :]
    assert all(
        name in printed for name in (".figure-narrow", ".figure-wide", ".figure .evidence", ".agreement tr")
    )


@pytest.mark.parametrize("sheet", [NARROW, WIDE], ids=lambda sheet: sheet.name)
def test_words_stay_on_the_sheet(drawn, sheet):
    for figure in figures_of(Topic.objects.get(slug="drawn")):
        drawing = next(d for d in draw(figure).drawings if d.sheet is sheet)
        lines = getattr(drawing, "lines", ()) or [ln for s in drawing.stations for ln in s.lines]
        assert len(lines) > 4
        assert [ln for ln in lines if ln.x + len(ln.text) * sheet.size * 0.56 > sheet.width] == []
        assert [ln for ln in lines if not 0 < ln.y < drawing.height] == []


def test_lines_are_as_even_as_they_can_be():
    assert NARROW.broken("A numbing cream can be put on.", 250) == ["A numbing cream", "can be put on."]
    assert NARROW.broken("Short.", 250) == ["Short."]


# --- the data file ---------------------------------------------------------------------------------

LABEL = '[[figure.label]]\nplace = "{place}"\ntext = "A."\npage = "topic/a"\nclaim = "A."\n'
WHOLE = '[[figure]]\nid = "skin-layers"\ntitle = "T"\n' + "".join(
    LABEL.format(place=place) for place in PLACES["skin-layers"]
)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (WHOLE.replace("skin-layers", "zebra"), "unknown id zebra"),
        (WHOLE.replace('"middle"', '"top"'), "unknown place top"),
        (WHOLE.replace('claim = "A."\n', "", 1), "it has no claim"),
        (WHOLE.replace('text = "A."', 'text = " "', 1), "text is empty"),
        (WHOLE.replace('"middle"', '"under"'), "nothing is drawn at middle"),
        (WHOLE + "colour = 1\n", "unknown key colour"),
        (WHOLE + WHOLE, "the id stands twice"),
    ],
)
def test_a_fault_of_the_data_file_is_named(tmp_path, content, problem):
    path = tmp_path / "figures.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(BadData, match=problem) as caught:
        load_figures(path)
    assert caught.value.mend


def test_every_drawing_of_the_data_has_a_template():
    assert (
        {path.stem for path in (TEMPLATES / "figures").glob("*.html")} == set(load_figures()) == set(PLACES)
    )


# --- a page asks for it ----------------------------------------------------------------------------


def front_matter(value):
    return f'+++\ntitle = "A"\nstatus = "draft"\nfigures = {value}\n+++\n'


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ('["zebra"]', 'there is no drawing "zebra"'),
        ('["skin-layers", "skin-layers"]', "a drawing is named twice"),
        ('"skin-layers"', "figures is not a list of texts"),
        ("[1]", "figures is not a list of texts"),
    ],
)
def test_front_matter_that_asks_for_no_drawing_is_named_with_its_line(value, problem):
    with pytest.raises(BadData, match=problem) as caught:
        read_meta(front_matter(value), file="a.md", kind="topic")
    assert (caught.value.file, caught.value.place) == ("a.md", "line 4")


@pytest.mark.django_db
def test_drawings_are_exported_as_they_were_loaded():
    text = front_matter('["skin-layers"]') + "\nText. [@advice]\n"
    file = cut_page(text, file="a.md", kind="topic", slug="a")
    page = Topic(slug="a", title="A", kind="topic", status="draft", body=file.body, figures=["skin-layers"])
    page.save()
    page.file_head, page.file_tail = file.head, file.tail
    assert page_text(page) == text
    page.figures = []
    assert page_text(page) == text.replace('figures = ["skin-layers"]\n', "")
    page.figures, page.file_head = ["skin-layers"], ""
    assert read_meta(page_text(page), file="a.md", kind="topic")["figures"] == ["skin-layers"]


# --- agreement -------------------------------------------------------------------------------------


@pytest.fixture
def counted(db):
    """Redness in two of three articles, nausea in one, pregnancy in one, dull skin denied by one of two."""
    one, two, three = (make_source(f"article-{n}") for n in (1, 2, 3))
    said = {
        source: make_passage(source, "Redness is a common reaction and fades in a day.")
        for source in (one, two, three)
    }
    again = make_passage(one, "- Redness", kind="list_item")
    redness, nausea = make_page("side-effects", "redness"), make_page("side-effects", "nausea")
    pregnancy, milk = make_page("who-should-not", "pregnancy"), make_page("who-should-not", "milk")
    dull, hidden = make_page("uses", "dull-skin"), make_page("uses", "hidden", status="draft")
    for passage in (said[one], again, said[two]):
        make_statement(redness, passage, "side_effect")
    make_statement(nausea, said[three], "side_effect")
    make_statement(pregnancy, said[two], "contraindication")
    make_statement(dull, said[one], "indication")
    make_statement(dull, said[three], "indication", polarity="denied")
    make_statement(hidden, said[one], "indication")
    assert milk.statements.count() == 0
    return one, two, three


def rows():
    return [
        (
            tally.title,
            [(row.page.slug, row.count, [filled for _, filled in row.squares]) for row in tally.rows],
        )
        for tally in agreement().tallies
    ]


def test_articles_are_counted_once_each_and_only_where_they_affirm(counted):
    yes, no = True, False
    assert rows() == [
        ("Who should not have it", [("pregnancy", 1, [no, yes, no]), ("milk", 0, [no, no, no])]),
        ("Side effects", [("redness", 2, [yes, yes, no]), ("nausea", 1, [no, no, yes])]),
        ("Uses", [("dull-skin", 1, [yes, no, no])]),
    ]


def test_an_old_text_counts_no_more(counted):
    Snapshot.objects.filter(source=counted[0]).update(is_current=False)
    assert [tally[1] for tally in rows()] == [
        [("pregnancy", 1, [True, False]), ("milk", 0, [False, False])],
        [("nausea", 1, [False, True]), ("redness", 1, [True, False])],
        [("dull-skin", 0, [False, False])],
    ]


def test_the_chart_is_a_table_with_the_number_in_words(counted, client):
    html = client.get("/differences/").content.decode()
    part = html[html.index('id="agreement"') : html.index("</section>", html.index('id="agreement"'))]
    words = " ".join(re.sub("<[^>]*>", "", part).split())
    assert "Redness 2 of 3 (Article 1, Article 2)" in words
    assert "Milk 0 of 3" in words and "Take each warning seriously." in words
    assert re.findall(r'<th scope="row"><a href="([^"]*)">', part) == [
        *("/who-should-not/pregnancy/", "/who-should-not/milk/"),
        *("/side-effects/redness/", "/side-effects/nausea/", "/uses/dull-skin/"),
    ]
    assert part.count('aria-hidden="true"') == part.count("<svg") == 5
    assert (part.count("agreement-named"), part.count("agreement-silent")) == (5, 10)
    assert "a chart that we do not have" not in words


def test_a_chart_that_an_article_lost_is_named(counted, client):
    make_passage(
        counted[1], "What is needling?", kind="noise", disposition="unusable", reason="missing_figure"
    )
    words = Outline(client.get("/differences/").content.decode()).text
    assert "Article 2 has a chart that we do not have, so no numbers of it are shown." in words


def test_with_many_articles_a_bar_takes_the_place_of_the_squares(counted, client):
    for n in range(4, 12):
        make_source(f"article-{n}")
    html = client.get("/differences/").content.decode()
    assert "2 of 11" in html and "Each square" not in html
    assert (html.count('class="agreement-named"'), html.count('class="agreement-silent"')) == (5, 5)


def test_nothing_is_charted_where_nothing_is_published(client, db):
    make_source()
    Statement.objects.all().delete()
    assert 'id="agreement"' not in client.get("/differences/").content.decode()
    assert "#agreement" not in client.get("/sources/").content.decode()


def test_the_list_of_articles_leads_to_the_chart(counted, client):
    assert 'href="/differences/#agreement"' in client.get("/sources/").content.decode()
