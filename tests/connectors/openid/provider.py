"""A provider of OpenID Connect over HTTP, strict where a client may be careless, and able to lie in each way."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import requests
from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "erp", "a secret of the provider's"
# Alters claims, or header, before they are signed.
Lie = Callable[[dict[str, Any]], Any]
FIRST_KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, auto_kid=False)
# Of somebody else, who says that it is the first one.
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, auto_kid=False)


class Provider:
    """`claims` is who signs in. Setting `lie` alters the claims of the next tokens, `signs_with` their signature."""

    def __init__(self) -> None:
        self.key = FIRST_KEY
        self.claims: dict[str, Any] = {"sub": "0001", "email": "grace@harborridge.example", "email_verified": True}
        self.user_info: dict[str, Any] = {}
        self.lie: Lie = lambda claims: claims
        self.signs_with = ""
        self.refuses_code = False
        self.key_reads = 0
        self._asked: dict[str, dict[str, str]] = {}
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def renew_key(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"}, auto_kid=False)

    def consent(self, address: str) -> dict[str, str]:
        """Be the browser of somebody who signs in; return what it is sent back with."""
        answer = requests.get(address, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    def _app(self) -> Flask:
        app = Flask(__name__)
        app.add_url_rule("/.well-known/openid-configuration", view_func=self._describe)
        app.add_url_rule("/authorize", view_func=self._authorize)
        app.add_url_rule("/token", view_func=self._token, methods=["POST"])
        app.add_url_rule("/keys", view_func=self._keys)
        app.add_url_rule("/userinfo", view_func=self._user_info)
        return app

    def _describe(self) -> Any:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        about = {name: f"{self.url}/{path}" for name, path in (paths | {"userinfo_endpoint": "userinfo"}).items()}
        return jsonify(issuer=self.url, **about)

    def _authorize(self) -> Any:
        asked = request.args.to_dict()
        if asked.get("code_challenge_method") != "S256" or asked.get("client_id") != CLIENT_ID or "nonce" not in asked:
            return "This is no request for a code with PKCE.", 400
        code = secrets.token_urlsafe()
        self._asked[code] = asked
        return "", 302, {"Location": f"{asked['redirect_uri']}?code={code}&state={asked['state']}"}

    def _token(self) -> Any:
        asked = self._asked.pop(request.form["code"], None)
        given = plain_base64(hashlib.sha256(request.form["code_verifier"].encode()).digest())
        has_proof = asked is not None and given == asked["code_challenge"]
        is_client = request.authorization is not None and request.authorization.password == CLIENT_SECRET
        if self.refuses_code or not has_proof or not is_client or request.form["redirect_uri"] != asked["redirect_uri"]:
            return jsonify(error="invalid_grant"), 400
        return jsonify(
            access_token="access", token_type="Bearer", expires_in=300, id_token=self._id_token(asked["nonce"])
        )

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        times = {"iat": now, "exp": now + 300}
        claims = self.lie({"iss": self.url, "aud": CLIENT_ID, "nonce": nonce, **times, **self.claims})
        header = {"kid": self.key.kid, "alg": "RS256"}
        if self.signs_with == "none":
            return f"{part({**header, 'alg': 'none'})}.{part(claims)}."
        if self.signs_with == "public key":
            signed = f"{part({**header, 'alg': 'HS256'})}.{part(claims)}"
            proof = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
            return f"{signed}.{plain_base64(proof)}"
        return jwt.encode(header, claims, OTHER_KEY if self.signs_with == "another key" else self.key)

    def _keys(self) -> Any:
        self.key_reads += 1
        return jsonify(keys=[self.key.as_dict(private=False)])

    def _user_info(self) -> Any:
        assert request.headers["Authorization"] == "Bearer access"
        return jsonify(self.user_info)


def part(said: dict[str, Any]) -> str:
    return plain_base64(json.dumps(said).encode())


def plain_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
