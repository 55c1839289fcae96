"""Sums of sales by market and month."""

from collections import defaultdict


def monthly(orders):
    """Cents by (market, month); orders that were returned in full do not count."""
    sums = defaultdict(int)
    for order in orders:
        if order["state"] != "returned":
            sums[order["market"], order["placed_on"][:7]] += order["total"]
    return dict(sums)


def growth(before, after):
    """Growth in percent, with one decimal; None where there was nothing before."""
    return round((after - before) / before * 100, 1) if before else None
