from collections.abc import Iterator
from typing import Any

from django.core.management import BaseCommand
from django.utils.text import capfirst

from erp_integrations.rules import RULES

HEAD = """# Rules

What must hold before a record may go. `manage.py rules` prints this page, and a test compares it. The sentence is what
somebody reads who breaks the rule; figures are examples. “Xero” marks a limit that Xero sets itself."""


def page() -> Iterator[str]:
    """Yield the lines of docs/rules.md."""
    yield HEAD
    for model, rules in RULES.items():
        yield f"\n## {capfirst(model._meta.verbose_name_plural)}\n"
        yield "| rule | asked | what somebody reads | who mends it |"
        yield "|---|---|---|---|"
        for rule in rules:
            yield f"| {rule.number} | {rule.moment.title} | {rule.example_sentence} | {rule.who} |"


class Command(BaseCommand):
    help = "Prints the rules in force as a page (docs/rules.md holds it)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("\n".join(page()))
