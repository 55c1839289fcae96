"""The day on which an order will arrive."""

from datetime import timedelta

TRANSIT_DAYS = {"domestic": 1, "europe": 4, "world": 9}
CUTOFF_HOUR = 15


def add_working_days(day, count, holidays=frozenset()):
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    return day


def arrival(ordered_at, zone, holidays=frozenset()):
    """Orders after three o'clock leave a working day later."""
    handling = 1 if ordered_at.hour < CUTOFF_HOUR else 2
    return add_working_days(ordered_at.date(), handling + TRANSIT_DAYS[zone] - 1, holidays)
