"""The commands: what they print, their exit status, and one message for each kind of bad input."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from content.management.base import Error
from content.models import Citation, Link, Page, Passage, Snapshot, Topic
from content.pipeline.questions import wording_key
from content.pipeline.spans import Span, uncovered
from content.sourcefiles import SOURCES
from tests.web.libraries import dump

ROOT = Path(__file__).resolve().parent.parent.parent
ARTICLE = """\
What is mesotherapy?

Needling should not be performed during pregnancy. Redness is a common side effect of needling.
Needling is used to treat wrinkles.
"""
PREGNANCY = '[@article-1 "should not be performed during pregnancy"]'


def run(name, *arguments):
    """What the command prints: standard output and standard error."""
    out, err = StringIO(), StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def page(body, *, title="How safe it is", status="published"):
    return f'+++\ntitle = "{title}"\nstatus = "{status}"\n+++\n\n{body}\n'


@pytest.fixture
def site(tmp_path):
    """A small site as files: ``site / "sources"`` and ``site / "pages"``."""
    write(tmp_path / "sources/article-1.txt", ARTICLE)
    write(tmp_path / "sources/sources.toml", '[article-1]\ntitle = "Needling"\n')
    write(
        tmp_path / "pages/topics/safe.md",
        page(f"Needling should not be performed during pregnancy. {PREGNANCY}"),
    )
    return tmp_path


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def load(site, *arguments):
    return run("load_content", "--sources", site / "sources", "--pages", site / "pages", *arguments)[0]


# --- load_content ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_load_prints_counts_and_a_second_load_changes_nothing(site):
    first = load(site).splitlines()
    before = dump()
    assert Topic.objects.get().status == "published"
    second = load(site).splitlines()
    assert [line.split() for line in first[:-1]] == [line.split() for line in second[:-1]]
    assert second[-1] == "0 rows written"
    assert dump() == before
    assert first[0].split() == "sources 1 accepted, 0 refused".split()


@pytest.mark.django_db
def test_dry_run_writes_nothing_and_says_what_it_would(site):
    printed = load(site, "--dry-run").splitlines()[-1]
    assert not any(dump().values())
    assert printed.endswith("rows would be written; nothing was (dry run)")
    assert printed.split()[0] == load(site).splitlines()[-1].split()[0] != "0"


@pytest.mark.django_db
def test_folder_without_table_loads_with_titles_of_ours(site):
    (site / "sources/sources.toml").unlink()
    load(site)
    source = Snapshot.objects.get().source
    assert (source.title, source.is_title_ours, source.interest) == ("article-1", True, "unknown")


BAD_ARTICLES = {
    "not UTF-8": (b"Needling caf\xe9 \xff", "byte 12", "the file is not UTF-8", "Save it again as UTF-8."),
    "empty": (b"", "", "the file is empty", "Put the article's text into it."),
    "blank": (b"\xef\xbb\xbf \n\n", "", "the file is empty", "Put the article's text into it."),
    "70 MB": (
        b"a word " * 10_000_000,
        "",
        "the file has 70,000,000 bytes",
        "Keep only the text of one article.",
    ),
    "binary": (
        b"PK\x03\x04\x00\x00",
        "byte 2",
        "the file is binary",
        "Give the article as plain text in UTF-8.",
    ),
    "lone surrogate": (
        b"Needling \xed\xa0\x80.",
        "byte 9",
        "half of a surrogate pair",
        "Save it again as UTF-8.",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", BAD_ARTICLES)
def test_bad_article(site, case):
    content, place, problem, mend = BAD_ARTICLES[case]
    write(site / "sources/article-2.txt", content)
    write(site / "sources/sources.toml", '[article-1]\ntitle = "A"\n[article-2]\ntitle = "B"\n')
    refused(site, "sources/article-2.txt", place, problem, mend)
    with pytest.raises(Error) as caught:
        run("read_article", site / "sources/article-1.txt", site / "sources/article-2.txt")
    assert (caught.value.returncode, problem in str(caught.value)) == (2, True)


BAD_TABLES = {
    "not TOML": ("[article-1]\ntitle = \n", "line 2, column 9", "the file is not TOML", "Write [article-1]"),
    "unknown key": (
        '[article-1]\ntitle = "A"\nauthor = "B"\n',
        "[article-1]",
        'unknown key "author"',
        "The keys are",
    ),
    "no title": ("[article-1]\n", "[article-1]", "there is no title", "title is required."),
    "wrong type": (
        "[article-1]\ntitle = 1\n",
        "[article-1]",
        "title is not of the right type",
        "The keys are",
    ),
    "no table": ("article-1 = 1\n", "[article-1]", "this is not a table", "The keys are"),
    "interest": (
        '[article-1]\ntitle = "A"\ninterest = "money"\n',
        "[article-1]",
        "interest is none of clinic, independent, unknown",
        "The keys are",
    ),
    "no such article": (
        '[article-1]\ntitle = "A"\n[b]\ntitle = "B"\n',
        "[b]",
        "b.txt does not exist",
        "Add the file",
    ),
    "no entry": ("", "[article-1]", "article-1.txt has no entry", "Add a table [article-1]"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", BAD_TABLES)
def test_bad_table_of_sources(site, case):
    content, *expected = BAD_TABLES[case]
    write(site / "sources/sources.toml", content)
    refused(site, "sources/sources.toml", *expected)


@pytest.mark.django_db
def test_article_that_is_not_the_one_that_is_meant(site):
    write(site / "sources/sources.toml", f'[article-1]\ntitle = "A"\nsha256 = "{"0" * 64}"\n')
    refused(site, "sources/article-1.txt", "", "not the one in sources.toml", "Put the article back")


BAD_PAGES = {
    "unknown source": (
        page('A.\nB. [@article-9 "x"]'),
        "line 7",
        'no source "article-9"',
        "The sources are article-1.",
    ),
    "quote not in the source": (
        page('A. [@article-1 "should be performed during pregnancy"]'),
        "line 6",
        'the quote "should be performed during pregnancy" is not in article-1',
        'The nearest passage is "should not be performed during pregnancy"',
    ),
    "unclosed citation": (
        page('A. [@article-1 "x'),
        "line 6, column 4",
        "is not closed",
        'Put " after its last word.',
    ),
    "malformed TOML": (
        "+++\ntitle = \n+++\n",
        "line 2, column 9",
        "the front matter is not TOML",
        "Write key =",
    ),
    "no front matter": (
        "Redness is common.\n",
        "line 1",
        "the front matter is missing",
        "Begin with a line +++.",
    ),
    "open front matter": ('+++\ntitle = "A"\n', "line 3", "the front matter is not closed", "Put a line +++"),
    "empty front matter": (
        "+++\n+++\nA. [@advice]\n",
        "line 1",
        "the front matter has no title",
        "Add title =",
    ),
    "no status": ('+++\ntitle = "A"\n+++\n', "line 1", "the front matter has no status", "Add status ="),
    "unknown status": (
        page("A.", status="live"),
        "line 3",
        'the status "live" is unknown',
        "Use one of draft,",
    ),
    "unknown key": (
        '+++\nauthor = "B"\n+++\n',
        "line 2",
        'unknown key "author"',
        "The keys are title, status,",
    ),
    "wrong type": (
        '+++\ntitle = "A"\norder = "1"\n+++\n',
        "line 3",
        "order is not a whole number",
        "docs/editors.md",
    ),
    "true is no number": (
        "+++\norder = true\n+++\n",
        "line 2",
        "order is not a whole number",
        "docs/editors.md",
    ),
    "list of numbers": (
        "+++\nrelated = [1]\n+++\n",
        "line 2",
        "related is not a list of texts",
        "docs/editors.md",
    ),
    "bad link": ('+++\nrelated = ["x"]\n+++\n', "line 2", '"x" is no page', 'Write "kind/slug"'),
    "not UTF-8": (
        b'+++\ntitle = "\xff"\n+++\n',
        "byte 13",
        "the file is not UTF-8",
        "Save it again as UTF-8.",
    ),
    "lone surrogate": (b"+++\n\xed\xa0\x80", "byte 4", "the file is not UTF-8", "Save it again as UTF-8."),
    "empty": (b"\n", "", "the file is empty", "Write front matter and a text, or delete the file."),
    "10 MB": ("word " * 2_100_000, "", "10,500,000 characters", "Keep the text of one page."),
    "binary": (b"+++\n\x00\n", "line 2", "a binary zero", "Save it as text with Unix line ends."),
    "Windows": (b"+++\r\n", "line 1", "a line end of Windows", "Save it as text with Unix line ends."),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", BAD_PAGES)
def test_bad_page(site, case):
    content, *expected = BAD_PAGES[case]
    write(site / "pages/topics/wrong.md", content)
    refused(site, "pages/topics/wrong.md", *expected)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "problem", "mend"),
    [
        ("pages/poems/x.md", "the file is in no folder of pages", "Put it into one of topics, uses,"),
        ("pages/x.md", "the file is in no folder of pages", "Put it into one of topics, uses,"),
        ("pages/uses/deeper/x.md", "the file is in no folder of pages", "Put it into one of topics, uses,"),
        ("pages/uses/Hair_loss.md", "the file's name cannot be an address", "Use small letters"),
        (
            "pages/uses/fever.md",
            'no source says anything about the indication "fever"',
            "Name the file after",
        ),
    ],
)
def test_bad_place_of_a_page(site, path, problem, mend):
    write(site / path, page("A. [@advice]"))
    refused(site, path, "", problem, mend)


@pytest.mark.django_db
@pytest.mark.parametrize("folder", ["sources", "pages"])
def test_folder_that_is_not_there(site, folder):
    (site / folder).rename(site / "away")
    with pytest.raises(Error) as caught:
        load(site)
    assert str(site / folder) in str(caught.value)


def refused(site, file, place, problem, mend):
    """Loading says all four in one line, with exit status 2, and leaves the database as it was."""
    before = dump()
    with pytest.raises(Error) as caught:
        load(site)
    message = str(caught.value)
    where = f"{site / file}, {place}: " if place else f"{site / file}: "
    assert (caught.value.returncode, message.startswith(where), "\n" in message) == (2, True, False), message
    assert problem in message.removeprefix(where), message
    assert mend in message.removeprefix(where), message
    assert dump() == before


@pytest.mark.django_db
def test_bad_file_after_a_good_load_changes_nothing(site):
    load(site)
    write(site / "sources/article-1.txt", ARTICLE.replace("common", "rare"))
    write(site / "pages/topics/safe.md", page('It is rare. [@article-9 "x"]'))
    refused(site, "pages/topics/safe.md", "line 6", 'no source "article-9"', "The sources are article-1.")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="has an SQLite file of its own, wherever it runs")
def test_bad_input_is_one_line_and_no_traceback(site):
    """The whole program: exit status 2, one line on standard error, nothing on standard output."""
    variables = {**os.environ, "MESOINFO_DATABASE_URL": f"sqlite:///{site}/a.sqlite3"}
    variables["DJANGO_SETTINGS_MODULE"] = "mesoinfo.settings"

    def manage(*arguments):
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)

    unready = manage("load_content")
    assert (unready.returncode, unready.stdout) == (2, "")
    assert unready.stderr == "Error: the database has no tables yet. Run manage.py migrate.\n"
    assert manage("migrate", "--verbosity=0").returncode == 0
    write(site / "pages/topics/safe.md", "no front matter")
    done = manage("load_content", "--sources", site / "sources", "--pages", site / "pages")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(
        f"Error: {site / 'pages/topics/safe.md'}, line 1: the front matter is missing."
    )


# --- export_content --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_export_gives_the_files_back_byte_for_byte(site):
    odd = {
        "topics/odd.md": '+++\n# kept\nstatus="published"\n\ntitle  =  "Odd \\u00e9"\n+++\n\n\nOne. [@advice]\n\n\n',
        "topics/no-end.md": page("One. [@advice]").rstrip("\n"),
        "topics/close.md": page("One. [@advice]").replace("+++\n\n", "+++\n"),
        "questions/empty.md": '+++\ntitle = "Empty?"\nstatus = "draft"\n+++',
        "questions/blank.md": '+++\ntitle = "Blank?"\nstatus = "published"\n+++\n\n',
        "topics/held.md": page("Unmarked sentence."),
    }
    for name, text in odd.items():
        write(site / "pages" / name, text)
    load(site)
    printed, _ = run("export_content", site / "out")
    assert printed == f"7 pages written to {site / 'out'}\n"
    assert contents(site / "out") == contents(site / "pages")


@pytest.mark.django_db
def test_exported_edit_loads_as_it_is(site):
    load(site)
    topic = Topic.objects.get()
    topic.title, topic.group, topic.body = 'Is it "safe"?', "Risks", "Ask first. [@advice]"
    topic.save()
    run("export_content", site / "out")
    text = (site / "out/topics/safe.md").read_text()
    assert (
        text
        == '+++\ntitle = "Is it \\"safe\\"?"\nstatus = "published"\ngroup = "Risks"\n+++\n\nAsk first. [@advice]\n'
    )
    (site / "out").rename(site / "back")
    (site / "pages").rename(site / "old")
    (site / "back").rename(site / "pages")
    assert "conflict" not in load(site)
    assert (Topic.objects.get().title, Topic.objects.get().body) == (topic.title, topic.body)


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.md")}


STYLE = "; house style: 0 errors, 2 hints"
NO_STYLE = "house style: 0 errors, 0 hints"

# --- check_claims ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_check_of_a_good_site_prints_nothing(site):
    load(site)
    before = dump()
    assert run("check_claims", "--no-hints") == (
        "",
        f"0 findings on 0 of 1 page, 1 sentence checked{STYLE}\n",
    )
    assert dump() == before


def check_fails(*arguments):
    out = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("check_claims", *arguments, stdout=out, stderr=StringIO())
    assert caught.value.code == 1
    return out.getvalue()


def break_quote_in_page():
    topic = Topic.objects.get()
    topic.body = topic.body.replace("should not be", "should be")
    topic.save()


def break_quote_in_citation():
    Citation.objects.update(quote="should be performed during pregnancy")


def break_snapshot():
    Snapshot.objects.update(text=ARTICLE.replace("should not be", "must often be"))


def break_passage():
    passage = Passage.objects.get(quote__contains="pregnancy")
    Passage.objects.filter(pk=passage.pk).update(quote=passage.quote.replace("not", "now"))


def add_unmarked_sentence():
    topic = Topic.objects.get()
    topic.body += "\nIt is safe."
    topic.save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("breaks", "expected"),
    [
        (break_quote_in_page, {"topic/safe:1"}),
        (break_quote_in_citation, {"topic/safe:1 stored_differs"}),
        (break_snapshot, {"source/article-1:0 snapshot_altered", "source/article-1:0 passage_altered"}),
        (break_passage, {"source/article-1:0 passage_altered"}),
        (add_unmarked_sentence, {"topic/safe:2"}),
    ],
)
def test_check_names_page_sentence_and_code(site, breaks, expected):
    load(site)
    breaks()
    before = dump()
    lines = check_fails().splitlines()
    assert {found for found in expected if any(line.startswith(f"{found} ") for line in lines)} == expected
    assert all(len(line.split(" ", 2)) == 3 for line in lines)
    assert dump() == before, "checking changes nothing, so that it fails again"


@pytest.mark.django_db
def test_unpublished_page_is_not_checked(site):
    load(site)
    Page.objects.update(status="draft")
    break_quote_in_page()
    assert run("check_claims") == ("", f"0 findings on 0 of 0 pages, 0 sentences checked; {NO_STYLE}\n")


@pytest.mark.django_db
def test_recorded_check_moves_the_time_only(site):
    load(site)
    before = dump()
    run("check_claims", "--record")
    after = dump()
    assert {table for table in before if before[table] != after[table]} == {"Verdict"}
    break_quote_in_citation()
    failing = dump()
    check_fails("--record")
    assert dump() == failing


def cases(path, *lines):
    path.write_text("".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines))
    return path


# --- read_article, group_questions -----------------------------------------------------------------


def test_read_article_needs_no_database(site, monkeypatch):
    monkeypatch.setattr(connection, "cursor", None)
    lines = [json.loads(line) for line in run("read_article", site / "sources/article-1.txt")[0].splitlines()]
    for line in lines:
        assert ARTICLE[line["start"] : line["end"]] == line["quote"]
    found = {(line["type"], line["cluster"], line["doc"]) for line in lines}
    assert {
        ("contraindication", "contraindication:pregnancy", "article-1"),
        ("side_effect", "side_effect:redness", "article-1"),
        ("indication", "indication:wrinkles", "article-1"),
        ("question", "question:what-is-it", "article-1"),
    } <= found
    by_type = {line["type"]: line for line in lines}
    assert by_type["contraindication"]["strength"] == "avoid"
    assert {"frequency", "seriousness", "duration"} <= set(by_type["side_effect"])
    assert "answer" in by_type["question"]


def test_cluster_is_the_same_across_files(site):
    write(site / "sources/other.txt", "Pregnant women should avoid needling.\n")
    printed, _ = run("read_article", site / "sources/article-1.txt", site / "sources/other.txt")
    lines = [json.loads(line) for line in printed.splitlines()]
    docs = {line["doc"] for line in lines if line["cluster"] == "contraindication:pregnancy"}
    assert docs == {"article-1", "other"}


def test_ledger_covers_every_character():
    articles = sorted(SOURCES.glob("*.txt"))
    printed, _ = run("read_article", "--passages", *articles)
    lines = [json.loads(line) for line in printed.splitlines()]
    for article in articles:
        text = article.read_bytes().decode()
        spans = [Span(line["start"], line["end"]) for line in lines if line["doc"] == article.stem]
        assert uncovered(text, spans) == []
        assert sum(map(len, spans)) == len({i for span in spans for i in range(span.start, span.end)})


def test_read_article_as_text(site):
    printed, _ = run("read_article", "--format=text", site / "sources/article-1.txt")
    start = ARTICLE.index("Needling should not")
    line = (
        f"article-1:{start}-{start + 50} contraindication contraindication:pregnancy 'Needling should not be"
    )
    assert [printed_line for printed_line in printed.splitlines() if printed_line.startswith(line)]


def test_two_files_of_one_name_are_refused(site):
    write(site / "other/article-1.txt", ARTICLE)
    with pytest.raises(Error, match='two files would both be called "article-1"'):
        run("read_article", site / "sources/article-1.txt", site / "other/article-1.txt")


def test_questions_are_grouped(tmp_path):
    file = cases(
        tmp_path / "questions.jsonl",
        {"id": 7, "question": "What is mesotherapy?"},
        {"id": "b", "question": "Mesotherapy: what is it?", "answer": "A treatment."},
        {"id": "c", "question": "Does mesotherapy hurt?"},
    )
    printed = [json.loads(line) for line in run("group_questions", file)[0].splitlines()]
    clusters = {line["id"]: line["cluster"] for line in printed}
    assert list(clusters) == [7, "b", "c"]
    assert clusters["c"] not in (clusters[7], clusters["b"])


def test_what_may_be_the_same_is_proposed_and_not_merged(tmp_path):
    file = cases(
        tmp_path / "questions.jsonl",
        {"id": "a", "question": "Do purple woollen hats help sleepy skin?"},
        {"id": "b", "question": "Do purple woollen hats help sleepy skin overnight?"},
        {"id": "c", "question": "Do purple woollen hats not help sleepy skin?"},
    )
    lines = [json.loads(line) for line in run("group_questions", file, "--propose")[0].splitlines()]
    assert len({line["cluster"] for line in lines}) == 3
    assert [line.get("alike") for line in lines] == [lines[0]["alike"], lines[0]["alike"], None]
    assert "alike" not in run("group_questions", file)[0]


@pytest.mark.parametrize("content", [b"\xff", b"{", b'{"id": 1}'])
def test_bad_questions(tmp_path, content):
    file = tmp_path / "questions.jsonl"
    file.write_bytes(content)
    with pytest.raises(Error) as caught:
        run("group_questions", file)
    assert (caught.value.returncode, str(caught.value).startswith(str(file))) == (2, True)


# --- explain_merge ---------------------------------------------------------------------------------


def test_it_is_said_why_two_questions_are_the_same(db):
    printed, _ = run("explain_merge", "Does it hurt?", "Is the treatment painful?")
    assert printed.splitlines()[-2:] == ["the same", "   same_key: They ask the same of the same thing."]


def test_it_is_said_why_two_names_are_not_the_same(db):
    printed, _ = run("explain_merge", "contraindication: allergies", "indication: allergies", "--format=json")
    found = json.loads(printed)
    assert (found["relation"], found["reasons"][0]["code"]) == ("different", "other_role")


def test_what_editors_said_is_looked_up(db):
    person = User.objects.create(username="editor")
    Link.objects.create(
        family="question",
        kind=Link.Kind.NOT_SAME,
        first="pain",
        other=wording_key("Is the treatment painful?"),
        reason="Another pain.",
        decided_by=person,
        decided_at=timezone.now(),
    )
    printed, _ = run("explain_merge", "Does it hurt?", "Is the treatment painful?")
    assert "editor_not_same" in printed


def test_why_needs_no_tables(monkeypatch, db):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert run("explain_merge", "Does it hurt?", "Is it painful?")[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x", "y"], '"x" is no question. Say what it is with --as'),
        (["", "y?"], "there are no words to compare"),
        (["Does it hurt?", "side_effect: pain"], "a question and a name cannot be compared"),
    ],
)
def test_two_things_that_cannot_be_compared(db, arguments, message):
    with pytest.raises(Error) as caught:
        run("explain_merge", *arguments)
    assert str(caught.value).startswith(message)
    assert caught.value.returncode == 2
