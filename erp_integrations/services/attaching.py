"""Files with a payment (R95): adding and deleting them. What is taken is what the table of types and the limits say."""

import hashlib
import re
import unicodedata
from decimal import Decimal
from pathlib import PurePath
from typing import Any, Protocol

from django.template.defaultfilters import filesizeformat

from erp_integrations.models import ChangeRow, Payment, PaymentAttachment, events_last
from erp_integrations.models.sentences import gettext as _
from erp_integrations.permissions import require
from erp_integrations.services.deciding.carrying_out import NotPossible
from erp_integrations.services.file_types import SUFFIXES, type_of
from erp_integrations.services.numbering_payments import kept, note_change

# What Xero takes for one document (Xero reference 4.14).
MOST_BYTES = 10 * 1024 * 1024
MOST_ATTACHMENTS = 10
LONGEST_STEM = 100
SIGNS_OF_PATHS = re.compile(r"[/\\]")
FORBIDDEN = re.compile(r'[<>:"|?*+]')
# Characters that nobody sees, among them those that turn the direction of writing.
UNSEEN = "C"


class Incoming(Protocol):
    """A file as it arrived; `size` is in bytes and known before the file is read."""

    name: str
    size: int

    def read(self) -> bytes: ...


@events_last()
def attach(pk: int, file: Incoming, *, by: Any) -> PaymentAttachment:
    """Keep a file with a payment. Needs `change_payment`; raises `NotPossible` with what is wrong and what to do."""
    require(by, "change", Payment)
    payment = kept(pk)
    name = clean_name(file.name)
    if reason := objection(payment, name, file.size):
        raise NotPossible(reason)
    content = file.read()
    refuse_other_content(name, content)
    attachment = PaymentAttachment.objects.create(
        payment=payment,
        name=name,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        added_by=by,
    )
    note_change(payment, change("", told(attachment)), by=by)
    return attachment


@events_last()
def detach(pk: int, attachment_pk: int, *, by: Any) -> str:
    """Delete an attachment and return its name. Needs `change_payment`; raises `NotPossible`."""
    require(by, "change", Payment)
    payment = kept(pk)
    attachment = payment.attachments.filter(pk=attachment_pk).first()
    if attachment is None:
        raise NotPossible(_("This attachment is not there any more: somebody deleted it."))
    attachment.delete()
    note_change(payment, change(told(attachment), ""), by=by)
    return attachment.name


def clean_name(name: str) -> str:
    """Return a file's name without its folders, without what no system allows in names, and not too long."""
    path = whole_name(name)
    return f"{path.stem[:LONGEST_STEM].rstrip()}{path.suffix.lower()}"


def is_cut(name: str) -> bool:
    """Whether a file's name is too long to be kept whole."""
    return len(whole_name(name).stem) > LONGEST_STEM


def whole_name(name: str) -> PurePath:
    last = SIGNS_OF_PATHS.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if not unicodedata.category(sign).startswith(UNSEEN))
    return PurePath(" ".join(FORBIDDEN.sub("_", seen).split()).strip(". "))


def objection(payment: Payment, name: str, size: int) -> str:
    """Return why a file is not taken, as a sentence; empty if nothing stands against it before it is read."""
    values = {"name": name, "types": types_in_words(), "limit": filesizeformat(MOST_BYTES), "most": MOST_ATTACHMENTS}
    if not type_of(name):
        text = _("“%(name)s” was not attached: its type is not among those that are taken, which are %(types)s.")
    elif not size:
        text = _("“%(name)s” was not attached: it is empty.")
    elif size > MOST_BYTES:
        values["size"] = filesizeformat(size)
        text = _("“%(name)s” was not attached: it has %(size)s, and at most %(limit)s are taken. Split or shrink it.")
    elif payment.attachments.count() >= MOST_ATTACHMENTS:
        text = _("“%(name)s” was not attached: the payment has %(most)s attachments already. Delete one first.")
    elif payment.attachments.filter(name__iexact=name).exists():
        text = _("“%(name)s” was not attached: there is one of that name. Delete that one first, or rename the file.")
    else:
        return ""
    return text % values


def refuse_other_content(name: str, content: bytes) -> None:
    """Raise `NotPossible` where a file is not what its name says."""
    kind = type_of(name)
    if kind is None or not kind.fits(content):
        text = _("“%(name)s” was not attached: what is in it is no %(type)s. Save it anew as such a file.")
        raise NotPossible(text % {"name": name, "type": PurePath(name).suffix[1:].upper()})


def types_in_words() -> str:
    return ", ".join(suffix[1:].upper() for suffix in SUFFIXES)


def told(attachment: PaymentAttachment) -> str:
    """Return what the history keeps of a file: its name, and how to tell it from others of that name."""
    return _("%(name)s (%(size)s bytes, SHA-256 %(digest)s)") % {
        "name": attachment.name,
        "size": Decimal(attachment.size),
        "digest": attachment.digest,
    }


def change(before: str, after: str) -> ChangeRow:
    return {"field": "attachment", "from": before, "to": after}
