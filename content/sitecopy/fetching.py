"""What the site answers at an address, asked from within, and the files under /static/ and /media/."""

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import Storage, default_storage
from django.http import Http404
from django.http.request import validate_host
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from django.utils.html import format_html
from django.views.defaults import page_not_found

from content.languages import language_of
from content.pipeline.errors import BadData
from content.sitecopy.places import HTML, Answer

LOCAL = {"127.0.0.1", "localhost", "[::1]", "testserver"}
OPTION = "--base-url"
NOT_PUBLIC = ("admin:index", "healthz", "components")
"""For editors, monitors and developers."""
MOVED = (301, 302, 307, 308)


def base_address(given: str | None) -> str:
    """The address of the site without a slash at its end. Raises BadData where it cannot be known."""
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL and host.strip("*.") == host]
    if given is None and len(hosts) == 1:
        given = f"{'https' if settings.HTTPS else 'http'}://{hosts[0]}"
    if given is None:
        mend = f"Give {OPTION} https://www.example.org, or one name in MESOINFO_ALLOWED_HOSTS."
        raise BadData("the address of the site is not known", file=OPTION, mend=mend)
    return _checked(given)


def _checked(given: str) -> str:
    mend = "Give it like https://www.example.org."
    try:
        url = urlsplit(given)
        host = url.hostname or ""
        _ = url.port
    except ValueError as error:
        raise BadData(f"“{given}” is not an address ({error})", file=OPTION, mend=mend) from error
    if url.scheme not in ("http", "https") or not host or url.username:
        raise BadData(f"“{given}” is not the address of a site", file=OPTION, mend=mend)
    if url.path not in ("", "/") or url.query or url.fragment:
        raise BadData(f"“{given}” is below the top of its host", file=OPTION, mend=mend)
    if url.scheme == "http" and settings.SECURE_SSL_REDIRECT:
        mend = "Give https, or set MESOINFO_HTTPS=false."
        raise BadData("the site answers with https only", file=OPTION, mend=mend)
    if not validate_host(f"[{host}]" if ":" in host else host, settings.ALLOWED_HOSTS):
        mend = f"Add it: MESOINFO_ALLOWED_HOSTS={host}."
        raise BadData(f"{host} is no name of the site", file="MESOINFO_ALLOWED_HOSTS", mend=mend)
    return f"{url.scheme}://{url.netloc}"


def check_static_files() -> None:
    """Raises BadData where pages name their styles by hashes that nobody has computed."""
    if not getattr(staticfiles_storage, "hashed_files", True):
        problem = "the styles and pictures have not been collected"
        raise BadData(problem, file=str(settings.STATIC_ROOT), mend="Run manage.py collectstatic --no-input.")


class Site:
    """The site as a visitor of ``base`` sees it."""

    def __init__(self, base: str) -> None:
        self.base = base
        url = urlsplit(base)
        self.is_secure = url.scheme == "https"
        self.client = Client(raise_request_exception=False, headers={"Host": url.netloc})
        self.left_out = [reverse(name) for name in NOT_PUBLIC]
        self.search = _addresses_in_each_language("search")

    def is_left_out(self, address: str) -> bool:
        return address.startswith(tuple(self.left_out))

    def is_search(self, address: str) -> bool:
        return address.startswith(tuple(self.search))

    def fetch(self, address: str) -> tuple[int, Answer | None]:
        """The status, and the answer where there is one to keep."""
        path = unquote(address.partition("?")[0])
        for start, read in ((settings.STATIC_URL, _static), (settings.MEDIA_URL, _uploaded)):
            if path.startswith(start):
                found = read(path.removeprefix(start))
                return (404, None) if found is None else (200, _file(path, found))
        response = self.client.get(address, secure=self.is_secure)
        if response.status_code in MOVED:
            return 200, Answer(HTML, _leading_to(response["Location"]).encode())
        if response.status_code != 200:
            return response.status_code, None
        media_type = response["Content-Type"].partition(";")[0].strip()
        body = b"".join(response) if response.streaming else response.content
        return 200, Answer(media_type, body)

    def not_found_page(self) -> Answer:
        """The page for addresses that are not there."""
        request = self._request("/404.html")
        return Answer(HTML, page_not_found(request, Http404()).content)

    def page_in_place_of_search(self, address: str) -> Answer:
        with translation.override(language_of(address)):
            html = render_to_string("content/no_search.html", request=self._request(address))
        return Answer(HTML, html.encode())

    def _request(self, path: str) -> object:
        host = urlsplit(self.base).netloc
        return RequestFactory(headers={"Host": host}).get(path, secure=self.is_secure)


def _addresses_in_each_language(name: str) -> list[str]:
    found = set()
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            try:
                found.add(reverse(name))
            except NoReverseMatch:
                return []
    return sorted(found)


def fixed_addresses() -> list[str]:
    """Every address of the public site that has a name and needs nothing else, in each language."""
    patterns = get_resolver().url_patterns
    names = {name for pattern in patterns for name in _fixed_names(pattern)}
    found = {address for name in names for address in _addresses_in_each_language(name)}
    left_out = tuple(reverse(name) for name in NOT_PUBLIC)
    return sorted(address for address in found if not address.startswith(left_out))


def _fixed_names(pattern: URLPattern | URLResolver) -> list[str]:
    if pattern.pattern.converters or getattr(pattern, "app_name", None) == "admin":
        return []
    if isinstance(pattern, URLResolver):
        return [name for inner in pattern.url_patterns for name in _fixed_names(inner)]
    return [pattern.name] if pattern.name else []


def _leading_to(address: str) -> str:
    return format_html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>This page has moved</title>'
        '<meta http-equiv="refresh" content="0; url={}"></head>'
        '<body><p><a href="{}">This page has moved</a></p></body></html>\n',
        address,
        address,
    )


def _static(name: str) -> bytes | None:
    """From the sources where they have it, else (hashed names) from the collected files."""
    found = finders.find(name)
    return Path(found).read_bytes() if found else _stored(staticfiles_storage, name)


def _uploaded(name: str) -> bytes | None:
    return _stored(default_storage, name)


def _stored(storage: Storage, name: str) -> bytes | None:
    if not storage.exists(name):
        return None
    with storage.open(name) as file:
        return file.read()


def _file(path: str, body: bytes) -> Answer:
    return Answer(mimetypes.guess_type(path)[0] or "application/octet-stream", body)
