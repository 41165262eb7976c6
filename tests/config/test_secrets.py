"""The secrets that an installation makes by itself."""

import os

import pytest

from config.secrets import NAMES, keep_secrets


@pytest.fixture
def nothing_set(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def set_now():
    return {name: os.environ[name] for name in NAMES}


def forget(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name)


def test_secrets_are_made_once_and_kept(nothing_set, monkeypatch, tmp_path):
    path = tmp_path / "var" / "secrets.env"
    keep_secrets(path)
    first = set_now()
    assert len(set(first.values())) == len(NAMES)
    assert path.stat().st_mode & 0o777 == 0o600
    forget(monkeypatch)
    keep_secrets(path)
    assert set_now() == first


def test_an_older_installation_keeps_its_secrets_and_gets_the_one_it_lacks(nothing_set, monkeypatch, tmp_path):
    path = tmp_path / "secrets.env"
    path.write_text("SECRET_KEY=one\nFIELD_KEYS=two\n")
    keep_secrets(path)
    first = set_now()
    assert (first["SECRET_KEY"], first["FIELD_KEYS"]) == ("one", "two")
    forget(monkeypatch)
    keep_secrets(path)
    assert set_now() == first


def test_of_two_that_add_a_secret_at_once_the_first_counts(nothing_set, tmp_path):
    path = tmp_path / "secrets.env"
    path.write_text("SECRET_KEY=one\nFIELD_KEYS=two\nHISTORY_KEY=first\nHISTORY_KEY=second\n")
    keep_secrets(path)
    assert os.environ["HISTORY_KEY"] == "first"


def test_what_the_environment_names_is_not_written(nothing_set, monkeypatch, tmp_path):
    path = tmp_path / "secrets.env"
    monkeypatch.setenv("HISTORY_KEY", "of the environment")
    keep_secrets(path)
    assert os.environ["HISTORY_KEY"] == "of the environment"
    assert "HISTORY_KEY" not in path.read_text()


def test_nothing_is_written_where_all_is_set(nothing_set, monkeypatch, tmp_path):
    for name in NAMES:
        monkeypatch.setenv(name, "x")
    keep_secrets(tmp_path / "var" / "secrets.env")
    assert not (tmp_path / "var").exists()
