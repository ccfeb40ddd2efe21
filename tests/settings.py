"""Settings for tests: the product's own, in a folder that is thrown away."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="lienthu-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["LIENTHU_DATA"] = _folder
os.environ.setdefault("SECRET_KEY", "tests-only")
# Playwright keeps an event loop in the thread of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from lienthu.config.settings import *  # noqa: E402, F403
from lienthu.config.settings import DATABASES, INSTALLED_APPS  # noqa: E402

INSTALLED_APPS = ["tests.support", *INSTALLED_APPS]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
ALLOWED_HOSTS = ["*"]
SEARCH_URL = "memory://"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that threads and processes of a test see the same database.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/test{os.environ.get('PYTEST_XDIST_WORKER', '')}.sqlite3"}
