"""Every address of the tool, looked at and posted to by every kind of person."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.matrix.addresses import (
    ADDRESSES,
    ANYBODY,
    NOBODY,
    NOT_GET,
    NOT_POSTED,
    SIGNED_IN,
    SIGNS_OUT,
    Address,
    Needs,
    filled,
    routes,
)
from tests.matrix.people import KINDS, Kind
from tests.matrix.scene import scene_for

LET_IN = ("let in", "led on")


def test_every_address_has_a_row_and_every_row_an_address():
    assert sorted(set(routes())) == sorted(ADDRESSES)


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_address_lets_in_whom_its_row_says(connected, kind, method):
    person, client = kind.make(kind), Client()
    scene = scene_for(person)
    if person:
        client.force_login(person)
    wrong = [
        told
        for route, address in ADDRESSES.items()
        if (told := surprise(client, kind, method, address, filled(route, address.values, scene)))
    ]
    assert not wrong, "\n".join(wrong)


def surprise(client: Client, kind: Kind, method: str, address: Address, url: str) -> str:
    """Return what an address did against its row; empty when it did as the row says. Nothing of it is kept."""
    needs = address.get if method == "get" else address.post
    cookies = SimpleCookie(client.cookies)
    with transaction.atomic():
        answer = getattr(client, method)(url)
        transaction.set_rollback(True)
    client.cookies = cookies
    was = outcome_of(answer, kind)
    wanted = wanted_outcomes(kind, needs)
    return "" if was in wanted else f"{method} {url}: {was} ({answer.status_code}), not {' or '.join(wanted)}"


def outcome_of(answer: Any, kind: Kind) -> str:
    """Say whether somebody got in. What is not there, or not so, is only told to those who got in.

    Who is not signed in and led to the start page is asked to sign in there.
    """
    address = answer.get("Location", "")
    if address.startswith("/login/") or (kind.rights is None and address == "/"):
        return "asked to sign in"
    return {302: "led on", 403: "refused", 405: "wrong method"}.get(answer.status_code, "let in")


def wanted_outcomes(kind: Kind, needs: Needs) -> tuple[str, ...]:
    if needs == ANYBODY:
        return (*LET_IN, "asked to sign in") if kind.was_signed_in else LET_IN
    if kind.rights is None:
        return ("asked to sign in", "wrong method") if needs == NOT_POSTED else ("asked to sign in",)
    if not isinstance(needs, str):
        ways = needs if isinstance(needs, tuple) else (needs,)
        return LET_IN if any(map(kind.may, ways)) else ("refused",)
    return {
        SIGNED_IN: LET_IN,
        NOBODY: ("refused",),
        NOT_GET: ("led on", "refused"),
        NOT_POSTED: ("wrong method", "refused"),
        SIGNS_OUT: ("asked to sign in",),
    }[needs]
