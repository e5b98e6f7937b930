"""The entry point of ASGI servers."""

import os

from django.core.asgi import get_asgi_application

from mesoinfo.charset import for_asgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mesoinfo.settings")
# A server whose database file is missing must say so, not make an empty one.
os.environ.setdefault("MESOINFO_DATABASE_MUST_EXIST", "true")

application = for_asgi(get_asgi_application())
