from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from erp_integrations.services.loading import LoadReport, NothingToLoad, load, verdict


class Command(BaseCommand):
    help = "Load records from CSV or XLSX files; the same rows again change nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="a folder with files named as vendors.csv, or one such file")
        parser.add_argument("--submit", action="store_true", help="send what was loaded to ERP, where its rules hold")
        parser.add_argument("--all-or-nothing", action="store_true", help="change nothing if any row is wrong")

    def handle(self, *args: Any, path: Path, submit: bool, all_or_nothing: bool, **options: Any) -> None:
        try:
            report = load(path, submit=submit, all_or_nothing=all_or_nothing)
        except NothingToLoad as reason:
            raise CommandError(str(reason)) from None
        self.print_load(report)
        if submit and not report.is_undone:
            self.print_sending(report)
        if report.problems:
            raise CommandError(verdict(report))

    def print_load(self, report: LoadReport) -> None:
        for counts in report.files:
            self.stdout.write(str(counts))
        for warning in report.warnings:
            self.stdout.write(_("Warning: {warning}").format(warning=warning))
        for problem in report.problems:
            self.stdout.write(str(problem))

    def print_sending(self, report: LoadReport) -> None:
        self.stdout.write(
            _("Sent to ERP: {sent}. Not sent: {not_sent}.").format(sent=len(report.sent), not_sent=len(report.not_sent))
        )
        for sending in report.not_sent:
            self.stdout.write(str(sending))
