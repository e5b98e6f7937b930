"""What an action did, for the person who called it."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a load: ``accepted + sum of refused`` is everything that reached it."""

    name: str
    accepted: int
    refused: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(self.refused.items()))
        return f"{self.name:<14} {self.accepted:>5} accepted, {sum(self.refused.values()):>4} refused" + (
            f" ({reasons})" if reasons else ""
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should look at: a ``code``, the page or source it is about, what happened."""

    code: str
    about: str
    message: str

    def __str__(self) -> str:
        return f"{self.about}: {self.code} {self.message}"


@dataclass(slots=True)
class Report:
    """Filled in while the action runs: its stages, notes, and how many rows it wrote."""

    stages: list[Stage] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    rows_written: int = 0

    def count(self, name: str, outcomes: Counter[str], *, accepted: str) -> None:
        """A stage from a count of outcomes, of which the one named ``accepted`` is."""
        refused = {outcome: number for outcome, number in outcomes.items() if outcome != accepted}
        self.stages.append(Stage(name, outcomes[accepted], refused))

    def note(self, code: str, about: str, message: str) -> None:
        self.notes.append(Note(code, about, message))
