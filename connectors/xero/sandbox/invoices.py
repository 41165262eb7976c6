"""Bills (ACCPAY). Invoices to customers are not kept here (Xero reference 4.5)."""

from connectors.xero.sandbox import payables
from connectors.xero.sandbox.documents import Document
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.writing import Outcome, WriteOptions


def create(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    return payables.create(organisation, payables.BILL, sent, options)


def upsert(organisation: Organisation, sent: Document, options: WriteOptions) -> Outcome:
    return payables.upsert(organisation, payables.BILL, sent, options)
