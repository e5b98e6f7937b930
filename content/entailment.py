"""Entailment: a model of natural language inference in a folder on disk, for a second look at claims.

Off unless MESOINFO_ENTAILMENT_MODEL names a folder with ``config.json``, ``tokenizer.json`` and one file
``*.onnx``: a classifier of pairs of texts, as Optimum exports it. Nothing is ever downloaded. onnxruntime,
tokenizers and numpy are imported, and need to be installed, only where the model is used.
"""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from content.pipeline.errors import MesoinfoError
from content.pipeline.verdicts import Entailed

SETTING = "MESOINFO_ENTAILMENT_MODEL"
FILES = ("config.json", "tokenizer.json")
NEEDED = ("numpy", "onnxruntime", "tokenizers")
LABELS = {"entailment", "neutral", "contradiction"}
INPUTS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
"""What a model can ask for, and what the tokenizer calls it."""
LONGEST = 512
"""Pieces of words that are read of one pair."""
REMEMBERED = 20_000
"""Pairs whose judgement is kept: a page that is checked again asks only about what has changed."""


class NoEntailmentModel(MesoinfoError):
    """The model that is set cannot be used: what is wrong with its folder, and how to mend it."""

    def __init__(self, folder: Path, problem: str, mend: str) -> None:
        super().__init__(problem, file=f"{SETTING}={folder}", mend=f"{mend}, or leave {SETTING} empty.")


def entailment_model() -> "OnnxEntailment | None":
    """The model of MESOINFO_ENTAILMENT_MODEL, or None where it is not set. Raises NoEntailmentModel."""
    return _load(settings.ENTAILMENT_MODEL) if settings.ENTAILMENT_MODEL else None


@lru_cache(maxsize=1)
def _load(folder: Path) -> "OnnxEntailment":
    return OnnxEntailment(folder)


def check_entailment_model(**_: object) -> list[checks.CheckMessage]:
    """For Django's system checks: a folder or a package that is not there stops a command at its start."""
    try:
        if settings.ENTAILMENT_MODEL:
            _look_into(settings.ENTAILMENT_MODEL)
            _import_needed(settings.ENTAILMENT_MODEL)
    except NoEntailmentModel as error:
        return [checks.Error(str(error), id="content.E001")]
    return []


class OnnxEntailment:
    """A model that was exported to ONNX. Raises NoEntailmentModel where it cannot be used.

    Each pair is read by itself and on one thread, so that its figures never depend on what else is asked.
    """

    def __init__(self, folder: Path) -> None:
        found = _look_into(folder)
        self._np, runtime, tokenizers = _import_needed(folder)
        self._labels, self._longest = found.labels, found.longest
        self.version = f"{folder.name[:60]}@{_sha256_of(folder)[:12]}"
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._judge)
        try:
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.no_padding()
            self._tokenizer.no_truncation()
            self._session = _session(runtime, found.model)
            self._inputs = {node.name: INPUTS[node.name] for node in self._session.get_inputs()}
            self._judge("It is mild.", "It is mild.")
        except Exception as error:  # tokenizers and onnxruntime raise bare Exceptions
            problem = f"it holds no model that can be read ({type(error).__name__}: {error})"
            mend = "Give a classifier of pairs as Optimum exports it (text-classification)"
            raise NoEntailmentModel(folder, problem, mend) from error

    def judge(self, premise: str, hypothesis: str) -> Entailed | None:
        """How the two are related; None where they are too long: half a premise may mislead."""
        return self._remembered(premise, hypothesis)

    def _judge(self, premise: str, hypothesis: str) -> Entailed | None:
        pair = self._tokenizer.encode(premise, hypothesis)
        if len(pair.ids) > self._longest:
            return None
        given = {
            name: self._np.array([getattr(pair, source)], dtype="int64")
            for name, source in self._inputs.items()
        }
        (scores,) = self._session.run(None, given)[0].tolist()
        return Entailed(**dict(zip(self._labels, _shares(scores), strict=True)))


def _session(runtime: Any, model: Path) -> Any:  # noqa: ANN401 - a module that is loaded late, and its session
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors
    return runtime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"])


def _shares(scores: Sequence[float]) -> list[float]:
    """Scores of any size as shares of 1 (softmax)."""
    raised = [math.exp(score - max(scores)) for score in scores]
    return [share / sum(raised) for share in raised]


# --- the folder ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Folder:
    """What a folder holds: the file of the model, its labels in the order of its scores, what it can read."""

    model: Path
    labels: tuple[str, ...]
    longest: int


def _look_into(folder: Path) -> _Folder:
    for name in FILES:
        if not (folder / name).is_file():
            raise NoEntailmentModel(folder, f"there is no {name} in it", "Give the whole folder of the model")
    models = sorted(folder.glob("*.onnx"))
    if len(models) != 1:
        names = ", ".join(path.name for path in models) or "none"
        problem = f"it must hold one file *.onnx, and holds {names}"
        raise NoEntailmentModel(folder, problem, "Keep the one that is to be used")
    labels, longest = _read_config(folder)
    return _Folder(models[0], labels, longest)


def _read_config(folder: Path) -> tuple[tuple[str, ...], int]:
    """The labels by number, and how many pieces of words the model can read (RoBERTa's needs two more)."""
    mend = "Give a model whose id2label names entailment, neutral and contradiction"
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        named = {int(number): str(label).casefold() for number, label in config["id2label"].items()}
        longest = min(LONGEST, int(config.get("max_position_embeddings", LONGEST + 2)) - 2)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise NoEntailmentModel(folder, f"config.json cannot be read ({error!r})", mend) from error
    if set(named) != {0, 1, 2} or set(named.values()) != LABELS:
        given = ", ".join(named.values()) or "nothing"
        raise NoEntailmentModel(folder, f"id2label in config.json names {given}", mend)
    return tuple(named[number] for number in range(3)), longest


def _import_needed(folder: Path) -> list[Any]:
    """The modules of NEEDED in its order."""
    try:
        return [import_module(name) for name in NEEDED]
    except ImportError as error:
        mend = f"Run pip install {' '.join(NEEDED)}"
        raise NoEntailmentModel(folder, f"{error.name} is not installed", mend) from error


def _sha256_of(folder: Path) -> str:
    """The hash of every file of the folder with its name: another file is another version."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            own = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(folder).as_posix()}\n{own}\n".encode())
    return digest.hexdigest()
