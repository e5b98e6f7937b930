"""What loading an article brings about: two standings compared, as plain values that JSON can hold.

Knows no rows: the same comparison tells an editor before a load what would come of it, and the loader
afterwards whether that came of it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from content.models import Status
from content.models.pages import WARNINGS
from content.pipeline.anchors import AnchorState
from content.pipeline.citations import Basis
from content.pipeline.nearest import compare_words
from content.pipeline.statements import Strength
from content.pipeline.verdicts import Support
from content.standing import Row, Standing

LADDER = tuple(Strength)
"""Strictest first."""
SUPPORTS = (Support.SUPPORTED, Support.PARTLY_SUPPORTED, Support.NOT_FOUND, Support.CONTRADICTED)
"""Best first."""
FATES = (
    "tagged",
    "withdrawn",
    "in_review",
    "worse",
    "opposed",
    "stricter",
    "unbacked",
    "opens",
    "back",
    "better",
    "joined",
    "left",
    "new",
)
"""What happens to a page, the gravest first."""


def compare(source_id: str, before: Standing, after: Standing) -> Row:
    """What lies between ``before`` and ``after``, for an editor who asks about the article ``source_id``."""
    return {
        "source_id": source_id,
        "sha256": [before.sha256, after.sha256],
        "facts": {
            name: [before.facts.get(name), after.facts.get(name)]
            for name in sorted(before.facts.keys() | after.facts.keys())
            if before.facts.get(name) != after.facts.get(name)
        },
        "passages": list(after.passages),
        "statements": _compare_statements(before.statements, after.statements),
        "pages": _compare_pages(before, after),
        "quotes": _count_quotes(source_id, before, after),
        "names": _compare_rows(before.names, after.names, is_there=lambda row: row["is_printed"]),
        "differences": _compare_differences(before.differences, after.differences),
        "gaps": _compare_keys(before.gaps, after.gaps),
        "alike": [after.alike[key] for key in sorted(after.alike.keys() - before.alike.keys())],
    }


# --- statements ------------------------------------------------------------------------------------


def _compare_statements(before: Sequence[Row], after: Sequence[Row]) -> Row:
    """Statements of one thing are held against each other; those with the same words and degrees are kept."""
    old, new, kept = _only_in_each(before, after)
    changed = [
        {"old": one, "new": other, "diff": words_between(one["quote"], other["quote"])}
        for one, other in _pairs(old, new)
    ]
    for pair in changed:
        old.remove(pair["old"])
        new.remove(pair["new"])
    return {"new": new, "lost": old, "changed": changed, "kept": kept}


def _only_in_each(before: Sequence[Row], after: Sequence[Row]) -> tuple[list[Row], list[Row], int]:
    counts = Counter(map(_said, before)) & Counter(map(_said, after))
    return _without(before, counts), _without(after, counts), counts.total()


def _said(row: Row) -> str:
    """All that it says, wherever it stands."""
    return repr([value for name, value in sorted(row.items()) if name not in ("passage", "page")])


def _without(rows: Iterable[Row], counts: Counter[str]) -> list[Row]:
    left, found = Counter(counts), []
    for row in rows:
        if left[_said(row)]:
            left[_said(row)] -= 1
        else:
            found.append(row)
    return found


def _pairs(old: Sequence[Row], new: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Of each thing, the first that was with the first that is, and so on."""
    waiting: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in new:
        waiting[row["role"], row["concept"]].append(row)
    pairs = []
    for row in old:
        if there := waiting[row["role"], row["concept"]]:
            pairs.append((row, there.pop(0)))
    return pairs


def words_between(old: str, new: str) -> list[Row]:
    """The way from ``old`` to ``new``, word by word, as JSON holds it."""
    return [{"kind": part.kind.value, "words": part.words} for part in compare_words(old, new)]


# --- pages -----------------------------------------------------------------------------------------


def _compare_pages(before: Standing, after: Standing) -> list[Row]:
    """Every page that anything happens to, the gravest first."""
    found = [
        _compare_page(address, before, after) for address in sorted(before.pages.keys() | after.pages.keys())
    ]
    touched = [page for page in found if page["fates"]]
    return sorted(
        touched, key=lambda page: (FATES.index(page["fates"][0]), not page["was_public"], page["title"])
    )


def _compare_page(address: str, before: Standing, after: Standing) -> Row:
    old, new = before.pages.get(address), after.pages.get(address)
    now = new or old or {}
    page = {
        "address": address,
        "title": now["title"],
        "kind": now["kind"],
        "is_new": old is None,
        "was_public": bool(old and old["is_public"]),
        "is_public": bool(new and new["is_public"]),
        "status": [old and old["status"], new and new["status"]],
        "is_backed": [old and old["is_backed"], new and new["is_backed"]],
        "strength": [old["strength"] if old else "", new["strength"] if new else ""],
        "joined": sorted(set(new["sources"] if new else ()) - set(old["sources"] if old else ())),
        "left": sorted(set(old["sources"] if old else ()) - set(new["sources"] if new else ())),
        "others": sorted(set(old["sources"] if old else ())),
        "claims": _compare_claims(before.claims.get(address, ()), after.claims.get(address, ())),
        "opposed": [],
    }
    page["fates"] = fates_of(page)
    return page


def fates_of(page: Row) -> list[str]:
    """What happens to ``page``, of FATES, the gravest first."""
    happens = {
        "tagged": _is_tagged(page),
        "withdrawn": _leaves(page) and page["status"][1] == Status.WITHDRAWN,
        "in_review": _leaves(page) and page["status"][1] != Status.WITHDRAWN,
        "worse": any(claim["is_worse"] for claim in page["claims"]),
        "opposed": bool(page["opposed"]),
        "stricter": _is_stricter(*page["strength"]),
        "unbacked": page["is_backed"] == [True, False],
        "opens": page["is_public"] and not page["was_public"],
        "back": page["is_backed"] == [False, True],
        "better": any(not claim["is_worse"] for claim in page["claims"]),
        "joined": bool(page["joined"]) and not page["is_new"],
        "left": bool(page["left"]),
        "new": page["is_new"],
    }
    return [fate for fate in FATES if happens[fate]]


def _is_tagged(page: Row) -> bool:
    """A warning that readers see, and go on seeing, loses what it rests on."""
    is_shaken = page["is_backed"] == [True, False] or any(claim["is_worse"] for claim in page["claims"])
    return page["kind"] in WARNINGS and page["was_public"] and page["is_public"] and is_shaken


def _leaves(page: Row) -> bool:
    return page["was_public"] and not page["is_public"]


def _is_stricter(old: str, new: str) -> bool:
    return bool(old and new) and LADDER.index(Strength(new)) < LADDER.index(Strength(old))


def _compare_claims(before: Sequence[Row], after: Sequence[Row]) -> list[Row]:
    """Sentences with another result than before. The text of a page is the same before and after."""
    old = {row["position"]: row for row in before}
    return [
        _claim(old[row["position"]], row)
        for row in after
        if row["position"] in old and _result(old[row["position"]]) != _result(row)
    ]


def _result(row: Row) -> tuple:
    anchors = [cited["anchor"] for cited in row["citations"]]
    return row["support"], row["anchor"], anchors, [code for code, _ in row["reasons"]]


def _claim(old: Row, new: Row) -> Row:
    """One sentence whose result changes; ``quotes`` are those that stand differently in their article."""
    pairs = zip(old["citations"], new["citations"], strict=True)
    return {
        "position": new["position"],
        "text": new["text"],
        "basis": new["basis"],
        "is_absence": new["basis"] == Basis.ABSENCE,
        "support": [old["support"], new["support"]],
        "anchor": [old["anchor"], new["anchor"]],
        "reasons": new["reasons"],
        "quotes": [
            {**now, "was": was["anchor"], "place": None}
            for was, now in pairs
            if was["anchor"] != now["anchor"]
        ],
        "is_worse": _rank(new) > _rank(old),
    }


def _rank(row: Row) -> tuple[int, bool]:
    support = SUPPORTS.index(Support(row["support"])) if row["support"] else 0
    return support, row["anchor"] not in ("", AnchorState.EXACT)


def _count_quotes(source_id: str, before: Standing, after: Standing) -> Row:
    """What becomes of the quotes from the article on our pages."""
    counts: Counter[str] = Counter()
    for address, claims in after.claims.items():
        old = {row["position"]: row["citations"] for row in before.claims.get(address, ())}
        for claim in claims:
            was = old.get(claim["position"], claim["citations"])
            for one, other in zip(was, claim["citations"], strict=True):
                if other["source"] == source_id:
                    counts[_quote_fate(one, other)] += 1
    return dict(sorted(counts.items()))


def _quote_fate(old: Row, new: Row) -> str:
    if new["anchor"] != AnchorState.EXACT:
        return new["anchor"]
    if old["anchor"] != AnchorState.EXACT:
        return "found_again"
    return "same_place" if old["place"] == new["place"] else "other_place"


def add_opposed(result: Row, opposed: Mapping[str, Sequence[Row]], pages: Mapping[str, Row]) -> Row:
    """``result`` with the sentences that the article speaks against, by the address of their page."""
    found = {page["address"]: page for page in result["pages"]}
    for address in opposed.keys() - found.keys():
        found[address] = _untouched(address, pages[address])
    for address, page in found.items():
        page["opposed"] = list(opposed.get(address, ()))
        page["fates"] = fates_of(page)
    ordered = sorted(
        found.values(), key=lambda p: (FATES.index(p["fates"][0]), not p["was_public"], p["title"])
    )
    return {**result, "pages": ordered}


def _untouched(address: str, row: Row) -> Row:
    return {
        "address": address,
        "title": row["title"],
        "kind": row["kind"],
        "is_new": False,
        "was_public": row["is_public"],
        "is_public": row["is_public"],
        "status": [row["status"]] * 2,
        "is_backed": [row["is_backed"]] * 2,
        "strength": [row["strength"]] * 2,
        "joined": [],
        "left": [],
        "others": row["sources"],
        "claims": [],
    }


# --- what stands behind them -----------------------------------------------------------------------


def _compare_rows(
    before: Mapping[str, Row], after: Mapping[str, Row], *, is_there: Callable[[Row], bool]
) -> dict[str, list[Row]]:
    old = {key for key, row in before.items() if is_there(row)}
    new = {key for key, row in after.items() if is_there(row)}
    return {
        "new": [{"key": key, **after[key]} for key in sorted(new - old)],
        "gone": [{"key": key, **before[key]} for key in sorted(old - new)],
    }


def _compare_differences(before: Mapping[str, Row], after: Mapping[str, Row]) -> dict[str, list[Row]]:
    both = sorted(before.keys() & after.keys())
    reopened = [k for k in both if before[k]["state"] == "settled" and after[k]["state"] != "settled"]
    grown = [k for k in both if before[k]["positions"] != after[k]["positions"] and k not in reopened]
    return {
        **_compare_rows(before, after, is_there=bool),
        "reopened": [{"key": key, **after[key], "settled": before[key]["settled"]} for key in reopened],
        "changed": [_with_other_words(key, before[key], after[key]) for key in grown],
    }


def _with_other_words(key: str, old: Row, new: Row) -> Row:
    """A difference that stays, with only the words that are new in it, and those that are gone."""
    return {
        "key": key,
        **new,
        "positions": [each for each in new["positions"] if each not in old["positions"]],
        "gone": [each for each in old["positions"] if each not in new["positions"]],
    }


def _compare_keys(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[list[str]]]:
    return {
        "answered": [[key, before[key]] for key in sorted(before.keys() - after.keys())],
        "opened": [[key, after[key]] for key in sorted(after.keys() - before.keys())],
    }
