"""Runs the tests of the site again on PostgreSQL and Redis, where they answer on this machine.

MESOINFO_TEST_DATABASE_URL and MESOINFO_TEST_CACHE_URL name others. What does not answer is left out, and
the reason is printed.
Tests that no database could make fail are left out too.
"""

import getpass
import os
import subprocess
import sys

import psycopg
import redis

DATABASE_URL = f"postgres://{getpass.getuser()}@127.0.0.1:5432/postgres"
CACHE_URL = "redis://127.0.0.1:6379/15"
WAIT = 3  # seconds
ANYWHERE = (
    *(
        "cards",
        "components",
        "entailment",
        "error_pages",
        "live_check",
        "markdown",
        "check_claims",
        "evaluate",
        "every_address",
        "export_site",
        "figures",
    ),
    *("glossary_page", "group_questions", "images", "languages", "machines", "opposing", "readings"),
    *("real_figures", "real_machines", "real_site", "rendering", "site_pages", "stylesheet", "wording"),
)
"""Test modules about files, words and markup: no other database or cache could change what they find."""


def main() -> int:
    """The exit status of pytest, or 0 where there is no service to test on."""
    found = {**_postgres(), **_redis()}
    if "MESOINFO_TEST_DATABASE_URL" not in found:
        print("skipped: the site's tests on PostgreSQL (no server to test on)")
        return 0
    print(f"the site's tests again, with {', '.join(sorted(found))}")
    left_out = [f"--ignore=tests/web/test_{name}.py" for name in ANYWHERE]
    command = [sys.executable, "-m", "pytest", "tests/web", *left_out]
    return subprocess.run(command, env={**os.environ, **found}, check=False).returncode


def _postgres() -> dict[str, str]:
    name, url = _named("MESOINFO_TEST_DATABASE_URL", DATABASE_URL)
    try:
        psycopg.connect(url, connect_timeout=WAIT).close()
    except psycopg.Error as error:
        print(f"PostgreSQL: {str(error).strip()}")
        return {}
    return {name: url}


def _redis() -> dict[str, str]:
    name, url = _named("MESOINFO_TEST_CACHE_URL", CACHE_URL)
    try:
        redis.Redis.from_url(url, socket_connect_timeout=WAIT).ping()
    except redis.RedisError as error:
        print(f"Redis: {error}")
        return {}
    return {name: url}


def _named(name: str, default: str) -> tuple[str, str]:
    return name, os.environ.get(name, default)


if __name__ == "__main__":
    sys.exit(main())
