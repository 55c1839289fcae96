"""Which sellers are paid on which day, and how much."""

from datetime import date, timedelta

MINIMUM_CENTS = 2_000
HOLD_DAYS = 14


def payable(sales, today):
    """Cents that a seller may have: sales older than the time in which goods may come back."""
    cutoff = today - timedelta(days=HOLD_DAYS)
    total = sum(sale["amount"] - sale["fee"] for sale in sales if sale["delivered_on"] <= cutoff)
    return total if total >= MINIMUM_CENTS else 0


def next_payout_day(today):
    """Payouts leave on Tuesdays and Fridays; banks need a working day before the weekend."""
    days = (today + timedelta(days=offset) for offset in range(1, 8))
    return next(day for day in days if day.weekday() in (1, 4))
