"""Writes the curated pages, what editors decided, and the articles that they added, into files."""

from argparse import ArgumentParser
from pathlib import Path

from content import articlefiles, decisionfiles, linkfiles, overridefiles
from content.actions import stored_decisions, stored_links, stored_overrides
from content.articlefiles import article_files, table_text
from content.decisionfiles import State
from content.management.base import InputCommand
from content.models import Override, Page, PageKind, Status
from content.pagefiles import page_text
from content.pipeline.errors import BadData


class Command(InputCommand):
    help = (
        "Writes every page with a text, a file or readers into DIR, decisions.toml with what was decided "
        "about names, links.toml with what is the same and what is not, overrides.toml with what was decided "
        "against verdicts, and the articles that editors added "
        "with their sources.toml into DIR/sources, as load_content reads them. Articles are the work of "
        "their authors: do not publish them."
    )
    needs_tables = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: object, **options: object) -> None:
        pages = [page for page in Page.objects.all() if _belongs_in_a_file(page)]
        for page in pages:
            _write(options["folder"] / PageKind(page.kind).folder / f"{page.slug}.md", page_text(page))
        numbers = {
            "pages": len(pages),
            "decisions": _write_decisions(options["folder"] / decisionfiles.FILE_NAME),
            "answers": _write_links(options["folder"] / linkfiles.FILE_NAME),
            "decisions against verdicts": _write_overrides(options["folder"] / overridefiles.FILE_NAME),
            "articles": _write_articles(options["folder"] / articlefiles.FOLDER),
        }
        what = [f"{number} {name}" for name, number in numbers.items() if number or name == "pages"]
        self.stdout.write(f"{' and '.join(what)} written to {options['folder']}")


def _belongs_in_a_file(page: Page) -> bool:
    return page.is_curated or bool(page.file_sha256) or page.status == Status.PUBLISHED


def _write_decisions(path: Path) -> int:
    """How many. Where there is none there is no file: an older one would bring decisions back."""
    decisions = stored_decisions()
    _write_or_remove(path, decisionfiles.decisions_text(decisions))
    return sum(decision.kind != State.OPEN for decision in decisions)


def _write_links(path: Path) -> int:
    links = stored_links()
    _write_or_remove(path, linkfiles.links_text(links))
    return len(links)


def _write_overrides(path: Path) -> int:
    _write_or_remove(path, stored_overrides())
    return Override.objects.kept().count()


def _write_articles(folder: Path) -> int:
    files = article_files()
    for file in files:
        _write(folder / file.name, file.text)
    _write_or_remove(folder / articlefiles.TABLE, table_text({file.source_id: file.meta for file in files}))
    return len(files)


def _write_or_remove(path: Path, text: str) -> None:
    if text:
        _write(path, text)
    else:
        _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        problem = f"there is nothing to write, and the file cannot be removed ({error.strerror or error})"
        raise BadData(problem, file=str(path), mend="Remove it.") from error


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    except OSError as error:
        problem = f"the file cannot be written ({error.strerror or error})"
        raise BadData(problem, file=str(path), mend="Give a folder that you may write to.") from error
