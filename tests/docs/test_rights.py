"""The documentation says who may do what as the code has it."""

from pathlib import Path

from erp_integrations.management.commands.rights import page

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_documented_rights_are_those_of_the_code():
    assert (DOCS / "rights.md").read_text() == "\n".join(page()) + "\n"
