"""The two secrets an installation needs, made on first start when the environment names none."""

import os
import secrets
from pathlib import Path

NAMES = ("SECRET_KEY", "FIELD_KEYS")


def keep_secrets(path: Path) -> None:
    """Put SECRET_KEY and FIELD_KEYS into the environment, from `path`, which is made with random ones if absent.

    Whoever loses the file loses the stored tokens and every session, and has to connect again; nothing else.
    """
    if all(name in os.environ for name in NAMES):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{name}={secrets.token_urlsafe(50)}\n" for name in NAMES)
    for line in path.read_text().splitlines():
        name, _, value = line.partition("=")
        os.environ.setdefault(name, value)
