"""Writes the whole public site as static files."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from tqdm import tqdm

from content.management.base import Error, InputCommand
from content.sitecopy.copying import Copy, copy_site, write_copy
from content.sitecopy.fetching import OPTION, Site, base_address, check_static_files
from content.sitecopy.folder import check_folder, replacing

FAILED = 1
SHOWN = 20


class Command(InputCommand):
    help = (
        "Writes the whole public site into DIR as files that any web server can serve: pages, styles, feeds, "
        "and the API as JSON. DIR is replaced as a whole, or not at all. Searching and forms need the server."
    )
    needs_tables = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            OPTION,
            metavar="ADDRESS",
            help="where the copy will stand, as https://www.example.org; by default the one name in "
            "MESOINFO_ALLOWED_HOSTS that is not this machine",
        )

    def handle(self, *args: object, **options: object) -> None:
        folder = options["folder"]
        check_folder(folder)
        site = Site(base_address(options["base_url"]))
        check_static_files()
        with tqdm(desc="copying", unit="file", disable=not sys.stderr.isatty()) as bar:
            copy = copy_site(site, lambda done, known: _show(bar, done, known))
        _refuse(copy)
        with replacing(folder) as draft:
            count = write_copy(copy, site, draft)
            _refuse(copy)
        forms = f"; {copy.forms} forms left out, which need the server" if copy.forms else ""
        self.stdout.write(f"{count} files of {site.base} written to {folder}{forms}")


def _show(bar: tqdm, done: int, known: int) -> None:
    bar.total = known
    bar.update(done - bar.n)


def _refuse(copy: Copy) -> None:
    """Raises Error where an address failed: then nothing has changed."""
    if copy.faults:
        shown = "\n".join(copy.faults[:SHOWN])
        more = f"\nand {len(copy.faults) - SHOWN} more" if len(copy.faults) > SHOWN else ""
        raise Error(f"{len(copy.faults)} faults; nothing was written.\n{shown}{more}", returncode=FAILED)
