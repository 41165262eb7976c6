"""What the bookkeeper has in Xero and the project records have not."""

CONTACTS = (
    "Tern Island Hardware",
    "Heron Point Fuel",
    "Gull Crew Staffing",
    "Marlow Street Properties",
    "Lighthouse Telephone & Data",
    "Duwamish County Permits",
)
# A job that another office runs: nobody has linked it to a project.
JOBS = {"26009": "Tukwila Warehouse Racking"}
ITEMS = ("SMALL-TOOLS",)
