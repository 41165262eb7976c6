"""A plain caller of the stand-in: no client of ours, so that both are not wrong in the same way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from connectors.xero.sandbox import Sandbox

API = "/api.xro/2.0/"
JOB = "Job"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


class Caller:
    """Calls the API with a custom connection's token, asking for JSON."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = sandbox.url
        self.session = requests.Session()
        self.session.headers["Accept"] = "application/json"
        self.sign_in(sandbox)

    def sign_in(self, sandbox: Sandbox, scope: str = "") -> None:
        self.session.auth = Bearer(self.new_token(sandbox, scope))

    def new_token(self, sandbox: Sandbox, scope: str = "") -> str:
        answer = self.session.post(
            f"{self.url}/connect/token",
            data={"grant_type": "client_credentials", "scope": scope},
            auth=(sandbox.client_id, sandbox.client_secret),
        )
        return str(answer.json()["access_token"])

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        address = self.url + (path if path.startswith("/") else API + path)
        return self.session.request(method, address, json=body, timeout=20, **options)

    def get(self, path: str, **options: Any) -> Any:
        return self.ok(self.call("GET", path, **options))

    def put(self, path: str, body: Any, **options: Any) -> Any:
        return self.ok(self.call("PUT", path, body, **options))

    def post(self, path: str, body: Any, **options: Any) -> Any:
        return self.ok(self.call("POST", path, body, **options))

    def ok(self, answer: requests.Response) -> Any:
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, method: str, path: str, body: Any) -> list[str]:
        """Return the messages of a refusal, wherever they are nested."""
        answer = self.call(method, path, body)
        assert answer.status_code == 400, answer.text
        return messages(answer.json())

    def contact(self, name: str = "Coastal Timber") -> str:
        return str(self.put("Contacts", {"Name": name})["Contacts"][0]["ContactID"])

    def option(self, name: str) -> str:
        answer = self.put(f"TrackingCategories/{self.category()['TrackingCategoryID']}/Options", {"Name": name})
        return str(answer["Options"][0]["TrackingOptionID"])

    def category(self) -> Any:
        return self.get("TrackingCategories")["TrackingCategories"][0]

    def bill(self, **changes: Any) -> Any:
        return self.put("Invoices?unitdp=4", bill(self, **changes))["Invoices"][0]

    def order(self, **changes: Any) -> Any:
        return self.put("PurchaseOrders", order(self, **changes))["PurchaseOrders"][0]


class Bearer(requests.auth.AuthBase):
    """Keeps requests from looking for a .netrc, which would replace the header."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def line(**changes: Any) -> dict[str, Any]:
    return {"Description": "Framing timber", "Quantity": 2, "UnitAmount": 50, "AccountCode": "310", **changes}


def bill(caller: Caller, **changes: Any) -> dict[str, Any]:
    contact = {} if "Contact" in changes else {"Contact": {"ContactID": any_contact(caller)}}
    return {
        "Type": "ACCPAY",
        "InvoiceNumber": "CT-1",
        "Date": "2026-11-18",
        "DueDate": "2026-12-18",
        "Status": "AUTHORISED",
        "LineItems": [line()],
        **contact,
        **changes,
    }


def order(caller: Caller, **changes: Any) -> dict[str, Any]:
    contact = {} if "Contact" in changes else {"Contact": {"ContactID": any_contact(caller)}}
    return {"Date": "2026-11-18", "Status": "AUTHORISED", "LineItems": [line()], **contact, **changes}


def any_contact(caller: Caller) -> str:
    return str(caller.get("Contacts?page=1&pageSize=1")["Contacts"][0]["ContactID"])


def messages(value: Any) -> list[str]:
    """Collect every ValidationErrors message, at any depth."""
    if isinstance(value, list):
        return [message for child in value for message in messages(child)]
    if not isinstance(value, dict):
        return []
    own = [error["Message"] for error in value.get("ValidationErrors", [])]
    return own + [message for name, child in value.items() if name != "ValidationErrors" for message in messages(child)]
