"""What editors decided about names, as a file beside the curated pages: ``decisions.toml``.

    [[decision]]
    role = "contraindication"
    proposal = "proposed-cheek-stripe-zebra"
    name = "Zebra stripes on the cheeks"
    kind = "accepted"
    concept = "striped-cheeks"
    accepted_name = "Striped cheeks"

Who decided, and when, stays in the database. The file stands on its own: a name that another one was decided
to be the same as has a table too, of the kind ``open`` where nobody has decided about it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from content.models import ProposedConcept
from content.pagefiles import toml_value
from content.pipeline.errors import BadData
from content.pipeline.proposals import PREFIX
from content.pipeline.statements import RECORD_ROLES
from content.sourcefiles import read_toml

State = ProposedConcept.State

FILE_NAME = "decisions.toml"
EXAMPLE = "Write each decision as the example in docs/editors.md."


@dataclass(frozen=True, slots=True)
class FiledDecision:
    """One table; ``kind`` and the texts below it are what the columns of ProposedConcept hold."""

    role: str
    proposal: str
    name: str
    kind: str
    concept: str = ""
    accepted_name: str = ""
    reason: str = ""
    file: str = field(default="", compare=False)
    place: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, str]:
        """What it is about; a file says one thing about it."""
        return self.role, self.proposal

    @property
    def address(self) -> str:
        """As messages refer to it."""
        return f"{self.role}/{self.proposal}"

    @property
    def columns(self) -> dict[str, str]:
        """What it decides, as the columns of ProposedConcept."""
        return {
            "state": self.kind,
            "concept": self.concept,
            "accepted_name": self.accepted_name,
            "reason": self.reason,
        }

    def error(self, problem: str, mend: str) -> BadData:
        return BadData(f"“{self.name}”: {problem}", file=self.file, place=self.place, mend=mend)


KEYS = tuple(each.name for each in fields(FiledDecision) if each.compare)
NEEDED = {
    State.OPEN: (),
    State.MAPPED: ("concept",),
    State.ACCEPTED: ("concept", "accepted_name"),
    State.REJECTED: ("reason",),
}
ALLOWED = NEEDED | {
    State.MAPPED: ("concept", "reason"),
    State.ACCEPTED: ("concept", "accepted_name", "reason"),
}
PROPOSAL = re.compile(rf"{PREFIX}[-\w]{{1,{100 - len(PREFIX)}}}")
"""An id as ``proposed_id`` makes it, that the table holds."""


def read_decisions(folder: Path) -> tuple[FiledDecision, ...]:
    """The decisions in the ``decisions.toml`` of ``folder``; none where there is no such file.

    Raises BadData for what can be seen in the file alone to be wrong: what each means is not looked at.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return ()
    data = read_toml(path, mend=EXAMPLE)
    if unknown := sorted(set(data) - {"decision"}):
        raise BadData(f'unknown key "{unknown[0]}"', file=str(path), mend="Begin each table [[decision]].")
    tables = data.get("decision", [])
    if not isinstance(tables, list):
        raise BadData('"decision" is not a list of tables', file=str(path), mend=EXAMPLE)
    found: dict[tuple[str, str], FiledDecision] = {}
    for table, place in zip(tables, _places(path, len(tables)), strict=True):
        decision = _decision(table, str(path), place)
        if decision.key in found:
            raise decision.error("there are two decisions about it", "Keep one of them.")
        found[decision.key] = decision
    return tuple(found.values())


def decisions_text(decisions: Iterable[FiledDecision]) -> str:
    """The file that holds ``decisions``, always in the same order; without keys that say nothing."""
    return "\n".join(_table(decision) for decision in sorted(decisions, key=lambda each: each.key))


def _table(decision: FiledDecision) -> str:
    values = {key: getattr(decision, key) for key in KEYS}
    lines = [f"{key} = {toml_value(value)}" for key, value in values.items() if value]
    return "\n".join(["[[decision]]", *lines, ""])


def _places(path: Path, number: int) -> list[str]:
    """The line in which each table begins, or its number where that cannot be told from the text."""
    text = path.read_text("utf-8")
    heads = [
        text.count("\n", 0, head.start()) + 1
        for head in re.finditer(r"^[ \t]*\[\[[ \t]*decision[ \t]*\]\]", text, re.MULTILINE)
    ]
    if len(heads) == number:
        return [f"line {line}" for line in heads]
    return [f"decision {index}" for index in range(1, number + 1)]


def _decision(table: object, file: str, place: str) -> FiledDecision:
    if not isinstance(table, dict):
        raise BadData("this is not a table", file=file, place=place, mend=EXAMPLE)
    if problem := _problem_of_keys(table) or _problem_of_kind(table):
        raise BadData(problem[0], file=file, place=place, mend=problem[1])
    values = {key: value.strip() for key, value in table.items()}
    values["accepted_name"] = " ".join(values.get("accepted_name", "").split())
    return FiledDecision(**values, file=file, place=place)


Problem = tuple[str, str] | None
"""What is wrong, and how to mend it."""


def _problem_of_keys(table: Mapping[str, object]) -> Problem:
    if unknown := sorted(set(table) - set(KEYS)):
        return f'unknown key "{unknown[0]}"', f"The keys are {', '.join(KEYS)}."
    for key, value in table.items():
        if not isinstance(value, str) or "\0" in value:
            return f"{key} is not a text", "Write it in quotes."
    for key in ("role", "proposal", "name", "kind"):
        if not str(table.get(key, "")).strip():
            return f"there is no {key}", EXAMPLE
    return None


def _problem_of_kind(table: Mapping[str, str]) -> Problem:
    roles = [role.value for role in RECORD_ROLES]
    if (role := table["role"].strip()) not in roles:
        return f'the role "{role}" is unknown', f"Use one of {', '.join(roles)}."
    if not PROPOSAL.fullmatch(proposal := table["proposal"].strip()):
        return f'"{proposal}" is no identifier of a new name', f'They begin with "{PREFIX}".'
    if (kind := table["kind"].strip()) not in State.values:
        return f'the kind "{kind}" is unknown', f"Use one of {', '.join(State.values)}."
    return _problem_of_columns(State(kind), {key for key in table if table[key].strip()})


def _problem_of_columns(kind: State, given: set[str]) -> Problem:
    about = f"a decision of the kind “{kind.value}”"
    for key in ("concept", "accepted_name", "reason"):
        if key in NEEDED[kind] and key not in given:
            why = "Write why: the name may be a warning." if key == "reason" else f"Add {key}."
            return f"{about} has no {key}", why
        if key in given and key not in ALLOWED[kind]:
            return f"{about} has no use for {key}", "Take it out, or correct the kind."
    return None
