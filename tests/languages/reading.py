"""What a page says outside of marked sentences and of what the records hold."""

import re
from html.parser import HTMLParser

from django.apps import apps
from django.db import models

from erp_integrations.services.loading.tables import TABLES
from tests.languages.catalogue import CLOSE, OPEN

SPOKEN = ("title", "aria-label", "placeholder", "alt", "label")
SILENT = ("script", "style", "code", "pre")
# What scripts read.
MACHINES = ("data-filters", "data-inline-formset")
VOID = (
    "input",
    "img",
    "br",
    "hr",
    "meta",
    "link",
    "use",
    "rect",
    "line",
    "path",
    "circle",
    "source",
    "col",
    "area",
    "wbr",
)
WORD = re.compile(r"[^\W\d_]{2,}")
# Ids, codes and addresses are no words.
CODED = re.compile(r"\S*[\d*]\S*")
# Names, units and signs that are the same in every language.
NAMES = {
    # What a Spanish date has between its parts.
    "de",
    "Xero",
    "ERP",
    "CSV",
    "XLSX",
    "PDF",
    "UTC",
    "EN",
    "ES",
    "KB",
    "MB",
    "SHA",
    "JSON",
    "HTTP",
    "GET",
    "POST",
    "PUT",
    "Español",
    "English",
}


class Speech(HTMLParser):
    """Collects the texts of a page, and those of its attributes that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.open_tags: list[tuple[str, bool]] = []
        self.text, self.attributes = "", []

    @property
    def is_silent(self) -> bool:
        return any(silent for _tag, silent in self.open_tags)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        is_silent = tag in SILENT or "hidden" in given.get("class", "").split() or ("lang" in given and tag != "html")
        if tag not in VOID:
            self.open_tags.append((tag, is_silent))
        if self.is_silent:
            return
        spoken = [value for name, value in attrs if value and (name in SPOKEN or is_sentence(name, value))]
        if tag == "input" and given.get("type") in ("submit", "button"):
            spoken.append(given.get("value", ""))
        self.attributes += spoken
        self.text += "\n"

    def handle_endtag(self, tag):
        while self.open_tags and tag in [name for name, _silent in self.open_tags]:
            if self.open_tags.pop()[0] == tag:
                break
        self.text += "\n"

    def handle_data(self, data):
        if not self.is_silent:
            self.text += data


def is_sentence(name: str, value: str) -> bool:
    return (
        name.startswith("data-") and (OPEN in value or bool(re.search(r"[a-z] [a-z]", value))) and name not in MACHINES
    )


def outside(text: str) -> str:
    """Return what stands in no marked sentence."""
    kept, depth = [], 0
    for sign in text:
        depth += (sign == OPEN) - (sign == CLOSE)
        if depth == 0 and sign != CLOSE:
            kept.append(sign)
        elif sign == OPEN:
            kept.append(" ")
    return "".join(kept)


def unmarked(page: str, data: re.Pattern[str]) -> list[str]:
    """Return the words of a page that are neither marked nor data."""
    speech = Speech()
    speech.feed(page)
    texts = [outside(speech.text), *map(outside, speech.attributes)]
    lines = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    return [line for line in lines if set(WORD.findall(CODED.sub(" ", data.sub(" ", line)))) - NAMES]


def data_pattern() -> re.Pattern[str]:
    """Return what finds everything that people and Xero have written into the database."""
    texts = {text for model in apps.get_models() for text in texts_of(model) if WORD.search(text)}
    texts |= {line.strip() for text in texts for line in text.split("\n") if line.strip()}
    # A job's name may be shown without the number that it begins with.
    texts |= {text.partition(" ")[2] for text in texts if text[0].isdigit()} - {""}
    longest_first = sorted(texts | words_of_files(), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in longest_first) or "$^")


def texts_of(model: type[models.Model]) -> set[str]:
    if model._meta.app_label not in ("erp_integrations", "auth") or model._meta.model_name == "permission":
        return set()
    names = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField)) and not field.choices and field.name != "state"
    ]
    return (
        {str(value) for row in model._default_manager.values_list(*names) for value in row if value} if names else set()
    )


def words_of_files() -> set[str]:
    """What stands in the files of records, in whatever language they are explained."""
    columns = {column.name for table in TABLES.values() for column in table.columns}
    fields = [table.field(column.name) for table in TABLES.values() for column in table.columns]
    return (
        columns
        | {"true", "false"}
        | {str(value) for field in fields for value, _label in field.flatchoices or () if value}
    )
