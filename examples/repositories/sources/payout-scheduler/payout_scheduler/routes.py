from datetime import date

from .payouts import next_payout_day

ROUTES = {
    "GET /payouts/next": lambda body: {"day": next_payout_day(date.today()).isoformat()},
}
