from .ranking import rank

ROUTES = {
    "POST /rank": lambda body: {"products": rank(body["products"], body["query"])},
}
