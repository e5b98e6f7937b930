"""The style sheet: one file for each component, put together for one request."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.management.commands.collectstatic import Command
from django.core.management import call_command

from content import stylesheet
from content.stylesheet import LAYERS, MORE, NAME, compose, style_files

COMPONENTS = settings.BASE_DIR / "templates/components"
FILES = [path for layer in LAYERS for path in style_files(layer)]


def test_every_style_of_a_component_stands_beside_its_template():
    styles = {path.stem for path in COMPONENTS.glob("*.css")}
    assert len(styles) > 20
    assert styles <= {path.stem for path in COMPONENTS.glob("*.html")}


def test_the_whole_holds_every_file_in_the_order_of_the_layers():
    css = compose()
    assert css.startswith(
        f"@layer {','.join(LAYERS)};@layer tokens{{:root{{color-scheme:light dark;".replace(
            ":light", ": light"
        )
    )
    places = [css.index(f"@layer {layer}{{") for layer in LAYERS]
    assert places == sorted(places)
    assert {path for path in FILES if path.name != "print.css"} > set(COMPONENTS.glob("*.css"))
    for path in FILES:
        braces = path.read_text(encoding="utf-8").count("{")
        assert braces and braces == path.read_text(encoding="utf-8").count("}"), path
    more = compose(MORE)
    assert (
        ".agreement-parts" in more
        and ".agreement-parts" not in css
        and ".claim" in css
        and ".claim" not in more
    )
    both = css + more
    layers = both.count("@layer ") - 2  # each begins with their order
    assert both.count("{") == both.count("}") == sum(p.read_text().count("{") for p in FILES) + layers


@pytest.mark.parametrize(
    ("css", "packed"),
    [
        ("a  {\n  color: red;\n}\n", "a{color: red}"),
        ("a /* a { note } */ b { }", "a b{}"),
        ('q { quotes: "“  ;" "” }" }', 'q{quotes: "“  ;" "” }"}'),
        ('a::before { content: "/* no note */" }', 'a::before{content: "/* no note */"}'),
        ("a { inset: calc(1px + 2px) 0 ; }", "a{inset: calc(1px + 2px) 0}"),
        (
            "@media (min-width: 1em) and (hover) { a , b { top: 0 } }",
            "@media (min-width: 1em) and (hover){a,b{top: 0}}",
        ),
    ],
)
def test_packing_takes_away_only_what_means_nothing(css, packed):
    assert stylesheet._packed(css) == packed


def test_a_changed_file_is_served_without_a_build_step(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    for layer in LAYERS:
        if layer not in ("patterns", "components"):
            (tmp_path / "static/css").mkdir(parents=True, exist_ok=True)
            (tmp_path / f"static/css/{layer}.css").write_text(f".{layer} {{ top: 0; }}")
    finder = stylesheet.StylesheetFinder()
    assert ".print{top: 0}" in Path(finder.find(NAME)).read_text()
    (tmp_path / "static/css/print.css").write_text(".paper { top: 1pt; }")
    found = Path(finder.find(NAME)).read_text()
    assert ".paper{top: 1pt}" in found and ".print{" not in found
    assert finder.find("css/other.css") == []


def test_many_threads_may_ask_for_it_at_once(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    (tmp_path / "static/css").mkdir(parents=True)
    for layer in LAYERS:
        (tmp_path / f"static/css/{layer}.css").write_text(f".{layer} {{ top: 0; }}")
    finder = stylesheet.StylesheetFinder()
    with ThreadPoolExecutor(8) as pool:
        for turn in range(20):
            (tmp_path / "static/css/print.css").write_text(f".print {{ top: {turn}px; }}")
            found = list(pool.map(lambda _: Path(finder.find(NAME)).read_text(), range(8)))
            assert {text.count("{") for text in found} == {found[0].count("{")}
    assert {path.name for path in (tmp_path / "build/static/css").iterdir()} == {"main.css"}


def test_it_is_found_first_and_collected(tmp_path, settings):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    assert Path(finders.find(NAME)).read_text() == compose()
    call_command(Command(), interactive=False, verbosity=0)
    assert (tmp_path / NAME).read_text() == compose()
    hashed = [
        path
        for path in tmp_path.glob("css/main.*.css")
        if re.fullmatch(r"main\.[0-9a-f]{12}\.css", path.name)
    ]
    assert len(hashed) == 1 and hashed[0].with_suffix(".css.gz").exists()
