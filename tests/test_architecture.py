"""The core is pure: it imports without Django, and each stage imports only earlier ones."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = sorted(path.stem for path in (ROOT / "content" / "pipeline").glob("*.py") if path.stem != "__init__")

SHELL_PACKAGES = ("django", "nh3", "markdownx", "markdown_it", "PIL", "csp", "whitenoise", "tqdm")


def test_there_are_core_modules():
    assert {"errors", "spans", "run"} <= set(CORE)


@pytest.mark.parametrize("module", CORE)
def test_core_module_imports_without_django(module):
    code = (
        f"import sys, content.pipeline.{module}\n"
        f"print([name for name in {SHELL_PACKAGES!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_import_contracts_hold():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_only_actions_write_what_the_pipeline_found():
    """No other module of the shell creates, changes or deletes rows of these tables in bulk."""
    tables = ("Source", "Snapshot", "Passage", "Statement", "Claim", "Citation", "Verdict")
    calls = [
        f"{table}.objects.{verb}" for table in tables for verb in ("create", "bulk_", "get_or_", "update_or_")
    ]
    writers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "content").rglob("*.py")
        if any(call in path.read_text(encoding="utf-8") for call in calls)
    }
    assert {writer.split("/")[1] for writer in writers} == {"actions"}
