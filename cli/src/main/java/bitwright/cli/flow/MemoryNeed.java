package bitwright.cli.flow;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.reports.Units;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a network keeps in the outermost memory while it runs.
///
/// @param weightBits of all weights at their formats, and of the parameters that no contraction has
///   (embeddings, norms) as wide as the widest activations
/// @param cacheBits of what stays from step to step
/// @param activationBits of the activations that live at once, at the worst moment; fused layers
///   and views that keep every element write over what they read
/// @param capacityBits of the outermost memory
public record MemoryNeed(long weightBits, long cacheBits, long activationBits, long capacityBits) {

    static MemoryNeed of(
            Network network,
            Map<String, Precision> choices,
            @Nullable NumberFormat cacheFormat,
            Accelerator accelerator) {
        TensorWidths widths = TensorWidths.of(network, choices);
        long weights = 0;
        long counted = 0;
        NumberFormat widest = null;
        for (Contraction layer : network.contractions()) {
            Precision choice = choices.get(layer.name());
            if (choice == null) {
                throw new IllegalArgumentException("layer " + layer.name() + " has no choice");
            }
            weights = Math.addExact(weights, NetworkCosting.weightBits(layer, choice));
            if (layer.inputs().size() == 1) {
                counted += layer.nest().elements(Operand.WEIGHT);
            }
            NumberFormat activations = choice.activations();
            widest = widest == null || activations.bits() > widest.bits() ? activations : widest;
        }
        long others = Math.max(0, network.parameters() - counted);
        if (widest != null) {
            weights = Math.addExact(weights, widest.storageBits(others));
        }
        long cached = 0;
        for (String cache : network.caches()) {
            long elements = network.elements(cache);
            long bits =
                    cacheFormat == null
                            ? Math.multiplyExact(elements, (long) widths.of(cache))
                            : cacheFormat.storageBits(elements);
            cached = Math.addExact(cached, bits);
        }
        return new MemoryNeed(
                weights,
                cached,
                living(network, widths).stream().mapToLong(Long::longValue).max().orElse(0),
                accelerator.memories().getFirst().capacityBits());
    }

    /// Bits of activations that are still to be read, or just written, while each layer runs.
    static List<Long> living(Network network, TensorWidths widths) {
        List<Long> living = new ArrayList<>();
        for (LivingTensors.Moment moment : LivingTensors.of(network)) {
            long bits = 0;
            for (String tensor : moment.tensors()) {
                bits =
                        Math.addExact(
                                bits,
                                Math.multiplyExact(
                                        network.elements(tensor), (long) widths.of(tensor)));
            }
            living.add(bits);
        }
        return living;
    }

    /// All of it together.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long bits() {
        return Math.addExact(Math.addExact(weightBits, cacheBits), activationBits);
    }

    /// By how much the memory is too small; 0 where it is not.
    public long missingBits() {
        return Math.max(0, bits() - capacityBits);
    }

    /// One line that says what does not fit and by how much.
    public String complaint(Accelerator accelerator) {
        return accelerator.name()
                + ": memory '"
                + accelerator.memories().getFirst().name()
                + "' has "
                + Units.bits(capacityBits)
                + ", "
                + Units.bits(missingBits())
                + " too few for this model. Maybe narrower formats, a smaller batch or a shorter context.";
    }
}
