"""What a line of a commitment can say: parts of work for amounts, goods with unit and price for quantities."""

from dataclasses import dataclass
from decimal import Decimal

from .tables import rows

# budget code | parts of the work in the order in which they are built, each after its share of the value
WORK = """
02-400-S | 2 Salvage and soft demolition; 5 Structure demolition and haul-off; 3 Slab and foundation removal
02-800-S | 3 Asbestos and lead abatement, with air monitoring
03-200-S | 4 Place and tie reinforcing
03-300-S | 5 Footings and grade beams; 4 Slab on grade; 7 Columns and shear walls; 9 Elevated decks; 2 Topping slabs
03-400-S | 9 Tilt-up wall panels: form, cast and erect; 2 Panel joints and patching
04-200-S | 6 CMU walls; 7 Brick veneer; 1 Cleaning and sealing
04-400-S | 2 Cast stone sills and caps
05-100-S | 1 Shop drawings and detailing; 10 Fabrication and delivery; 6 Erection and bolting; 7 Joists and girders
05-300-S | 5 Roof and floor deck
05-500-S | 6 Stairs and railings; 2 Embedded plates and lintels
06-400-S | 5 Nurse stations and reception desks; 4 Wall panels and trim; 2 Solid-surface counters
06-130-M | 6 Glulam beams and columns; 4 Heavy timber decking
07-100-S | 5 Below-grade membrane and drainage board; 4 Podium deck waterproofing
07-200-S | 3 Batt and rigid insulation
07-400-S | 4 Metal wall panels
07-500-S | 4 Vapor barrier and tapered insulation; 7 TPO membrane, fully adhered; 1 Walk pads and penetrations
07-600-S | 2 Copings, flashings and downspouts
07-900-S | 2 Exterior joint sealants
08-300-S | 4 Sectional overhead doors, dock levelers and seals
08-400-S | 1 Shop drawings and mock-up; 8 Storefront framing; 3 Entrance doors and closers
08-800-S | 5 Insulated glass units; 2 Interior glazing and mirrors
09-200-S | 6 Metal stud framing; 8 Gypsum board, hung; 5 Taping and finishing; 2 Shaft walls; 3 Exterior sheathing
09-500-S | 3 Acoustical ceilings
09-600-S | 2 Floor preparation and moisture barrier; 9 Sports flooring and game lines; 1 Resilient base and transitions
09-900-S | 2 Prime and block fill; 5 Finish coats, walls and ceilings; 2 Exposed structure and touch-up
14-200-S | 1 Submittals and engineering; 7 Elevator equipment, delivered; 4 Installation, testing and state inspection
21-130-S | 1 Design and permit drawings; 8 Mains, branches and heads; 2 Fire pump and final test
22-100-S | 3 Underground and underslab piping; 5 Rough-in, floors 1 to 3; 5 Rough-in, floors 4 to 6
22-400-S | 4 Fixtures and trim
23-090-S | 3 Controls and commissioning
23-300-S | 8 Ductwork rough-in; 2 Registers, grilles and balancing
23-700-S | 9 Heat pumps and air handlers, set and piped; 1 Start-up
23-700-M | 11 Rooftop unit RTU-1, 25 tons, with curb; 9 Rooftop unit RTU-2, 20 tons, with curb; 1 Factory start-up visit
26-050-S | 3 Underground conduit and service; 8 Rough-in; 5 Wire, devices and trim
26-200-S | 6 Switchgear, panels and feeders
26-500-S | 4 Light fixtures, installed
27-100-S | 8 Category 6A cabling and racks
28-100-S | 3 Card readers and door controllers
28-460-S | 4 Fire alarm devices and panel; 1 Fire alarm testing
31-620-S | 2 Mobilization of barge and crane; 8 Steel pipe piles, driven
35-500-S | 2 Fendering and mooring fittings
"""

# budget code | description with its unit | unit cost | smallest quantity | share of the commitment
GOODS = """
01-500-E | Jobsite office trailer, 12 x 56 (MONTH)          | 685.00   | 0.25   | 5
01-500-E | Storage container, 40 ft (MONTH)                 | 145.00   | 0.25   | 2
01-540-E | Tower crane rental (WEEK)                        | 4650.00  | 0.5    | 7
01-540-E | Crane operator (HOUR)                            | 118.50   | 0.25   | 4
03-200-M | Reinforcing bar #4, cut and bent (TON)           | 1284.50  | 0.0125 | 5
03-200-M | Reinforcing bar #7, cut and bent (TON)           | 1246.25  | 0.0125 | 4
03-200-M | Welded wire reinforcement 6x6 W2.9 (SHEET)       | 38.9750  | 1      | 2
03-200-M | Bar supports and chairs (EA)                     | 0.6875   | 50     | 1
03-300-M | Ready-mix concrete, 3000 psi (CY)                | 168.50   | 0.5    | 3
03-300-M | Ready-mix concrete, 4000 psi (CY)                | 182.75   | 0.5    | 6
03-300-M | Ready-mix concrete, 5000 psi, pump mix (CY)      | 204.2500 | 0.5    | 3
03-300-M | Winter heat and admixture charge (CY)            | 6.2750   | 0.5    | 1
06-100-M | Stud 2x6, 104-5/8 in. (EA)                       | 6.4725   | 1      | 5
06-100-M | Laminated veneer lumber 1-3/4 x 11-7/8 (LF)      | 7.8350   | 4      | 4
06-100-M | OSB sheathing 7/16 in. (SHEET)                   | 17.8500  | 1      | 3
06-100-M | Plywood subfloor 3/4 in. T&G (SHEET)             | 41.20    | 1      | 4
06-100-M | Joist hangers, galvanized (EA)                   | 2.1375   | 25     | 1
07-200-M | Polyisocyanurate board 2.6 in. (SF)              | 1.8925   | 32     | 5
07-200-M | Mineral wool batt R-21 (SF)                      | 1.2150   | 40     | 3
08-100-M | Hollow-metal frame 3070 (EA)                     | 214.60   | 1      | 3
08-100-M | Wood door 3070, solid core (EA)                  | 387.25   | 1      | 5
08-100-M | Fire-rated door 3070, 90 minutes (EA)            | 642.80   | 1      | 3
08-500-M | Vinyl window 4050, low-E (EA)                    | 418.75   | 1      | 6
08-500-M | Sliding patio door 6068, low-E (EA)              | 1185.40  | 1      | 4
08-700-M | Mortise lockset, lever (EA)                      | 286.45   | 1      | 5
08-700-M | Door closer, surface mounted (EA)                | 142.30   | 1      | 3
08-700-M | Hinge 4-1/2 in., ball bearing (EA)               | 11.3250  | 3      | 1
09-300-M | Porcelain tile 12x24 (SF)                        | 4.2850   | 10.75  | 5
09-300-M | Mosaic tile sheets (SF)                          | 9.7625   | 9.6875 | 2
09-300-M | Large-format mortar, 50 lb (BAG)                 | 27.40    | 1      | 1
09-600-M | Luxury vinyl plank (SF)                          | 3.4675   | 23.6400| 6
09-600-M | Carpet tile (SY)                                 | 28.9000  | 5.3333 | 4
26-500-M | LED troffer 2x4 (EA)                             | 96.35    | 1      | 5
26-500-M | LED downlight 6 in. (EA)                         | 58.20    | 1      | 3
26-500-M | Exit sign with battery (EA)                      | 41.75    | 1      | 1
31-100-S | Clearing, grubbing and stripping (ACRE)          | 9850.00  | 0.0625 | 1
31-200-S | Mass excavation and haul-off (CY)                | 27.85    | 1      | 6
31-200-S | Structural backfill, placed and compacted (TON)  | 21.4375  | 0.25   | 4
31-200-S | Utility trench excavation (LF)                   | 38.20    | 1      | 3
31-200-S | Fine grading (SF)                                | 0.4825   | 10     | 2
31-250-S | Silt fence, installed and maintained (LF)        | 6.1500   | 5      | 1
32-120-S | Crushed surfacing base course (TON)              | 34.6250  | 0.25   | 3
32-120-S | Asphalt base course, 3 in. (TON)                 | 118.75   | 0.125  | 5
32-120-S | Asphalt wearing course, 2 in. (TON)              | 131.40   | 0.125  | 4
32-160-S | Cement concrete curb and gutter (LF)             | 31.85    | 1      | 2
32-160-S | Sidewalk, 4 in. (SY)                             | 68.4000  | 0.5    | 1
32-900-S | Topsoil and compost, placed (CY)                 | 61.75    | 0.5    | 3
32-900-S | Trees, 2 in. caliper, staked (EA)                | 412.50   | 1      | 3
32-900-S | Shrubs and ground cover (EA)                     | 18.9500  | 1      | 4
"""


@dataclass(frozen=True)
class Goods:
    description: str
    unit_cost: Decimal
    step: Decimal
    share: int


@dataclass(frozen=True)
class Part:
    description: str
    share: int


def parts_of_work() -> dict[str, list[Part]]:
    return {key: [part_of_work(text) for text in parts.split("; ")] for key, parts in rows(WORK)}


def part_of_work(text: str) -> Part:
    share, description = text.split(maxsplit=1)
    return Part(description, int(share))


def goods() -> dict[str, list[Goods]]:
    shelf: dict[str, list[Goods]] = {}
    for key, description, unit_cost, step, share in rows(GOODS):
        shelf.setdefault(key, []).append(Goods(description, Decimal(unit_cost), Decimal(step), int(share)))
    return shelf
