package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Network;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How wide one element of each activation tensor is in the outermost memory under a plan: as wide
/// as the widest layer that reads it needs.
///
/// A contraction reads at the width of its activations. A pointwise layer or a view reads what it
/// writes: its inputs are as wide as its output. What the network puts out, and what nothing reads,
/// is as wide as the widest activations of the plan.
final class TensorWidths {
    private final Map<String, Integer> bits = new LinkedHashMap<>();

    private TensorWidths() {}

    /// The widths under a plan.
    ///
    /// @param choices the choice of each contraction, by name
    /// @throws IllegalArgumentException if a contraction has no choice
    static TensorWidths of(Network network, Map<String, Precision> choices) {
        TensorWidths widths = new TensorWidths();
        int widest =
                choices.values().stream()
                        .mapToInt(choice -> choice.activations().bits())
                        .max()
                        .orElse(0);
        network.outputs().forEach(output -> widths.atLeast(output, widest));
        for (Layer layer : network.layers().reversed()) {
            widths.bits.putIfAbsent(layer.output(), widest);
            int read =
                    switch (layer) {
                        case Contraction contraction -> activationBits(contraction, choices);
                        case Pointwise pointwise -> widths.of(pointwise.output());
                        case View view -> widths.of(view.output());
                    };
            layer.inputs().forEach(input -> widths.atLeast(input, read));
        }
        return widths;
    }

    private static int activationBits(Contraction layer, Map<String, Precision> choices) {
        Precision choice = choices.get(layer.name());
        if (choice == null) {
            throw new IllegalArgumentException("layer " + layer.name() + " has no choice");
        }
        return choice.activations().bits();
    }

    private void atLeast(String tensor, int width) {
        bits.merge(tensor, width, Math::max);
    }

    /// Bits of one element of a tensor.
    ///
    /// @throws IllegalArgumentException if the network has no such tensor
    int of(String tensor) {
        Integer width = bits.get(tensor);
        if (width == null) {
            throw new IllegalArgumentException("no layer reads or writes tensor " + tensor + ".");
        }
        return width;
    }

    /// Bits of several tensors together.
    ///
    /// @param shapes of all tensors, by name
    /// @throws ArithmeticException beyond 64 bits
    long bits(List<String> tensors, Map<String, List<Integer>> shapes) {
        long sum = 0;
        for (String tensor : tensors) {
            long elements =
                    shapes.getOrDefault(tensor, List.of()).stream()
                            .mapToLong(Integer::longValue)
                            .reduce(1, Math::multiplyExact);
            sum = Math.addExact(sum, Math.multiplyExact(elements, (long) of(tensor)));
        }
        return sum;
    }
}
