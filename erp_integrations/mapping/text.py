"""How our texts become names in Xero."""

import unicodedata


def tidy(text: str) -> str:
    """Return a name without leading, trailing or double blanks: Xero answers those with an error (pitfall 12)."""
    return " ".join(visible(text).split())


def visible(text: str) -> str:
    """Return a text without control characters, which nobody sees and no JSON or screen wants; its lines stay."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cc" or sign in "\n\t").strip()


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut at a word where one ends in the last third, with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at_word = head.rpartition(" ")[0]
    return f"{at_word if len(at_word) > limit * 2 // 3 else head.rstrip()}…"
