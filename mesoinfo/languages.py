"""The language of the interface: by the address alone.

Django's LocaleMiddleware would do more: it lets a cookie or the browser's wishes decide where an address
does not, and adds ``Vary: Accept-Language`` to every page without a prefix. Here an address has one text.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override

from content.languages import language_of


class LanguageMiddleware:
    """Makes the language of the address the active one while a request is answered, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request.path_info)
        request.LANGUAGE_CODE = language
        with override(language):
            return self.get_response(request)
