from typing import Any

from django.core.management import BaseCommand, CommandError

from erp_integrations.services.notifying import send_daily_summaries


class Command(BaseCommand):
    help = "Mails to each approver what waits for their decision. Nobody gets it twice in a day, however often it runs."

    def handle(self, *args: Any, **options: Any) -> None:
        report = send_daily_summaries()
        for line in report.sent:
            self.stdout.write(f"Sent: {line}")
        for line in report.failed:
            self.stderr.write(f"Not sent: {line}")
        self.stdout.write(f"{report}.")
        if report.failed:
            raise CommandError("Some summaries could not be sent. Run it again: only they are tried once more.")
