package market.meridian.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    @Test
    void moneyMovesBetweenAccounts() {
        Ledger ledger = new Ledger();
        ledger.book(List.of(new Ledger.Entry("shopper", -5000), new Ledger.Entry("seller", 5000)));
        assertEquals(5000, ledger.balance("seller"));
        assertEquals(-5000, ledger.balance("shopper"));
    }

    @Test
    void aBookingThatDoesNotBalanceIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Ledger().book(List.of(new Ledger.Entry("a", 1), new Ledger.Entry("b", 1))));
    }
}
