"""Running the stand-in: in a thread for tests, or as a process of its own for a demonstration."""

import signal
import sys
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from connectors.xero.sandbox.app import create_app
from connectors.xero.sandbox.bookkeeper import Bookkeeper
from connectors.xero.sandbox.calls import Call, Calls
from connectors.xero.sandbox.faults import Faults
from connectors.xero.sandbox.http_server import HttpServer
from connectors.xero.sandbox.identity import DEFAULT_CLIENT, Identity
from connectors.xero.sandbox.limits import Limits
from connectors.xero.sandbox.organisation import Organisation
from connectors.xero.sandbox.standin import StandIn

LOCALHOST = "127.0.0.1"
CALLS_KEPT_BY_A_PROCESS = 1000


class Sandbox:
    """A stand-in Xero on a port of this machine, from `start` or `with` until `stop`.

    All of Xero's base URLs (API, identity, login) are `url`. `others` names further organisations that a person can
    allow on the consent page; they hold no books. `calls` records what was asked, `faults` orders trouble,
    `limits` holds the rate limits, and `bookkeeper` does what people do inside Xero.
    """

    def __init__(
        self,
        organisation: Organisation | None = None,
        *,
        host: str = LOCALHOST,
        port: int = 0,
        client_id: str = DEFAULT_CLIENT[0],
        client_secret: str = DEFAULT_CLIENT[1],
        redirect_uris: Iterable[str] | None = None,
        others: Sequence[str] = (),
        keep_calls: int | None = None,
    ) -> None:
        self.organisation = organisation or Organisation.seeded()
        self.client_id = client_id
        self.client_secret = client_secret
        self.identity = Identity(
            self.organisation,
            client_id=client_id,
            client_secret=client_secret,
            redirect_uris=redirect_uris,
            others=others,
        )
        self.limits = Limits(self._now)
        self.faults = Faults(self.identity)
        self.calls = Calls(keep_calls)
        self.bookkeeper = Bookkeeper(self.organisation)
        self._host, self._port = host, port
        self._server: HttpServer | None = None

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("The stand-in is not running.")
        return f"http://{self._host}:{self._server.port}"

    def start(self) -> Self:
        standin = StandIn(
            organisation=self.organisation,
            identity=self.identity,
            limits=self.limits,
            faults=self.faults,
            calls=self.calls,
            bookkeeper=self.bookkeeper,
        )
        self._server = HttpServer(self._host, self._port, create_app(standin))
        self._server.start()
        return self

    def stop(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None
        self.organisation.close()

    def _now(self) -> datetime:
        return self.organisation.now()

    def calls_to(self, method: str, endpoint: str) -> list[Call]:
        """Return the calls to an endpoint such as "Invoices", or to a path such as "/connect/token"."""
        return self.calls.to(method, endpoint)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()


def serve(host: str = LOCALHOST, port: int = 8100, store: Path | None = None, others: Sequence[str] = ()) -> None:
    """Run until SIGINT or SIGTERM; with a store, what was done is there again at the next start."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    sandbox = Sandbox(
        Organisation.seeded(store=store), host=host, port=port, others=others, keep_calls=CALLS_KEPT_BY_A_PROCESS
    )
    with sandbox:
        sys.stdout.write(f"Stand-in Xero organisation on {sandbox.url}\n")
        sys.stdout.flush()
        stopped.wait()
