from .totals import monthly

ROUTES = {
    "POST /monthly": lambda body: {
        "rows": [
            {"market": market, "month": month, "total": total}
            for (market, month), total in sorted(monthly(body["orders"]).items())
        ]
    },
}
