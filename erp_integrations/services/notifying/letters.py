"""How mails read: a template each for text and HTML, in the language of whoever reads it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from erp_integrations.models import MailKind, MailPreference

LONGEST_SUBJECT = 200
# What the tags of a template leave behind.
BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Letter:
    kind: MailKind
    subject: str
    text: str
    html: str


@contextmanager
def language_of(person: Any) -> Iterator[None]:
    """Everything inside is in the language that a person reads mails in, numbers and dates too."""
    with translation.override(MailPreference.of(person).language):
        yield


def write(kind: MailKind, person: Any, subject: str, context: Mapping[str, Any]) -> Letter:
    """Return a letter in the language that is active."""
    subject = one_line(subject)
    given = {
        **context,
        "subject": subject,
        "site_url": f"{settings.SITE_URL}/",
        "preferences_url": address("mail_preferences"),
    }
    return Letter(
        kind,
        subject,
        text=BLANK_LINES.sub("\n\n", render_to_string(f"mail/{kind}.txt", given)).strip() + "\n",
        html=render_to_string(f"mail/{kind}.html", given),
    )


def one_line(subject: str) -> str:
    """Names come from files and may hold line breaks, which would end the header."""
    whole = " ".join(subject.split())
    return whole if len(whole) <= LONGEST_SUBJECT else f"{whole[: LONGEST_SUBJECT - 1]}…"


def address(name: str, *arguments: Any, query: str = "") -> str:
    """Return the whole address of one of our pages, as it works in a mail."""
    return f"{settings.SITE_URL}{reverse(name, args=arguments)}{'?' + query if query else ''}"


def list_address(model: Any, worklist: str) -> str:
    return address(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", query=f"worklist={worklist}")


def page_address(model: Any, pk: int) -> str:
    return address(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", pk)
