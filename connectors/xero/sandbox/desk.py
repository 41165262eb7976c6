"""What every task of the bookkeeper starts from."""

from datetime import date

from connectors.xero.sandbox import seeds
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.writing import WriteOptions

FINE = WriteOptions(unit_places=4)


class Desk:
    """An organisation, and the code of the bank account that money leaves from unless another is named."""

    def __init__(self, organisation: Organisation, bank_account: str = seeds.BANK_ACCOUNT) -> None:
        self._organisation = organisation
        self._bank_account = bank_account

    def _day(self, day: date | None) -> str:
        return (day or self._organisation.today()).isoformat()

    def _account(self, code: str) -> Document:
        return {"Code": code or self._bank_account}


def lines_with_change(document: Document, line_id: str, changes: Document) -> list[Document]:
    """Return the lines of a body that changes one line and keeps the others."""
    ids = [line["LineItemID"] for line in document["LineItems"]]
    return [{"LineItemID": identity, **(changes if identity == line_id else {})} for identity in ids]
