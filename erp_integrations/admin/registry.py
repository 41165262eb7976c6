"""Which screens there are: one row for each thing that is kept."""

from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django_q.models import Failure, OrmQ, Schedule, Success

from erp_integrations import models
from erp_integrations.admin.budget_code import BudgetCodeAdmin
from erp_integrations.admin.calls import ApiCallAdmin
from erp_integrations.admin.change_order import ChangeOrderAdmin
from erp_integrations.admin.commitment import CommitmentAdmin
from erp_integrations.admin.connection import ConnectionAdmin
from erp_integrations.admin.invoice import InvoiceAdmin
from erp_integrations.admin.job_cost import JobCostAdmin
from erp_integrations.admin.journals import EventAdmin, ExportBatchAdmin
from erp_integrations.admin.left_out import LeftOutCostAdmin
from erp_integrations.admin.mails import SentMailAdmin
from erp_integrations.admin.payment import PaymentAdmin
from erp_integrations.admin.people import PeopleAdmin, RightsGroupAdmin
from erp_integrations.admin.project import ProjectAdmin
from erp_integrations.admin.reference import CostListAdmin
from erp_integrations.admin.settings import IntegrationSettingsAdmin
from erp_integrations.admin.staged_record import StagedRecordAdmin
from erp_integrations.admin.sync_runs import SyncRunAdmin
from erp_integrations.admin.vendor import VendorAdmin

SCREENS: "tuple[tuple[type[Model], type[ModelAdmin[Any]]], ...]" = (
    (models.BudgetCode, BudgetCodeAdmin),
    (models.Project, ProjectAdmin),
    (models.Vendor, VendorAdmin),
    (models.Commitment, CommitmentAdmin),
    (models.CommitmentChangeOrder, ChangeOrderAdmin),
    (models.SubcontractorInvoice, InvoiceAdmin),
    (models.CostCode, CostListAdmin),
    (models.CostType, CostListAdmin),
    (models.StagedRecord, StagedRecordAdmin),
    (models.Payment, PaymentAdmin),
    (models.JobCost, JobCostAdmin),
    (models.LeftOutCost, LeftOutCostAdmin),
    (models.Event, EventAdmin),
    (models.ExportBatch, ExportBatchAdmin),
    (models.SyncRun, SyncRunAdmin),
    (models.ApiCall, ApiCallAdmin),
    (models.SentMail, SentMailAdmin),
    (models.IntegrationSettings, IntegrationSettingsAdmin),
    (models.Connection, ConnectionAdmin),
    (User, PeopleAdmin),
    (Group, RightsGroupAdmin),
)
# Whoever edits a Schedule of the queue runs any function, so the queue's own screens go.
UNWANTED: tuple[type[Model], ...] = (User, Group, Schedule, Success, Failure, OrmQ)


def register_screens(site: AdminSite) -> None:
    for model in UNWANTED:
        if site.is_registered(model):
            site.unregister(model)
    for model, screen in SCREENS:
        site.register(model, screen)
