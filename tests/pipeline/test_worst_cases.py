"""Worst cases: no pattern of the core backtracks without end.

For every pattern the texts that would make it backtrack are built from its own source: the words it begins
with, then a long run of what it repeats, then a character that ends the match; and its beginning again and
again. Rules read at most a sentence of MAX_SENTENCE characters at once. On so long a text a pattern that tries
two loops inside each other takes milliseconds; one that tries three, or all ways to part a run, would
take minutes or years: the brake is set a hundred times above the first and far below the second.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from re import _constants as code
from re import _parser
from types import ModuleType

import pytest

from content import pipeline
from content.pipeline.sentences import MAX_SENTENCE
from tests.pipeline.braking import Endless, brake

BRAKE = 5.0
"""Seconds of the processor after which a pattern is called endless on a text of MAX_SENTENCE characters."""


# texts that make a pattern backtrack, from its own source

PROBES = ' a1,.-_\n*|:;!?"“’([&/…✓A+#>'
SORTS = 5
"""How many of the characters that a class holds are tried."""
PICKS = 4
BODIES = 12
"""How many ways to match a pattern are tried, and how many texts that a loop repeats."""
RUNS = (" ", "a", "a ", ",", "1", "not ", "\n", '"')
"""Tried on every pattern."""
ENDS = ("\0", "q")
MANY = 20
"""What may be repeated more often is a loop."""
_SINGLE = (code.LITERAL, code.NOT_LITERAL, code.ANY, code.IN)
_LOOPS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)
_KINDS = {"SPACE": r"\s", "WORD": r"\w", "DIGIT": r"\d"}

Nodes = Sequence[tuple[object, object]]


def is_in(character: str, members: Nodes) -> bool:
    """Whether a class of characters holds ``character``."""
    is_negated = bool(members) and members[0][0] is code.NEGATE
    return is_negated != any(_is_member(character, kind, value) for kind, value in members)


def _is_member(character: str, kind: object, value: object) -> bool:
    if kind is code.LITERAL:
        return ord(character) == value
    if kind is code.RANGE:
        return value[0] <= ord(character) <= value[1]
    if kind is code.CATEGORY:
        name = str(value).removeprefix("CATEGORY_")
        is_kind = re.match(_KINDS[name.removeprefix("NOT_")], character) is not None
        return is_kind != name.startswith("NOT_")
    return False


def characters_of(kind: object, value: object) -> list[str]:
    """Characters that a single item of a pattern matches, of several sorts."""
    if kind is code.LITERAL:
        return [chr(value)]
    if kind is code.ANY:
        return [c for c in PROBES if c != "\n"][:SORTS]
    if kind is code.NOT_LITERAL:
        return [c for c in PROBES if ord(c) != value][:SORTS]
    first = [chr(v if k is code.LITERAL else v[0]) for k, v in value if k in (code.LITERAL, code.RANGE)]
    return [c for c in (*PROBES, *first) if is_in(c, value)][:SORTS]


def sample(nodes: Nodes, pick: int) -> str:
    """A text that the pattern matches; ``pick`` chooses among its alternatives, and what may be left out."""
    return "".join(_sample_of(kind, value, pick) for kind, value in nodes)


def _sample_of(kind: object, value: object, pick: int) -> str:
    if kind in _SINGLE:
        found = characters_of(kind, value) or [""]
        return found[pick % len(found)]
    if kind is code.BRANCH:
        return sample(value[1][pick // 2 % len(value[1])], pick)
    if kind in _LOOPS:
        is_there = value[1] > MANY or pick % 2 == 1  # what may be left out is tried with and without
        return sample(value[2], pick) * max(value[0], int(is_there))
    return "".join(sample(inner, pick) for inner in _inside(kind, value))


def _inside(kind: object, value: object) -> list[Nodes]:
    """The parts of a group or a loop; what only looks ahead or behind has none."""
    if kind is code.BRANCH:
        return list(value[1])
    if kind in _LOOPS:
        return [value[2]]
    if kind is code.SUBPATTERN:
        return [value[3]]
    return [value] if kind is code.ATOMIC_GROUP else []


def loops_of(nodes: Nodes, before: str, pick: int) -> Iterator[tuple[str, str]]:
    """What stands before each loop of a pattern, and what the loop repeats."""
    for kind, value in nodes:
        if kind in _LOOPS and value[1] > MANY:
            body = value[2]
            single = len(body) == 1 and body[0][0] in _SINGLE
            units = characters_of(*body[0]) if single else [sample(body, n) for n in range(BODIES)]
            yield from ((before, unit) for unit in units)
        for inner in _inside(kind, value):
            yield from loops_of(inner, before, pick)
        before += _sample_of(kind, value, pick)


def beginnings_of(nodes: Nodes, pick: int) -> Iterator[tuple[str, str]]:
    """The beginnings of what a pattern matches, each to be repeated."""
    begun = ""
    for kind, value in nodes:
        begun += _sample_of(kind, value, pick)
        yield "", begun
        yield "", begun + " "


def attacks_on(pattern: re.Pattern[str]) -> dict[tuple[str, str], None]:
    """Pairs of what a text begins with and what it then repeats."""
    nodes = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    found: dict[tuple[str, str], None] = dict.fromkeys(("", run) for run in RUNS)
    for pick in range(PICKS):
        found |= dict.fromkeys(loops_of(nodes, "", pick))
        found |= dict.fromkeys(beginnings_of(nodes, pick))
    return {attack: None for attack in found if 0 < len(attack[1]) < 200}


# the patterns of the core


@dataclass(frozen=True)
class Used:
    """A pattern, where it stands, and the functions that it is called with."""

    pattern: re.Pattern[str]
    place: str
    methods: frozenset[str]


def endless_on(pattern: re.Pattern[str], methods: frozenset[str] = frozenset({"search"})) -> str:
    """A text on which ``pattern`` does not come to an end, as ``begin + unit * n + end``; "" for none."""
    for method in sorted(methods):
        work: Callable[[str], object] = getattr(pattern, method)
        for begin, unit in attacks_on(pattern):
            for end in ENDS:
                text = (begin + unit * (MAX_SENTENCE // len(unit) + 1))[:MAX_SENTENCE] + end
                try:
                    with brake(BRAKE):
                        work(text)
                except Endless:
                    return f"{begin!r} + {unit!r} * n + {end!r}"
    return ""


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(pipeline.__path__, "content.pipeline."):
        yield importlib.import_module(found.name)


def called_with(module: ModuleType) -> dict[str, set[str]]:
    """By name of a constant, the functions of its pattern that the module calls."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.setdefault(node.value.id, set()).add(node.attr)
    return found


def written_in(module: ModuleType) -> Iterator[tuple[str, str]]:
    """The patterns inside functions (``re.search(r"…", text)``), with the function they are called with."""
    for node in ast.walk(ast.parse(Path(module.__file__ or "").read_text("utf-8"))):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                args=[ast.Constant(value=str(source)), *_],
            ) if method not in ("compile", "escape"):
                yield source, method


def patterns_in(thing: object, place: str, seen: set[int]) -> Iterator[tuple[re.Pattern[str], str]]:
    """Every compiled pattern that can be reached from ``thing``."""
    if isinstance(thing, re.Pattern):
        yield thing, place
    if isinstance(thing, (str, bytes, int, float, type, re.Pattern)) or thing is None or id(thing) in seen:
        return
    seen.add(id(thing))
    for name, part in parts_of(thing):
        yield from patterns_in(part, f"{place}.{name}" if name else place, seen)


def parts_of(thing: object) -> Iterator[tuple[str, object]]:
    if isinstance(thing, Mapping):
        yield from ((key if isinstance(key, str) else "", value) for key, value in thing.items())
    elif isinstance(thing, (list, tuple, set, frozenset)):
        yield from (("", part) for part in thing)
    elif type(thing).__module__.startswith("content."):
        names = [field.name for field in fields(thing)] if is_dataclass(thing) else vars(thing)
        yield from ((name, getattr(thing, name)) for name in names)


def loaded(module: ModuleType) -> Iterator[tuple[str, object]]:
    """The constants of a module, and what its loaders load."""
    for name, thing in list(vars(module).items()):
        is_loader = name.startswith("load_") and getattr(thing, "__module__", "") == module.__name__
        yield name, thing() if is_loader else thing


ONLY_AT_START = ("proposals.load_names.lead",)
WHOLE = ("layout.load_layout.table_row", "layout.load_layout.table_value")


def _methods(place: str, called: set[str]) -> frozenset[str]:
    """ "search" stands for all that look for a match anywhere."""
    if place.startswith(ONLY_AT_START):
        return frozenset({"match"})
    if place in WHOLE:
        return frozenset({"fullmatch"})
    only = called & {"match", "fullmatch"}
    return frozenset(only if only and not called - only else {"search"})


@cache
def used_patterns() -> tuple[Used, ...]:
    """Every pattern of the core once, with where it was found first."""
    found: dict[tuple[str, int], Used] = {}
    seen: set[int] = set()
    for module in modules():
        short = module.__name__.removeprefix("content.pipeline.")
        called = called_with(module)
        for name, thing in loaded(module):
            for pattern, place in patterns_in(thing, f"{short}.{name}", seen):
                if isinstance(pattern.pattern, str):
                    use = Used(pattern, place, _methods(place, called.get(name, set())))
                    found.setdefault((pattern.pattern, pattern.flags), use)
        for source, method in written_in(module):
            use = Used(re.compile(source), f"{short} re.{method}", _methods("", {method}))
            found.setdefault((source, int(re.UNICODE)), use)
    return tuple(found.values())


def modules_with_patterns() -> list[str]:
    return sorted({use.place.split(".")[0].split(" ")[0] for use in used_patterns()})


@pytest.mark.parametrize("source", [r"(?:a+)+b", r"(?:\w+\s*)+!", r"x(?:ab?)*(?:ab?)*(?:ab?)*(?:ab?)*y"])
def test_a_pattern_that_backtracks_is_found(source):
    assert endless_on(re.compile(source))


@pytest.mark.parametrize("module", modules_with_patterns())
def test_no_pattern_of_the_core_backtracks_without_end(module):
    uses = [use for use in used_patterns() if re.split(r"[. ]", use.place)[0] == module]
    assert uses
    found = {use.pattern.pattern: endless_on(use.pattern, use.methods) for use in uses}
    assert {pattern: text for pattern, text in found.items() if text} == {}


def test_every_table_of_patterns_is_reached():
    places = {use.place for use in used_patterns()}
    assert len(used_patterns()) > 1000
    loaders = ("cues.load_cues", "layout.load_layout", "proposals.load_names", "questions.load_questions")
    for part in (*loaders, "aspects.load_contrasts", "checklist.load_checklist"):
        assert any(place.startswith(part) for place in places), part
