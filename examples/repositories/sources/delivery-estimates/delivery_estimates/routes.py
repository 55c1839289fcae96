from datetime import datetime

from .estimate import arrival

ROUTES = {
    "POST /arrival": lambda body: {
        "day": arrival(datetime.fromisoformat(body["orderedAt"]), body["zone"]).isoformat()
    },
}
