"""Is the service able to serve pages?"""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.models import Page


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the table of pages can be read, otherwise 503: SELECT 1 works on an empty database too."""
    try:
        Page.objects.order_by("pk").values_list("pk", flat=True).first()
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
