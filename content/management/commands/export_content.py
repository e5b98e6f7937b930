"""Writes the curated pages back into files."""

from argparse import ArgumentParser
from pathlib import Path

from content.management.base import InputCommand
from content.models import Page, PageKind, Status
from content.pagefiles import page_text
from content.pipeline.errors import BadData


class Command(InputCommand):
    help = "Writes every page with a text, a file or readers into DIR, as load_content reads it."
    needs_tables = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: object, **options: object) -> None:
        pages = [page for page in Page.objects.all() if _belongs_in_a_file(page)]
        for page in pages:
            _write(options["folder"] / PageKind(page.kind).folder / f"{page.slug}.md", page_text(page))
        self.stdout.write(f"{len(pages)} pages written to {options['folder']}")


def _belongs_in_a_file(page: Page) -> bool:
    return page.is_curated or bool(page.file_sha256) or page.status == Status.PUBLISHED


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        problem = f"the file cannot be written ({error.strerror or error})"
        raise BadData(problem, file=str(path), mend="Give a folder that you may write to.") from error
