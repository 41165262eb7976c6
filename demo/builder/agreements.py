"""The sixty commitments.

`invoices` has a letter for every monthly invoice, oldest first, saying how far it has come (the letters are in
records.STATES). `billed` is how much of the work the invoices cover, `ret` the retainage, both in per cent. `lines`
takes that many lines of a budget code from the catalogue.
"""

# number | vendor | method | value | created on | state | invoices | billed | ret | title | lines
COMMITMENTS = """
SC-24017-001 | V-127 | amount | 186400  | 2026-01-08 | S | SSSS       | 100 | 5  | Building demolition and abatement | 02-400-S*3 02-800-S*1
SC-24017-002 | V-112 | unit   | 612000  | 2026-01-14 | S | SSSSSSW    | 82  | 5  | Mass excavation and backfill | 31-100-S*1 31-200-S*4 31-250-S*1
SC-24017-003 | V-101 | amount | 2140000 | 2026-01-05 | S | SSSSSSSWWU | 88  | 10 | Cast-in-place concrete structure | 03-300-S*5 03-200-S*1
SC-24017-004 | V-109 | amount | 1325000 | 2026-02-12 | S | SSSSWWU    | 66  | 5  | Plumbing | 22-100-S*3 22-400-S*1
SC-24017-005 | V-102 | amount | 1680000 | 2026-02-18 | S | SSSSAWUU   | 71  | 10 | Electrical, lighting and fire alarm | 26-050-S*3 26-200-S*1 26-500-S*1 28-460-S*2
SC-24017-006 | V-110 | amount | 745000  | 2026-03-05 | S | SSSWWU     | 75  | 5  | Structural and miscellaneous steel | 05-100-S*3 05-500-S*2
SC-24017-007 | V-108 | amount | 1190000 | 2026-03-20 | S | SSSRU      | 52  | 10 | Heating, ventilating and air conditioning | 23-700-S*2 23-300-S*2 23-090-S*1
SC-24017-008 | V-113 | amount | 398000  | 2026-04-02 | S | SSWU       | 60  | 5  | Fire sprinkler system | 21-130-S*3
SC-24017-009 | V-111 | amount | 468000  | 2026-05-11 | W |            | 0   | 5  | Roofing | 07-500-S*3 07-600-S*1
SC-24017-010 | V-104 | amount | 1460000 | 2026-06-15 | W |            | 0   | 5  | Metal framing, drywall and ceilings | 09-200-S*5 09-500-S*1
SC-24017-011 | V-117 | amount | 512000  | 2026-03-30 | A |            | 0   | 10 | Two traction elevators, six stops | 14-200-S*3
SC-24017-012 | V-137 | amount | 890000  | 2026-05-20 | U | U          | 20  | 5  | Stair towers and entry canopy | 05-500-S*2 05-300-S*1
PO-24017-001 | V-107 | unit   | 164000  | 2026-01-22 | S | SSSW       | 90  | 0  | Ready-mix concrete for site walls and paving | 03-300-M*4
PO-24017-002 | V-106 | unit   | 128000  | 2026-01-27 | S | SSWU       | 86  | 0  | Reinforcing steel, foundations to level 2 | 03-200-M*4
PO-24017-003 | V-114 | unit   | 96000   | 2026-03-11 | S | SSA        | 70  | 0  | Framing lumber, levels 3 to 6 | 06-100-M*5
PO-24017-004 | V-129 | unit   | 148000  | 2026-02-02 | S | SSSSWW     | 72  | 0  | Tower crane rental with operator | 01-540-E*2
PO-24017-005 | V-120 | unit   | 87000   | 2026-07-08 | W |            | 0   | 0  | Doors and frames, residential units | 08-100-M*3
PO-24017-006 | V-120 | unit   | 42500   | 2026-07-08 | W |            | 0   | 0  | Finish hardware, residential units | 08-700-M*3
PO-24017-007 | V-115 | unit   | 178000  | 2026-06-03 | R |            | 0   | 0  | Windows and patio doors | 08-500-M*2
PO-24017-008 | V-130 | unit   | 9400    | 2026-08-17 | U |            | 0   | 0  | Winter heat and temporary enclosures | 01-500-E*1
SC-25002-001 | V-127 | amount | 62000   | 2026-01-05 | S | SSS        | 100 | 5  | Selective demolition | 02-400-S*2
SC-25002-002 | V-104 | amount | 148000  | 2026-01-19 | S | SSSS       | 100 | 5  | Framing, drywall and ceilings | 09-200-S*3 09-500-S*1
SC-25002-003 | V-102 | amount | 212000  | 2026-01-19 | S | SSSSS      | 100 | 10 | Electrical and gymnasium lighting | 26-050-S*2 26-500-S*1
SC-25002-004 | V-116 | amount | 54000   | 2026-02-23 | S | SSS        | 100 | 5  | Painting | 09-900-S*3
SC-25002-005 | V-123 | amount | 176000  | 2026-02-23 | S | SSSS       | 100 | 5  | Sports flooring | 09-600-S*3
PO-25002-001 | V-120 | unit   | 24000   | 2026-02-09 | S | SS         | 100 | 0  | Doors, frames and hardware | 08-100-M*2 08-700-M*2
PO-25002-002 | V-122 | unit   | 12500   | 2026-03-02 | S | SS         | 100 | 0  | Locker room tile | 09-300-M*3
PO-25002-003 | V-130 | unit   | 6800    | 2026-01-05 | S | SSSS       | 100 | 0  | Office trailer and storage | 01-500-E*2
SC-25006-001 | V-112 | unit   | 284000  | 2026-02-04 | S | SSSW       | 88  | 5  | Earthwork and erosion control | 31-100-S*1 31-200-S*4 31-250-S*1
SC-25006-002 | V-101 | amount | 978000  | 2026-02-16 | S | SSSWWU     | 80  | 10 | Foundations and slabs | 03-300-S*4 03-200-S*1
SC-25006-003 | V-110 | amount | 1120000 | 2026-03-09 | S | SSWWU      | 72  | 5  | Structural steel frame | 05-100-S*4 05-300-S*1 05-500-S*1
SC-25006-004 | V-108 | amount | 1875000 | 2026-03-16 | S | SSWTU      | 55  | 10 | Mechanical systems | 23-700-S*2 23-300-S*2 23-090-S*1
SC-25006-005 | V-102 | amount | 1490000 | 2026-03-23 | S | SSAWUU     | 58  | 10 | Electrical systems | 26-050-S*3 26-200-S*1 26-500-S*1 28-460-S*2
SC-25006-006 | V-103 | amount | 336000  | 2026-04-20 | S | SWU        | 50  | 5  | CMU and brick veneer | 04-200-S*3 04-400-S*1
SC-25006-007 | V-105 | amount | 264000  | 2026-05-04 | S | WWU        | 45  | 5  | Structured cabling and access control | 27-100-S*1 28-100-S*1
SC-25006-008 | V-115 | amount | 498000  | 2026-06-01 | W |            | 0   | 5  | Storefront, entrances and glazing | 08-400-S*3 08-800-S*2
SC-25006-009 | V-111 | amount | 372000  | 2026-06-08 | W |            | 0   | 5  | Membrane roofing | 07-500-S*3
SC-25006-010 | V-126 | amount | 88000   | 2026-05-18 | A |            | 0   | 5  | Waterproofing and joint sealants | 07-100-S*2 07-900-S*1
SC-25006-011 | V-118 | amount | 242000  | 2026-07-20 | T |            | 0   | 5  | Architectural woodwork | 06-400-S*3
PO-25006-001 | V-106 | unit   | 74000   | 2026-02-17 | S | SW         | 78  | 0  | Reinforcing steel, footings and slabs | 03-200-M*4
PO-25006-002 | V-124 | amount | 156000  | 2026-04-13 | S | SR         | 80  | 0  | Rooftop units, bought direct | 23-700-M*3
PO-25006-003 | V-122 | unit   | 31500   | 2026-08-03 | W |            | 0   | 0  | Restroom and lobby tile | 09-300-M*3
PO-25006-004 | V-102 | unit   | 118000  | 2026-07-13 | W |            | 0   | 0  | Light fixtures | 26-500-M*3
PO-25006-005 | V-123 | unit   | 66000   | 2026-10-05 | U |            | 0   | 0  | Vinyl plank and carpet tile | 09-600-M*2
SC-25019-001 | V-112 | unit   | 540000  | 2026-03-02 | S | SSWRU      | 92  | 5  | Site grading and building pad | 31-100-S*1 31-200-S*4 31-250-S*1
SC-25019-002 | V-101 | amount | 1360000 | 2026-04-06 | S | SWTU       | 64  | 10 | Slab on grade and tilt-up panels | 03-300-S*2 03-400-S*2 03-200-S*1
SC-25019-003 | V-110 | amount | 1745000 | 2026-05-18 | S | WUU        | 40  | 5  | Joists, girders and roof deck | 05-100-S*4 05-300-S*1
SC-25019-004 | V-119 | unit   | 415000  | 2026-08-10 | S | WU         | 35  | 5  | Truck court paving and curbs | 32-120-S*3 32-160-S*2
SC-25019-005 | V-108 | amount | 620000  | 2026-06-22 | W |            | 0   | 10 | Warehouse ventilation and office HVAC | 23-700-S*2 23-300-S*1
SC-25019-006 | V-102 | amount | 830000  | 2026-06-22 | W |            | 0   | 10 | Power distribution and high-bay lighting | 26-050-S*2 26-200-S*1 26-500-S*1
SC-25019-007 | V-113 | amount | 510000  | 2026-07-06 | R |            | 0   | 5  | ESFR sprinkler system | 21-130-S*3
SC-25019-008 | V-116 | amount | 98000   | 2026-10-12 | U |            | 0   | 5  | Painting, offices and tilt-up exterior | 09-900-S*2
SC-25019-009 | V-121 | unit   | 140000  | 2026-09-14 | W |            | 0   | 5  | Landscaping and street trees | 32-900-S*3
PO-25019-001 | V-107 | unit   | 178000  | 2026-04-20 | S | SWU        | 74  | 0  | Ready-mix concrete, slab on grade | 03-300-M*4
PO-25019-002 | V-106 | unit   | 142000  | 2026-04-20 | S | W          | 45  | 0  | Slab reinforcing and dowels | 03-200-M*4
PO-25019-003 | V-125 | unit   | 64000   | 2026-08-24 | W |            | 0   | 0  | Roof and wall insulation | 07-200-M*2
PO-25019-004 | V-114 | unit   | 18600   | 2026-09-08 | U |            | 0   | 0  | Roof blocking and plywood | 06-100-M*4
PO-25019-005 | V-130 | unit   | 7200    | 2026-10-19 | U |            | 0   | 0  | Second office trailer | 01-500-E*1
SC-26011-001 | V-134 | amount | 1280000 | 2026-10-19 | U |            | 0   | 10 | Pile driving and fendering | 31-620-S*2 35-500-S*1
PO-26011-001 | V-114 | amount | 138500  | 2026-11-09 | U |            | 0   | 0  | Glulam structure for the boathouse | 06-130-M*2
"""  # noqa: E501 - a row is a row

SHIP_VIA = (
    "Supplier's truck, gate B on the east side",
    "Flatbed, call the superintendent 24 hours ahead",
    "Common carrier, liftgate required",
    "Will call",
    "Freight prepaid, unload by forklift at the laydown yard",
    "",
)
