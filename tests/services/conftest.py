from pathlib import Path

import pytest

from tests.services.loading.folder import Folder


@pytest.fixture
def empty_folder(db: None, tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def folder(empty_folder: Folder) -> Folder:
    """A folder with every file, all of them right."""
    empty_folder.write_all()
    return empty_folder


@pytest.fixture
def loaded(folder: Folder) -> Folder:
    """The same, loaded once."""
    assert folder.problems() == []
    return folder
