"""Cases of the rows that commitments, change orders and invoices share, each with the number that a type has for it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from erp_integrations.models import AccountingMethod, ErpList
from tests.factories import BudgetCodeFactory, ErpListReadingFactory
from tests.rules.case import Case, Step
from tests.rules.steps import (
    ARCHIVED,
    GONE,
    both,
    code_field,
    commitment_of,
    field,
    line_field,
    listed,
    no_lines,
    nothing,
    project_field,
    read,
    save,
    setting,
    tax_rate_known,
    vendor_field,
)

Make = Callable[[], Any]
HIGHEST = Decimal("9999999999.99")


def by_unit(quantity: str, unit_cost: str, amount: str) -> Step:
    """The contract is billed by quantities, and its only line has these."""

    def step(record: Any) -> None:
        save(commitment_of(record), accounting_method=AccountingMethod.UNIT)
        record.lines.update(quantity=Decimal(quantity), unit_cost=Decimal(unit_cost), amount=Decimal(amount))

    return step


def second_line(**fields: Any) -> Step:
    """The same line once more, with another position and whatever else is said."""

    def step(record: Any) -> None:
        line = record.lines.get()
        line.pk, line.position = None, 2
        save(line, **fields)

    return step


def item_named(name: str, **fields: Any) -> Step:
    """The item of the only line is in Xero under a name."""
    return code_field(erp_name=name, **fields)


def number_cases(make: Make, number: str) -> tuple[Case, ...]:
    return (
        Case(
            number="Xero",
            what="no number",
            make=make,
            spoil=field(number=" "),
            sentence="It has no number.",
            edge=field(number="0"),
        ),
        Case(
            number=number,
            what="number of 256 characters",
            make=make,
            spoil=field(number="n" * 256),
            sentence="The number has 256 characters, and 255 are the most.",
            edge=field(number="n" * 255),
        ),
    )


def title_cases(make: Make, number: str) -> tuple[Case, ...]:
    return (
        Case(
            number=number,
            what="title of 256 characters",
            make=make,
            spoil=field(title="t" * 256),
            sentence="The title has 256 characters, and 255 are the most.",
            edge=field(title=f"{'t' * 100}  {'t' * 154} "),
        ),
    )


def company_cases(make: Make, number: str) -> tuple[Case, ...]:
    return (
        Case(
            number=number,
            what="company not linked",
            make=make,
            spoil=vendor_field(erp_id=""),
            sentence="The company is not linked to a Xero contact yet.",
            edge=vendor_field(erp_id="any", erp_name="Another name"),
        ),
        Case(
            number="Xero",
            what="archived contact",
            make=make,
            spoil=vendor_field(erp_name="Lone Oak Masonry", erp_status=ARCHIVED),
            sentence="The contact “Lone Oak Masonry” is archived in Xero, so no document can name it.",
            edge=vendor_field(erp_name="Lone Oak Masonry", is_active=False),
        ),
        Case(
            number="Xero",
            what="deleted contact",
            make=make,
            spoil=vendor_field(name="Lone Oak", erp_status=GONE),
            sentence="The contact “Lone Oak” is deleted in Xero, so no document can name it.",
            edge=vendor_field(name="Lone Oak", erp_status=""),
        ),
    )


def status_cases(make: Make, number: str) -> tuple[Case, ...]:
    sentence = "Its status does not count as approved."
    return (
        Case(
            number=number,
            what="draft",
            make=make,
            spoil=field(status="draft"),
            sentence=sentence,
            edge=field(status=" Approved "),
        ),
        Case(
            number=number,
            what="status that the settings do not count",
            make=make,
            spoil=field(status="approved_as_noted"),
            sentence=sentence,
            edge=both(setting(approved_statuses=["approved as noted"]), field(status="APPROVED_AS_NOTED")),
        ),
    )


def line_cases(make: Make, some: str, each: str) -> tuple[Case, ...]:
    """`some` is the number of the rule that asks for a line with a code; `each`, of the one about every line."""
    return (
        Case(
            number=some,
            what="no line",
            make=make,
            spoil=no_lines,
            sentence="It has no line with a budget code.",
            edge=nothing,
        ),
        Case(
            number=some,
            what="no line with a code",
            make=make,
            spoil=line_field(budget_code=None),
            sentence="It has no line with a budget code.",
            edge=second_line(),
            along=frozenset({each}),
        ),
        Case(
            number=each,
            what="one line of two without a code",
            make=make,
            spoil=second_line(budget_code=None),
            sentence="Line 2 has no budget code.",
            edge=second_line(description="The code is what counts"),
        ),
    )


def tax_cases(make: Make) -> tuple[Case, ...]:
    """A line that bears tax is taken back by one that bears none."""

    def step(back: str) -> Step:
        def spoil(record: Any) -> None:
            line = record.lines.get()
            save(line, amount=Decimal("-10.00"))
            line.pk, line.position, line.budget_code = None, 2, BudgetCodeFactory(synced=True, erp_name="UNTAXED")
            line.amount = Decimal(back)
            line.save()
            code_of_first = record.lines.get(position=1).budget_code
            tax_rate_known("INPUT", rate=Decimal("15"))(record)
            listed(ErpList.ITEM, name="UNTAXED")(record)
            listed(ErpList.ITEM, name=code_of_first.erp_name or code_of_first.item_code, tax_type="INPUT")(record)

        return spoil

    return (
        Case(
            number="Xero",
            what="total below zero with tax",
            make=make,
            spoil=step("11.49"),
            sentence="With the tax rates of its items its total is -0.01, and Xero takes no total below zero.",
            edge=step("11.50"),
        ),
    )


def figure_cases(make: Make) -> tuple[Case, ...]:
    return (
        Case(
            number="Xero",
            what="description of 4001 characters",
            make=make,
            spoil=line_field(description="d" * 3999 + "\U0001f3d7"),
            sentence="Line 1: the description has more than 4,000 of Xero's characters.",
            edge=line_field(description="d" * 4000),
        ),
        Case(
            number="Xero",
            what="product a cent off",
            make=make,
            spoil=by_unit("12.5", "7.425", "92.80"),
            sentence="Line 1: quantity × unit cost is 92.81, but the amount says 92.80.",
            edge=by_unit("12.5", "7.425", "92.81"),
        ),
        Case(
            number="Xero",
            what="product of half a cent",
            make=make,
            spoil=by_unit("1.5", "0.03", "0.04"),
            sentence="Line 1: quantity × unit cost is 0.05, but the amount says 0.04.",
            edge=by_unit("1.5", "0.03", "0.05"),
        ),
        Case(
            number="Xero",
            what="product where amounts count",
            make=make,
            spoil=by_unit("3", "10", "20.00"),
            sentence="Line 1: quantity × unit cost is 30.00, but the amount says 20.00.",
            edge=line_field(quantity=Decimal(3), unit_cost=Decimal(10), amount=Decimal("20.00")),
        ),
        Case(
            number="Xero",
            what="quantity of 14 characters",
            make=make,
            spoil=by_unit("123456789.1234", "0", "0.00"),
            sentence="Line 1: the quantity 123,456,789.1234 has more figures than Xero holds.",
            edge=by_unit("12345678.1234", "0", "0.00"),
        ),
        Case(
            number="Xero",
            what="quantity whose zeros do not count",
            make=make,
            spoil=by_unit("12345678901.25", "0", "0.00"),
            sentence="Line 1: the quantity 12,345,678,901.2500 has more figures than Xero holds.",
            edge=by_unit("123456789012.0000", "0", "0.00"),
        ),
    )


def bound_cases(make: Make, around: Step = nothing) -> tuple[Case, ...]:
    """`around` makes room for the largest amount where another rule asks for it."""
    return (
        Case(
            number="Xero",
            what="amount a cent too large",
            make=make,
            spoil=both(around, line_field(amount=HIGHEST + Decimal("0.01"))),
            sentence="Line 1: 10,000,000,000.00 is more than Xero holds on a line.",
            edge=both(around, line_field(amount=HIGHEST)),
        ),
    )


def category_cases(make: Make) -> tuple[Case, ...]:
    return (
        Case(
            number="R123",
            what="category that Xero has no longer",
            make=make,
            spoil=lambda record: ErpListReadingFactory(list=ErpList.JOB, problem="Xero has no such category."),
            sentence="Xero has no active tracking category “Job” any more.",
            edge=read(ErpList.JOB),
        ),
    )


def date_cases(make: Make, number: str, name: str, **others: Any) -> tuple[Case, ...]:
    """`name` is the field of the date. Where there is a due date, it may be before the other."""
    sentence = "The date {} cannot be right: it has to lie between 1970 and 2099."
    return tuple(
        Case(
            number=number,
            what=f"{name} {wrong}",
            make=make,
            spoil=field(**{name: wrong, **others}),
            sentence=sentence.format(wrong),
            edge=field(**{name: right, **others}),
            along=frozenset({"R80"}),
        )
        for wrong, right in ((date(1969, 12, 31), date(1970, 1, 1)), (date(2100, 1, 1), date(2099, 12, 31)))
    )


def sum_cases(make: Make, spoil: Step, edge: Step, sum_: str = "10,000,000,000.00") -> tuple[Case, ...]:
    return (
        Case(
            number="Xero",
            what="sum a cent too large",
            make=make,
            spoil=spoil,
            sentence=f"Its lines are summed up to one of {sum_}, which is more than Xero holds on a line.",
            edge=edge,
        ),
    )


def project_cases(make: Make) -> tuple[Case, ...]:
    return (
        *category_cases(make),
        Case(
            number="R29",
            what="integration switched off",
            make=make,
            spoil=project_field(is_integrated=False),
            sentence="ERP integration is switched off for its project.",
            edge=project_field(is_active=False),
        ),
        Case(
            number="R103",
            what="archived job",
            make=make,
            spoil=project_field(erp_name="Depot", erp_status=ARCHIVED),
            sentence="The job “Depot” is archived in Xero, so no line can name it.",
            edge=project_field(erp_name="Depot"),
        ),
        Case(
            number="R103",
            what="deleted job",
            make=make,
            spoil=project_field(number="24-017", name="Harbor", erp_status=GONE),
            sentence="The job “24-017 Harbor” is deleted in Xero, so no line can name it.",
            edge=project_field(number="24-017", name="Harbor", erp_status=""),
        ),
        Case(
            number="R123",
            what="no category chosen",
            make=make,
            spoil=setting(tracking_category=""),
            sentence="No tracking category is chosen for the jobs.",
            edge=setting(tracking_category="Region"),
        ),
    )


def project_waiting_case(make: Make) -> Case:
    return Case(
        number="R103",
        what="project not exported",
        make=make,
        spoil=project_field(erp_id=""),
        sentence="It waits for its project to be exported.",
        edge=project_field(erp_id="any"),
    )


def item_cases(make: Make) -> tuple[Case, ...]:
    return (
        Case(
            number="R104",
            what="deleted item",
            make=make,
            spoil=item_named("05-120.S", erp_status=GONE),
            sentence="The item 05-120.S is deleted in Xero, so no line can be coded to it.",
            edge=item_named("05-120.S"),
        ),
        Case(
            number="R104",
            what="one deleted item on two lines is told once",
            make=make,
            spoil=both(item_named("05-120.S", erp_status=GONE), second_line()),
            sentence="The item 05-120.S is deleted in Xero, so no line can be coded to it.",
            edge=second_line(),
        ),
        Case(
            number="R104",
            what="item not exported",
            make=make,
            spoil=code_field(erp_id="", erp_name=""),
            sentence="It waits for budget code 05-120.S to be exported.",
            edge=lambda record: BudgetCodeFactory(),
        ),
    )


def export_case(make: Make) -> Case:
    return Case(
        number="R131",
        what="commitments stay here",
        make=make,
        spoil=setting(commitment_sync=False),
        sentence="Commitments are not exported: the settings say so.",
        edge=setting(commitment_sync=True),
    )
