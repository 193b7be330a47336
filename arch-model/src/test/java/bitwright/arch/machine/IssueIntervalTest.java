package bitwright.arch.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Cycles are exact thousandths, rounded up once, in decimals of any size.
final class IssueIntervalTest {
    @Test
    void aQuarterOfTwoWordWeightsTakesAQuarterMore() {
        assertThat(new IssueInterval(1250).busyCycles(4)).isEqualTo(5);
        assertThat(new IssueInterval(1250).busyCycles(5)).isEqualTo(7);
        assertThat(new IssueInterval(1250).busyCycles(0)).isZero();
        assertThat(new IssueInterval(1001).busyCycles(1)).isEqualTo(2);
        assertThat(IssueInterval.cycles(7).busyCycles(9)).isEqualTo(63);
    }

    @Test
    void busyCyclesAreWhatDecimalsSayAndOverflowIsFound() {
        var random = new SplittableRandom(11);
        for (int round = 0; round < 20_000; round++) {
            long issues = random.nextLong() >>> random.nextInt(1, 64);
            var interval = new IssueInterval(1000 + (random.nextLong() >>> random.nextInt(20, 64)));
            BigInteger expected =
                    new BigDecimal(issues)
                            .multiply(interval.decimal())
                            .setScale(0, RoundingMode.CEILING)
                            .toBigIntegerExact();
            if (expected.bitLength() < 64) {
                assertThat(interval.busyCycles(issues)).isEqualTo(expected.longValueExact());
            } else {
                assertThatThrownBy(() -> interval.busyCycles(issues))
                        .isInstanceOf(ArithmeticException.class);
            }
        }
    }

    @Test
    void itPrintsAsItsDecimal() {
        assertThat(new IssueInterval(1250)).hasToString("1.25");
        assertThat(IssueInterval.cycles(70)).hasToString("70");
        assertThatThrownBy(() -> new IssueInterval(999)).hasMessageContaining("999");
    }
}
