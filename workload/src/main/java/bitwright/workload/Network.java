package bitwright.workload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgrapht.graph.DirectedAcyclicGraph;

/// A network: layers in topological order, the shapes of all activation tensors, and its constants.
///
/// @param name the network's name
/// @param inputs names of the graph's inputs
/// @param outputs names of the graph's outputs
/// @param layers in topological order
/// @param shapes shape of every activation tensor, by name
/// @param constants weights, biases and the like, by name; empty where the network has shapes only
/// @param parameters trainable parameters, as the field counts them
/// @param caches activation tensors that stay in memory from step to step (keys and values) and may
///   have a number format of their own
public record Network(
        String name,
        List<String> inputs,
        List<String> outputs,
        List<Layer> layers,
        Map<String, List<Integer>> shapes,
        Map<String, Tensor> constants,
        long parameters,
        Set<String> caches) {
    public Network {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        layers = List.copyOf(layers);
        shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        caches = Collections.unmodifiableSet(new LinkedHashSet<>(caches));
    }

    /// A network that keeps nothing from step to step.
    public Network(
            String name,
            List<String> inputs,
            List<String> outputs,
            List<Layer> layers,
            Map<String, List<Integer>> shapes,
            Map<String, Tensor> constants,
            long parameters) {
        this(name, inputs, outputs, layers, shapes, constants, parameters, Set.of());
    }

    /// The contractions, in topological order.
    public List<Contraction> contractions() {
        return layers.stream()
                .filter(Contraction.class::isInstance)
                .map(Contraction.class::cast)
                .toList();
    }

    /// Multiply-accumulates of all contractions.
    ///
    /// @throws ArithmeticException beyond 64 bits
    public long macs() {
        return contractions().stream()
                .mapToLong(layer -> layer.nest().macs())
                .reduce(0, Math::addExact);
    }

    /// Elements of an activation tensor.
    ///
    /// @throws IllegalArgumentException if the network has no such tensor
    /// @throws ArithmeticException beyond 64 bits
    public long elements(String tensor) {
        List<Integer> shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("no layer reads or writes tensor " + tensor + ".");
        }
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /// The graph: an edge from the layer that writes a tensor to every layer that reads it.
    ///
    /// @throws IllegalArgumentException if the layers form a cycle
    public DirectedAcyclicGraph<Layer, TensorEdge> graph() {
        var graph = new DirectedAcyclicGraph<Layer, TensorEdge>(TensorEdge.class);
        var writers = new LinkedHashMap<String, Layer>();
        for (Layer layer : layers) {
            graph.addVertex(layer);
            writers.put(layer.output(), layer);
        }
        for (Layer layer : layers) {
            for (String input : new LinkedHashSet<>(layer.inputs())) {
                Layer writer = writers.get(input);
                if (writer != null) {
                    graph.addEdge(
                            writer, layer, new TensorEdge(writer.name(), input, layer.name()));
                }
            }
        }
        return graph;
    }

    /// An edge of the graph: who writes the tensor, the tensor, who reads it.
    public record TensorEdge(String writer, String tensor, String reader) {}
}
