"""The documentation defines the columns that the reports have."""

from pathlib import Path

from erp_integrations.reports.building import REPORTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reports.md"


def test_documented_columns_are_those_of_the_reports():
    homes = {}
    for report in REPORTS.values():
        for measure in report.measures:
            homes.setdefault(measure, []).append(str(report.title))
    expected = {
        f"| {measure.title} | {', '.join(titles)} | {measure.definition} | {measure.rule or '–'} |"
        for measure, titles in homes.items()
    }
    rows = {line for line in PAGE.read_text().splitlines() if line.startswith("|")}
    assert {row for row in rows if not row.startswith(("| column", "|---"))} == expected
