"""Writes the curated pages, and what was decided about names, back into files."""

from argparse import ArgumentParser
from pathlib import Path

from content.actions import stored_decisions
from content.decisionfiles import FILE_NAME, State, decisions_text
from content.management.base import InputCommand
from content.models import Page, PageKind, Status
from content.pagefiles import page_text
from content.pipeline.errors import BadData


class Command(InputCommand):
    help = (
        "Writes every page with a text, a file or readers into DIR, and decisions.toml with what was decided "
        "about names, as load_content reads them."
    )
    needs_tables = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: object, **options: object) -> None:
        pages = [page for page in Page.objects.all() if _belongs_in_a_file(page)]
        for page in pages:
            _write(options["folder"] / PageKind(page.kind).folder / f"{page.slug}.md", page_text(page))
        decided = _write_decisions(options["folder"] / FILE_NAME)
        what = f"{len(pages)} pages and {decided} decisions" if decided else f"{len(pages)} pages"
        self.stdout.write(f"{what} written to {options['folder']}")


def _belongs_in_a_file(page: Page) -> bool:
    return page.is_curated or bool(page.file_sha256) or page.status == Status.PUBLISHED


def _write_decisions(path: Path) -> int:
    """How many. Where there is none there is no file: an older one would bring decisions back."""
    decisions = stored_decisions()
    if decisions:
        _write(path, decisions_text(decisions))
    else:
        _remove(path)
    return sum(decision.kind != State.OPEN for decision in decisions)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        problem = f"there is no decision, and the file cannot be removed ({error.strerror or error})"
        raise BadData(problem, file=str(path), mend="Remove it.") from error


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        problem = f"the file cannot be written ({error.strerror or error})"
        raise BadData(problem, file=str(path), mend="Give a folder that you may write to.") from error
