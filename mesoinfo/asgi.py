"""The entry point of ASGI servers."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mesoinfo.settings")
# A server whose database file is missing must say so, not make an empty one.
os.environ.setdefault("MESOINFO_DATABASE_MUST_EXIST", "true")

application = get_asgi_application()
