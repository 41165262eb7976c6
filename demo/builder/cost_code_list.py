"""The cost code list: CSI MasterFormat divisions, and below them the codes with the cost types of each."""

from .records import STATES, BudgetCode
from .tables import rows

COST_TYPES = {"L": "Labor", "M": "Materials", "E": "Equipment", "S": "Subcontract", "O": "Other"}

DIVISIONS = """
01 | General Requirements
02 | Existing Conditions
03 | Concrete
04 | Masonry
05 | Metals
06 | Wood, Plastics, and Composites
07 | Thermal and Moisture Protection
08 | Openings
09 | Finishes
10 | Specialties
11 | Equipment
12 | Furnishings
13 | Special Construction
14 | Conveying Equipment
21 | Fire Suppression
22 | Plumbing
23 | Heating, Ventilating, and Air Conditioning
25 | Integrated Automation
26 | Electrical
27 | Communications
28 | Electronic Safety and Security
31 | Earthwork
32 | Exterior Improvements
33 | Utilities
35 | Waterway and Marine Construction
"""

# code | name | state:types, several where the types of one code have come differently far
CODES = """
01-100 | Project Management and Supervision | S:L
01-300 | Administrative Requirements        | S:O
01-410 | Permits and Fees                   | S:O
01-500 | Temporary Facilities and Controls  | S:LMEO
01-540 | Hoisting and Construction Aids     | S:E
01-560 | Temporary Barriers and Fencing     | S:M R:E
01-740 | Cleaning and Waste Management      | S:LS
01-780 | Closeout Submittals                | S:O
02-200 | Assessment and Surveying           | S:S
02-300 | Subsurface Investigation           | W:S
02-400 | Demolition                         | S:LS
02-800 | Hazardous Material Abatement       | S:S
03-100 | Concrete Forming                   | S:LM
03-200 | Concrete Reinforcing               | S:MS
03-300 | Cast-in-Place Concrete             | S:LMES
03-400 | Precast Concrete                   | S:S
03-600 | Grouting                           | S:LM
03-700 | Mass Concrete                      | W:S
04-200 | Unit Masonry                       | S:MS
04-400 | Stone Assemblies                   | S:S
05-100 | Structural Steel Framing           | S:MS
05-300 | Metal Decking                      | S:S
05-500 | Metal Fabrications                 | S:MS
05-700 | Decorative Metal                   | W:S
06-100 | Rough Carpentry                    | S:LMS
06-130 | Heavy Timber Construction          | W:MS
06-200 | Finish Carpentry                   | S:LMS
06-400 | Architectural Woodwork             | S:S
07-100 | Dampproofing and Waterproofing     | S:S
07-200 | Thermal Protection                 | S:MS
07-300 | Steep Slope Roofing                | W:S
07-400 | Roofing and Siding Panels          | S:S
07-500 | Membrane Roofing                   | S:S
07-600 | Flashing and Sheet Metal           | S:MS
07-800 | Fire and Smoke Protection          | S:S
07-900 | Joint Protection                   | S:S
08-100 | Doors and Frames                   | S:LM
08-300 | Specialty Doors and Frames         | S:S
08-400 | Entrances and Storefronts          | S:S
08-440 | Unitized Curtain Walls and Sloped Glazed Assemblies | U:S
08-500 | Windows                            | S:M
08-600 | Roof Windows and Skylights         | U:S
08-700 | Door Hardware                      | S:M
08-800 | Glazing                            | S:S
09-200 | Plaster and Gypsum Board           | S:MS
09-300 | Tiling                             | S:MS
09-500 | Ceilings                           | S:S
09-600 | Flooring                           | S:MS
09-900 | Painting and Coating               | S:S
10-100 | Signage and Display Boards         | S:M
10-200 | Interior Partitions and Screens    | U:M
10-280 | Toilet and Bath Accessories        | S:M
10-440 | Fire Extinguishers and Cabinets    | S:M
10-730 | Canopies and Protective Covers     | W:S
11-300 | Residential Appliances             | S:M
11-400 | Foodservice Equipment              | U:S
12-240 | Window Shades                      | S:S
12-300 | Casework                           | S:S
12-930 | Site Furnishings                   | W:M
13-340 | Fabricated Engineered Structures   | W:S
14-200 | Elevators                          | S:S
21-130 | Fire-Suppression Sprinklers        | S:S
22-100 | Plumbing Piping                    | S:S
22-400 | Plumbing Fixtures                  | S:MS
23-090 | HVAC Instrumentation and Control   | S:S
23-300 | HVAC Air Distribution              | S:S
23-700 | Central HVAC Equipment             | S:MS
25-500 | Facility Controls                  | U:S
26-050 | Common Electrical Work             | S:S
26-200 | Low-Voltage Power Distribution     | S:MS
26-300 | Facility Electrical Power Generating and Storing Equipment | U:M
26-500 | Lighting                           | S:MS
27-100 | Structured Cabling                 | S:S
27-500 | Distributed Communications         | U:S
28-100 | Access Control                     | S:S
28-460 | Fire Detection and Alarm           | S:S
31-100 | Site Clearing                      | S:S
31-200 | Earth Moving                       | S:EMS
31-250 | Erosion and Sediment Controls      | S:MS
31-310 | Soil Treatment                     | U:S
31-400 | Shoring and Underpinning           | W:S
31-620 | Driven Piles                       | W:MES
32-120 | Flexible Paving                    | S:S
32-160 | Curbs, Gutters, and Sidewalks      | S:S
32-320 | Retaining Walls                    | W:S
32-800 | Irrigation                         | U:S
32-900 | Planting                           | S:S
33-100 | Water Utilities                    | W:S
33-300 | Sanitary Sewerage                  | W:S
33-400 | Stormwater Utilities               | S:MS
35-300 | Coastal Construction               | W:S
35-500 | Marine Construction                | W:MES
"""


def cost_codes() -> list[list[str]]:
    return sorted([*rows(DIVISIONS), *(row[:2] for row in rows(CODES))])


def budget_codes() -> list[BudgetCode]:
    return [
        BudgetCode(code, cost_type, f"{name}, {COST_TYPES[cost_type]}", STATES[group[0]])
        for code, name, groups in rows(CODES)
        for group in groups.split()
        for cost_type in group[2:]
    ]
