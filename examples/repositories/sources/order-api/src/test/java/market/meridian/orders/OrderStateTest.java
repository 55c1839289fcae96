package market.meridian.orders;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OrderStateTest {
    @Test
    void anOrderThatWasSentIsNoLongerCancelled() {
        assertFalse(OrderState.SENT.next().contains(OrderState.CANCELLED));
    }

    @Test
    void returnedIsTheEnd() {
        assertTrue(OrderState.RETURNED.isFinal());
        assertFalse(OrderState.DELIVERED.isFinal());
    }
}
