"""What of a name counts when two are compared that different people wrote."""

import re
import unicodedata

# Words that say what a company is by law, and nothing about which one it is.
LEGAL_FORMS = frozenset(
    "ab ag as bv co company corp corporation gmbh inc incorporated llc llp limited lp ltd nv oy plc pllc pty sa "
    "sas sl srl".split()
)

# How much of two names has to agree for one to be meant by the other, from 0 to 1.
ALIKE = 0.86


def essence(name: str) -> str:
    """Return a name without what people write differently: accents, case, "&" or "and", punctuation, legal forms."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    words = re.findall(r"[a-z0-9]+", plain.casefold().replace("&", " and ").replace("'", ""))
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)
