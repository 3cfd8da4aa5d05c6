"""Django's settings. Everything that differs between installations comes from the environment.

ANJIE_HOME          folder of data, keys and files              (./var)
DATABASE_URL        a PostgreSQL server, instead of our own     (none)
DATABASE_OWNER_URL  the same, as the role that may migrate      (DATABASE_URL)
ANJIE_SECRET_KEY    signs sessions and links                    (made once, kept in ANJIE_HOME)
ANJIE_DATA_KEYS     encrypt people's data                       (made once, kept in ANJIE_HOME)
ANJIE_SIGNING_KEYS  sign packages and checkpoints               (made once, kept in ANJIE_HOME)
ANJIE_FILES_URL     an S3-compatible storage, instead of ANJIE_HOME/files (none)
ANJIE_CLAMAV_URL    the virus scanner that looks at what comes in (none)
ANJIE_PAPER_MB      how large a paper may be                    (50)
ANJIE_RECORDING_MB  how large a recording may be                (500)
ANJIE_PAPERS        how many may come in at once                (20)
ANJIE_UPLOAD_DAYS   how long what was put into no case is kept  (7)
ANJIE_SITE          the site's address, for links in messages   (none)
ANJIE_WORKING_HOURS when reminders are sent                     (09:00-17:30)
ANJIE_SMTP_URL      the mail server                             (none: no mail is sent)
ANJIE_MAIL_FROM     who the mail is from                        (anjie@ the mail server's host)
ANJIE_SMS_URL       the gateway for text messages               (none)
ANJIE_SMS_SECRET    what its calls are signed with              (none)
ANJIE_CHAT_URL      the webhook of the company's chat           (none)
ANJIE_CHAT_SECRET   what its calls are signed with              (none)
ANJIE_CHAT_STYLE    whose form they have: plain, wecom, dingtalk (plain)
ANJIE_HOSTS         names that the site answers to, with commas (this machine only)
ANJIE_HTTPS         1: the site is reached by https only        (0)
ANJIE_BEHIND_PROXY  1: believe X-Forwarded-Proto and -For       (0)
ANJIE_DEBUG         1: pages for developers; never in service   (0)
ANJIE_LOG_LEVEL     DEBUG, INFO, WARNING, ERROR                 (INFO)
"""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from anjie.platform.database import databases, runtime_role
from anjie.platform.home import home
from anjie.platform.keys import data_keys, secret_key
from anjie.platform.mail import mail_server

PACKAGE = Path(__file__).parent.parent


def _on(name: str) -> bool:
    return os.environ.get(name, "0") == "1"


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


# What runs

DEBUG = _on("ANJIE_DEBUG")
HTTPS = _on("ANJIE_HTTPS")
ANJIE_BEHIND_PROXY = _on("ANJIE_BEHIND_PROXY")
ANJIE_FONTS = os.environ.get("ANJIE_FONTS", "")
"""A folder of the company's own licensed faces, used for forms and letters before ours."""

INSTALLED_APPS = [
    "anjie.platform",
    "anjie.directory",
    "anjie.access",
    "anjie.cases",
    "anjie.notices",
    "anjie.archive",
    "anjie.oversight",
    "anjie.paperwork",
    "anjie.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "js_lib_bootstrap5",
    "lucide",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "anjie.access.limits.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anjie.access.gate.AccessMiddleware",
    "anjie.access.wall.WallMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "anjie.config.urls"
WSGI_APPLICATION = "anjie.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "anjie.web.templatetags.anjie",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "anjie.web.shell.shell",
            ],
        },
    }
]

# What is kept

ANJIE_HOME = home()
DATABASES = databases()
ANJIE_RUNTIME_ROLE = runtime_role()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = secret_key()
ANJIE_DATA_KEYS = data_keys()

# Papers that come in

ANJIE_FILES_URL = os.environ.get("ANJIE_FILES_URL", "")
ANJIE_CLAMAV_URL = os.environ.get("ANJIE_CLAMAV_URL", "")
ANJIE_PAPER_BYTES = int(os.environ.get("ANJIE_PAPER_MB") or 50) * 1024 * 1024
ANJIE_RECORDING_BYTES = int(os.environ.get("ANJIE_RECORDING_MB") or 500) * 1024 * 1024
ANJIE_PAPERS = int(os.environ.get("ANJIE_PAPERS") or 20)
ANJIE_UPLOAD_DAYS = timedelta(days=int(os.environ.get("ANJIE_UPLOAD_DAYS") or 7))
FILE_UPLOAD_HANDLERS = ["anjie.platform.arrivals.Arrivals"]

# Jobs are found in each application's `jobs.py`.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# What is sent, and when

ANJIE_SITE = os.environ.get("ANJIE_SITE", "").rstrip("/")
ANJIE_WORKING_HOURS = os.environ.get("ANJIE_WORKING_HOURS") or "09:00-17:30"
_MAIL = mail_server(os.environ.get("ANJIE_SMTP_URL", ""))
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("ANJIE_MAIL_FROM") or f"anjie@{_MAIL.host or 'localhost'}"
ANJIE_SMS = (os.environ.get("ANJIE_SMS_URL", ""), os.environ.get("ANJIE_SMS_SECRET", ""))
ANJIE_CHAT = (os.environ.get("ANJIE_CHAT_URL", ""), os.environ.get("ANJIE_CHAT_SECRET", ""))
ANJIE_CHAT_STYLE = os.environ.get("ANJIE_CHAT_STYLE") or "plain"

# Files of the pages: one set, named by content, kept by browsers for ever

STATIC_URL = "static/"
STATIC_ROOT = ANJIE_HOME / "static"
STATICFILES_FINDERS = ["anjie.platform.static.UsedFilesFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "anjie.platform.static.HashedFiles"},
}
WHITENOISE_USE_FINDERS = True  # serves a checkout in which nothing was collected
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Who comes in

AUTH_USER_MODEL = "access.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "access:sign_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60  # idle: requests begin it anew, as `anjie.access.limits` says
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ANJIE_SESSION_LIMIT = timedelta(hours=12)  # whatever the activity
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"

# Who guesses passwords: which tries count together is said in `anjie.access.throttle`

AXES_HANDLER = "anjie.access.throttle.Throttle"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # knocking on a closed door keeps it shut no longer
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # and these are forgotten on success
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "anjie.access.views.throttled"
AXES_USERNAME_CALLABLE = "anjie.access.throttle.counted_name"
AXES_CLIENT_IP_CALLABLE = "anjie.access.recording.client_address"
AXES_DISABLE_ACCESS_LOG = True  # the record of access is our own
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# What browsers are told

ALLOWED_HOSTS = _words("ANJIE_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in ALLOWED_HOSTS if HTTPS]
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^health$"]  # asked from inside, where there is no https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ANJIE_BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # the lists built into browsers are for public sites, not for a company's own
]

# What the operator is told: on stderr, without people's data

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "anjie.platform.logs.WithoutValues",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("ANJIE_LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own handlers are replaced: one of them mails whole requests to administrators.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # These name who signs in, and from where.
        "axes": {"level": "ERROR"},
        # These name the addresses that are called, some with a key in them.
        "httpx": {"level": "WARNING"},
        # These name every job and its arguments.
        "procrastinate": {"level": "WARNING"},
    },
}
