"""The three secrets an installation needs, made on first start when the environment names none."""

import os
import secrets
from pathlib import Path

NAMES = ("SECRET_KEY", "FIELD_KEYS", "HISTORY_KEY")


def keep_secrets(path: Path) -> None:
    """Put what the environment lacks of NAMES into it, from `path`, where random ones are added for those it lacks.

    Whoever loses the file loses the stored tokens and every session, has to connect again, and can no longer prove the
    events that were sealed before.
    """
    if all(name in os.environ for name in NAMES):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = read(path)
    if missing := [name for name in NAMES if name not in kept and name not in os.environ]:
        add(path, missing)
        kept = read(path)
    for name, value in kept.items():
        os.environ.setdefault(name, value)


def add(path: Path, names: list[str]) -> None:
    """Append in one piece: of two processes that start at once, the one that comes first counts for both."""
    lines = "".join(f"{name}={secrets.token_urlsafe(50)}\n" for name in names)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, lines.encode())
    finally:
        os.close(descriptor)


def read(path: Path) -> dict[str, str]:
    """Return what is kept by its names, of each the first."""
    kept: dict[str, str] = {}
    for line in path.read_text().splitlines() if path.exists() else ():
        name, _, value = line.partition("=")
        kept.setdefault(name, value)
    return kept
