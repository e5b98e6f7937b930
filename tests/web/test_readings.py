"""Articles from files: what an argument means, what is refused, and how the ledger is shown."""

import io
import json
import os
import pty
import subprocess
import sys
import termios
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from content.management.base import Error
from content.pipeline.errors import UnreadableSource
from content.readings import STDIN, collect_files, read_files

ROOT = Path(__file__).resolve().parent.parent.parent
SENTENCES = [
    "Needling should not be performed during pregnancy.",
    "Redness is a common side effect of needling.",
]
ARTICLE = " ".join(SENTENCES) + "\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder: ``pages`` with texts at two depths, ``empty`` with none."""
    for name in ("pages/b.txt", "pages/a.md", "pages/deep/c.HTML", "pages/deep/d.htm", "x[1].txt"):
        write(tmp_path / name, ARTICLE)
    write(tmp_path / "pages/picture.png", "")
    write(tmp_path / "empty/notes.toml", "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


class Terminal(StringIO):
    def isatty(self):
        return True


def run(*arguments, out=None):
    out = out or StringIO()
    call_command("read_article", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


# --- what an argument means --------------------------------------------------------------------------

PAGES = ["pages/a.md", "pages/b.txt", "pages/deep/c.HTML", "pages/deep/d.htm"]


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (["pages"], PAGES),
        (["pages/"], PAGES),
        (["pages/b.txt", "pages/a.md"], ["pages/b.txt", "pages/a.md"]),
        (["pages/*"], [*PAGES, "pages/picture.png"]),
        (["pages/*.txt"], ["pages/b.txt"]),
        (["pages/**/*.htm*"], ["pages/deep/d.htm"]),
        (["pages/deep", "pages"], ["pages/deep/c.HTML", "pages/deep/d.htm", "pages/a.md", "pages/b.txt"]),
        (["pages/b.txt", "./pages/b.txt", "pages/b*"], ["pages/b.txt"]),
        (["x[1].txt"], ["x[1].txt"]),
        (["pages/picture.png"], ["pages/picture.png"]),
        (["-", "pages/b.txt", "-"], ["/dev/stdin", "pages/b.txt"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_arguments_are_files_folders_patterns_or_standard_input(folder, arguments, files):
    assert collect_files(arguments) == [Path(file) for file in files]


def test_absolute_pattern(folder):
    assert collect_files([f"{folder}/pages/*.md"]) == [folder / "pages/a.md"]


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("empty", "empty: there is no text in this folder (*.txt, *.md, *.html, *.htm). Give the folder"),
        ("pages/*.pdf", "pages/*.pdf: no file matches this pattern. Check it from the folder you are in."),
        ("lost.txt", "lost.txt: there is no such file or folder. Check the name"),
        ("n" * 300, f"{'n' * 300}: it cannot be read (File name too long). Check the name"),
    ],
)
def test_argument_that_means_no_file(folder, argument, message):
    with pytest.raises(UnreadableSource) as caught:
        collect_files(["pages", argument])
    assert str(caught.value).startswith(message)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every folder")
def test_closed_folder_is_named(folder):
    closed = folder / "pages/deep"
    closed.chmod(0)
    try:
        with pytest.raises(UnreadableSource, match="pages/deep: it cannot be read"):
            collect_files(["pages"])
    finally:
        closed.chmod(0o700)


def test_two_files_of_one_name_in_a_folder_are_both_named(folder):
    write(folder / "pages/deep/b.md", ARTICLE)
    with pytest.raises(UnreadableSource) as caught:
        read_files(collect_files(["pages"]))
    assert str(caught.value) == (
        'pages/deep/b.md: two files would both be called "b" (pages/b.txt is the other). Rename one of them.'
    )


def test_name_that_cannot_be_printed(folder):
    with pytest.raises(UnreadableSource, match="the name of the file is not UTF-8"):
        read_files([Path(os.fsdecode(b"caf\xe9.txt"))])


# --- standard input ----------------------------------------------------------------------------------


def give(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_standard_input_is_an_article(monkeypatch):
    give(monkeypatch, "\ufeffNeedling\r\n".encode())
    (snapshot,) = read_files([STDIN])
    assert (snapshot.source_id, snapshot.text) == ("stdin", "\ufeffNeedling\r\n")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "standard input: the file is empty."),
        (b"caf\xe9 \xff", "standard input, byte 3: the file is not UTF-8"),
        (b"a word " * 9_200_000, "standard input: the file has 64,000,001 bytes; an article may have"),
    ],
    ids=["empty", "not UTF-8", "too long"],
)
def test_bad_standard_input(monkeypatch, data, problem):
    give(monkeypatch, data)
    with pytest.raises(Error) as caught:
        run("-")
    assert (caught.value.returncode, str(caught.value).startswith(problem)) == (2, True), caught.value


def test_closed_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UnreadableSource, match="standard input: the file is empty"):
        read_files([STDIN])


# --- the command -------------------------------------------------------------------------------------


def test_folder_pattern_and_standard_input_in_one_call(folder, monkeypatch):
    give(monkeypatch, ARTICLE.encode())
    rows = [json.loads(line) for line in run("pages/deep", "pages/*.txt", "-").splitlines()]
    assert {row["doc"] for row in rows} == {"b", "c", "d", "stdin"}
    assert {row["proposed"] for row in rows if row["type"] != "question"} == {False}


def test_bad_file_among_good_ones_prints_nothing(folder):
    write(folder / "pages/z.txt", b"\xff")
    for arguments in (["pages"], ["pages", "--passages"]):
        out = StringIO()
        with pytest.raises(Error, match=r"pages/z\.txt, byte 0: the file is not UTF-8") as caught:
            run(*arguments, out=out)
        assert (caught.value.returncode, out.getvalue()) == (2, "")


def test_ledger_is_json_unless_a_terminal_or_a_person_asks(folder):
    piped = run("--passages", "pages/b.txt")
    assert [json.loads(line)["quote"] for line in piped.splitlines()] == SENTENCES
    assert run("--passages", "--format=jsonl", "pages/b.txt", out=Terminal()) == piped
    asked = run("--passages", "--format=text", "pages/b.txt")
    assert run("--passages", "--no-color", "pages/b.txt", out=Terminal()) == asked
    assert run("pages/b.txt", out=Terminal()) == run("pages/b.txt", "--format=jsonl")


def test_ledger_for_people_has_columns(folder):
    long = "Redness is a common side effect of " + "very " * 20 + "fine\nneedling."
    write(folder / "page.txt", f"WHAT\n\n{long} It \x1b[31mhurts\u202e.\n")
    lines = run("--passages", "--format=text", "page.txt").splitlines()
    rows = json_rows("page.txt")
    assert [line.split()[:3] for line in lines] == [
        [f"page:{row['start']}-{row['end']}", row["kind"], row["disposition"]] for row in rows
    ]
    words = [row["quote"].split()[0] for row in rows]
    assert len({line.index(word, 20) for line, word in zip(lines, words, strict=True)}) == 1
    (cut,) = [line for line in lines if line.endswith("…")]
    assert len(cut[cut.index("Redness") :]) <= 100
    assert lines[-1].endswith("It \\x1b[31mhurts\\u202e."), "an article cannot steer the terminal"


def json_rows(*arguments):
    return [json.loads(line) for line in run("--passages", *arguments).splitlines()]


def test_reason_stands_beside_the_disposition(folder):
    write(folder / "page.txt", f"{ARTICLE}\n{ARTICLE}")
    copies = [row for row in json_rows("page.txt") if row["disposition"] == "duplicate"]
    shown = [
        line for line in run("--passages", "--format=text", "page.txt").splitlines() if "duplicate" in line
    ]
    assert copies
    assert all(f"duplicate ({row['reason']})" in line for row, line in zip(copies, shown, strict=True))


@pytest.mark.parametrize(
    ("no_color", "option", "is_coloured"),
    [(None, [], True), ("", [], True), ("1", [], False), (None, ["--no-color"], False)],
)
def test_colours_on_a_terminal(folder, monkeypatch, no_color, option, is_coloured):
    monkeypatch.setattr("django.core.management.color.supports_color", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color is not None:
        monkeypatch.setenv("NO_COLOR", no_color)
    printed = run("--passages", *option, "pages/b.txt", out=Terminal())
    assert ("\x1b[32;1mused" in printed, "b:0-50" in printed) == (is_coloured, True)


def test_no_colours_in_a_pipe_unless_forced(folder):
    assert "\x1b" not in run("--passages", "--format=text", "pages/b.txt")
    assert "\x1b[32;1mused" in run("--passages", "--format=text", "--force-color", "pages/b.txt")


@pytest.mark.parametrize(
    ("arguments", "has_bar", "is_coloured"),
    [(["pages"], True, False), (["pages/b.txt"], False, False), (["--passages", "pages"], False, True)],
)
def test_real_terminal(folder, arguments, has_bar, is_coloured):
    """A bar for several files, but not among lines that appear meanwhile; colours for the ledger."""
    printed = on_terminal(*arguments)
    assert ("article/s" in printed, "\x1b[32;1mused" in printed) == (has_bar, is_coloured)


def on_terminal(*arguments):
    """What the whole program prints where its outputs are a terminal."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with program(*arguments, stdout=theirs, stderr=theirs):
        os.close(theirs)
        chunks = []
        try:
            while chunk := os.read(ours, 65536):
                chunks.append(chunk)
        except OSError:  # Linux says so where the other side has closed
            pass
        os.close(ours)
    return b"".join(chunks).decode()


def program(*arguments, **streams):
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    command = [sys.executable, str(ROOT / "manage.py"), "read_article", *arguments]
    return subprocess.Popen(command, env=environment, **streams)


@pytest.mark.parametrize("arguments", [["pages"], ["--passages", "pages"]])
def test_closed_pipe_ends_quietly(folder, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    with program(*arguments, stdout=writing, stderr=subprocess.PIPE) as done:
        os.close(writing)
        assert done.stderr.read() == b""


# --- where it stands in the file of a web page --------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("--passages", "--format=jsonl")])
def test_a_line_says_where_its_words_stand_in_the_file_of_a_web_page(tmp_path, arguments):
    html = "<h1>Mesotherapy</h1><p>It&nbsp;can cause <b>redness</b>.</p><h2>Is it safe?</h2><p>Mostly.</p>"
    path = write(tmp_path / "page.html", html)
    lines = [json.loads(line) for line in run(path, *arguments).splitlines()]
    places = {line["quote"]: html[line["file_start"] : line["file_end"]] for line in lines}
    assert places["It\u00a0can cause redness."] == "It&nbsp;can cause <b>redness</b>."
    assert places["Is it safe?"] == "Is it safe?"


def test_a_line_of_plain_text_has_no_other_place(tmp_path):
    printed = run(write(tmp_path / "page.txt", "Mesotherapy\n\nIt can cause redness.\n"))
    assert printed and "file_start" not in printed
