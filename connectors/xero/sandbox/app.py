"""The web application: the API, the identity service, the controls and the pages, all on one address."""

from flask import Flask, Response

from connectors.xero.sandbox.control_views import add_control_views
from connectors.xero.sandbox.exchange import api_view, observed
from connectors.xero.sandbox.identity_views import add_identity_views
from connectors.xero.sandbox.pages import add_pages
from connectors.xero.sandbox.standin import StandIn

API_METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH"]
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def create_app(standin: StandIn) -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/api.xro/2.0/<path:rest>", "api", observed(standin, api_view(standin)), methods=API_METHODS)
    add_identity_views(app, standin)
    add_control_views(app, standin)
    add_pages(app, standin)

    @app.after_request
    def secure(response: Response) -> Response:
        response.headers.update(SECURITY_HEADERS)
        return response

    return app
