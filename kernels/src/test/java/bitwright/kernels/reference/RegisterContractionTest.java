package bitwright.kernels.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Int;
import bitwright.arch.format.NumberFormat;
import bitwright.kernels.codec.Integers;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterContractionTest {
    private static final Int INT8 = new Int(8, true);

    @ParameterizedTest
    @ValueSource(strings = {"int4", "int8", "uint4", "pot3", "pot5", "apot4", "stlq4r25", "dense3"})
    void aWideRegisterHoldsWhatTheReferenceComputes(String name) {
        NumberFormat weights = NumberFormat.parse(name);
        var random = new SplittableRandom(3);
        for (int round = 0; round < 20; round++) {
            var window =
                    new LoopNest.Window(1 + random.nextInt(2), 1, 1, 1 + random.nextInt(2), 1, 0);
            var nest =
                    new LoopNest(
                            1 + random.nextInt(2),
                            1 + random.nextInt(2),
                            1 + random.nextInt(3),
                            1 + random.nextInt(3),
                            1 + random.nextInt(5),
                            1 + random.nextInt(5),
                            1 + random.nextInt(3),
                            1 + random.nextInt(3),
                            window,
                            1 + random.nextInt(6),
                            1 + random.nextInt(6));
            int[] input = random(nest, Operand.INPUT, random, -128, 128);
            int[] codes = random(nest, Operand.WEIGHT, random, 0, weights.codes());
            for (int bits : new int[] {32, 64}) {
                RegisterContraction.Result result =
                        RegisterContraction.accumulate(
                                nest, input, weights, codes, new Register(bits, Overflow.REFUSE));
                long[] expected =
                        Arrays.stream(ReferenceContraction.accumulate(nest, input, weights, codes))
                                .asLongStream()
                                .toArray();
                assertThat(result.held()).isEqualTo(expected);
                assertThat(result.exact()).isEqualTo(expected);
                assertThat(result.report()).isEqualTo(OverflowReport.none(expected.length));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 12, 15, 16, 24})
    void narrowRegistersWrapOrSaturateAfterEveryAddition(int bits) {
        var random = new SplittableRandom(bits);
        BigInteger modulus = BigInteger.TWO.pow(bits);
        BigInteger half = modulus.shiftRight(1);
        int overflowing = 0;
        for (int round = 0; round < 200; round++) {
            int depth = 1 + random.nextInt(12);
            int magnitude = Math.max(1, bits - 7);
            LoopNest nest = LoopNest.matrixProduct(1, 1, 1, depth);
            int[] input = new int[depth];
            int[] codes = new int[depth];
            for (int i = 0; i < depth; i++) {
                input[i] = random.nextInt(-(1 << magnitude), (1 << magnitude) + 1);
                codes[i] = random.nextInt(256);
            }
            BigInteger exact = BigInteger.ZERO;
            BigInteger saturated = BigInteger.ZERO;
            boolean saturates = false;
            for (int i = 0; i < depth; i++) {
                BigInteger product =
                        BigInteger.valueOf((long) input[i] * Integers.of(INT8, codes[i]));
                exact = exact.add(product);
                saturated = saturated.add(product);
                BigInteger clamped = saturated.min(half.subtract(BigInteger.ONE));
                clamped = clamped.max(half.negate());
                saturates |= !clamped.equals(saturated);
                saturated = clamped;
            }
            long wrapped = exact.add(half).mod(modulus).subtract(half).longValueExact();
            RegisterContraction.Result wrap = run(nest, input, codes, bits, Overflow.WRAP);
            RegisterContraction.Result saturate = run(nest, input, codes, bits, Overflow.SATURATE);
            assertThat(wrap.exact()).containsExactly(exact.longValueExact());
            assertThat(wrap.held()).containsExactly(wrapped);
            assertThat(saturate.exact()).containsExactly(exact.longValueExact());
            assertThat(saturate.held()).containsExactly(saturated.longValueExact());
            assertThat(saturate.overflows()).containsExactly(saturates);
            // The first overflow is the same whatever the register then does.
            assertThat(wrap.overflows()).containsExactly(saturates);
            overflowing += saturates ? 1 : 0;
        }
        assertThat(overflowing).isBetween(20, 180);
    }

    private static RegisterContraction.Result run(
            LoopNest nest, int[] input, int[] codes, int bits, Overflow overflow) {
        return RegisterContraction.accumulate(
                nest, input, INT8, codes, new Register(bits, overflow));
    }

    @Test
    void aReportNamesTheFirstOverflowWithBothValues() {
        // Columns 1 and 2 overflow eight bits; the last comes back to its exact sum when wrapped.
        LoopNest nest = LoopNest.matrixProduct(1, 1, 3, 3);
        int[] input = {1, 1, 1};
        int[] codes = {1, 2, 3, 100, 100, 1, 100, 100, 0xff & -100};
        OverflowReport wrapped = run(nest, input, codes, 8, Overflow.WRAP).report();
        assertThat(wrapped).isEqualTo(new OverflowReport(3, 2, 1, 1, 201, -55));
        RegisterContraction.Result saturated = run(nest, input, codes, 8, Overflow.SATURATE);
        assertThat(saturated.held()).containsExactly(6, 127, 27);
        assertThat(saturated.report()).isEqualTo(new OverflowReport(3, 2, 2, 1, 201, 127));
        assertThatThrownBy(() -> run(nest, input, codes, 8, Overflow.REFUSE))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("accumulator 200 leaves 8 bits");
    }

    @Test
    void theRangeOfAChannelIsReachedAndItsBitsAreTheFewest() {
        var random = new SplittableRandom(31);
        for (int round = 0; round < 100; round++) {
            LoopNest nest = LoopNest.matrixProduct(1, 1, 3, 1 + random.nextInt(9));
            int depth = nest.inputChannels();
            int[] codes = random.ints(3L * depth, 0, 256).toArray();
            int least = -random.nextInt(129);
            int greatest = random.nextInt(256);
            AccumulatorRange[] ranges = AccumulatorBound.ranges(nest, INT8, codes, least, greatest);
            for (int channel = 0; channel < 3; channel++) {
                int[] toGreatest = new int[depth];
                int[] toLeast = new int[depth];
                for (int tap = 0; tap < depth; tap++) {
                    boolean positive = Integers.of(INT8, codes[channel * depth + tap]) > 0;
                    toGreatest[tap] = positive ? greatest : least;
                    toLeast[tap] = positive ? least : greatest;
                }
                AccumulatorRange range = ranges[channel];
                assertThat(sum(nest, toGreatest, codes, channel)).isEqualTo(range.greatest());
                assertThat(sum(nest, toLeast, codes, channel)).isEqualTo(range.least());
                int bits = range.bits();
                if (bits > 8) {
                    var narrow = new Register(bits - 1, Overflow.WRAP);
                    assertThat(narrow.holds(range.least()) && narrow.holds(range.greatest()))
                            .isFalse();
                }
                var enough = new Register(Math.max(8, bits), Overflow.REFUSE);
                assertThat(enough.holds(range.least())).isTrue();
                assertThat(enough.holds(range.greatest())).isTrue();
            }
        }
    }

    private static long sum(LoopNest nest, int[] input, int[] codes, int channel) {
        return ReferenceContraction.accumulate(nest, input, INT8, codes)[channel];
    }

    @Test
    void bitsOfRangesByHand() {
        assertThat(AccumulatorRange.ZERO.bits()).isEqualTo(1);
        assertThat(new AccumulatorRange(-128, 127).bits()).isEqualTo(8);
        assertThat(new AccumulatorRange(-129, 0).bits()).isEqualTo(9);
        assertThat(new AccumulatorRange(0, 128).bits()).isEqualTo(9);
        assertThat(new AccumulatorRange(Long.MIN_VALUE, Long.MAX_VALUE).bits()).isEqualTo(64);
        assertThat(new AccumulatorRange(-1, 0).or(new AccumulatorRange(0, 5)))
                .isEqualTo(new AccumulatorRange(-1, 5));
        assertThatThrownBy(() -> new AccumulatorRange(1, 2)).hasMessageContaining("include 0");
    }

    @Test
    void rangesAndSumsBeyondSixtyFourBitsAreRefused() {
        LoopNest nest = LoopNest.matrixProduct(1, 1, 1, 2);
        int[] codes = {127, 127};
        assertThatThrownBy(
                        () -> AccumulatorBound.ranges(nest, INT8, codes, 0, Long.MAX_VALUE / 128))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("channel 0 may leave 64 bits (2 taps, inputs 0 to");
        assertThatThrownBy(() ->
                        AccumulatorBound.ofWeights(nest, new int[] {127, 127}, Long.MAX_VALUE / 8))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("accumulators may reach 254 times");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 7, 65})
    void aRegisterHasEightToSixtyFourBits(int bits) {
        assertThatThrownBy(() -> new Register(bits, Overflow.WRAP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accumulator bits (" + bits + ") must be 8 to 64");
    }

    @Test
    void aSixtyFourBitRegisterHoldsEveryLong() {
        var register = new Register(64, Overflow.SATURATE);
        assertThat(register.hold(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(register.hold(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }

    private static int[] random(
            LoopNest nest, Operand operand, SplittableRandom random, int from, int to) {
        return random.ints(nest.elements(operand), from, to).toArray();
    }
}
