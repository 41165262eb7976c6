"""How our texts become names in Xero."""


def tidy(text: str) -> str:
    """Return a name without leading, trailing or double blanks: Xero answers those with an error (pitfall 12)."""
    return " ".join(text.split())


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut at a word where one ends in the last third, with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at_word = head.rpartition(" ")[0]
    return f"{at_word if len(at_word) > limit * 2 // 3 else head.rstrip()}…"
