"""The site as a server would run it, on this machine, with the real library: for Lighthouse and for pictures.

DEBUG off, static files collected, hashed and compressed, two processes of gunicorn; only TLS is missing.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "serving"
START = 30
"""Seconds that the server may take to answer."""


@contextmanager
def served():
    """Its address, for as long as the context lasts."""
    PLACE.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MESOINFO_")}
    environment |= {
        "MESOINFO_SECRET_KEY": secrets.token_urlsafe(50),
        "MESOINFO_HTTPS": "false",
        "MESOINFO_DATABASE_URL": f"sqlite:///{PLACE / 'library.sqlite3'}",
        "MESOINFO_STATIC_ROOT": str(PLACE / "static"),
        "MESOINFO_LOG_LEVEL": "WARNING",
    }
    for command in (("migrate", "-v0"), ("load_content", "-v0"), ("collectstatic", "--noinput", "-v0")):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers=2",
        "--log-level=warning",
        f"--bind=127.0.0.1:{port}",
        "mesoinfo.wsgi",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait()


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def wait_for(address):
    end = time.monotonic() + START
    while time.monotonic() < end:
        try:
            with urlopen(address):  # noqa: S310  an address of this machine
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(address)
