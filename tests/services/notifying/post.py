"""What the tests of mails share: people with addresses, the worker's run, what arrived, a mail server that breaks."""

import socket
import socketserver
import threading
from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Any

from django.core import mail

from erp_integrations.models import MailPreference
from erp_integrations.tasks import send_mails
from tests import factories


def approver(name: str = "grace", **more: Any) -> Any:
    return factories.ApproverFactory(username=name, email=f"{name}@harborridge.example", **more)


def project_person(name: str = "paul", **more: Any) -> Any:
    return factories.ProjectPersonFactory(username=name, email=f"{name}@harborridge.example", **more)


def prefer(person: Any, **wishes: Any) -> None:
    MailPreference.objects.update_or_create(person=person, defaults=wishes)


def delivered() -> list[Any]:
    """Let the worker send what is due, and return all that has arrived."""
    send_mails()
    return mail.outbox


def addressees() -> list[str]:
    return sorted(address for one in delivered() for address in one.to)


def html_of(one: Any) -> str:
    (html,) = [part.content for part in one.alternatives if part.mimetype == "text/html"]
    return str(html)


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server on this machine. `verdict` says, for an address, what it answers a recipient with.

    An empty answer drops the connection. What it took is in `taken`.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, verdict: Callable[[str], str] = lambda address: "250 fine") -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.verdict = verdict
        self.after_body = "250 taken"
        self.taken: list[Any] = []
        self.lock = threading.Lock()

    @property
    def mailers(self) -> dict[str, Any]:
        options = {"host": "127.0.0.1", "port": self.server_address[1], "timeout": 5}
        return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}

    @property
    def addresses(self) -> list[str]:
        return sorted(message["To"] for message in self.taken)

    def __enter__(self) -> "MailServer":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *exception: Any) -> None:
        self.shutdown()
        self.server_close()


class Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb.startswith("RCPT"):
                answer = self.server.verdict(line[line.index("<") + 1 : line.index(">")])
                if not answer:
                    return
                self.say(answer)
            elif verb == "DATA":
                self.say("354 go on")
                if not self.take_body():
                    return
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def take_body(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if self.server.after_body.startswith("250"):
            with self.server.lock:
                self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
        if not self.server.after_body:
            return False
        self.say(self.server.after_body)
        return True


def nobody_listening() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
