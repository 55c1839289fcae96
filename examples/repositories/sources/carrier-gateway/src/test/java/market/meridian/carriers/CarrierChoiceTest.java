package market.meridian.carriers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CarrierChoiceTest {
    private final List<CarrierChoice.Offer> offers = List.of(
            new CarrierChoice.Offer("northpost", 5000, 590, 3),
            new CarrierChoice.Offer("swiftline", 31500, 990, 1));

    @Test
    void theCheapestThatIsInTimeIsChosen() {
        assertEquals("northpost", CarrierChoice.choose(offers, 2000, 3).orElseThrow().carrier());
        assertEquals("swiftline", CarrierChoice.choose(offers, 2000, 2).orElseThrow().carrier());
    }

    @Test
    void aParcelThatNobodyTakesHasNoCarrier() {
        assertTrue(CarrierChoice.choose(offers, 40000, 9).isEmpty());
    }
}
