"""The repository says what is so: texts, settings, commands and files that the documents name."""

import ast
import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "content" / "data" / "sources"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
COMMANDS = {path.stem for path in (ROOT / "content/management/commands").glob("[a-z]*.py")}
ENTRIES = tomllib.loads((SOURCES / "sources.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("source_id", sorted(ENTRIES))
def test_article_is_the_one_that_was_given(source_id):
    text = (SOURCES / f"{source_id}.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() == ENTRIES[source_id]["sha256"]


def test_every_article_has_an_entry():
    assert {path.stem for path in SOURCES.glob("*.txt")} == set(ENTRIES)


def test_example_environment_lists_every_variable():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "mesoinfo").glob("*.py"))
    read = set(re.findall(r"env\.\w+\(\s*\"(MESOINFO_\w+)\"", code))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^(MESOINFO_\w+)=", example, re.MULTILINE)) == read
    assert len(read) > 8


def test_settings_read_the_environment_only_through_the_readers():
    for path in (ROOT / "mesoinfo").glob("*.py"):
        code = path.read_text(encoding="utf-8")
        assert path.name == "env.py" or not re.search(r"os\.environ\[|getenv", code), path


def test_content_package_is_empty():
    assert (ROOT / "content" / "__init__.py").read_bytes() == b""


def test_no_package_index_address_anywhere():
    pattern = (
        r"^(-i|--(extra-)?index-url|--find-links|-f |--trusted-host)|registry *= *[{\"].*http|[/.]pypi\.org"
    )
    for path in ours(".txt", ".in", ".toml", ".cfg", ".lock", ".json", "Makefile", "run"):
        assert not re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE), path


@pytest.mark.parametrize("name", ["base", "server", "test"])
def test_lock_has_every_requirement_with_hashes(name):
    wanted = re.findall(r"^([A-Za-z][\w.-]*)", (ROOT / f"requirements/{name}.in").read_text(), re.MULTILINE)
    locked = (ROOT / f"requirements/{name}.txt").read_text()
    pins = re.findall(
        r"^([a-z0-9._-]+)(?:\[\w+\])?==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", locked, re.MULTILINE
    )
    assert {requirement.lower() for requirement in wanted} <= set(pins)
    assert len(pins) == len(re.findall(r"^\S+==", locked, re.MULTILINE))


def test_every_requirement_says_why():
    for path in (ROOT / "requirements").glob("*.in"):
        lines = [line for line in path.read_text().splitlines() if line and not line.startswith("-r")]
        assert [line for line in lines if not re.search(r"\S {1,}# \S", line)] == [], path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_named_in_documents_exist(document):
    """A path in backticks with a slash or an extension of ours, and every relative link."""
    text = document.read_text(encoding="utf-8")
    code = re.findall(r"`([\w./-]+)`", text)
    named = [path for path in code if re.search(r"\.(py|md|toml|txt|in|html|css|yaml)$|/$", path)]
    links = [link for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text) if "://" not in link]
    missing = [path for path in named if not _exists(path, document)]
    assert missing + [link for link in links if not (document.parent / link).exists()] == []


def _exists(path: str, document: Path) -> bool:
    if path.startswith("/"):
        return True  # an address of the site, or a place on a server
    return any((base / path).exists() for base in (ROOT, ROOT / "content", document.parent))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_settings_named_in_documents_exist(document):
    text = document.read_text(encoding="utf-8")
    django = {
        "migrate",
        "makemigrations",
        "createsuperuser",
        "collectstatic",
        "runserver",
        "check",
        "dumpdata",
    }
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    settings = set(
        re.findall(
            r"MESOINFO_\w+", (ROOT / ".env.example").read_text() + (ROOT / "tests/settings.py").read_text()
        )
    )
    assert set(re.findall(r"manage\.py (\w+)", text)) <= COMMANDS | django
    assert set(re.findall(r"`make (\w+)", text)) <= targets
    assert set(re.findall(r"\bMESOINFO_\w+", text)) <= settings


def test_every_command_is_documented():
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    assert {name for name in COMMANDS if f"manage.py {name}" not in text} == set()


def test_every_setting_is_documented():
    example = (ROOT / ".env.example").read_text()
    operations = (ROOT / "docs/operations.md").read_text()
    assert {
        n for n in re.findall(r"^(MESOINFO_\w+)=", example, re.MULTILINE) if f"`{n}`" not in operations
    } == set()


def test_every_code_of_ours_is_documented():
    """The codes of the shell; those of the checker are in the documentation of the checks."""
    code = "".join(
        (ROOT / "content" / name).read_text(encoding="utf-8") for name in ("checking.py", "audit.py")
    )
    codes = set(re.findall(r"(?:Failure|Finding|Reason)\([^\"()]*\"([a-z_]+)\"", code))
    notes = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "content/actions").glob("*.py"))
    codes |= set(re.findall(r"report\.note\(\s*\"([a-z_]+)\"", notes))
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    assert {name for name in codes if f"`{name}`" not in text} == set()
    assert len(codes) > 12


def test_decisions_are_short():
    for path in (ROOT / "docs/adr").glob("*.md"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 45, path


def test_every_suppression_gives_its_reason():
    for path in ours(".py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if found := re.search(
                r"# (noqa: [A-Z0-9, ]*[0-9]|type: ignore\[[^\]]*\]|pragma: no cover)(.*)", line
            ):
                assert len(found[2].strip()) > 8, f"{path}: {line.strip()}"


def test_every_module_says_what_it_is():
    for path in ours(".py"):
        code = path.read_text(encoding="utf-8")
        if code.strip() and not {"migrations", "tests"} & set(path.parts):
            assert ast.get_docstring(ast.parse(code)), path


def ours(*suffixes: str) -> list[Path]:
    """The project's own files whose names end so, with or without version control."""
    folders = [
        ROOT / name
        for name in (".ci", "content", "docs", "mesoinfo", "requirements", "static", "templates", "tests")
    ]
    files = [*ROOT.iterdir(), *(path for folder in folders for path in folder.rglob("*"))]
    return sorted(path for path in files if path.is_file() and path.name.endswith(suffixes))
