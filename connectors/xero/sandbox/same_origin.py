"""There is no login here, so a form counts only when it was sent from a page of this server."""

from urllib.parse import urlsplit

from flask import Request


def is_same_origin(request: Request) -> bool:
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return bool(sender) and urlsplit(sender).netloc == request.host
