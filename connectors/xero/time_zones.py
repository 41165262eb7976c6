"""Xero's names of time zones: those of Windows, in capitals and without blanks and signs (Xero reference 4.10)."""

import re

from tzlocal.windows_tz import win_tz

ZONES = {re.sub(r"[^A-Z0-9]", "", name.upper()): zone for name, zone in win_tz.items()}


def zone_called(name: str) -> str:
    """Return the zone as the rest of the world names it, such as America/Chicago; empty for one that is not known."""
    return ZONES.get(name.upper(), "")
