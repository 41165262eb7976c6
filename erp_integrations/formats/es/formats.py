"""How dates and numbers are written in Spanish: that of the Americas (docs/decisions/0019)."""

DATE_FORMAT = "j b Y"
LONG_DATE_FORMAT = r"j \d\e F \d\e Y"
FULL_DATE_FORMAT = r"l, j \d\e F \d\e Y"
SHORT_DATE_FORMAT = "j b Y"
MONTH_DAY_FORMAT = "j b"
YEAR_MONTH_FORMAT = "b Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j b Y, H:i"
SHORT_DATETIME_FORMAT = "j b, H:i"
# The same signs as in English, on purpose: 1,234 and 1.234 mean the same to everybody who uses an installation.
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
FIRST_DAY_OF_WEEK = 1
