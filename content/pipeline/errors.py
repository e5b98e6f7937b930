"""What can be wrong with input that a person gave us.

    MesoinfoError
    ├── UnreadableSource   an article file: encoding, size, binary, empty
    ├── BadData            a data file: TOML, front matter, unknown key, clash
    ├── BadCitation        a citation mark that cannot be read
    ├── BadSelector        a W3C selector that points to nothing we can look for
    ├── UnknownSource      a citation or command names a source that does not exist
    ├── UnknownName        a command names a sentence or a case that does not exist
    ├── BadDecision        what an editor decided about a proposed concept cannot be kept
    ├── NoEntailmentModel  the model that is set cannot be used (content/entailment.py)
    └── LostText           a bug of ours: the reader left part of an article in no passage

Every error names the file, the place in it, and how to mend it. Expected outcomes (a quote that is
not in its source, a claim that is contradicted) are values, not exceptions.
"""


class MesoinfoError(Exception):
    """One clear message: ``file``, ``place`` (line, offset or key), ``problem`` and ``mend``."""

    def __init__(self, problem: str, *, file: str, place: str = "", mend: str = "") -> None:
        self.problem = problem
        self.file = file
        self.place = place
        self.mend = mend
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        mend = f" {self.mend}" if self.mend else ""
        return f"{where}: {self.problem}.{mend}"


class UnreadableSource(MesoinfoError):
    """An article file that cannot become a snapshot."""


class BadData(MesoinfoError):
    """A data file of ours or an editor's that cannot be used."""


class BadCitation(MesoinfoError):
    """A citation mark that cannot be read."""


class BadSelector(MesoinfoError):
    """The JSON of a W3C selector that cannot be read, or is one of another source."""


class UnknownSource(MesoinfoError):
    """A source id that no loaded source has."""


class UnknownName(MesoinfoError):
    """The name of a sentence or of a case that is not there."""


class BadDecision(MesoinfoError):
    """A decision that would lead nowhere, in a circle, or drop a warning without a word."""


class LostText(MesoinfoError):
    """Part of an article lies in no passage. Nothing may vanish: such a reading is never stored."""
