package market.meridian.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Double-entry bookkeeping: the parts of every booking add up to nothing. */
public final class Ledger {
    /** A part of a booking: cents added to an account, or taken off it. */
    public record Entry(String account, long cents) {}

    private final Map<String, Long> balances = new HashMap<>();

    public void book(List<Entry> entries) {
        long sum = entries.stream().mapToLong(Entry::cents).sum();
        if (entries.size() < 2 || sum != 0) {
            throw new IllegalArgumentException("The entries of a booking must balance, these differ by " + sum);
        }
        for (Entry entry : entries) {
            balances.merge(entry.account(), entry.cents(), Math::addExact);
        }
    }

    public long balance(String account) {
        return balances.getOrDefault(account, 0L);
    }
}
