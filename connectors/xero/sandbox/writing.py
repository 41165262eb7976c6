"""What a write is given and what it returns; the resources of the organisation all write in this form."""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.organisation import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """`unit_places` is 4 with `?unitdp=4` and 2 without (Xero reference 3.3)."""

    unit_places: int = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    document: Document
    warnings: tuple[str, ...] = ()


type Write = Callable[[Organisation, Document, WriteOptions], Outcome]
