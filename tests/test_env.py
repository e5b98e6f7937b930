"""The readers of the environment: typed, and loud about the variable that is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mesoinfo import env

ROOT = Path(__file__).resolve().parent.parent
NAME = "MESOINFO_TEST_VALUE"


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (env.text, "a b", "a b"),
        (env.flag, "Yes", True),
        (env.flag, "0", False),
        (env.number, "600", 600),
        (env.words, " a, b ,,c ", ["a", "b", "c"]),
        (env.phone, "000", "000"),
        (env.contact, "mailto:security@example.org", "mailto:security@example.org"),
        (env.phone, "+44 20-7946 0000", "+44 20-7946 0000"),
    ],
)
def test_reads(monkeypatch, reader, value, expected):
    monkeypatch.setenv(NAME, value)
    assert reader(NAME) == expected


@pytest.mark.parametrize(
    ("reader", "default", "expected"),
    [(env.text, "x", "x"), (env.flag, False, False), (env.number, 0, 0), (env.words, "a,b", ["a", "b"])],
)
@pytest.mark.parametrize("is_set", [False, True])
def test_unset_or_empty_is_the_default(monkeypatch, reader, default, expected, is_set):
    monkeypatch.delenv(NAME, raising=False)
    if is_set:
        monkeypatch.setenv(NAME, "")
    assert reader(NAME, default) == expected


@pytest.mark.parametrize(
    ("reader", "value", "problem"),
    [
        (env.text, "", "is not set"),
        (env.flag, "perhaps", '"perhaps" is neither true nor false'),
        (env.number, "-1", '"-1" is not a whole number'),
        (env.number, "٣", '"٣" is not a whole number'),
        (env.contact, "security@example.org", '"security@example.org" does not begin with'),
        (env.contact, "mailto:a b", '"mailto:a b" does not begin with'),
        (env.contact, "mailto:a\nContact: b", '"mailto:a\nContact: b" does not begin with'),
        (env.phone, "call us", '"call us" is not a telephone number'),
        (env.phone, "99 ", '"99 " is not a telephone number'),
        (env.database, "mysql://host/name", '"mysql" is neither sqlite nor postgres'),
        (env.database, "sqlite://host/name", "sqlite needs a path"),
        (env.database, "sqlite:///", "sqlite needs a path"),
        (env.database, "postgres://host", "postgres needs a database"),
        (env.database, "postgres://host:port/name", "is not an address"),
        (env.cache, "memcached://host", '"memcached" is neither locmem nor redis'),
    ],
)
def test_wrong_value_names_the_variable(monkeypatch, reader, value, problem):
    monkeypatch.setenv(NAME, value)
    with pytest.raises(env.BadEnvironment) as caught:
        reader(NAME)
    message = str(caught.value)
    assert message.startswith(f"{NAME}: {problem}")
    assert message.endswith("Set it in the environment; .env.example shows all of them.")


def test_choice(monkeypatch):
    monkeypatch.setenv(NAME, "LOUD")
    with pytest.raises(env.BadEnvironment, match='"LOUD" is none of INFO, ERROR'):
        env.choice(NAME, ("INFO", "ERROR"))


def test_postgres_address(monkeypatch):
    monkeypatch.setenv(NAME, "postgres://an%40na:p%3A%2Fw@db.example.org:5433/meso%20info?sslmode=require")
    described = env.database(NAME)
    assert described == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "meso info",
        "USER": "an@na",
        "PASSWORD": "p:/w",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_sqlite_address(monkeypatch, tmp_path):
    monkeypatch.setenv(NAME, f"sqlite:///{tmp_path}/a%20file")
    described = env.database(NAME, must_exist=True)
    assert described["NAME"] == f"{(tmp_path / 'a file').as_uri()}?mode=rw"
    assert described["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def manage(*arguments, **variables):
    return python("manage.py", *arguments, **variables)


def python(*arguments, **variables):
    """Run Python with no variable of ours or Django's but ``variables``."""
    kept = {n: value for n, value in os.environ.items() if not n.startswith(("MESOINFO_", "DJANGO_"))}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=kept | variables, capture_output=True, text=True, check=False
    )


def test_server_without_secret_does_not_start():
    done = python("-c", "import mesoinfo.wsgi")
    assert done.returncode == 1
    assert "BadEnvironment: MESOINFO_SECRET_KEY: is not set" in done.stderr


def test_command_with_wrong_variable_is_one_message():
    done = manage("check", MESOINFO_SECRET_KEY="x" * 50, MESOINFO_HTTPS="maybe")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith('MESOINFO_HTTPS: "maybe" is neither true nor false.')


def test_production_settings_pass_the_deployment_check():
    done = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        MESOINFO_SECRET_KEY="an0ther-Se(ret" * 4,
        MESOINFO_ALLOWED_HOSTS="www.example.org",
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_sqlite_keeps_what_it_promised(tmp_path):
    """Every setting that durability rests on, asked of the database itself."""
    code = (
        "from django.db import connection; k = connection.cursor(); names = 'journal_mode synchronous foreign_keys';"
        "print([k.execute('PRAGMA ' + name).fetchone()[0] for name in names.split()])"
    )
    done = manage(
        "shell", "--verbosity=0", "-c", code, MESOINFO_DATABASE_URL=f"sqlite:///{tmp_path}/a.sqlite3"
    )
    assert done.stdout.strip() == "['wal', 2, 1]", done.stderr


def test_missing_database_file_is_not_made_by_a_server(tmp_path):
    file = tmp_path / "gone.sqlite3"
    done = manage(
        "showmigrations",
        MESOINFO_DATABASE_URL=f"sqlite:///{file}",
        MESOINFO_DATABASE_MUST_EXIST="true",
    )
    assert (done.returncode, file.exists()) == (1, False)
    assert "unable to open database file" in done.stderr
