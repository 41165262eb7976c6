"""How our texts become names in Xero, and in which language."""

from django.conf import settings
from django.utils.translation import gettext, override

from erp_integrations.models.name_key import tidy, visible


def in_language_of_the_installation(pattern: str) -> str:
    """Return words of ours that are posted: the same whoever accepts, and whichever process posts."""
    with override(settings.LANGUAGE_CODE):
        return gettext(pattern)


def length(text: str) -> int:
    """Return how long a text is for Xero, whose characters are UTF-16: an emoji counts twice."""
    return len(text.encode("utf-16-le")) // 2


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut at a word where one ends in the last third, with an ellipsis."""
    if length(text) <= limit:
        return text
    head = text[: limit - 1]
    while length(head) > limit - 1:
        head = head[:-1]
    at_word = head.rpartition(" ")[0]
    return f"{at_word if len(at_word) > limit * 2 // 3 else head.rstrip()}…"


__all__ = ["length", "shorten", "tidy", "visible"]
