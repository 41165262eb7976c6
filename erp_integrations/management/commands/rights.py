from collections.abc import Iterator
from typing import Any

from django.core.management import BaseCommand
from django.db.models import Model
from django.utils.text import capfirst

from erp_integrations.permissions import FEATURES, FUNCTIONS, PRESET_TITLES, PRESETS, Feature

HEAD = """# Who may do what

`manage.py rights` prints this page, and a test compares it.

Rights are Django's own permissions, one for each function and record type, and every check asks for one: the screen,
and the service behind it once more (`tests/matrix/services.py` has a row for each). Admins give them at *Accounting
approvers*, with clicks or as a preset; the page with all rights of a person has those to see, add, change and delete as
well. Groups may hold rights, too: they are shown as the group's, and changed there.

Every change is an event on the person or group, with who made it. The *Accountant report* tells who holds what, since
when, given by whom and through what, up to which limit, and for whom they stand in today; it can be taken away as CSV.
Who is asked for by a function is told, too, where they have it as a deputy only. What was given before these rows were
kept says so. The words for the functions are the same everywhere:
they stand once, in `erp_integrations/permissions.py`."""

BESIDE = """
Each preset sees all records, the settings and the events; approvers and admins see the journals, and admins people and
mails. Project people also add and change records, and delete those that are not with accounting."""

RULES = """
## What stands above the rights

- **View-only.** The preset *View-only* marks a person. While the mark stands, no function can be given to them by any
  way, and one that came round the tool (by SQL, or through a group) does nothing. Taking the mark off is a step of its
  own, at *Accounting approvers*; it gives nothing, and is written down.
- **Nobody widens their own rights**, unless a superuser switches that off in the integration settings; switching it on
  again is any admin's. It holds for single rights, presets, limits, and groups that one joins or is in; and for those
  of whoever one stands in for, now or later, since a deputy may what that person may. Another admin does it then.
  Narrowing is allowed.
- **Admins do not approve.** No right of an admin brings approving; another admin may give it to them, and the events
  tell. It makes an admin visible, not powerless: whoever may add people and set passwords can make a log-in that
  approves, or use another person's, and the events bear the admin's name for it. Whose password or e-mail address
  somebody else changes, or whose second factor they take away, is told so by mail, at the address before, too.
- **Superusers** may do everything, whatever is ticked, so keep their log-ins for emergencies. `createsuperuser` makes
  the first one; on the screens only superusers make, change or give a password to another.
- **Two admins** do not undo each other: a page that is behind is refused for the people who changed meanwhile, and so
  is one of the settings, of somebody's limits, or of a group.
- **Reports and events** show what their reader may see: a column needs the right to see all records that it comes
  from, and the page and its files say which columns are left out.

Why it is built so: [decision 16](decisions/0016-rights-person-by-person.md)."""


def page() -> Iterator[str]:
    """Yield the lines of docs/rights.md."""
    yield HEAD
    yield "\n## Functions\n"
    yield "| function | for | permissions | what it allows |"
    yield "|---|---|---|---|"
    yield from map(row_of, FEATURES)
    yield "\n## Presets\n"
    yield "| function | for | " + " | ".join(str(PRESET_TITLES[preset]) for preset in PRESETS) + " |"
    yield "|---|---|" + "---|" * len(PRESETS)
    for feature in FEATURES:
        for model in feature.models:
            yield preset_row(feature, model)
    yield BESIDE
    yield RULES


def row_of(feature: Feature) -> str:
    kinds = ", ".join(map(name_of, feature.models))
    names = ", ".join(f"`{feature.function}_{model._meta.model_name}`" for model in feature.models)
    return f"| {FUNCTIONS[feature.function]} | {kinds} | {names} | {feature.about} |"


def preset_row(feature: Feature, model: type[Model]) -> str:
    ticks = " | ".join("yes" if holds(preset, feature.function, model) else "" for preset in PRESETS)
    return f"| {FUNCTIONS[feature.function]} | {name_of(model)} | {ticks} |"


def holds(preset: str, function: str, model: type[Model]) -> bool:
    given = PRESETS[preset]
    return any(function == name and str(model._meta.model_name) in models for name, models in given)


def name_of(model: type[Model]) -> str:
    return str(capfirst(str(model._meta.verbose_name_plural)))


class Command(BaseCommand):
    help = "Prints who may do what as a page (docs/rights.md holds it)."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("\n".join(page()))
