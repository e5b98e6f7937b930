"""Guards over what a source only asks, calls a myth, or says of another treatment."""

import re
from collections.abc import Iterator

from content.pipeline.treatments import load_treatments
from content.pipeline.verdicts.case import Backing, Case, asks, quoted, reason
from content.pipeline.verdicts.hearing import hearing
from content.pipeline.verdicts.outcomes import Code, Reason
from content.pipeline.verdicts.reading import Weight


def only_asked(case: Case) -> Iterator[Reason]:
    """A question says nothing: "Is it covered by insurance?" is no evidence that it is."""
    if case.claim.text.rstrip(" *_").endswith("?"):
        return
    if all(b.own.text.rstrip(" *_").endswith("?") for b in case.backings):
        yield reason(Code.TOO_LITTLE_OVERLAP, "The source only asks this, it does not say it.")


def only_in_question(case: Case) -> Iterator[Reason]:
    """A heading that asks for yes or no says neither: its words are not those of the answer below it."""
    for unit in case.claim.heavy:
        if any(b.own.has(unit) for b in case.backings):
            continue
        around = [s for b in case.backings for s in b.around if s.has(unit)]
        if around and all(asks(s) for s in around) and not any(b.own.says("yes") for b in case.backings):
            yield reason(Code.NOT_IN_SOURCE, f"The source only asks about “{unit.printed}”.")
            return


_MYTH = hearing(r"\bmyths?\b|\bmisconceptions?\b")
_IN_QUOTES = re.compile(r"^\W*[“\"«][^“”\"«»]+[”\"»]\W*$")


def myths(case: Case) -> Iterator[Reason]:
    """What a source quotes under "Myths" it does not say itself."""
    if any(_IN_QUOTES.match(b.own.text) and any(_MYTH.search(s.text) for s in b.around) for b in case.near):
        yield reason(Code.POLARITY_DIFFERS, "The source quotes this as a myth.")


def other_treatment(case: Case) -> Iterator[Reason]:
    """What the source says of another treatment ("PRP uses your own blood") it does not say of this one."""
    solid = [u for u in case.claim.units if u.weight >= Weight.LIGHT]
    for backing in case.near if solid else ():
        if not (foreign := backing.foreign_words):
            continue
        places = [p.first for u in solid for p in backing.own.find(u)]
        if places and foreign.issuperset(places):
            named = {name for name, _ in load_treatments().named(case.claim.text)}
            others = [
                (n, s) for n, s in load_treatments().named(backing.own.text) if n not in backing.treatments
            ]
            if (
                others
                and not any(name in named for name, _ in others)
                and not _is_backed_elsewhere(case, backing)
            ):
                printed = quoted(span.of(backing.own.text) for _, span in others)
                yield reason(Code.RELATION_DIFFERS, f"The source says this of {printed}.")
                return


def _is_backed_elsewhere(case: Case, backing: Backing) -> bool:
    """Whether another cited sentence has as much of the claim, and speaks of no other treatment."""
    least = len(case.shared(backing))
    return any(b is not backing and not b.foreign_words and len(case.shared(b)) >= least for b in case.near)
