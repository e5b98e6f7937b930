"""A classifier of pairs in a few hundred bytes of ONNX: each word adds its own scores, and they are summed.

Written field by field (protocol buffers' wire format, onnx.proto), so that no test needs the onnx package.
"""

import json
import struct

WORDS = ("[UNK]", "it", "is", "not", "mild", "[SEP]")
SCORES = ((0, 0.5, 0), (0, 0, 0), (1, 0, 0), (0, 0, 3), (1, 0, 0), (0, 0, 0))
"""Entailment, neutral, contradiction of each word: "not" contradicts, what is unknown is neutral."""
LABELS = ("entailment", "neutral", "contradiction")
FLOAT, INT64 = 1, 7


def write_model(folder, *, labels=LABELS, inputs=("input_ids", "attention_mask"), **config):
    """The model with its tokenizer; its scores stand in the order of ``labels`` (case is free)."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {str(n): label for n, label in enumerate(labels)}
    (folder / "config.json").write_text(json.dumps({"id2label": names, **config}))
    (folder / "tokenizer.json").write_text(json.dumps(_tokenizer()))
    order = [LABELS.index(label.lower()) for label in labels]
    (folder / "model.onnx").write_bytes(_model([[row[n] for n in order] for row in SCORES], inputs))
    return folder


def _tokenizer():
    special = {"SpecialToken": {"id": "[SEP]", "type_id": 0}}
    first, other = ({"Sequence": {"id": name, "type_id": n}} for n, name in enumerate("AB"))
    return {
        "version": "1.0",
        "truncation": {"max_length": 3, "strategy": "LongestFirst", "stride": 0, "direction": "Right"},
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [first],
            "pair": [first, special, other],
            "special_tokens": {"[SEP]": {"id": "[SEP]", "ids": [WORDS.index("[SEP]")], "tokens": ["[SEP]"]}},
        },
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: n for n, word in enumerate(WORDS)},
            "unk_token": "[UNK]",
        },
    }


def _model(scores, inputs):
    """ModelProto: Gather the scores of each word, mask them, sum them."""
    nodes = [
        _node("Gather", ["scores", "input_ids"], "words"),
        _node("Cast", [inputs[1]], "mask", _int("to", FLOAT)),
        _node("Unsqueeze", ["mask"], "masks", _ints("axes", [2])),
        _node("Mul", ["words", "masks"], "masked"),
        _node("ReduceSum", ["masked"], "logits", _ints("axes", [1]), _int("keepdims", 0)),
    ]
    numbers = [number for row in scores for number in row]
    table = b"".join(_number(1, size) for size in (len(scores), 3)) + _number(2, FLOAT)
    table += _field(8, b"scores") + _field(9, struct.pack(f"<{len(numbers)}f", *numbers))
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"tiny") + _field(5, table)
    graph += b"".join(_field(11, _value(name, INT64, ["batch", "length"])) for name in inputs)
    graph += _field(12, _value("logits", FLOAT, ["batch", 3]))
    return _number(1, 7) + _field(7, graph) + _field(8, _number(2, 11))


def _node(kind, inputs, output, *attributes):
    found = b"".join(_field(1, name.encode()) for name in inputs) + _field(2, output.encode())
    return found + _field(4, kind.encode()) + b"".join(_field(5, each) for each in attributes)


def _int(name, value):
    return _field(1, name.encode()) + _number(3, value) + _number(20, 2)


def _ints(name, values):
    return _field(1, name.encode()) + b"".join(_number(8, v) for v in values) + _number(20, 7)


def _value(name, kind, shape):
    sizes = (_number(1, s) if isinstance(s, int) else _field(2, s.encode()) for s in shape)
    tensor = _number(1, kind) + _field(2, b"".join(_field(1, size) for size in sizes))
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _number(field, value):
    return _varint(field << 3) + _varint(value)


def _field(field, data):
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _varint(value):
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
