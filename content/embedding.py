"""Embedding: a sentence model in a folder on disk, for proposals by meaning (content/pipeline/meaning.py).

Off unless MESOINFO_MEANING_MODEL names a folder with ``config.json``, ``tokenizer.json`` and
``model.safetensors`` of a BERT encoder, as sentence-transformers writes them. Nothing is ever downloaded.
The encoder (Devlin et al. 2019; mean of the last layer, Reimers and Gurevych 2019) is a few matrix products,
so it needs numpy and tokenizers alone, which are installed only where the model is used.
"""

import json
import math
import struct
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings

FILES = ("config.json", "tokenizer.json", "model.safetensors")
NEEDED = ("numpy", "tokenizers")
LONGEST = 128
"""Pieces of words that are read of one text."""
BATCH = 32
_FLOATS = {"F32": "<f4", "F16": "<f2", "F64": "<f8"}


class NoMeaningModel(Exception):
    """The model cannot be used; the message is one line that says why and what to do."""


def meaning_model() -> "SentenceModel | None":
    """The model of MESOINFO_MEANING_MODEL, or None where it is not set. Raises NoMeaningModel."""
    return SentenceModel(settings.MEANING_MODEL) if settings.MEANING_MODEL else None


class SentenceModel:
    """A sentence model of BERT's kind. Raises NoMeaningModel where the folder or a package is not there."""

    def __init__(self, folder: Path) -> None:
        if missing := [name for name in FILES if not (folder / name).is_file()]:
            raise NoMeaningModel(f"{folder} has no {missing[0]}: give the folder of a sentence model.")
        self._np, tokenizers = (_installed(name) for name in NEEDED)
        self.name = folder.name
        try:
            self._config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self._heads, self._layers = (
                self._config[k] for k in ("num_attention_heads", "num_hidden_layers")
            )
            self._weights = _read_weights(self._np, folder / "model.safetensors")
            self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises bare Exceptions
            raise NoMeaningModel(f"{folder} holds no model that can be read ({error}).") from error
        if self._config.get("model_type") != "bert":
            raise NoMeaningModel(f"{folder} is not a model of BERT's kind (model_type in config.json).")
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length 1 for each text."""
        found: list[list[float]] = []
        for start in range(0, len(texts), BATCH):
            found += self._embed(list(texts[start : start + BATCH]))
        return found

    def _embed(self, texts: list[str]) -> list[list[float]]:
        np = self._np
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        longest = max(map(len, pieces))
        ids = np.array([piece + [0] * (longest - len(piece)) for piece in pieces])
        mask = np.array([[1.0] * len(piece) + [0.0] * (longest - len(piece)) for piece in pieces], "f4")
        x = self._normed(
            self._weights["embeddings.word_embeddings.weight"][ids]
            + self._weights["embeddings.position_embeddings.weight"][:longest]
            + self._weights["embeddings.token_type_embeddings.weight"][0],
            "embeddings.LayerNorm",
        )
        for number in range(self._layers):
            x = self._layer(x, (mask - 1)[:, None, None, :] * 1e9, f"encoder.layer.{number}")
        means = (x * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]
        vectors: list[list[float]] = (means / np.linalg.norm(means, axis=1)[:, None]).tolist()
        return vectors

    def _layer(self, x: Any, hidden: Any, name: str) -> Any:  # noqa: ANN401 - arrays of numpy, loaded late
        attended = self._dense(
            self._attention(x, hidden, f"{name}.attention.self"), f"{name}.attention.output.dense"
        )
        x = self._normed(x + attended, f"{name}.attention.output.LayerNorm")
        widened = self._gelu(self._dense(x, f"{name}.intermediate.dense"))
        return self._normed(x + self._dense(widened, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _attention(self, x: Any, hidden: Any, name: str) -> Any:  # noqa: ANN401 - arrays of numpy, loaded late
        np = self._np
        batch, length, width = x.shape
        query, key, value = (
            self._dense(x, f"{name}.{part}")
            .reshape(batch, length, self._heads, width // self._heads)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(width // self._heads) + hidden
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        return (weights @ value).transpose(0, 2, 1, 3).reshape(batch, length, width)

    def _dense(self, x: Any, name: str) -> Any:  # noqa: ANN401 - arrays of numpy, loaded late
        flat = x.reshape(-1, x.shape[-1]) @ self._weights[f"{name}.weight"].T
        return flat.reshape(*x.shape[:-1], -1) + self._weights[f"{name}.bias"]

    def _normed(self, x: Any, name: str) -> Any:  # noqa: ANN401 - arrays of numpy, loaded late
        centred = x - x.mean(-1, keepdims=True)
        spread = self._np.sqrt(
            (centred**2).mean(-1, keepdims=True) + self._config.get("layer_norm_eps", 1e-12)
        )
        return centred / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]

    def _gelu(self, x: Any) -> Any:  # noqa: ANN401 - arrays of numpy, loaded late
        """x Φ(x) in its usual approximation (Hendrycks and Gimpel 2016), right to three places."""
        return 0.5 * x * (1 + self._np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))


def _installed(package: str) -> Any:  # noqa: ANN401 - a module
    try:
        return import_module(package)
    except ImportError as error:
        mend = f"pip install {' '.join(NEEDED)}"
        raise NoMeaningModel(
            f"Proposals by meaning need {package}, which is not installed: {mend}."
        ) from error


def _read_weights(np: Any, path: Path) -> dict[str, Any]:  # noqa: ANN401 - a module
    """The arrays of a safetensors file by name: the length of a table in JSON, the table, the numbers."""
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    table = json.loads(data[8 : 8 + length])
    table.pop("__metadata__", None)
    arrays = {}
    for name, entry in table.items():
        if entry["dtype"] in _FLOATS:
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            array = np.frombuffer(data[start:end], _FLOATS[entry["dtype"]]).reshape(entry["shape"])
            arrays[name.removeprefix("bert.")] = array.astype("f4")
    return arrays
