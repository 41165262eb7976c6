"""What the bookkeeper entered in Xero herself: bills, credit notes and money spent, none of which the tool has sent.

A code is a budget code, an item that only Xero has, or blank; a project without a number is an overhead.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from random import Random

from . import only_in_xero
from .jobs import project_names
from .records import Paper, PaperLine
from .tables import dice, rows

DAYS_TO_PAY = 30
BANK_ACCOUNT, CREDIT_CARD = "090", "091"

# bill | contact | day | project | code | account | from-to month | least-most | what
MONTHLY = """
GCS-24017 | Gull Crew Staffing           | 27 | 24017 | 01-740-L | 340 | 2-10 | 9800-14600  | Clean-up crew
GCS-24017 | Gull Crew Staffing           | 27 | 24017 | 01-500-L | 340 | 2-10 | 2800-4200   | Laborers, temporary works
GCS-24017 | Gull Crew Staffing           | 27 | 24017 | 03-600-L | 340 | 5-9  | 8400-15900  | Grouting crew
GCS-25002 | Gull Crew Staffing           | 26 | 25002 | 01-740-L | 340 | 1-6  | 7500-11500  | Clean-up crew
GCS-25002 | Gull Crew Staffing           | 26 | 25002 | 01-500-L | 340 | 1-4  | 3100-5400   | Laborers, dust partitions
GCS-25006 | Gull Crew Staffing           | 27 | 25006 | 01-740-L | 340 | 3-10 | 8000-12500  | Clean-up crew
GCS-25006 | Gull Crew Staffing           | 27 | 25006 | 03-300-L | 340 | 6-9  | 6100-9300   | Finishing crew, slab edges
GCS-25019 | Gull Crew Staffing           | 26 | 25019 | 03-100-L | 340 | 7-10 | 14500-22800 | Form carpenters
GCS-25019 | Gull Crew Staffing           | 26 | 25019 | 01-500-L | 340 | 6-10 | 4200-6900   | Laborers, temporary works
SSS-24017 | Salish Site Services         | 5  | 24017 | 01-500-E | 330 | 1-11 | 2900-3600   | Trailers, toilets and containers
SSS-25006 | Salish Site Services         | 5  | 25006 | 01-500-E | 330 | 2-11 | 3400-4300   | Trailers, toilets and containers
SSS-25019 | Salish Site Services         | 6  | 25019 | 01-500-E | 330 | 6-11 | 890-1140    | Trailer and toilets
LOE-25006 | Lone Oak Equipment Rental    | 19 | 25006 | 31-200-E | 330 | 3-8  | 4300-7100   | Excavator and plate compactor
LOE-25019 | Lone Oak Equipment Rental    | 20 | 25019 | 03-300-E | 330 | 7-10 | 6800-10900  | Laser screed and ride-on trowels
CML-24017 | Cedar Mill Lumber Co.        | 14 | 24017 | 03-100-M | 320 | 2-7  | 6500-11000  | Form plywood, walers and ties
BBS-24017 | Bluebonnet Building Supply   | 11 | 24017 | 01-560-M | 320 | 1-5  | 4300-8900   | Fence panels, gates and covered walkway
BBS-25006 | Bluebonnet Building Supply   | 12 | 25006 | 01-560-M | 320 | 2-5  | 3600-6700   | Fence panels and barricades
BBS-25019 | Bluebonnet Building Supply   | 12 | 25019 | 01-560-M | 320 | 6-9  | 4100-7200   | Fence panels and truck gates
MSP       | Marlow Street Properties     | 1  |       |          | 469 | 1-11 | 6850-6850   | Office rent, second floor
CBI       | Coastal Bend Insurance Group | 3  |       |          | 433 | 1-11 | 8215-8215   | General liability and umbrella, instalment
LTD       | Lighthouse Telephone & Data  | 8  |       |          | 445 | 1-11 | 386-447     | Office telephone and internet
HOS       | Harbor Office Supply         | 16 |       |          | 429 | 1-10 | 148-412     | Paper, toner and plan printing
"""  # noqa: E501 - a row is a row

# kind | number | contact | date | status | project | code | account | amount | what
ONCE = """
bill | DCP-118842 | Duwamish County Permits | 2026-01-09 | AUTHORISED | 25002 | 01-410-O | 429 | 2310.00 | Tenant improvement permit
bill | DCP-118907 | Duwamish County Permits | 2026-01-12 | AUTHORISED | 24017 | 01-410-O | 429 | 6240.00 | Plan review, revision 2
bill | DCP-119355 | Duwamish County Permits | 2026-02-09 | AUTHORISED | 25006 | 01-410-O | 429 | 18480.00 | Building permit, balance
bill | DCP-120118 | Duwamish County Permits | 2026-03-16 | AUTHORISED | 25019 | 01-410-O | 429 | 24950.00 | Building and grading permit
bill | DCP-120733 | Duwamish County Permits | 2026-04-20 | AUTHORISED | 24017 | 01-410-O | 429 | 3180.00 | Street use, crane and lane closure
bill | DCP-123960 | Duwamish County Permits | 2026-10-26 | AUTHORISED | | | 429 | 7900.00 | Shoreline permit, Salmon Bay Boat Landing
bill | HSG-2026-031 | Harmon Survey Group | 2026-02-20 | AUTHORISED | 24017 | 02-200-S | 310 | 14850.00 | Construction staking, building lines
bill | HSG-2026-077 | Harmon Survey Group | 2026-06-18 | AUTHORISED | 24017 | 02-200-S | 310 | 9640.00 | Monitoring of the adjacent foundation
bill | CCR-88123 | Columbia Crane & Rigging | 2026-08-05 | AUTHORISED | 24017 | 01-540-E | 330 | 46800.00 | Mobile crane while the tower crane was down, 3 weeks
bill | CCR-88190 | Columbia Crane & Rigging | 2026-08-28 | AUTHORISED | 24017 | 01-540-E | 330 | 38950.00 | Mobile crane, second mobilization and 2 weeks
bill | CCR-88244 | Columbia Crane & Rigging | 2026-09-18 | AUTHORISED | 24017 | 01-540-E | 330 | 27400.00 | Tower crane slewing ring, parts and riggers
bill | BBS-51377 | Bluebonnet Building Supply | 2026-05-07 | AUTHORISED | 24017 | 33-400-M | 320 | 18720.40 | Storm pipe and fittings
bill | BBS-51377 | Bluebonnet Building Supply | 2026-05-07 | AUTHORISED | 24017 | 01-500-M | 320 | 1186.25 | Temporary drainage hose
bill | BBS-51377 | Bluebonnet Building Supply | 2026-05-07 | AUTHORISED | 24017 | | 320 | 385.00 | Freight
bill | BBS-52016 | Bluebonnet Building Supply | 2026-07-21 | AUTHORISED | 24017 | 33-400-M | 320 | 22940.15 | Catch basins, frames and grates
bill | BBS-52016 | Bluebonnet Building Supply | 2026-07-21 | AUTHORISED | 24017 | | 320 | 540.00 | Freight
bill | KIN-4418 | Kitsap Insulation | 2026-09-24 | AUTHORISED | 24017 | 09-200-M | 320 | 16380.00 | Sound batts, levels 1 and 2
bill | DDH-20771 | Deschutes Door & Hardware | 2026-03-18 | AUTHORISED | 25002 | | 320 | 612.50 | Restocking and freight, wrong hinges
bill | RRM-77120 | Rainier Ready Mix | 2026-06-09 | AUTHORISED | 25006 | 03-600-M | 320 | 2876.40 | Non-shrink grout, base plates
bill | RRM-78433 | Rainier Ready Mix | 2026-08-27 | AUTHORISED | 25006 | 04-200-M | 320 | 9145.80 | Masonry grout and mortar
bill | SSM-3391 | Snoqualmie Sheet Metal | 2026-10-08 | AUTHORISED | 25019 | 07-600-M | 320 | 18260.00 | Coping and downspouts, first delivery
bill | SKE-6604 | Skagit Excavation & Grading | 2026-07-14 | AUTHORISED | 25019 | 31-200-M | 320 | 21475.60 | Crushed base, 640 tons
bill | TIH-900412 | Tern Island Hardware | 2026-05-29 | AUTHORISED | 25006 | SMALL-TOOLS | 429 | 1948.35 | Rotary hammer and bits
bill | TIH-900455 | Tern Island Hardware | 2026-08-12 | AUTHORISED | 24017 | SMALL-TOOLS | 429 | 2316.90 | Laser level and tripods
bill | CML-30988 | Cedar Mill Lumber Co. | 2026-10-13 | AUTHORISED | 26009 | 06-100-M | 320 | 4870.20 | Blocking and plywood
bill | LOE-44871 | Lone Oak Equipment Rental | 2026-10-22 | AUTHORISED | 26009 | 01-500-E | 330 | 2650.00 | Scissor lifts, 2 weeks
bill | RRM-79004 | Rainier Ready Mix | 2026-09-30 | VOIDED | 25019 | 03-300-M | 320 | 11206.00 | Entered twice
bill | PRS-66318 | Puget Rebar Supply | 2026-11-17 | DRAFT | 25019 | 03-200-M | 320 | 13480.75 | Dowel baskets, waits for the delivery ticket
bill | PRS-66318 | Puget Rebar Supply | 2026-11-17 | DRAFT | 25019 | 03-200-M | 320 | 640.00 | Freight
credit_note | CML-C-2207 | Cedar Mill Lumber Co. | 2026-08-06 | AUTHORISED | 24017 | 03-100-M | 320 | 3215.60 | Form plywood returned
credit_note | SSS-C-0311 | Salish Site Services | 2026-09-14 | AUTHORISED | 25006 | 01-500-E | 330 | 1480.00 | Container billed after it was picked up
credit_note | GCS-C-118 | Gull Crew Staffing | 2026-07-10 | AUTHORISED | 25002 | 01-740-L | 340 | 1260.00 | Overtime billed twice
"""  # noqa: E501 - a row is a row

# contact | project | code | account | from-to month | least-most | what, each paid with the card
CARD = """
Heron Point Fuel     | 24017 | 01-500-O | 449 | 1-10 | 520-890   | Diesel, site generators and loader
Heron Point Fuel     | 25006 | 01-500-O | 449 | 3-10 | 430-760   | Diesel, site generators
Heron Point Fuel     | 25019 | 01-500-O | 449 | 5-11 | 610-1180  | Diesel, loader and water truck
Heron Point Fuel     |       |          | 449 | 1-11 | 240-410   | Fuel, estimators' pickup
Tern Island Hardware | 24017 | 01-500-M | 320 | 2-11 | 640-1890  | Screws, anchors, blades and tape
Tern Island Hardware | 25002 | 01-500-M | 320 | 1-5  | 310-920   | Screws, anchors, blades and tape
Tern Island Hardware | 25006 | 01-500-M | 320 | 4-10 | 480-1310  | Screws, anchors, blades and tape
Tern Island Hardware | 25019 |          | 320 | 8-10 | 90-260    | Counter sale, no ticket attached
"""


def papers() -> list[Paper]:
    return sorted([*monthly(), *once(), *spent()], key=attrgetter("dated", "number"))


def monthly() -> Iterator[Paper]:
    for prefix, group in groupby(rows(MONTHLY), key=lambda cells: cells[0]):
        bill_rows = list(group)
        die = dice(f"bills {prefix}")
        for month in range(1, 12):
            lines = tuple(line_of(cells[3:], die) for cells in bill_rows if month in months(cells[6]))
            if lines:
                _, contact, day, *_ = bill_rows[0]
                yield bill(f"{prefix}-26{month:02}", contact, date(2026, month, int(day)), lines)


def once() -> Iterator[Paper]:
    for (kind, number, contact, day, status), group in groupby(rows(ONCE), key=lambda cells: tuple(cells[:5])):
        lines = tuple(
            paper_line(project, code, account, Decimal(amount), what)
            for *_, project, code, account, amount, what in group
        )
        on = date.fromisoformat(day)
        if kind == "bill":
            yield bill(number, contact, on, lines, status)
        else:
            yield Paper(kind, number, contact, on, lines)


def spent() -> Iterator[Paper]:
    die = dice("card")
    tickets = [(month, cells) for cells in rows(CARD) for month in range(1, 12) if month in months(cells[4])]
    for number, (month, (contact, *cells)) in enumerate(tickets, start=20417):
        on = date(2026, month, die.randint(2, 19))
        yield Paper("spend", f"Receipt {number}", contact, on, (line_of(cells, die),), paid_from=CREDIT_CARD)


def bill(number: str, contact: str, on: date, lines: tuple[PaperLine, ...], status: str = "AUTHORISED") -> Paper:
    return Paper("bill", number, contact, on, lines, status, on + timedelta(days=DAYS_TO_PAY))


def line_of(cells: Iterable[str], die: Random) -> PaperLine:
    project, code, account, _, amounts, what = cells
    least, most = (int(amount) * 100 for amount in amounts.split("-"))
    return paper_line(project, code, account, Decimal(die.randint(least, most)) / 100, what)


def paper_line(project: str, code: str, account: str, amount: Decimal, what: str) -> PaperLine:
    jobs = project_names() | only_in_xero.JOBS
    return PaperLine(jobs[project] if project else "", item_code(code), account, what, amount)


def item_code(code: str) -> str:
    """A budget code's item in Xero is 03-300.S for 03-300-S; other items are called as they are."""
    return code if code in only_in_xero.ITEMS else ".".join(code.rsplit("-", 1))


def months(cell: str) -> range:
    first, last = map(int, cell.split("-"))
    return range(first, last + 1)
