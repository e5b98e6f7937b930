"""The optional model of entailment: its folder, and what becomes of its doubts."""

import json
import math
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from content import actions, entailment
from content.checking import check_text, load_shelf
from content.entailment import NoEntailmentModel, OnnxEntailment, check_entailment_model, entailment_model
from content.models import Page, Verdict
from content.pipeline.verdicts import CHECKER_VERSION, Entailed
from tests.web.libraries import A, library, meta, page_file
from tests.web.tiny_onnx import SCORES, WORDS, write_model

ROOT = Path(__file__).resolve().parents[2]
AGREES, DOUBTS = Entailed(0.8, 0.1, 0.1), Entailed(0.1, 0.8, 0.1)


# --- stand-ins for packages that are not installed everywhere --------------------------------------


class Rows(list):
    def tolist(self):
        return [list(row) for row in self]


class Tokenizer:
    """Does what write_model's tokenizer.json says."""

    @classmethod
    def from_file(cls, path):
        json.loads(Path(path).read_text())
        return cls()

    def no_padding(self):
        pass

    def no_truncation(self):
        pass

    def encode(self, premise, hypothesis):
        words = [*re.findall(r"\w+|[^\w\s]", premise), "[SEP]", *re.findall(r"\w+|[^\w\s]", hypothesis)]
        ids = [
            WORDS.index(w.lower() if w != "[SEP]" else w) if w.lower() in WORDS or w == "[SEP]" else 0
            for w in words
        ]
        return SimpleNamespace(ids=ids, attention_mask=[1] * len(ids), type_ids=[0] * len(ids))


class Session:
    """Does what the bytes of write_model do, with labels in their own order."""

    asked = 0
    inputs = ("input_ids", "attention_mask")

    def __init__(self, path, sess_options, providers):
        assert (sess_options.intra_op_num_threads, providers) == (1, ["CPUExecutionProvider"])
        assert Path(path).read_bytes()

    def get_inputs(self):
        return [SimpleNamespace(name=name) for name in self.inputs]

    def run(self, outputs, given):
        assert set(given) == set(self.inputs)
        Session.asked += 1
        return [Rows([[sum(SCORES[i][n] for i in given["input_ids"][0]) for n in range(3)]])]


@pytest.fixture
def packages(monkeypatch):
    monkeypatch.setattr(Session, "asked", 0)
    runtime = SimpleNamespace(InferenceSession=Session, SessionOptions=SimpleNamespace)
    fakes = {"numpy": SimpleNamespace(array=lambda rows, dtype: rows), "onnxruntime": runtime}
    for name, fake in {**fakes, "tokenizers": SimpleNamespace(Tokenizer=Tokenizer)}.items():
        monkeypatch.setitem(sys.modules, name, fake)


@pytest.fixture(autouse=True)
def _forget():
    entailment._load.cache_clear()
    yield
    entailment._load.cache_clear()


# --- the folder ------------------------------------------------------------------------------------


def test_without_a_setting_there_is_no_model_and_nothing_is_imported(settings):
    assert (settings.ENTAILMENT_MODEL, entailment_model(), check_entailment_model()) == (None, None, [])
    code = (
        "import django, sys; django.setup(); import content.checking as c; c.entailment_model()\n"
        "print([n for n in ('numpy', 'onnxruntime', 'tokenizers') if n in sys.modules])"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": ":".join([str(ROOT), *sys.path])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_a_pair_is_judged_with_the_labels_of_the_model(packages, tmp_path):
    found = OnnxEntailment(write_model(tmp_path / "m")).judge("It is not.", "It is.")
    raised = [math.exp(score) for score in (2, 1, 3)]  # two "is", two full stops, one "not"
    figures = (found.entailment, found.neutral, found.contradiction)
    assert [round(figure, 9) for figure in figures] == [round(share / sum(raised), 9) for share in raised]


def test_labels_may_stand_in_any_order_and_case(packages, tmp_path, monkeypatch):
    order = ("CONTRADICTION", "Neutral", "entailment")
    folder = write_model(tmp_path / "m", labels=order)
    monkeypatch.setattr(Session, "run", lambda *_: [Rows([[9.0, 0.0, 0.0]])])
    assert OnnxEntailment(folder).judge("a", "b").is_contradicted


def test_a_pair_is_asked_once(packages, tmp_path):
    model = OnnxEntailment(write_model(tmp_path / "m"))
    before = Session.asked
    judged = [
        model.judge("It is.", "It is."),
        model.judge("It is.", "It is."),
        model.judge("It is.", "It is not."),
    ]
    assert (judged[0] is judged[1], Session.asked - before) == (True, 2)


def test_a_pair_that_is_too_long_is_not_judged(packages, tmp_path):
    model = OnnxEntailment(write_model(tmp_path / "m", max_position_embeddings=12))
    assert (model.judge("is " * 5, "is " * 4) is None, model.judge("is " * 5, "is " * 5)) == (False, None)


def test_the_version_is_the_name_and_changes_with_every_file(packages, tmp_path):
    folder = write_model(tmp_path / "m")
    versions = [OnnxEntailment(folder).version, OnnxEntailment(folder).version]
    for name in ("config.json", "tokenizer.json", "model.onnx", "model.onnx_data"):
        with (folder / name).open("ab") as file:
            file.write(b"\n")
        versions.append(OnnxEntailment(folder).version)
    assert [bool(re.fullmatch(r"m@[0-9a-f]{12}", v)) for v in versions] == [True] * 6
    assert (versions[0] == versions[1], len(set(versions))) == (True, 5)


def test_a_long_name_fits_the_column(packages, tmp_path):
    version = f"{CHECKER_VERSION}+{OnnxEntailment(write_model(tmp_path / ('m' * 200))).version}"
    assert len(version) <= Verdict._meta.get_field("checker_version").max_length


def spoil(folder, name, text=None):
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text)


LABELS_MEND = "Give a model whose id2label names entailment, neutral and contradiction"
WRONG = {
    "no config": ("config.json", None, "there is no config.json in it", "Give the whole folder of the model"),
    "no tokenizer": (
        "tokenizer.json",
        None,
        "there is no tokenizer.json in it",
        "Give the whole folder of the model",
    ),
    "no model": (
        "model.onnx",
        None,
        "it must hold one file *.onnx, and holds none",
        "Keep the one that is to be used",
    ),
    "two models": (
        "other.onnx",
        "x",
        "it must hold one file *.onnx, and holds model.onnx, other.onnx",
        "Keep the one that is to be used",
    ),
    "no labels": ("config.json", "{}", "config.json cannot be read (KeyError('id2label'))", LABELS_MEND),
    "a list": (
        "config.json",
        '{"id2label": []}',
        "config.json cannot be read (AttributeError(\"'list' object has no attribute 'items'\"))",
        LABELS_MEND,
    ),
    "two labels": (
        "config.json",
        '{"id2label": {"0": "ENTAILMENT", "1": "not_entailment"}}',
        "id2label in config.json names entailment, not_entailment",
        LABELS_MEND,
    ),
    "one label twice": (
        "config.json",
        '{"id2label": {"0": "neutral", "1": "neutral", "2": "entailment"}}',
        "id2label in config.json names neutral, neutral, entailment",
        LABELS_MEND,
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_folder_that_lacks_something_names_the_setting_the_path_and_the_mend(
    packages, tmp_path, settings, case
):
    name, text, problem, mend = WRONG[case]
    settings.ENTAILMENT_MODEL = write_model(tmp_path / "m")
    spoil(settings.ENTAILMENT_MODEL, name, text)
    message = f"MESOINFO_ENTAILMENT_MODEL={tmp_path / 'm'}: {problem}. {mend}, or leave MESOINFO_ENTAILMENT_MODEL empty."
    with pytest.raises(NoEntailmentModel) as caught:
        entailment_model()
    assert str(caught.value) == message
    assert [(error.id, error.msg) for error in check_entailment_model()] == [("content.E001", message)]


@pytest.mark.parametrize("package", ["numpy", "onnxruntime", "tokenizers"])
def test_a_package_that_is_not_installed_is_named_and_stops_a_command(
    packages, tmp_path, settings, monkeypatch, package
):
    settings.ENTAILMENT_MODEL = write_model(tmp_path / "m")
    assert check_entailment_model() == []
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SystemCheckError) as caught:
        call_command("check")
    line = f"{package} is not installed. Run pip install numpy onnxruntime tokenizers, or leave MESOINFO_ENTAILMENT_MODEL empty."
    assert str(caught.value).count(line) == 1


def test_a_model_that_asks_for_something_else_cannot_be_used(packages, tmp_path, monkeypatch):
    monkeypatch.setattr(Session, "inputs", ("input_ids", "pixels"))
    with pytest.raises(NoEntailmentModel) as caught:
        OnnxEntailment(write_model(tmp_path / "m"))
    assert (
        str(caught.value).count("it holds no model that can be read (KeyError: 'pixels'). Give a classifier")
        == 1
    )


@pytest.mark.parametrize("scores", [[[1.0, 2.0]], [[1.0, 2.0, 3.0]] * 2])
def test_a_model_with_other_scores_cannot_be_used(packages, tmp_path, monkeypatch, scores):
    monkeypatch.setattr(Session, "run", lambda *_: [Rows(scores)])
    with pytest.raises(NoEntailmentModel, match="it holds no model that can be read"):
        OnnxEntailment(write_model(tmp_path / "m"))


def test_a_real_model_is_read_and_judges(tmp_path):
    """Runs where numpy, onnxruntime and tokenizers are installed; the model is made here."""
    for name in entailment.NEEDED:
        pytest.importorskip(name, reason=f"{name} is not installed")
    model = OnnxEntailment(write_model(tmp_path / "m", max_position_embeddings=20))
    raised = [math.exp(score) for score in (2, 1, 3)]  # two "is", two full stops, one "not"
    found = model.judge("It is not.", "It is.")
    assert found == Entailed(*(pytest.approx(share / sum(raised), rel=1e-5) for share in raised))
    turned = OnnxEntailment(write_model(tmp_path / "t", labels=("Neutral", "CONTRADICTION", "entailment")))
    assert turned.judge("It is not.", "It is.").contradiction == pytest.approx(found.contradiction, rel=1e-5)
    assert (model.judge("is " * 9, "is " * 8) is None, model.judge("is " * 9, "is " * 9)) == (False, None)
    (tmp_path / "m" / "model.onnx").write_bytes(b"no model")
    with pytest.raises(NoEntailmentModel, match="it holds no model that can be read"):
        OnnxEntailment(tmp_path / "m")


# --- pages -----------------------------------------------------------------------------------------


class Model:
    """Says the same of everything, and counts what it is asked."""

    version = "model@000000000000"

    def __init__(self, found):
        self.found, self.asked = found, []

    def judge(self, premise, hypothesis):
        self.asked.append((premise, hypothesis))
        return self.found


PREGNANCY = 'Do not have it during pregnancy. [@a "should not be performed during pregnancy"]'
DULL = 'It can be used for dull skin. [@a "It can be used for dull skin"]'
TOPIC = f"{DULL}\nAsk a doctor first. [@advice]"
ASKED = f"{CHECKER_VERSION}+model@000000000000"


@pytest.fixture
def site(db):
    actions.load_library(library=library(a=A), sources_meta=meta("a"))


def give(monkeypatch, found):
    model = Model(found)
    monkeypatch.setattr("content.checking.entailment_model", lambda: model)
    return model


def load():
    actions.load_pages(
        files=[page_file("contraindication", "pregnancy", PREGNANCY), page_file("topic", "uses", TOPIC)]
    )


def rows():
    return [
        (v.support, [r["code"] for r in v.reasons], v.checker_version)
        for v in Verdict.objects.order_by("claim__page__kind", "claim__position")
    ]


def test_a_doubt_is_stored_with_the_model_and_advice_is_not_asked_about(site, monkeypatch):
    model = give(monkeypatch, DOUBTS)
    load()
    assert rows() == [
        ("partly_supported", ["model_doubts"], ASKED),
        ("partly_supported", ["model_doubts"], ASKED),
        ("supported", ["site_advice"], CHECKER_VERSION),
    ]
    assert set(model.asked) == {
        (
            "What is needling? Needling should not be performed during pregnancy.",
            "Do not have it during pregnancy.",
        ),
        (
            "What is needling? Redness is a common reaction. It can be used for dull skin.",
            "It can be used for dull skin.",
        ),
    }


def test_a_doubt_holds_back_a_new_page_that_warns_and_no_other(site, monkeypatch):
    give(monkeypatch, DOUBTS)
    load()
    assert [(p.kind, p.status) for p in Page.objects.exclude(body="").order_by("kind")] == [
        ("contraindication", "draft"),
        ("topic", "published"),
    ]


def test_a_doubt_never_takes_down_a_warning_that_is_public(site, monkeypatch):
    load()
    assert rows()[0] == ("supported", [], CHECKER_VERSION)
    give(monkeypatch, DOUBTS)
    actions.check_pages()
    assert [p.status for p in Page.objects.exclude(body="")] == ["published"] * 2
    assert rows()[0] == ("partly_supported", ["model_doubts"], ASKED)


def test_without_the_model_every_verdict_is_the_rules_own_again(site, monkeypatch):
    with monkeypatch.context() as patch:
        give(patch, DOUBTS)
        load()
    actions.check_pages()
    assert rows() == [
        ("supported", [], CHECKER_VERSION),
        ("supported", [], CHECKER_VERSION),
        ("supported", ["site_advice"], CHECKER_VERSION),
    ]


def test_a_page_asks_each_pair_once(site, monkeypatch):
    model = give(monkeypatch, AGREES)
    shelf = load_shelf()
    for _ in range(2):
        (claim, _advice) = check_text(TOPIC, kind="topic", shelf=shelf)
    assert (claim.verdict.support.value, len(model.asked), shelf.checker_version) == ("supported", 1, ASKED)


def test_a_model_that_cannot_be_used_stops_the_check(site, packages, tmp_path, settings):
    settings.ENTAILMENT_MODEL = write_model(tmp_path / "m")
    spoil(settings.ENTAILMENT_MODEL, "tokenizer.json", "{")
    with pytest.raises(NoEntailmentModel, match="it holds no model that can be read"):
        load_shelf()


def test_the_document_of_a_check_names_the_model(site, monkeypatch, capsys):
    give(monkeypatch, AGREES)
    load()
    capsys.readouterr()
    call_command("check_claims", "--format=json")
    assert json.loads(capsys.readouterr().out)["checker_version"] == ASKED
