from uuid import uuid4


def request_id(environ):
    """The id that the caller gave to the request, or a new one."""
    return environ.get("X-Request-ID") or str(uuid4())
