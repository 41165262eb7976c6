"""The twenty-five change orders.

A change is `target size description`. The target is the position of a commitment line, or a budget code for work that
the commitment did not have. The size is money, or a percentage of the line, with @ and a factor where another unit
cost was agreed.
"""

# commitment | number | state | status | title | changes
CHANGE_ORDERS = """
SC-24017-001 | CO-01 | S | approved | Buried foundation and oil tank | 3 6% Remove buried foundation at grid C; 3 2.5% Haul contaminated rubble; 31-200-S 6850 Backfill tank excavation
SC-24017-002 | CO-01 | S | approved | Unsuitable soil below footings | 2 5% Over-excavate soft soil; 3 4%@1.08 Imported gravel instead of native fill; 2 1.5% Haul to licensed site
SC-24017-002 | CO-02 | U | approved | Trench shortened after utility reroute | 4 -12% Trench not needed; 5 2% Grade along new route
SC-24017-003 | CO-01 | S | approved | Elevator pit and sump | 1 4% Deeper elevator pit; 1 1.2% Sump and cover; 03-600-M 4280 Non-shrink grout for base plates
SC-24017-003 | CO-02 | S | approved | Level 2 slab edge revision | 4 2.2% Slab edge extension, grid 4; 4 -0.8% Credit for deleted curb; 6 1.5% Added edge bars
SC-24017-003 | CO-03 | W | approved | Cold-weather protection | 3 1.4% Blankets and heat for shear walls; 01-740-S 3950 Clean-up after removal
SC-24017-004 | CO-01 | S | approved | Sewer lateral at greater depth | 1 7% Deeper lateral with manhole; 1 -1% Credit for shorter run; 33-400-S 12400 Tie-in to storm vault
SC-24017-005 | CO-01 | S | approved | Vehicle charging, garage level | 2 3% Conduits to twelve stalls; 3 2.6% Wire and devices for charging; 4 4% Larger distribution panel
SC-24017-005 | CO-02 | U | draft    | Lobby fixture substitution | 5 -3% Credit for specified pendants; 5 4.5% Pendants chosen by the owner
SC-24017-006 | CO-01 | W | approved | Added canopy embeds | 5 8% Embeds for canopy; 3 1% Field welding
SC-24017-007 | CO-01 | A | approved | Corridor duct rerouted | 3 3.5% Offsets around beams; 3 -1% Credit for straight run
SC-24017-010 | CO-01 | U | approved | Acoustic upgrade, party walls | 1 1.5% Resilient channel; 2 2.4% Second layer of gypsum board
PO-24017-001 | CO-01 | S | approved | Higher strength at the loading dock | 3 15% Added yards, 5000 psi; 1 -6% Fewer yards, 3000 psi
PO-24017-004 | CO-01 | S | approved | Crane kept three more weeks | 1 11% Additional weeks; 2 9%@1.04 Operator overtime
SC-25002-002 | CO-01 | S | approved | Patch walls at old bleachers | 2 5% Patch and furring; 3 3% Finish to match
SC-25002-003 | CO-01 | S | approved | Credit for reused feeders | 1 -6% Feeders reused; 3 1.8% Added emergency fixtures
SC-25006-001 | CO-01 | S | approved | Additional erosion control for winter | 6 30% Second row of silt fence; 31-250-M 2240 Straw wattles and catch basin inserts
SC-25006-002 | CO-01 | S | approved | Equipment pads | 2 3% Pads for imaging room; 2 1% Vibration isolation joint; 03-600-M 3120 Grout under equipment
SC-25006-003 | CO-01 | W | approved | Roof screen framing | 2 2.5% Fabricate roof screen frame; 3 2% Erect roof screen frame
SC-25006-003 | CO-02 | R | approved | Canopy at ambulance entrance | 2 3% Canopy steel; 3 1.5% Erection at night; 07-600-S 5400 Canopy flashing
SC-25006-004 | CO-01 | W | approved | Imaging room cooling | 1 3.2% Dedicated cooling unit; 5 6% Controls for imaging room
SC-25019-001 | CO-01 | W | approved | Extra fill at the building pad | 3 9% Additional structural fill; 3 3%@0.95 Fill from neighboring site; 5 -5% Less fine grading
SC-25019-001 | CO-02 | U | approved | Second construction entrance | 3 1.5% Quarry spalls at entrance; 6 20% Silt fence along the entrance
SC-25019-002 | CO-01 | W | approved | Thicker slab in bays 1 to 4 | 2 4% Slab thickened to 8 in.; 5 3% Added reinforcing
SC-25019-003 | CO-01 | T | approved | Joist reinforcement for sprinkler mains | 4 2% Strengthen joists; 5 -1% Credit for deck openings
"""  # noqa: E501 - a row is a row
