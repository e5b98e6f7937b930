"""Settings. Every variable is read by a typed reader of ``mesoinfo.env``; ``.env.example`` lists them all."""

import os
import secrets
from pathlib import Path
from urllib.parse import quote

from csp.constants import NONE, SELF

from mesoinfo import env

BASE_DIR = Path(__file__).resolve().parent.parent


def _development_key(path: Path) -> str:
    """A secret made once for this working copy, in a file that git ignores."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii").strip()


# --- this installation
DEBUG = env.flag("MESOINFO_DEBUG", False)
SECRET_KEY = env.text(
    "MESOINFO_SECRET_KEY", _development_key(BASE_DIR / ".development-key") if DEBUG else None
)
ALLOWED_HOSTS = env.words("MESOINFO_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
HTTPS = env.flag("MESOINFO_HTTPS", not DEBUG)
BEHIND_PROXY = env.flag("MESOINFO_BEHIND_PROXY", False)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]

# --- the project
INSTALLED_APPS = [
    "content.apps.ContentConfig",
    "content.apps.EditorsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "csp",
    "markdownx",
    "reversion",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages for readers hold no secret; tokens of forms are masked
    "csp.middleware.CSPMiddleware",
    "mesoinfo.headers.HeadersMiddleware",
    "mesoinfo.languages.LanguageMiddleware",  # before what follows redirects to a slash
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mesoinfo.urls"
WSGI_APPLICATION = "mesoinfo.wsgi.application"
ASGI_APPLICATION = "mesoinfo.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "content.templatetags.languages"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- database and cache
DATABASES = {
    "default": {
        **env.database(
            "MESOINFO_DATABASE_URL",
            f"sqlite:///{quote(str(BASE_DIR / 'mesoinfo.sqlite3'))}",
            must_exist=env.flag("MESOINFO_DATABASE_MUST_EXIST", False),
        ),
        "CONN_MAX_AGE": env.number("MESOINFO_DATABASE_MAX_AGE", 600),  # seconds
        "CONN_HEALTH_CHECKS": True,
    }
}
CACHES = {"default": env.cache("MESOINFO_CACHE_URL", "locmem://")}

# --- language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
LANGUAGES = [("en-gb", "English"), ("tr", "Türkçe")]  # of the interface, each by its own name
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "mesoinfo.formats"
USE_I18N = True
USE_TZ = True

# --- country
EMERGENCY_NUMBER = env.phone("MESOINFO_EMERGENCY_NUMBER", "999")

# --- whom to tell of a weakness
SECURITY_CONTACT = env.contact("MESOINFO_SECURITY_CONTACT", "")
# --- readers
COUNT_PAGES = env.flag("MESOINFO_COUNT_PAGES", True)

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = env.text("MESOINFO_STATIC_ROOT", str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "content.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.text("MESOINFO_MEDIA_ROOT", str(BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = (
    3 * 1024 * 1024
)  # bytes: a pasted article of MAX_BYTES, and what says so if longer
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes
FILE_UPLOAD_PERMISSIONS = 0o640

# --- work that takes longer than a page may
BACKGROUND = env.choice("MESOINFO_BACKGROUND", ("process", "inline"), "process")

# --- proposals by meaning
MEANING_MODEL = env.folder("MESOINFO_MEANING_MODEL", "")

# --- a second look at supported claims
ENTAILMENT_MODEL = env.folder("MESOINFO_ENTAILMENT_MODEL", "")

# --- transport and cookies
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # monitors ask the process itself, without TLS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600  # seconds
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "mesoinfo.errors.csrf_failure"

# --- headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the mark in the browser's tab
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        # Only with TLS: elsewhere the browser would ask for https where nothing answers it.
        **({"upgrade-insecure-requests": True} if HTTPS else {}),
    }
}

# --- people who sign in
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"

# --- the Markdown editor: its addresses are our own views, and it previews what the site will show
MARKDOWNX_MARKDOWNIFY_FUNCTION = "content.rendering.render_markdown"
MARKDOWNX_URLS_PATH = "/admin/markdownx/markdownify/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/markdownx/upload/"

# --- log: one line each to the standard error stream, where the service manager keeps it
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("MESOINFO_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    },
}
