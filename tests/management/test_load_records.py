from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from erp_integrations.models import State, Vendor
from tests.services.loading.folder import Folder


@pytest.fixture
def folder(db: None, tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.write_all()
    return folder


def run(folder: Folder, *options: str) -> str:
    """Return what the command prints, and how it fails as the last line."""
    out = StringIO()
    try:
        call_command("load_records", str(folder.path), *options, stdout=out)
    except CommandError as failure:
        out.write(f"CommandError: {failure}\n")
    return out.getvalue()


def test_it_prints_a_line_for_each_file(folder: Folder):
    lines = run(folder).splitlines()
    assert lines[3] == "vendors.csv: 2 created, 0 changed, 0 unchanged, 0 refused"
    assert len(lines) == 12


def test_it_succeeds_when_every_row_is_right(folder: Folder):
    assert "CommandError" not in run(folder)


def test_it_prints_problems_by_file_and_line(folder: Folder):
    folder.add("vendors", "V-3,,,,,,,,,,true", "V-4,Acme,,,,,,,,nobody,true")
    folder.add("cost_types", "X,")
    assert run(folder).splitlines()[12:15] == [
        "cost_types.csv line 4, name: It is blank, but it is needed.",
        "vendors.csv line 4, name: It is blank, but it is needed.",
        "vendors.csv line 5, email: “nobody” is not an e-mail address.",
    ]


def test_it_fails_when_a_row_is_refused(folder: Folder):
    folder.add("vendors", "V-3,,,,,,,,,,true")
    assert run(folder).splitlines()[-1] == "CommandError: 1 row was refused; everything else was loaded."


def test_it_fails_when_a_file_cannot_be_read(folder: Folder):
    folder.write_text("invoices", "")
    assert run(folder).splitlines()[-1] == "CommandError: 2 files were not loaded; everything else was loaded."


def test_it_says_when_nothing_was_changed(folder: Folder):
    folder.add("vendors", "V-3,,,,,,,,,,true")
    lines = run(folder, "--all-or-nothing").splitlines()
    assert lines[-1] == "CommandError: 1 row was refused; nothing was changed."
    assert not Vendor.objects.exists()


def test_it_prints_warnings(folder: Folder):
    (folder.path / "history.csv").write_text("kind\n", encoding="utf-8")
    assert "Warning: history.csv: It is not read" in run(folder)


def test_it_sends_what_was_loaded(folder: Folder, chosen_settings: object):
    printed = run(folder, "--submit")
    assert "Sent to ERP: 4. Not sent: 5." in printed
    assert "company V-2: It is inactive." in printed
    assert Vendor.objects.get(source_id="V-1").state == State.SUBMITTED


def test_it_succeeds_although_some_records_are_not_sent(folder: Folder, chosen_settings: object):
    assert "CommandError" not in run(folder, "--submit")


def test_it_fails_without_a_path_that_exists(db: None):
    with pytest.raises(CommandError, match="There is no /nowhere"):
        call_command("load_records", "/nowhere")


def test_it_fails_in_a_folder_without_any_of_the_files(db: None, tmp_path: Path):
    with pytest.raises(CommandError, match="none of these files"):
        call_command("load_records", str(tmp_path))


def test_it_says_that_nothing_was_loaded_when_nothing_was_right(tmp_path: Path, db: None):
    folder = Folder(tmp_path)
    folder.write("cost_types", "X,", "Y,")
    assert run(folder).splitlines()[-1] == "CommandError: 2 rows were refused; nothing was loaded."


def test_it_says_that_nothing_was_loaded_when_the_only_file_cannot_be_read(tmp_path: Path, db: None):
    folder = Folder(tmp_path)
    folder.write_text("cost_types", "")
    assert run(folder).splitlines()[-1] == "CommandError: 1 file was not loaded; nothing was loaded."
