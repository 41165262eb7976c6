"""The documentation shows the life cycle that the code has."""

from pathlib import Path

from erp_integrations.management.commands.life_cycle import diagram

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_documented_diagram_is_the_one_of_the_code():
    assert f"```mermaid\n{diagram()}\n```" in (DOCS / "export_life_cycle.md").read_text()
