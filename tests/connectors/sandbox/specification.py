"""Xero's own OpenAPI files, where they are at hand, with their known defects patched (Xero reference 9)."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_core import Config, OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse
from requests import Response

BESIDE_THE_REPOSITORY = Path(__file__).resolve().parents[4] / "shared" / "xero-openapi"
# Xero writes dates as /Date(ms)/ and takes If-Modified-Since without offset, whatever its files say.
UNTRUE_FORMATS = ("date", "date-time")
# The library knows no OAuth2, and examples are no rules.
LEFT_OUT = ("security", "example", "examples")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Specification:
    """Checks an exchange, request and answer, against one of the files."""

    def __init__(self, name: str, base_path: str) -> None:
        content = yaml.load(_folder().joinpath(name).read_text(encoding="utf-8"), LOADER)
        content["servers"] = [{"url": base_path}]
        self._openapi = OpenAPI.from_dict(_patched(content), config=Config(spec_validator_cls=None))

    def check(self, answer: Response) -> Response:
        request = RequestsOpenAPIRequest(answer.request)
        self._openapi.validate_request(request)
        self._openapi.validate_response(request, RequestsOpenAPIResponse(answer))
        return answer


@cache
def accounting() -> Specification:
    return Specification("xero_accounting.yaml", "/api.xro/2.0")


@cache
def identity() -> Specification:
    return Specification("xero-identity.yaml", "/")


def _folder() -> Path:
    folder = Path(os.environ.get("XERO_OPENAPI_DIR") or BESIDE_THE_REPOSITORY)
    if not folder.joinpath("xero_accounting.yaml").is_file():
        pytest.skip("Xero's OpenAPI files are not at hand: set XERO_OPENAPI_DIR to their folder.")
    return folder


def _patched(node: Any) -> Any:
    if isinstance(node, list):
        return [_patched(child) for child in node]
    if not isinstance(node, dict):
        return node
    patched = {name: _patched(child) for name, child in node.items() if name not in LEFT_OUT}
    if patched.get("type") == "boolean" and patched.get("default") in ("true", "false"):
        patched["default"] = patched["default"] == "true"
    if patched.get("type") == "string" and patched.get("format") in UNTRUE_FORMATS:
        del patched["format"]
    return patched
