package market.meridian.orders;

import java.util.Set;

/** The states of an order and the steps between them. */
public enum OrderState {
    PLACED,
    PAID,
    SENT,
    DELIVERED,
    RETURNED,
    CANCELLED;

    /** The states that may come next. */
    public Set<OrderState> next() {
        return switch (this) {
            case PLACED -> Set.of(PAID, CANCELLED);
            case PAID -> Set.of(SENT, CANCELLED);
            case SENT -> Set.of(DELIVERED, RETURNED);
            case DELIVERED -> Set.of(RETURNED);
            case RETURNED, CANCELLED -> Set.of();
        };
    }

    public boolean isFinal() {
        return next().isEmpty();
    }
}
