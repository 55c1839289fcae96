from uuid import uuid4


def request_id(environ):
    """The id that the caller gave to the request, or a new one."""
    return environ.get("HTTP_X_REQUEST_ID") or str(uuid4())
