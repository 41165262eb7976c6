"""A text that is encrypted in the database and plain in Python."""

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def cipher() -> MultiFernet:
    """Return the cipher of FIELD_KEYS: the first key encrypts, each of them decrypts, so that keys can be changed.

    A key is any secret text; Fernet's own key is its SHA-256.
    """
    keys = [base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()) for key in settings.FIELD_KEYS]
    return MultiFernet([Fernet(key) for key in keys])


if TYPE_CHECKING:
    Text = models.TextField[str, str]
else:
    # Django's fields are generic for the type checker only.
    Text = models.TextField


class EncryptedTextField(Text):
    """Raises `ImproperlyConfigured` on reading a value that none of the keys opens."""

    def get_prep_value(self, value: Any) -> Any:
        return cipher().encrypt(str(value).encode()).decode() if value else ""

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str:
        if not value:
            return ""
        try:
            return cipher().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured("No key in FIELD_KEYS opens what is stored. Put the old key back in.") from error
