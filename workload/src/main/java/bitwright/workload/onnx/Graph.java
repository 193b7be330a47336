package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;
import bitwright.workload.Tensor;
import bitwright.workload.onnx.Constant.Floats;
import bitwright.workload.onnx.Constant.Integers;
import bitwright.workload.onnx.Constant.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The network while it is being read: what every tensor name stands for, and the layers so far.
final class Graph {
    private final long opset;
    private final TensorDecoder decoder;
    private final Map<String, Integer> reads;
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private final Map<String, String> aliasSources = new LinkedHashMap<>();
    private final Map<String, Encoding> encodings = new LinkedHashMap<>();
    private final Map<String, CodeRange> codeRanges = new LinkedHashMap<>();
    private final UniqueNames names = new UniqueNames();
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, Integer> writers = new LinkedHashMap<>();
    private final Map<String, Tensor> kept = new LinkedHashMap<>();
    private final Map<String, Parameter> parameters = new LinkedHashMap<>();
    private final Map<String, ContractionOrigin> origins = new LinkedHashMap<>();
    private final Map<Filling, float[]> filled = new LinkedHashMap<>();
    private long madeElements;

    /// @param reads how often each tensor is read, by nodes or as an output of the graph
    Graph(long opset, TensorDecoder decoder, Map<String, Integer> reads) {
        this.opset = opset;
        this.decoder = decoder;
        this.reads = reads;
    }

    long opset() {
        return opset;
    }

    /// A layer's name that no other has.
    String uniqueName(String wish) {
        return names.unique(wish);
    }

    Constant decode(OnnxMl.TensorProto tensor, String name) {
        CodeRange.of(tensor.getDataType()).ifPresent(range -> codeRanges.put(name, range));
        return decoder.decode(tensor, name);
    }

    /// The codes that the element type of a stored tensor has, if it is one of quantized tensors.
    Optional<CodeRange> codeRange(String tensor) {
        return Optional.ofNullable(codeRanges.get(tensor));
    }

    /// Says that an activation holds codes in the file; here it stands for the real numbers.
    void encode(String tensor, Encoding encoding) {
        encodings.put(tensor, encoding);
    }

    /// How an activation that stands for real numbers is encoded in the file, if it is.
    Optional<Encoding> encoding(String tensor) {
        return Optional.ofNullable(encodings.get(tensor));
    }

    boolean isKnown(String tensor) {
        String name = resolve(tensor);
        return constants.containsKey(name) || shapes.containsKey(name);
    }

    boolean isWritten(String tensor) {
        return aliases.containsKey(tensor)
                || constants.containsKey(tensor)
                || shapes.containsKey(tensor);
    }

    /// The activation tensor that a name stands for.
    String resolve(String tensor) {
        return aliases.getOrDefault(tensor, tensor);
    }

    void alias(String name, String tensor) {
        aliases.put(name, resolve(tensor));
        aliasSources.put(name, tensor);
    }

    Optional<Constant> constant(String tensor) {
        return Optional.ofNullable(constants.get(resolve(tensor)));
    }

    boolean isConstant(String tensor) {
        return constants.containsKey(resolve(tensor));
    }

    /// The shape of a constant or an activation.
    List<Integer> shape(Node node, int input) {
        String tensor = resolve(node.input(input));
        Constant constant = constants.get(tensor);
        List<Integer> shape = constant == null ? shapes.get(tensor) : constant.shape();
        if (shape == null) {
            throw node.error("reads '" + tensor + "', which nothing has written.");
        }
        return shape;
    }

    /// A constant operand of real numbers.
    Floats floats(Node node, int input) {
        Constant constant = constants.get(resolve(node.input(input)));
        return switch (constant) {
            case Floats floats -> floats;
            case Integers integers ->
                    throw node.error("needs real numbers in '" + node.input(input) + "'.");
            case null ->
                    throw node.error(
                            "needs '"
                                    + node.input(input)
                                    + "' to be a constant. Maybe export the model with constant folding?");
        };
    }

    /// A constant operand of integers.
    Integers integers(Node node, int input) {
        Constant constant = constants.get(resolve(node.input(input)));
        return switch (constant) {
            case Integers integers -> integers;
            case Floats floats ->
                    throw node.error("needs integers in '" + node.input(input) + "'.");
            case null ->
                    throw node.error(
                            "needs '"
                                    + node.input(input)
                                    + "' to be known when the model is read. Maybe export it with fixed sizes?");
        };
    }

    /// A constant that was made while reading.
    void define(String tensor, Constant constant) {
        madeElements = Math.addExact(madeElements, Shapes.elements(constant.shape()));
        if (madeElements > Shapes.MOST_CONSTANT_ELEMENTS) {
            throw new IllegalArgumentException(
                    "the constants made while reading exceed "
                            + Shapes.MOST_CONSTANT_ELEMENTS
                            + " elements.");
        }
        constants.put(tensor, constant);
    }

    /// A constant that takes no further memory: stored in the file, or another name or shape of one
    /// that is there.
    void put(String tensor, Constant constant) {
        constants.put(tensor, constant);
    }

    /// An array of equal values; equal requests share it.
    float[] filled(int elements, float value) {
        return filled.computeIfAbsent(
                new Filling(elements, Float.floatToIntBits(value)),
                wanted -> {
                    float[] values = new float[elements];
                    Arrays.fill(values, value);
                    return values;
                });
    }

    private record Filling(int elements, int bits) {}

    void defineInput(String tensor, List<Integer> shape) {
        checkActivation(shape);
        shapes.put(tensor, shape);
    }

    /// Adds a layer and the shape of what it writes.
    void add(Layer layer, List<Integer> shape) {
        checkActivation(shape);
        writers.put(layer.output(), layers.size());
        layers.add(layer);
        shapes.put(layer.output(), shape);
    }

    void add(Contraction layer, List<Integer> shape, ContractionOrigin origin) {
        add(layer, shape);
        origins.put(layer.name(), origin);
    }

    /// The contraction that writes the tensor of an input, if the node is all that reads it: only
    /// then can the node's work move into the contraction.
    @Nullable Contraction onlyReaderOf(Node node, int input) {
        String tensor = node.input(input);
        Integer writer = writers.get(tensor);
        return writer != null
                        && reads.getOrDefault(tensor, 0) == 1
                        && layers.get(writer) instanceof Contraction contraction
                ? contraction
                : null;
    }

    /// The contraction of integers that writes the tensor of an input, perhaps under another name,
    /// if the node is all that reads it.
    @Nullable Contraction onlyReaderOfIntegerProduct(Node node, int input) {
        String tensor = node.input(input);
        while (aliasSources.containsKey(tensor)) {
            if (reads.getOrDefault(tensor, 0) != 1) {
                return null;
            }
            tensor = aliasSources.get(tensor);
        }
        Integer writer = writers.get(tensor);
        return writer != null
                        && reads.getOrDefault(tensor, 0) == 1
                        && layers.get(writer) instanceof Contraction contraction
                        && contraction.op().endsWith("Integer")
                ? contraction
                : null;
    }

    /// Puts a contraction that has taken in the node after it in the place of the one before.
    void replace(Contraction before, Contraction after, ContractionOrigin origin) {
        int place = writers.getOrDefault(before.output(), -1);
        writers.remove(before.output());
        List<Integer> shape = shapes.getOrDefault(before.output(), List.of());
        shapes.remove(before.output());
        layers.set(place, after);
        writers.put(after.output(), place);
        shapes.put(after.output(), shape);
        origins.put(after.name(), origin);
    }

    ContractionOrigin origin(Contraction contraction) {
        ContractionOrigin origin = origins.get(contraction.name());
        if (origin == null) {
            throw new IllegalArgumentException("no contraction '" + contraction.name() + "'.");
        }
        return origin;
    }

    /// Keeps a constant for the network and counts it as parameters.
    ///
    /// @return the name under which it is kept
    String keep(String name, Floats constant) {
        count(constant);
        return keepUncounted(name, constant.shape(), constant.values());
    }

    String keepUncounted(String name, List<Integer> shape, float[] values) {
        String free = name;
        while (kept.containsKey(free) && kept.get(free).values() != values
                || shapes.containsKey(free)) {
            free = free + "'";
        }
        kept.put(free, new Tensor(shape, values));
        return free;
    }

    void replaceKept(String name, List<Integer> shape, float[] values) {
        kept.put(name, new Tensor(shape, values));
    }

    Tensor kept(String name) {
        Tensor tensor = kept.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no constant '" + name + "' is kept.");
        }
        return tensor;
    }

    void count(Floats constant) {
        if (constant.parameter() != null) {
            parameters.put(constant.parameter().name(), constant.parameter());
        }
    }

    long parameterElements() {
        return parameters.values().stream().mapToLong(Parameter::elements).sum();
    }

    List<Layer> layers() {
        return layers;
    }

    Map<String, List<Integer>> shapes() {
        return shapes;
    }

    Map<String, Tensor> keptConstants() {
        return kept;
    }

    Map<String, ContractionOrigin> origins() {
        return origins;
    }

    private static void checkActivation(List<Integer> shape) {
        if (shape.contains(0)) {
            throw new IllegalArgumentException("an activation of shape " + shape + " is empty.");
        }
        if (Shapes.elements(shape) > Shapes.MOST_ACTIVATION_ELEMENTS) {
            throw new IllegalArgumentException(
                    "an activation of shape "
                            + shape
                            + " has more than "
                            + Shapes.MOST_ACTIVATION_ELEMENTS
                            + " elements.");
        }
    }
}
