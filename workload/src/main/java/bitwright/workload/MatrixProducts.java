package bitwright.workload;

import java.util.ArrayList;
import java.util.List;

/// A network as a sequence of matrix products: how an array that is fed by im2col sees it.
public final class MatrixProducts {
    private MatrixProducts() {}

    /// The same network with every contraction as the matrix product of its windows, laid out one
    /// after the other: `batch · outputHeight · outputWidth` rows, `outputChannels` columns and
    /// `inputChannels · filterHeight · filterWidth` deep, once for each group. Layers keep their
    /// names, tensors and multiply-accumulates; inputs are counted as often as windows repeat them.
    ///
    /// @throws ArithmeticException if an extent goes beyond 31 bits
    public static Network of(Network network) {
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : network.layers()) {
            layers.add(
                    switch (layer) {
                        case Contraction contraction -> product(contraction);
                        case Pointwise pointwise -> pointwise;
                        case View view -> view;
                    });
        }
        return new Network(
                network.name(),
                network.inputs(),
                network.outputs(),
                layers,
                network.shapes(),
                network.constants(),
                network.parameters(),
                network.caches());
    }

    private static Contraction product(Contraction layer) {
        LoopNest nest = layer.nest();
        int rows =
                Math.multiplyExact(
                        Math.multiplyExact(nest.batch(), nest.outputHeight()), nest.outputWidth());
        int depth =
                Math.multiplyExact(
                        Math.multiplyExact(nest.inputChannels(), nest.filterHeight()),
                        nest.filterWidth());
        return new Contraction(
                layer.name(),
                layer.op(),
                layer.inputs(),
                layer.output(),
                LoopNest.matrixProduct(nest.groups(), rows, nest.outputChannels(), depth),
                layer.weights(),
                layer.bias(),
                layer.rowsFirst());
    }
}
