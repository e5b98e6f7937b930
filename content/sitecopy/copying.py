"""Every page of the public site, found by following links from the fixed addresses and the site map."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from content.sitecopy.fetching import Site, fixed_addresses
from content.sitecopy.links import Place, addresses_of, ids_in, links_in, relinked, without_forms
from content.sitecopy.places import Answer, file_of, static_address

NOT_FOUND = "/404.html"
NOT_FOR_COPIES = (400, 404, 405)
"""What an address without links answers that works only with a form, a question or a setting."""

Progress = Callable[[int, int], None]


@dataclass
class Copy:
    """The answers by address, the links of each, and what is wrong, as "address: problem"."""

    answers: dict[str, Answer] = field(default_factory=dict)
    links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    forms: int = 0


def copy_site(site: Site, progress: Progress = lambda done, known: None) -> Copy:
    """Fetches everything; ``progress`` is told how many are done, of how many that are known."""
    copy = Copy()
    copy.answers[NOT_FOUND] = site.not_found_page()
    copy.links[NOT_FOUND] = links_in(copy.answers[NOT_FOUND], Place(site.base, NOT_FOUND))
    named_by = dict.fromkeys(addresses_of(copy.links[NOT_FOUND]), NOT_FOUND)
    named_by |= dict.fromkeys(fixed_addresses(), "")
    waiting = deque(named_by)
    while waiting:
        address = waiting.popleft()
        _take(copy, site, address, named_by[address])
        for link in addresses_of(copy.links.get(address, [])):
            if link not in named_by:
                named_by[link] = address
                waiting.append(link)
        progress(len(named_by) - len(waiting), len(named_by))
    _check_fragments(copy)
    return copy


def _take(copy: Copy, site: Site, address: str, named_by: str) -> None:
    """Adds the answer of an address, or what is wrong with it."""
    if address in copy.answers:
        return
    if site.is_search(address):
        path = address.partition("?")[0]
        if path in site.search:
            copy.answers[path] = page = site.page_in_place_of_search(path)
            copy.links[address] = links_in(page, Place(site.base, path))
        return
    if site.is_left_out(address):
        copy.faults.append(f"{named_by}: {address} is not part of a copy")
        return
    status, found = site.fetch(address)
    if found is None:
        if named_by or status not in NOT_FOR_COPIES:
            copy.faults.append(f"{named_by or address}: {address} answers {status}")
        return
    answer, forms = without_forms(found)
    copy.forms += forms
    copy.answers[address] = answer
    copy.links[address] = links_in(answer, Place(site.base, address))


def _check_fragments(copy: Copy) -> None:
    ids = {address: ids_in(answer) for address, answer in copy.answers.items() if answer.is_html}
    for address, links in copy.links.items():
        for target, fragment in links:
            is_place = fragment and not fragment.startswith(":~:")
            if is_place and target in ids and fragment not in ids[target]:
                copy.faults.append(f"{address}: {target} has no place #{fragment}")


def write_copy(copy: Copy, site: Site, folder: Path) -> int:
    """Writes every file below ``folder``; how many. What cannot be written is a fault of ``copy``."""
    places = {address: static_address(address, answer) for address, answer in copy.answers.items()}

    def moved(address: str) -> str:
        return places.get(address, address)

    for address, answer in copy.answers.items():
        try:
            path = folder / file_of(places[address])
        except ValueError:
            copy.faults.append(f"{address}: it cannot be the name of a file")
            continue
        if path.exists():
            copy.faults.append(f"{address}: another address has the same file")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(relinked(answer, Place(site.base, address), moved))
    return len(copy.answers)
