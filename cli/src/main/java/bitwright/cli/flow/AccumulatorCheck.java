package bitwright.cli.flow;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.kernels.reference.AccumulatorBound;
import bitwright.kernels.reference.AccumulatorRange;
import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.OverflowReport;
import bitwright.kernels.reference.Register;
import bitwright.kernels.reference.RegisterContraction;
import bitwright.workload.Contraction;
import bitwright.workload.Operand;

/// Runs a contraction in an accumulator register and says which outputs overflow.
final class AccumulatorCheck {
    private AccumulatorCheck() {}

    /// A register that cannot overflow for any activations of the format is proven so and not run.
    ///
    /// @throws ArithmeticException if the register refuses what may overflow it
    static AccumulatorRow row(
            Contraction layer,
            Precision precision,
            int[] input,
            int[] weightCodes,
            Register register) {
        AccumulatorRange range =
                range(layer, precision.weights(), weightCodes, precision.activations());
        if (range.bits() <= register.bits()) {
            return new AccumulatorRow(
                    layer.name(),
                    range.bits(),
                    OverflowReport.none(layer.nest().elements(Operand.OUTPUT)));
        }
        if (register.overflow() == Overflow.REFUSE) {
            throw new ArithmeticException(
                    "accumulators may need "
                            + range.bits()
                            + " bits, beyond the "
                            + register.bits()
                            + " of the register. Maybe a wider accumulator.");
        }
        return new AccumulatorRow(
                layer.name(),
                range.bits(),
                RegisterContraction.accumulate(
                                layer.nest(), input, precision.weights(), weightCodes, register)
                        .report());
    }

    /// What the sums of a layer's channels can be for any activations of a format.
    static AccumulatorRange range(
            Contraction layer, NumberFormat weights, int[] weightCodes, NumberFormat activations) {
        AccumulatorRange range = AccumulatorRange.ZERO;
        for (AccumulatorRange channel :
                AccumulatorBound.ranges(
                        layer.nest(),
                        weights,
                        weightCodes,
                        (long) activations.least(),
                        (long) activations.greatest())) {
            range = range.or(channel);
        }
        return range;
    }
}
