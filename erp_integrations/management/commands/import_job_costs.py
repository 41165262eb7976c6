from erp_integrations.management.running import RunCommand
from erp_integrations.services.works import JOB_COSTS


class Command(RunCommand):
    help = "Bring in the job costs: the lines of Xero's bills, money spent and supplier credit notes."
    work = JOB_COSTS
