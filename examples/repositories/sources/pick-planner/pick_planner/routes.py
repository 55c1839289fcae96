from .route import plan

ROUTES = {
    "POST /plan": lambda body: {"route": plan(body["places"])},
}
