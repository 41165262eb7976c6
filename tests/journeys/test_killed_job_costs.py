"""An import is killed, again and again, and the last run ends as if nothing had happened."""

import json
import subprocess
import sys
from decimal import Decimal

from tests.journeys.test_killed_worker import ROOT, kill, python, wait_until

BILLS, PAGE = 60, 10
HELD_SECONDS = 3


def start_import(environment):
    command = [sys.executable, "manage.py", "import_job_costs"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def enter_bills(organisation, bookkeeper):
    job = next(iter(organisation.tracking_options.values()))["Name"]
    item = next(item["Code"] for item in organisation.items.values() if item["Code"] != "RETAINAGE")
    coded = {"AccountCode": "320", "TaxType": "NONE", "Quantity": 1, "Description": "Rebar"}
    supplier = next(iter(organisation.contacts))
    for number in range(BILLS):
        tracking = [{"Name": "Job", "Option": job}] if number % 3 else []
        line = {**coded, "UnitAmount": Decimal(number + 1), "ItemCode": item, "Tracking": tracking}
        bookkeeper.enter_bill(supplier, [line], number=f"B-{number}")


def test_import_killed_at_three_pages_ends_as_one_that_nobody_disturbed(running, environment):
    organisation = running.organisation
    python("-m", "tests.journeys.processes", "fill", "0", environment=environment)
    organisation.largest_page = PAGE
    enter_bills(organisation, running.bookkeeper)
    asked = 0
    for pages in (1, 2, 1):
        running.faults.add("slow", method="GET", path="Invoices", skip=pages, times=1, seconds=HELD_SECONDS)
        worker = start_import(environment)
        asked += pages + 1
        wait_until(lambda asked=asked: len(running.calls_to("GET", "Invoices")) >= asked)
        kill(worker)
        running.faults.clear()
    python("manage.py", "import_job_costs", environment=environment)
    costs, left_out = json.loads(python("-m", "tests.journeys.processes", "costs", environment=environment))
    expected = {
        line["LineItemID"]: str(line["LineAmount"])
        for bill in organisation.invoices.values()
        for line in bill["LineItems"]
    }
    assert dict(costs + left_out) == expected
    assert len(costs) + len(left_out) == BILLS
    assert len(left_out) == BILLS // 3
