from erp_integrations.management.running import RunCommand
from erp_integrations.services.works import PAYMENTS


class Command(RunCommand):
    help = "Bring in the payments of the bills that this tool exported."
    work = PAYMENTS
