package bitwright.cli.flow;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.cli.BadInputException;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.kernels.quantizer.ActivationQuantizer;
import bitwright.kernels.quantizer.WeightQuantizer;
import bitwright.kernels.reference.AccumulatorBound;
import bitwright.kernels.reference.AccumulatorRange;
import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.Register;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import bitwright.workload.Tensor;
import java.util.List;
import java.util.Set;

/// Whether every candidate can be measured and executed in every layer, asked before anything is
/// measured: measuring takes minutes, this a second.
public final class CandidateCheck {
    private final Network network;
    private final Set<String> nonNegative;
    private final Register register;
    private final boolean executed;

    private CandidateCheck(Network network, Register register) {
        this.network = network;
        this.register = register;
        nonNegative = NonNegative.tensors(network);
        executed = IntegerNetwork.obstacle(network).isEmpty();
    }

    /// Refuses candidates whose activations have no calibration, and, where the network will be
    /// executed in integers, those whose accumulators could leave 32 bits, in which schedules are
    /// compared with the reference, or a register that refuses overflow.
    ///
    /// @param candidates precisions with signed activations
    /// @throws BadInputException naming the layer, the candidate and the cure
    public static void require(Network network, List<Precision> candidates, Register register) {
        CandidateCheck check = new CandidateCheck(network, register);
        for (Contraction layer : network.contractions()) {
            candidates.forEach(candidate -> check.require(layer, candidate));
        }
    }

    private void require(Contraction layer, Precision candidate) {
        try {
            ActivationQuantizer.requireCalibration(candidate.activations());
            Tensor weights = network.constants().get(String.valueOf(layer.weights()));
            if (executed && weights != null) {
                requireRange(
                        layer, LayerPrecision.of(layer, candidate, nonNegative), weights.values());
            }
        } catch (IllegalArgumentException | ArithmeticException problem) {
            throw new BadInputException(
                    "layer "
                            + layer.name()
                            + " at "
                            + candidate.name()
                            + ": "
                            + problem.getMessage()
                            + " Or leave "
                            + candidate.name()
                            + " out of --candidates.",
                    problem);
        }
    }

    private void requireRange(Contraction layer, Precision exact, float[] weights) {
        NumberFormat activations = exact.activations();
        long enough = Math.min(AccumulatorBound.GREATEST_INT32, register.maximum());
        if (AccumulatorBound.ofFormats(layer.nest(), activations, exact.weights()) <= enough) {
            return;
        }
        int channels = layer.nest().groups() * layer.nest().outputChannels();
        int[] codes = WeightQuantizer.perChannel(weights, channels, exact.weights()).codes();
        AccumulatorBound.requireInt32(
                layer.nest(),
                Integers.of(exact.weights(), codes),
                Integers.greatestMagnitude(activations));
        if (register.overflow() == Overflow.REFUSE) {
            AccumulatorRange range =
                    AccumulatorCheck.range(layer, exact.weights(), codes, activations);
            if (range.bits() > register.bits()) {
                throw new ArithmeticException(
                        "accumulators may need "
                                + range.bits()
                                + " bits, beyond the "
                                + register.bits()
                                + " of the register. Maybe a wider --accumulator, or --overflow"
                                + " wrap or saturate.");
            }
        }
    }
}
