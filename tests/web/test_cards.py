"""Share cards: whole words or none, the same picture for the same words, nothing of a draft."""

import io
import re
import time

import pytest
from django.core.cache import cache
from django.test import override_settings
from PIL import Image, ImageChops

from content import cards
from content.cards import HEIGHT, WIDTH, Card, draw_card, layout_of
from content.models import Page
from content.views import cards as views
from content.views.cards import alt_of, card_for
from content.views.heads import Words
from tests.web.crawling import crawl
from tests.web.factories import fill_site, make_page
from tests.web.machine_forms import metas, seen, squeezed

NO_CACHE = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
}
FOOT = ("Not reviewed by a health professional.",)
ANSWER = "Do not have mesotherapy while you are pregnant. It is not known to be safe at this time."


def card(title="Pregnancy", answer=ANSWER, foot=FOOT):
    return Card(title, answer, foot)


def opened(data):
    return Image.open(io.BytesIO(data))


def words_on(layout):
    return [" ".join(block.lines) if block else "" for block in (layout.title, layout.answer, layout.foot)]


@pytest.mark.django_db
@override_settings(CACHES=NO_CACHE)
def test_cards_and_data_come_without_a_cache_too(client):
    fill_site()
    assert client.get("/cards/who-should-not/pregnancy.png")["Content-Type"] == "image/png"
    assert client.get("/api/v1/pages").json()["total"] > 0


# --- drawing ---------------------------------------------------------------------------------------


def test_a_card_is_a_png_of_the_size_that_others_expect():
    data = draw_card(card())
    image = opened(data)
    assert (image.format, image.size) == ("PNG", (1200, 630)) == ("PNG", (WIDTH, HEIGHT))
    assert len(data) < 60_000  # bytes


def test_every_word_of_a_card_is_drawn():
    """Each of its words leaves ink of its own: a card without it is another picture."""
    whole = opened(draw_card(card())).convert("RGB")
    for other in (
        card(title="Pregnanc"),
        card(answer=ANSWER.removesuffix(".")),
        card(foot=("Not reviewed",)),
    ):
        difference = ImageChops.difference(whole, opened(draw_card(other)).convert("RGB"))
        assert difference.getbbox() is not None


def test_all_words_stand_inside_the_card():
    long = card("What is it, and what happens in a session from the first minute to the last?", ANSWER * 2)
    for each in (card(), long, card(answer="")):
        layout = layout_of(each)
        blocks = [block for block in (layout.title, layout.answer, layout.foot) if block]
        for block in blocks:
            font = cards._font(layout.face, block.size)
            assert all(font.getlength(line) <= cards.TEXT_WIDTH for line in block.lines)
        bottoms = [block.top + len(block.lines) * cards._line_height(block.size) for block in blocks]
        assert bottoms[-1] <= HEIGHT
        assert all(bottom <= block.top for bottom, block in zip(bottoms, blocks[1:], strict=False))


@pytest.mark.parametrize("sentences", range(1, 14))
def test_an_answer_is_on_the_card_whole_or_not_at_all(sentences):
    answer = " ".join(f"Sentence {n} says that you should not have it." for n in range(sentences))
    title, shown, foot = words_on(layout_of(card(answer=answer)))
    assert (title, foot) == ("Pregnancy", FOOT[0])
    assert shown in (answer, "")
    assert shown == (answer if sentences <= 8 else shown)


def test_an_answer_that_is_far_too_long_is_not_even_tried():
    started = time.monotonic()
    assert layout_of(card(answer="Do not. " * 20_000)).answer is None
    assert time.monotonic() - started < 2  # seconds


def test_the_longer_the_words_the_smaller_they_are_but_never_too_small_to_read():
    sizes = [layout_of(card(answer=ANSWER * n)).answer.size for n in (1, 3, 4)]
    assert sizes == sorted(sizes, reverse=True)
    assert min(sizes) >= 26 and cards.FOOT_SIZE >= 24


@pytest.mark.parametrize("title", ["W" * 300, "中文" * 10, "\U0001f489" * 5])
def test_a_title_that_cannot_be_shown_leaves_the_name_of_the_site(title):
    layout = layout_of(card(title=title))
    assert layout.title is None and layout.answer is None
    assert opened(draw_card(card(title=title))).size == (WIDTH, HEIGHT)
    assert title not in alt_of(card(title=title))


def test_the_longest_title_that_a_page_can_have_fits():
    assert words_on(layout_of(card(title="Do not " * 42, answer="")))[0] == ("Do not " * 42).strip()


# --- letters ---------------------------------------------------------------------------------------


def test_no_letter_is_drawn_as_a_box():
    assert cards._has("", "a") and cards._has("", "’") and cards._has("", "“") and cards._has("", "…")
    assert not cards._has("", "–") and not cards._has("", "中")


@pytest.mark.parametrize(
    ("text", "plainer"),
    [
        ("≥ 18 – naïve café", ">= 18 - naive cafe"),
        ("Ångström ½", "Angstrom 1/2"),
        ("İğne şişlik ılık", "Igne sislik ilik"),
        ("you’re “safe”…", "you’re “safe”…"),
        ("not\u00a0safe", "not safe"),
    ],
)
def test_letters_that_no_font_here_has_are_written_in_plainer_ones(monkeypatch, text, plainer):
    monkeypatch.setattr(cards, "FACES", ("",))
    layout_of.cache_clear()
    try:
        assert words_on(layout_of(card(answer=text)))[1] == plainer
    finally:
        layout_of.cache_clear()


@pytest.mark.skipif(not cards.is_installed("DejaVuSans.ttf"), reason="DejaVu Sans is not installed here")
def test_a_font_that_has_the_letters_is_preferred_to_plainer_ones():
    layout = layout_of(card(answer="Not for anyone under 18 – ≥ 18 only. İğne."))
    assert layout.face == "DejaVuSans.ttf"
    assert words_on(layout)[1] == "Not for anyone under 18 – ≥ 18 only. İğne."


def test_a_font_that_is_not_there_is_not_needed():
    assert not cards.is_installed("NoSuchFont.ttf")
    assert words_on(layout_of(card()))[1] == ANSWER


# --- addresses -------------------------------------------------------------------------------------


@pytest.fixture
def site(db):
    cache.clear()
    return fill_site()


def test_every_page_has_a_card_whose_words_stand_on_the_page(client, site):
    _, html = crawl(client)
    assert "noindex" in html.pop("/leaflet/")  # no page to share
    for path, page in html.items():
        found = metas(page)
        address = found["og:image"].removeprefix("http://testserver")
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "image/png"), path
        alt = found["og:image:alt"].removeprefix("mesoinfo:").removeprefix(f" {found['og:title']}")
        for sentence in re.split(r"(?<=[.?!]) ", alt.strip()):
            assert squeezed(sentence) in seen(page), (path, sentence)


def test_a_page_with_quotes_only_has_its_title_on_the_card(client, site):
    found = metas(client.get("/who-should-not/hives/").content.decode())
    assert found["og:image:alt"].startswith("mesoinfo: Hives Not reviewed by a health professional.")
    assert "og:description" not in found


def test_the_card_of_a_use_leads_to_the_warnings_first(client, site):
    alt = metas(client.get("/uses/scars/").content.decode())["og:image:alt"]
    assert "Read who should not have mesotherapy first." in alt
    words = Words("Scars", "Redness is common.", "uses/scars")
    assert client.get("/cards/uses/scars.png")["ETag"] == f'"{card_for(words, is_use=True).key}"'


def test_the_words_of_a_card_are_the_words_of_its_page(client, site):
    """The same words give the same picture: the address finds for itself what the page says."""
    for path in (
        "/",
        "/questions/",
        "/questions/what-is-it/",
        "/about/",
        "/not-answered/cost/",
        "/differences/",
    ):
        found = metas(client.get(path).content.decode())
        words = Words(found["og:title"], found.get("og:description", ""), "")
        address = found["og:image"].removeprefix("http://testserver")
        assert client.get(address)["ETag"] == f'"{card_for(words).key}"', path


@pytest.mark.parametrize("status", ["draft", "in_review", "approved", "withdrawn"])
def test_no_draft_has_a_card(client, site, status):
    make_page("topics", "secret", "Zanzibar. [@advice]\n", status=status)
    assert client.get("/cards/topics/secret.png").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "nothing",
        "topics/",
        "topics/../admin",
        "sources/x",
        "not-answered/x",
        "topics/a/b",
        "nix/aftercare",
        "-",
    ],
)
def test_what_is_not_there_has_no_card(client, site, name):
    assert client.get(f"/cards/{name}.png").status_code == 404


def test_a_gap_has_a_card_as_long_as_it_is_open(client, site):
    assert client.get("/cards/not-answered/warning-signs.png").status_code == 200
    Page.objects.filter(slug="cost").update(status="draft")
    assert client.get("/cards/not-answered/cost.png").status_code == 200


def test_a_card_is_drawn_once_and_sent_once(client, site, monkeypatch):
    drawn = []
    monkeypatch.setattr(views, "draw_card", lambda card: drawn.append(card) or b"png")
    first = client.get("/cards/questions/what-is-it.png")
    assert client.get("/cards/questions/what-is-it.png").content == first.content
    again = client.get("/cards/questions/what-is-it.png", headers={"if-none-match": first["ETag"]})
    later = client.get(
        "/cards/questions/what-is-it.png", headers={"if-modified-since": first["Last-Modified"]}
    )
    assert (again.status_code, later.status_code, len(drawn)) == (304, 304, 1)
    assert first["Cache-Control"] == "public, max-age=3600"
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_other_words_are_another_card(client, site):
    before = client.get("/cards/questions/what-is-it.png")
    page = Page.objects.get(slug="what-is-it")
    page.title = "What is it really?"
    page.save()
    after = client.get("/cards/questions/what-is-it.png", headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200 and after["ETag"] != before["ETag"]


def test_cards_answer_head_and_refuse_post(client, site):
    assert client.head("/cards/home.png").status_code == 200
    assert client.post("/cards/home.png").status_code == 405
