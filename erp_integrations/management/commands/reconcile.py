from erp_integrations.management.running import RunCommand
from erp_integrations.services.works import EXISTENCE


class Command(RunCommand):
    help = "Ask Xero whether what is synced is still there, and amounts to the same."
    work = EXISTENCE
