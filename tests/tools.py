"""Checkers that are no Python packages. ``python -m tests.tools`` installs them below ``build/``.

Their versions stand here and nowhere else; whose registry npm asks is the machine's affair. Where a tool is
missing, tests that need it are skipped and say so; with CI=true in the environment they fail.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

NODE = Path(__file__).resolve().parent.parent / "build" / "node"
VERSIONS = {"html-validate": "10.17.0", "vnu-jar": "26.9.27", "lighthouse": "13.5.0"}
MARKUP = ("html-validate", "vnu-jar")


def installed(name):
    """The folder of a package; each is installed by itself, since npm takes away what it is not told of."""
    return NODE / name / "node_modules" / name


def install(name):
    """Have npm put the package below ``build/node``, without scripts and without a lock file."""
    flags = [
        "--no-audit",
        "--no-fund",
        "--no-save",
        "--no-package-lock",
        "--ignore-scripts",
        "--loglevel=error",
    ]
    command = ["npm", "install", *flags, f"--prefix={NODE / name}", f"{name}@{VERSIONS[name]}"]
    subprocess.run(command, check=True)


def tool(program, package):
    """The folder of an installed package that ``program`` runs; else the test is skipped, or fails in CI."""
    if shutil.which(program) and installed(package).is_dir():
        return installed(package)
    reason = f"no {program} or no {package} here (python -m tests.tools installs the packages)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    return pytest.skip(reason)


if __name__ == "__main__":
    for package in MARKUP:
        install(package)
