"""The entry point of WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application

from mesoinfo.charset import for_wsgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mesoinfo.settings")
# A server whose database file is missing must say so, not make an empty one.
os.environ.setdefault("MESOINFO_DATABASE_MUST_EXIST", "true")

application = for_wsgi(get_wsgi_application())
