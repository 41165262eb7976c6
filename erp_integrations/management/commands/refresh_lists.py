from erp_integrations.management.running import RunCommand
from erp_integrations.services.works import LISTS


class Command(RunCommand):
    help = "Read Xero's items, jobs, contacts, accounts, tax rates and lock dates."
    work = LISTS
