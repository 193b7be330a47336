package bitwright.kernels.fast;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.reference.Requantization;
import bitwright.kernels.requantization.RequantizationRule;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FastRequantizationTest {
    @ParameterizedTest
    @EnumSource(RequantizationRule.class)
    void equalsTheReferenceForEveryFactorBiasAndValue(RequantizationRule rule) {
        var random = new SplittableRandom(11);
        for (int round = 0; round < 300; round++) {
            int channels = 1 + random.nextInt(5);
            // The engines' rules hold sums of value and bias in 32 bits.
            int spare = rule.ordinal() < RequantizationRule.TVM_UPWARD.ordinal() ? 0 : 2;
            var biases = new ArrayList<Integer>();
            var factors = new ArrayList<Dyadic>();
            for (int c = 0; c < channels; c++) {
                biases.add(random.nextInt() >> random.nextInt(spare, 32));
                // Powers of two make ties; small exponents make factors that only shift left.
                double mantissa = random.nextBoolean() ? 1 : 1 + random.nextDouble();
                factors.add(Dyadic.of(Math.scalb(mantissa, random.nextInt(-40, 1))));
            }
            int minimum = random.nextBoolean() ? -128 : -(1 << 30);
            int maximum = random.nextBoolean() ? 255 : 1 << 30;
            var reference = new Requantization(biases, factors, rule, minimum, maximum);
            int positions = 1 + random.nextInt(40);
            int images = 1 + random.nextInt(3);
            int bits = random.nextInt(spare, 32);
            int[] values = new int[images * channels * positions];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt() >> bits;
            }
            values[0] = Integer.MIN_VALUE >> spare;
            values[values.length - 1] = Integer.MAX_VALUE >> spare;
            int[] expected = reference.apply(values, positions);
            int[] output = new int[values.length];
            var fast = new FastRequantization(reference);
            fast.apply(values, output, values.length, positions);
            assertThat(output).isEqualTo(expected);
            fast.apply(values, values, values.length, positions);
            assertThat(values).as("in place").isEqualTo(expected);
        }
    }
}
