"""What editors said of two things: the same, or not the same. Remembered for good, applied at each build.

A question that belongs to another one keeps its page and status, so that it can be taken apart again, and is
public nowhere: its address leads to the other one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from content.actions import rows
from content.actions.reports import Report
from content.linkfiles import FiledLink
from content.models import Link, Question
from content.models.pages import WARNINGS
from content.pipeline.errors import BadDecision
from content.pipeline.links import QUESTION, LinkKind, Links
from content.pipeline.links import Link as CoreLink
from content.pipeline.questions import load_questions

Kind = Link.Kind

WORDING = "words:"
"""How the key of a printed wording begins (pipeline.questions.wording_key)."""
CORRECT_FILE = "Correct the file, or decide in the admin and export again."


# --- reading ---------------------------------------------------------------------------------------


def current_links() -> Links:
    """What editors have said, for ``build_library``."""
    return links_of(Link.objects.decided())


def links_of(given: Iterable[Link]) -> Links:
    return Links(tuple(_core(row) for row in given))


def home_of(key: str, links: Links) -> str:
    """The key of the question under which ``key`` is asked; its own where it belongs to no other."""
    target = links.target_of(QUESTION, key)
    return key if links.are_apart(QUESTION, key, target) else target


def _core(row: Link) -> CoreLink:
    return CoreLink(LinkKind(row.kind), row.family, row.first, row.other, row.reason)


# --- deciding --------------------------------------------------------------------------------------


@transaction.atomic
def decide_link(
    *, family: str, kind: str, first: str, other: str, reason: str = "", person: AbstractBaseUser
) -> Link:
    """Store what ``person`` said of ``first`` and ``other``; it takes the place of what was said before.

    ``kind`` is "same" (``first`` keeps its page), "not_same", or "open", which takes the answer back: then no
    file brings it back. The next build goes by it. Raises BadDecision, as ``check_link`` does.
    """
    if kind == Kind.SAME and family == QUESTION:
        _refuse_unknown(first, other)
    row = check_link(family=family, kind=kind, first=first, other=other, reason=reason)
    row.decided_by, row.decided_at = person, timezone.now()
    row.save()
    return row


def _refuse_unknown(*keys: str) -> None:
    """What nothing asks can hold no question."""
    asked = {*Question.objects.values_list("intent", flat=True), *load_questions().by_id}
    for key in keys:
        if not key.startswith(WORDING) and key not in asked:
            raise BadDecision(
                "there is no such question", file=words_of(key), mend="Choose one that is there."
            )


def check_link(*, family: str, kind: str, first: str, other: str, reason: str = "") -> Link:
    """The row that the answer makes or changes, not saved. Needs a transaction: it locks what it reads.

    Raises BadDecision where it cannot stand beside what was said of others.
    """
    stored = {row.pair: row for row in Link.objects.select_for_update()}
    row = stored.get((family, frozenset((first, other)))) or Link(family=family)
    row.kind, row.first, row.other, row.reason = kind, first, other, reason.strip()
    refuse_bad_link(row, [each for each in stored.values() if each.pk != row.pk])
    return row


def refuse_bad_link(row: Link, others: Iterable[Link]) -> None:
    """Raises BadDecision where what ``row`` says cannot stand beside what ``others`` say."""
    if row.first == row.other:
        raise _bad(row, "it would be the same as itself", "Choose another one.")
    if row.kind != Kind.SAME:
        return
    if row.family in WARNINGS and not row.reason:
        raise _bad(row, "there is no reason", "Write why: a wrong merge can hide a warning.")
    decided = [each for each in others if each.family == row.family and each.kind != Kind.OPEN]
    _refuse_second_home(row, decided)
    _refuse_lost_answers(row)
    _refuse_circle(row, decided)
    _refuse_against_not_same(row, decided)


def _refuse_second_home(row: Link, decided: Iterable[Link]) -> None:
    """A thing belongs to one other; two answers would leave it to chance which."""
    homes = (each.first for each in decided if each.kind == Kind.SAME and each.other == row.other)
    for home in homes:
        problem = f"it is asked under {words_of(home)} already"
        raise _bad(row, problem, "Take those two apart first.")


def _refuse_lost_answers(row: Link) -> None:
    """What answers a question that the software knows goes with it only to another that it knows."""
    known = load_questions().by_id
    if row.family == QUESTION and row.other in known and row.first not in known:
        problem = (
            f"the software knows what answers {words_of(row.other)}, and would lose that under "
            f"{words_of(row.first)}"
        )
        raise _bad(row, problem, "Merge them the other way round.")


def _refuse_circle(row: Link, decided: Sequence[Link]) -> None:
    targets = {each.other: each.first for each in decided if each.kind == Kind.SAME}
    passed, key = [row.other], row.first
    while key not in passed:
        passed.append(key)
        if key not in targets:
            return
        key = targets[key]
    names = " is ".join(words_of(each) for each in [*passed, key])
    raise _bad(row, f"it would go in a circle: {names}", "Take two of them apart first.")


def _refuse_against_not_same(row: Link, decided: Sequence[Link]) -> None:
    """An answer must not undo another one by a detour."""
    links = links_of([*decided, row])
    for each in decided:
        ends = {links.target_of(row.family, key) for key in (each.first, each.other)}
        if each.kind == Kind.NOT_SAME and len(ends) == 1:
            problem = f"somebody said that {words_of(each.first)} and {words_of(each.other)} are not the same"
            raise _bad(row, problem, "Take that answer back first, if it was wrong.")


def _bad(row: Link, problem: str, mend: str) -> BadDecision:
    return BadDecision(problem, file=words_of(row.other), mend=mend)


# --- words -----------------------------------------------------------------------------------------


def words_of(key: str) -> str:
    """What a key is called, in quotation marks: the title of its page, its words, or the key itself."""
    return named([key])[key]


def named(keys: Iterable[str]) -> dict[str, str]:
    """The same for many keys in one query."""
    found = dict(Question.objects.filter(intent__in=(wanted := set(keys))).values_list("intent", "title"))
    return {key: called(key, found.get(key)) for key in wanted}


def called(key: str, title: str | None) -> str:
    """In quotation marks: ``title``, or what can be said of a key that has no page."""
    known = load_questions().by_id.get(key)
    return f"“{title or (known.question if known else key.removeprefix(WORDING))}”"


# --- files -----------------------------------------------------------------------------------------


def stored_links() -> tuple[FiledLink, ...]:
    """What the database knows, for a file."""
    return tuple(_filed(row) for row in Link.objects.decided())


@transaction.atomic
def load_links(*, links: Sequence[FiledLink]) -> Report:
    """Make the rows that no person has decided about say what ``links`` say; before the library is built.

    What a person decided or took back here stays, and the report says where the file differs. An answer that
    came from a file which no longer has it is undone. Raises BadData for the first that cannot stand.
    """
    report = Report()
    _refuse_bad(links)
    stored = {row.pair: row for row in Link.objects.select_for_update()}
    differing = [each for each in links if each.pair not in stored or each != _filed(stored[each.pair])]
    kept = [each for each in differing if each.pair in stored and stored[each.pair].decided_by_id]
    changed = [each for each in differing if each not in kept]
    _undo_missing(links, stored, report)
    for each in changed:
        row = stored[each.pair] = stored.get(each.pair) or Link(family=each.family)
        row.kind, row.first, row.other, row.reason = each.kind, each.first, each.other, each.reason
        row.save()
        report.rows_written += 1
    _refuse_against_admin(changed, stored)
    for each in kept:
        report.note("link_kept", each.address, "It was answered otherwise here; what was said here stays.")
    if links:
        outcomes = Counter("answered otherwise here" if each in kept else "accepted" for each in links)
        report.count("links", outcomes, accepted="accepted")
    return report


def _undo_missing(
    links: Iterable[FiledLink], stored: dict[tuple[str, frozenset[str]], Link], report: Report
) -> None:
    pairs = {each.pair for each in links}
    gone = [row for pair, row in stored.items() if pair not in pairs and not row.decided_by_id]
    for row in gone:
        report.note("link_gone", row.address, "The file of answers no longer has it; it is undone.")
        del stored[row.pair]
        row.delete()
        report.rows_written += 1


def _refuse_bad(links: Sequence[FiledLink]) -> None:
    made = [Link(family=e.family, kind=e.kind, first=e.first, other=e.other, reason=e.reason) for e in links]
    for each, row in zip(links, made, strict=True):
        _refuse(each, row, [other for other in made if other is not row], CORRECT_FILE)


def _refuse_against_admin(changed: Iterable[FiledLink], stored: Mapping[object, Link]) -> None:
    for each in changed:
        row = stored[each.pair]
        others = [other for other in stored.values() if other is not row]
        _refuse(
            each, row, others, "That was said here in the admin: correct the file, or answer there again."
        )


def _refuse(each: FiledLink, row: Link, others: Iterable[Link], mend: str) -> None:
    try:
        refuse_bad_link(row, others)
    except BadDecision as error:
        raise each.error(error.problem, mend) from error


def _filed(row: Link) -> FiledLink:
    return FiledLink(
        family=row.family, kind=str(row.kind), first=row.first, other=row.other, reason=row.reason
    )


# --- pages -----------------------------------------------------------------------------------------


def settle_merges(report: Report) -> None:
    """Give each question the page that it belongs to since it was merged; none where it stands alone."""
    links = current_links()
    pages = {page.intent: page for page in Question.objects.all()}
    for key, page in pages.items():
        home = pages.get(home_of(key, links))
        rows.update(page, report, merged_into_id=home.pk if home and home.pk != page.pk else None)
