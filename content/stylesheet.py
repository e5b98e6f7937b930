"""One style sheet for readers, put together from one file for each layer, pattern and component.

``static/css/`` holds the layers and the patterns (looks that several templates share), and the style of each
component stands beside its template. Readers fetch the whole as ``css/main.css``: one request. What only the
chart, the sheet to take along and the leaflet need is ``css/more.css``; what the preview of the editors needs
of it is ``css/preview.css``. All are put together whenever a static file is looked for or collected, so there
is no build step to forget.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/main.css"
LAYERS = ("tokens", "base", "layout", "patterns", "components", "print")
"""In order of force: a rule of a later layer wins over one of an earlier, whatever their selectors."""
MORE = "css/more.css"
RARE = ("agreement", "leaflet", "sheet")
"""Files, by their names, of which only few pages need the style."""
PREVIEW = "css/preview.css"
PREVIEWED = ("differ", "figure", "milder")
"""Components that an editor sees in the preview as readers see them on the page."""
SCOPE = ".as-readers"
"""The element of the admin inside which they stand: its own properties are called the same."""
_SKIPPED = re.compile(r"""("[^"]*"|'[^']*')|(?:\s|/\*.*?\*/)+""", re.DOTALL)
_AROUND = re.compile(r"""("[^"]*"|'[^']*')|\s*([{};,])\s*|;(?=})""")


def style_files(layer: str) -> list[Path]:
    """The files of a layer, in the order in which they are read."""
    styles = settings.BASE_DIR / "static" / "css"
    if layer == "components":
        return sorted((settings.BASE_DIR / "templates" / "components").glob("*.css"))
    return sorted((styles / layer).glob("*.css")) if layer == "patterns" else [styles / f"{layer}.css"]


def compose(name: str = NAME) -> str:
    """A style sheet as readers get it, without comments and blanks that mean nothing."""
    if name == PREVIEW:
        return _packed(f"{_tokens_in_scope()}\n{SCOPE} {{{_joined(_previewed())}}}")
    found = (f"@layer {layer}{{{_joined(_files_of(layer, name))}}}" for layer in LAYERS)
    layers = (layer for layer in found if not layer.endswith("{}"))
    return _packed(f"@layer {','.join(LAYERS)};{''.join(layers)}")


def _tokens_in_scope() -> str:
    return _joined(style_files("tokens")).replace(":root", SCOPE)


def _previewed() -> list[Path]:
    return [path for path in style_files("components") if path.stem in PREVIEWED]


def _files_of(layer: str, name: str) -> list[Path]:
    return [path for path in style_files(layer) if (path.stem in RARE) == (name == MORE)]


def _joined(paths: Iterable[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _packed(css: str) -> str:
    """Without comments and needless blanks. What stands in quotation marks is left as it is."""
    css = _SKIPPED.sub(lambda match: match[1] or " ", css)
    return _AROUND.sub(lambda match: match[1] or match[2] or "", css).replace(";}", "}").strip()


class StylesheetFinder(BaseFinder):
    """Finds our three style sheets alone, written anew into ``build/`` where its parts have changed."""

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=settings.BASE_DIR / "build" / "static")
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: object) -> str | list[str]:
        if path not in (NAME, MORE, PREVIEW):
            return []
        found = str(self._written(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in (NAME, MORE, PREVIEW):
            self._written(name)
            yield name, self.storage

    def _written(self, name: str) -> Path:
        path, css = Path(self.storage.path(name)), compose(name)
        if not path.exists() or path.read_text(encoding="utf-8") != css:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
                draft.write(css)
            Path(draft.name).chmod(0o644)
            Path(draft.name).replace(path)  # whole or not at all: another thread may be reading or writing it
        return path
