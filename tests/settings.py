"""The project's own settings, read in the environment of the tests.

MESOINFO_TEST_DATABASE_URL and MESOINFO_TEST_CACHE_URL choose another database and cache,
MESOINFO_TEST_MEANING_MODEL the folder of a sentence model. MESOINFO_TEST_DRAW_GUIDE draws the guide's pictures.
"""

import os

for name in [name for name in os.environ if name.startswith("MESOINFO_") and "_TEST_" not in name]:
    del os.environ[name]  # what the developer set for `make run` must not change a test
os.environ["MESOINFO_SECRET_KEY"] = "x" * 50
os.environ["MESOINFO_HTTPS"] = "false"
os.environ["MESOINFO_COUNT_PAGES"] = "false"  # tests of the counts turn it on
os.environ["MESOINFO_BACKGROUND"] = "inline"  # the tests of the process turn it on
os.environ["MESOINFO_LOG_LEVEL"] = "ERROR"
os.environ["MESOINFO_DATABASE_URL"] = os.environ.get("MESOINFO_TEST_DATABASE_URL", "sqlite:///tests.sqlite3")
os.environ["MESOINFO_CACHE_URL"] = os.environ.get("MESOINFO_TEST_CACHE_URL", "locmem://")

from mesoinfo.settings import *  # noqa: E402, F403  the variables come first

if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405  of the line above
    # What the tests write need not outlive a power cut, and their tables are too small for compiled queries.
    quick = "-c synchronous_commit=off -c jit=off"
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "options": quick}  # noqa: F405  from the settings

# No collectstatic before a test run: files are served under their own names.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; never used outside tests
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
