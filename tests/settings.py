"""Settings of the test suite: the tool's own, with a database in memory and passwords that are quick to hash."""

import os

os.environ.setdefault("SECRET_KEY", "of the tests")
os.environ.setdefault("FIELD_KEYS", "of the tests")
os.environ.setdefault("HISTORY_KEY", "of the tests")
os.environ.setdefault("EMAIL_URL", "memorymail://")
# Nowhere: each test has a trail of its own.
os.environ.setdefault("HISTORY_SEALS", os.devnull)

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A test of locks switches them on.
AXES_ENABLED = False
