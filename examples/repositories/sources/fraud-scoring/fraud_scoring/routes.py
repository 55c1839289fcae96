from .score import score, signals

ROUTES = {
    "POST /score": lambda body: {"score": score(body), "signals": signals(body)},
}
