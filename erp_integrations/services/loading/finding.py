"""Which of the files are there."""

from collections.abc import Iterable
from pathlib import Path

from erp_integrations.models.sentences import gettext as _
from erp_integrations.services.loading.reading import Source
from erp_integrations.services.loading.report import Problem
from erp_integrations.services.loading.tables import TABLES

SUFFIXES = (".csv", ".xlsx")
# By the name of their table; more than one for a table are somebody's mistake.
Files = dict[str, list[Source]]


class NothingToLoad(Exception):
    """There is no such path, or none of the files is there."""


def find(path: Path) -> Files:
    if not path.exists():
        raise NothingToLoad(_("There is no {path}.").format(path=path))
    found: Files = {}
    for file in spreadsheets(path):
        if file.stem.lower() in TABLES:
            found.setdefault(file.stem.lower(), []).append(Source.at(file))
    if not found:
        sentence = _("{path} is or holds none of these files, as .csv or as .xlsx: {names}.")
        raise NothingToLoad(sentence.format(path=path, names=", ".join(TABLES)))
    return found


def spreadsheets(path: Path) -> list[Path]:
    files: Iterable[Path] = path.iterdir() if path.is_dir() else [path]
    return sorted(file for file in files if file.suffix.lower() in SUFFIXES and file.is_file())


def strangers(path: Path) -> list[Problem]:
    """Return a warning for each spreadsheet that is not read: its name may be mistyped."""
    reason = _("It is not read, since it has none of the names of the files that are loaded.")
    # A spreadsheet that is open leaves a file whose name starts with "~$".
    return [
        Problem(file.name, 0, "", reason)
        for file in spreadsheets(path)
        if file.stem.lower() not in TABLES and not file.name.startswith("~$")
    ]
