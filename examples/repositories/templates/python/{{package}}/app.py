"""Serves the routes over HTTP, as a WSGI application."""

import json
import logging

from .request_id import request_id
from .routes import ROUTES

log = logging.getLogger(__name__)


def application(environ, start_response):
    status, result = respond(environ)
    start_response(
        status,
        [("Content-Type", "application/json"), ("X-Request-ID", request_id(environ))],
    )
    log.info("%s %s: %s", environ["REQUEST_METHOD"], environ["PATH_INFO"], status)
    return [json.dumps(result).encode()]


def respond(environ):
    if environ["PATH_INFO"] == "/healthz":
        return "200 OK", {"status": "ok"}
    handle = ROUTES.get(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
    if handle is None:
        return "404 Not Found", {"error": "not found"}
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = json.loads(environ["wsgi.input"].read(length) or b"{}")
        return "200 OK", handle(body)
    except (KeyError, TypeError, ValueError) as error:
        return "400 Bad Request", {"error": str(error)}
