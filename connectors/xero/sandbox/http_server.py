"""The HTTP server: threads, connections that are kept alive, and connections that are dropped on purpose."""

import io
import socket
import sys
import threading
from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIApplication

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler
from werkzeug.test import run_wsgi_app

from connectors.xero.sandbox.exchange import SIGNALS

# How long stopping may take.
POLL_SECONDS = 0.02


class KeepAliveHandler(WSGIRequestHandler):
    """Werkzeug closes the connection after each answer; this reads a body whole and answers with one write instead."""

    protocol_version = "HTTP/1.1"
    # Without this a small answer waits 40 ms for the acknowledgement of the one before.
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self._connections().add(self.connection)

    def finish(self) -> None:
        self._connections().discard(self.connection)
        super().finish()

    def run_wsgi(self) -> None:
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        environ = self.make_environ()
        environ["wsgi.input"] = io.BytesIO(self._body(environ))
        environ.pop("wsgi.input_terminated", None)
        signals: dict[str, bool] = {}
        environ[SIGNALS] = signals
        content, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        if "drop" in signals:
            self.close_connection = True
            return
        self._answer(status, list(headers), b"".join(content))

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        """Say nothing: what was called is on the page and in `Sandbox.calls`."""

    def _body(self, environ: dict[str, Any]) -> bytes:
        if environ.get("wsgi.input_terminated"):
            body: bytes = environ["wsgi.input"].read()
            environ["CONTENT_LENGTH"] = str(len(body))
            del environ["HTTP_TRANSFER_ENCODING"]
            return body
        return self.rfile.read(int(environ.get("CONTENT_LENGTH") or 0))

    def _answer(self, status: str, headers: list[tuple[str, str]], content: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        if int(code) != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def _connections(self) -> set[socket.socket]:
        assert isinstance(self.server, HttpServer)
        return self.server.connections


class HttpServer(ThreadedWSGIServer):
    """Runs a WSGI application in a thread of its own until it is stopped."""

    request_queue_size = 128

    def __init__(self, host: str, port: int, app: WSGIApplication) -> None:
        super().__init__(host, port, app, handler=KeepAliveHandler)
        self.connections: set[socket.socket] = set()
        self._thread: threading.Thread | None = None

    def log(self, kind: str, message: str, *args: Any) -> None:
        if kind == "error":
            super().log(kind, message, *args)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that gave up waiting, as they do in tests of slowness."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def start(self) -> None:
        self._thread = threading.Thread(target=self.serve_forever, args=(POLL_SECONDS,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and close the connections that clients keep open, so that none of them is answered again."""
        self.shutdown()
        self.server_close()
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        if self._thread:
            self._thread.join()
