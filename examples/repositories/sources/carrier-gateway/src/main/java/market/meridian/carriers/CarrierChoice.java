package market.meridian.carriers;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses the carrier for a parcel. */
public final class CarrierChoice {
    public record Offer(String carrier, int maxGrams, int cents, int days) {}

    private CarrierChoice() {}

    /** The cheapest offer that takes the weight and arrives in time; among equals the faster one. */
    public static Optional<Offer> choose(List<Offer> offers, int grams, int withinDays) {
        return offers.stream()
                .filter(offer -> offer.maxGrams() >= grams && offer.days() <= withinDays)
                .min(Comparator.comparingInt(Offer::cents).thenComparingInt(Offer::days));
    }
}
