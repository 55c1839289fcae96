"""The order in which a picker walks the shelves."""


def parse_place(place):
    """`B-12` is aisle B, shelf 12."""
    aisle, _, shelf = place.partition("-")
    return aisle, int(shelf)


def plan(places):
    """Aisle by aisle; every second aisle is walked from the far end, so nobody walks back."""
    aisles = {}
    for place in places:
        aisle, shelf = parse_place(place)
        aisles.setdefault(aisle, set()).add(shelf)
    route = []
    for index, aisle in enumerate(sorted(aisles)):
        for shelf in sorted(aisles[aisle], reverse=index % 2 == 1):
            route.append(f"{aisle}-{shelf}")
    return route
