"""Evaluation of the reader: figures, faults, floors, and one message for each kind of bad input."""

import json
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from content.evaluation import SHARES, Count, below_floor
from content.management.base import Error
from content.pipeline.run import read_article
from content.pipeline.snapshots import take_snapshot

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

ARTICLE = """\
What is mesotherapy?

Needling should not be performed during pregnancy. Redness is a common side effect of needling.
Needling is used to treat wrinkles.

Book now!
"""
FAQ = """
Is it safe?
It is safe.

Does it work?
It works well.

Does it last?
It lasts for a year.
"""
SENTENCE = "Redness is a common side effect of needling."
EXPECTED = {
    "indications": [{"name": "lines", "aliases": ["wrinkles"], "quote": "wrinkles"}],
    "contraindications": [{"name": "pregnancy", "strength": "avoid", "quote": "during pregnancy"}],
    "side_effects": [{"name": "redness", "quote": "Redness", "within": "Redness is a common"}],
    "questions": ["What is mesotherapy?"],
    "must_not": [{"type": "side_effect", "name": "needle", "why": "the tool", "quote": "treat"}],
    "optional": [],
    "noise": ["Book now!"],
}


@pytest.fixture
def gold(tmp_path):
    """Puts pairs into ``tmp_path / "gold"``: an article and what is expected of it, ``changes`` in it."""

    def put(stem="page", text=ARTICLE, folder="gold", **changes):
        path = tmp_path / folder / f"{stem}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
        path.with_suffix(".json").write_text(json.dumps(EXPECTED | changes), encoding="utf-8")
        return path.parent

    return put


def run(*arguments):
    """Standard output, standard error and exit status."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("evaluate", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        status = stop.code
    return out.getvalue(), err.getvalue(), status


def evaluated(*arguments):
    return json.loads(run(*arguments, "--format=json", "--confusions")[0])


def faults(*arguments):
    """The lines that --confusions adds."""
    printed, plain = run(*arguments, "--confusions")[0], run(*arguments)[0]
    assert printed.startswith(plain.rstrip("\n"))
    return printed.removeprefix(plain).strip("\n").splitlines()


def test_reader_holds_its_floors_on_the_invented_pages():
    """When it fails: `manage.py evaluate tests/fixtures/articles --confusions` says where."""
    printed, complaints, status = run(
        FIXTURES / "articles", FIXTURES / "pages", "--floor", FIXTURES / "floors.toml"
    )
    assert (complaints, status) == ("", 0)
    assert len(printed.splitlines()) > 12


def test_floor_file_names_every_figure():
    floors = tomllib.loads((FIXTURES / "floors.toml").read_text(encoding="utf-8"))
    assert {key.removesuffix("_max") for key in floors} == set(SHARES)


# --- figures -----------------------------------------------------------------------------------------


def test_everything_found_and_nothing_else(gold, monkeypatch):
    monkeypatch.setattr(connection, "cursor", None)
    document = evaluated(gold())
    assert {key: document["all"][key] for key in SHARES} == dict.fromkeys(SHARES, 1.0) | {
        "traps_extracted_share": 0.0
    }
    assert document["articles"] == {"page": document["all"]}
    assert (document["below_floor"], document["confusions"]) == ([], [])
    assert document["all"]["noise_lines"] == document["all"]["noise_passages_set_aside"] == 1


def test_text_has_a_line_for_each_figure(gold):
    printed, complaints, status = run(gold(indications=[]))
    lines = [line.split() for line in printed.splitlines()]
    assert lines[:6] == [
        ["precision", "recall", "F1", "expected", "read"],
        ["indication", "0.000", "–", "0.000", "0", "1"],
        ["contraindication", "1.000", "1.000", "1.000", "1", "1"],
        ["side_effect", "1.000", "1.000", "1.000", "1", "1"],
        ["question", "1.000", "1.000", "1.000", "1", "1"],
        ["noise", "1.000", "1.000", "1", "1"],
    ]
    assert printed.splitlines()[6:8] == [
        "strength agreement: 1.000 of 1 contraindications found",
        "traps extracted: 0 of 1",
    ]
    assert lines[-1] == ["page", "0.000", "1.000", "1.000", "1.000", "0/1"]
    assert (complaints, status) == ("", 0)


def test_several_folders_count_together_and_keep_their_names(gold):
    one, other = gold(folder="one"), gold(folder="other", indications=[])
    document = evaluated(one, other, one)
    assert list(document["articles"]) == [f"{one}/page", f"{other}/page"]
    assert document["all"]["indication_precision"] == 0.5
    assert document["all"]["contraindication_expected"] == 2


@pytest.mark.parametrize(
    ("count", "figures"),
    [
        (Count(), (None, None, None)),
        (Count(missed=2), (None, 0, 0)),
        (Count(wrong=2), (0, None, 0)),
        (Count(missed=1, wrong=1), (0, 0, 0)),
        (Count(found=3, missed=1, right=1, wrong=1), (0.5, 0.75, 0.6)),
    ],
)
def test_shares_of_a_count(count, figures):
    assert (count.precision, count.recall, count.f1) == figures


# --- faults ------------------------------------------------------------------------------------------


def test_miss_that_was_read_as_another_type(gold):
    redness = {"name": "red skin", "strength": "caution", "quote": "Redness"}
    folder = gold(contraindications=[*EXPECTED["contraindications"], redness], side_effects=[])
    assert faults(folder) == [
        "page: missed: contraindication 'red skin' read as side_effect: 'Redness'",
        f"page: wrong: side_effect 'Redness' named by 'Redness', expected as contraindication: {SENTENCE!r}",
    ]
    assert evaluated(folder)["confusions"][0] == {
        "doc": "page",
        "what": "missed",
        "type": "contraindication",
        "name": "red skin",
        "note": "read as side_effect",
        "quote": "Redness",
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"side_effects": [*EXPECTED["side_effects"], {"name": "needle", "quote": "used to"}]},
            ["page: missed: side_effect 'needle': 'used to'"],
        ),
        (
            {"indications": [*EXPECTED["indications"], {"name": "reading", "quote": "Book"}]},
            ["page: missed: indication 'reading' set aside as REASON: 'Book'"],
        ),
        (
            {"contraindications": [EXPECTED["contraindications"][0] | {"strength": "limit"}]},
            ["page: strength: contraindication 'pregnancy' is limit, read as avoid: 'during pregnancy'"],
        ),
        (
            {"must_not": [{"type": "side_effect", "name": "red", "why": "a test", "quote": "Redness is"}]},
            ["page: trap: side_effect 'red' read as 'Redness' (a test): 'Redness is'"],
        ),
        (
            {"questions": ["What is mesotherapy?", "used to treat"]},
            ["page: missed: question: 'used to treat'"],
        ),
        (
            {"text": ARTICLE + FAQ, "questions": ["What is mesotherapy?", "Is it safe?", "Does it work?"]},
            ["page: wrong: question: 'Does it last?'"],
        ),
        (
            {"noise": ["Book now!", "Needling is used to treat wrinkles."]},
            ["page: kept: noise: 'Needling is used to treat wrinkles.'"],
        ),
        (
            {"noise": [], "questions": ["What is mesotherapy?", "Book now!"]},
            [
                "page: missed: question: 'Book now!'",
                "page: set aside: noise REASON: 'Book now!'",
            ],
        ),
        ({"noise": []}, []),
        (
            {"side_effects": [], "optional": [{"type": "side_effect", "name": "x", "quote": "Redness"}]},
            [],
        ),
    ],
)
def test_faults(gold, changes, expected):
    """REASON stands for the reader's code for an invitation to book."""
    reason = next(
        p.reason for p in read_article(take_snapshot("page", ARTICLE)).passages if p.quote == "Book now!"
    )
    assert faults(gold(**changes)) == [line.replace("REASON", reason) for line in expected]


def test_one_record_for_two_items_and_two_names_on_one_place(gold):
    """A broader record that stands on both items is right for both; a name elsewhere finds its item too."""
    lines = [{"name": "lines", "quote": "wrinkles"}, {"name": "furrows", "quote": "treat wrinkles"}]
    assert evaluated(gold(indications=lines))["all"]["indication_recall"] == 1
    renamed = [{"name": "furrows", "aliases": ["Redness"], "quote": "a common side effect"}]
    assert evaluated(gold(side_effects=renamed))["all"]["side_effect_f1"] == 1


def test_noise_precision_counts_what_was_wanted(gold):
    """Set aside on a noise line, or where nothing was expected: right. On an expected quote: wrong."""
    assert evaluated(gold(noise=[]))["all"]["noise_precision"] == 1
    wanted = [*EXPECTED["indications"], {"name": "booking", "quote": "Book"}]
    assert evaluated(gold(noise=[], indications=wanted))["all"]["noise_precision"] == 0
    assert evaluated(gold(indications=wanted))["all"]["noise_precision"] == 1


# --- floors ------------------------------------------------------------------------------------------


def test_figure_below_its_floor_is_named(gold, tmp_path):
    floor = tmp_path / "floor.toml"
    floor.write_text("indication_f1 = 0.5\nquestion_recall = 1\ntraps_extracted_share_max = 0.1\n")
    trap = {"type": "indication", "name": "wrinkles", "quote": "wrinkles"}
    folder = gold(indications=[], must_not=[trap])
    printed, complaints, status = run(folder, "--floor", floor)
    sentences = [
        "indication_f1 is 0.0, below its floor 0.5",
        "traps_extracted_share is 1.0, above its ceiling 0.1",
    ]
    assert (complaints.splitlines(), status) == (sentences, 1)
    assert printed == run(folder)[0]
    assert json.loads(run(folder, "--floor", floor, "--format=json")[0])["below_floor"] == sentences
    assert run(gold(), "--floor", floor)[1:] == ("", 0)


@pytest.mark.parametrize(
    ("value", "floors", "complaints"),
    [
        (0.5, {"noise_recall": 0.5, "noise_recall_max": 0.5}, []),
        (0.5, {"noise_recall": 0.501}, ["noise_recall is 0.5, below its floor 0.501"]),
        (0.5, {"noise_recall_max": 0.499}, ["noise_recall is 0.5, above its ceiling 0.499"]),
        (None, {"noise_recall": 0}, ["noise_recall was not measured, nothing was expected; its floor is 0"]),
    ],
)
def test_floor_and_ceiling(value, floors, complaints):
    assert below_floor({"noise_recall": value}, floors) == complaints


# --- bad input ---------------------------------------------------------------------------------------


def refused(*arguments):
    """The message; the exit status is 2, it is one line, and nothing was printed."""
    out = StringIO()
    with pytest.raises(Error) as caught:
        call_command("evaluate", *map(str, arguments), stdout=out, stderr=StringIO())
    message = str(caught.value)
    assert (caught.value.returncode, out.getvalue(), "\n" in message) == (2, "", False), message
    return message


def item(**changes):
    return EXPECTED["indications"][0] | changes


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"uses": []}, ": unknown key 'uses'. The keys are indications, "),
        ({"indications": {}}, ", indications: this is not a list."),
        ({"indications": ["x"]}, ", indications, item 1: this is not an object."),
        ({"indications": [item(), item(strenght="x")]}, ", indications, item 2: unknown key 'strenght'."),
        ({"indications": [item(type="indication")]}, ", indications, item 1: unknown key 'type'."),
        ({"indications": [{"name": "x"}]}, ', indications, item 1: there is no "quote".'),
        ({"indications": [item(aliases="x")]}, ', indications, item 1: "aliases" is not a list.'),
        ({"indications": [item(aliases=[1])]}, ", indications, item 1: a value is empty or not a text."),
        ({"indications": [item(quote=" ")]}, ", indications, item 1: a value is empty or not a text."),
        (
            {"indications": [item(quote="Wrinkles")]},
            ", indications, item 1: 'Wrinkles' is not in the article.",
        ),
        ({"indications": [item(quote="\ud800")]}, r", indications, item 1: '\ud800' is not in the article."),
        (
            {"indications": [item(within="wrinkle")]},
            ", indications, item 1: the quote 'wrinkles' is not in its within.",
        ),
        (
            {"contraindications": [{"name": "pregnancy", "quote": "pregnancy"}]},
            ', contraindications, item 1: there is no "strength".',
        ),
        (
            {"contraindications": [{"name": "pregnancy", "quote": "pregnancy", "strength": "never"}]},
            ", contraindications, item 1: strength 'never' is none of avoid, ",
        ),
        ({"must_not": [item()]}, ', must_not, item 1: there is no "type".'),
        ({"optional": [item(type="use")]}, ", optional, item 1: type 'use' is none of indication, "),
        ({"questions": ["Why?"]}, ", questions, item 1: 'Why?' is not in the article."),
        ({"questions": [" "]}, ", questions, item 1: this is not a text."),
        ({"noise": ["Book"]}, ", noise, item 1: 'Book' is no whole line of the article."),
        ({"noise": [1]}, ", noise, item 1: this is not a text."),
    ],
)
def test_bad_expected_file(gold, changes, problem):
    gold("a")
    folder = gold(**changes)
    message = refused(folder)
    assert message.startswith(f"{folder / 'page.json'}{problem}"), message
    assert message.endswith((".", "}", "]")), "it says how to mend it"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"noise": ]}', ", line 1 column 11: the file is not JSON (Expecting value"),
        (b"\xff", ": the file is not JSON ('utf-8' codec"),
        (b"[" * 100_000, ": the file is not JSON ("),
        (b"[]", ": the file is not an object. Write {"),
    ],
)
def test_expected_file_that_is_not_json(gold, content, problem):
    file = gold() / "page.json"
    file.write_bytes(content)
    assert refused(file.parent).startswith(f"{file}{problem}")


def test_folder_without_pairs(gold, tmp_path):
    lost = tmp_path / "lost"
    assert refused(lost).startswith(f"{lost}: there is no such folder.")
    lost.mkdir()
    assert refused(gold(), lost).startswith(f"{lost}: there is no article with expected results. Put pairs")
    (lost / "a.txt").write_text("Words.")
    assert refused(lost).startswith(f"{lost / 'a.txt'}: there is no a.json beside it. Add it")
    (lost / "a.txt").rename(lost / "b.json")
    assert refused(lost).startswith(f"{lost / 'b.json'}: there is no b.txt beside it. Add it")


def test_article_that_cannot_be_read(gold):
    file = gold() / "page.txt"
    file.write_bytes(b"\xff")
    assert refused(file.parent).startswith(f"{file}, byte 0: the file is not UTF-8")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"indication_f1 = \n", ", line 1, column 17: the file is not TOML ("),
        (b"\xff", ": the file is not TOML ("),
        (b"f1 = 0.5\n", ", f1: unknown key. The keys are indication_precision, "),
        (b"traps_extracted = 3\n", ", traps_extracted: unknown key. "),
        (b'indication_f1 = "0.5"\n', ", indication_f1: this is no number from 0 to 1. Write indication_f1 ="),
        (b"indication_f1 = true\n", ", indication_f1: this is no number from 0 to 1."),
        (b"indication_f1 = 78\n", ", indication_f1: this is no number from 0 to 1."),
        (b"indication_f1 = nan\n", ", indication_f1: this is no number from 0 to 1."),
        (None, ": the file cannot be read (No such file or directory). Check the name"),
    ],
)
def test_bad_floor_file(gold, tmp_path, content, problem):
    floor = tmp_path / "floor.toml"
    if content is not None:
        floor.write_bytes(content)
    assert refused(gold(), "--floor", floor).startswith(f"{floor}{problem}")
