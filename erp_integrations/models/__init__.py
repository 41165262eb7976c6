"""What is kept. One file per record type; `record.py` is the life cycle that the exported ones share."""

from erp_integrations.models.api_call import ApiCall, CallJournal, calls_about
from erp_integrations.models.approval_limit import ApprovalLimit
from erp_integrations.models.budget_code import BudgetCode, CostCode, CostType, ItemFlaw
from erp_integrations.models.call_quota import CallPlace, CallQuota, OrganisationQuota
from erp_integrations.models.change_order import CommitmentChangeOrder, CommitmentChangeOrderLine
from erp_integrations.models.commitment import Commitment, CommitmentLine
from erp_integrations.models.connection import Connection, ConnectionTokens
from erp_integrations.models.consent import Consent
from erp_integrations.models.deputyship import Deputyship
from erp_integrations.models.erp_entry import ErpEntry, ErpList, ErpListReading
from erp_integrations.models.event import ChangeRow, Event, Verb
from erp_integrations.models.export_answer import ExportAnswer
from erp_integrations.models.export_batch import ExportAttempt, ExportBatch
from erp_integrations.models.heartbeat import Heartbeat
from erp_integrations.models.import_cursor import ImportCursor
from erp_integrations.models.integration_settings import IntegrationSettings
from erp_integrations.models.invoice import SubcontractorInvoice, SubcontractorInvoiceLine
from erp_integrations.models.job_cost import CostKind, JobCost, LeftOut, LeftOutCost
from erp_integrations.models.lines import AccountingMethod
from erp_integrations.models.mail import MailKind, MailLanguage, MailPreference, Notice, SentMail
from erp_integrations.models.organisation import Organisation
from erp_integrations.models.payment import Payment, PaymentShare
from erp_integrations.models.payment_attachment import PaymentAttachment
from erp_integrations.models.project import Project, ProjectBudgetCode
from erp_integrations.models.record import Delivery, ErpStatus, IntegrableRecord, State
from erp_integrations.models.rights import RightGiven, ViewOnly
from erp_integrations.models.set_up import SetUpMark
from erp_integrations.models.sign_in import RecoveryCode, SignIn
from erp_integrations.models.staged_record import StagedKind, StagedRecord
from erp_integrations.models.sync_run import RunStatus, SyncRun
from erp_integrations.models.trail import TrailHead, events_last
from erp_integrations.models.upload import Upload, UploadedFile
from erp_integrations.models.vendor import Vendor

# The exported types, in the order in which Xero needs them: each may refer to those before it.
EXPORTED_MODELS: tuple[type[IntegrableRecord], ...] = (
    BudgetCode,
    Project,
    Vendor,
    Commitment,
    CommitmentChangeOrder,
    SubcontractorInvoice,
)

__all__ = [
    "EXPORTED_MODELS",
    "AccountingMethod",
    "ApiCall",
    "ApprovalLimit",
    "BudgetCode",
    "CallJournal",
    "CallPlace",
    "CallQuota",
    "ChangeRow",
    "Commitment",
    "CommitmentChangeOrder",
    "CommitmentChangeOrderLine",
    "CommitmentLine",
    "Connection",
    "ConnectionTokens",
    "Consent",
    "CostCode",
    "CostKind",
    "CostType",
    "Delivery",
    "Deputyship",
    "ErpEntry",
    "ErpList",
    "ErpListReading",
    "ErpStatus",
    "Event",
    "ExportAnswer",
    "ExportAttempt",
    "ExportBatch",
    "Heartbeat",
    "ImportCursor",
    "IntegrableRecord",
    "IntegrationSettings",
    "ItemFlaw",
    "JobCost",
    "LeftOut",
    "LeftOutCost",
    "MailKind",
    "MailLanguage",
    "MailPreference",
    "Notice",
    "Organisation",
    "OrganisationQuota",
    "Payment",
    "PaymentAttachment",
    "PaymentShare",
    "Project",
    "ProjectBudgetCode",
    "RecoveryCode",
    "RightGiven",
    "RunStatus",
    "SentMail",
    "SetUpMark",
    "SignIn",
    "StagedKind",
    "StagedRecord",
    "State",
    "SubcontractorInvoice",
    "SubcontractorInvoiceLine",
    "SyncRun",
    "TrailHead",
    "Upload",
    "UploadedFile",
    "Vendor",
    "Verb",
    "ViewOnly",
    "calls_about",
    "events_last",
]
