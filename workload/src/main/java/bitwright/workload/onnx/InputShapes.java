package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import bitwright.workload.ModelFileException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the extents of a model's inputs, whose axes can be open: symbols, or nothing at all.
///
/// @param file the model's name for messages
/// @param batch what open batch axes become; 0 takes 1 there and accepts any fixed batch
/// @param sizes by the name of an input all its extents, by the name of a symbol the one extent of
///   every axis of that symbol
record InputShapes(String file, int batch, Map<String, List<Integer>> sizes) {
    private static final int LARGEST_EXTENT = 1 << 24;

    /// The shapes of all inputs.
    ///
    /// @throws ModelFileException if an axis stays open, or a size fits no axis
    Map<String, List<Integer>> of(List<ValueInfoProto> inputs) {
        check(inputs);
        Map<String, Integer> symbols = symbols(inputs);
        var shapes = new LinkedHashMap<String, List<Integer>>();
        for (ValueInfoProto input : inputs) {
            if (shapes.put(input.getName(), shape(input, symbols)) != null) {
                throw problem("has two inputs '" + input.getName() + "'.");
            }
        }
        return shapes;
    }

    /// What the given shapes and symbols say about each symbol.
    private Map<String, Integer> symbols(List<ValueInfoProto> inputs) {
        var symbols = new LinkedHashMap<String, Integer>();
        for (ValueInfoProto input : inputs) {
            List<Dimension> dims = dims(input);
            List<Integer> given = sizes.get(input.getName());
            for (int axis = 0; axis < dims.size(); axis++) {
                String symbol = symbol(dims.get(axis));
                if (symbol.isEmpty()) {
                    continue;
                }
                if (sizes.containsKey(symbol)) {
                    symbols.put(symbol, sizes.get(symbol).getFirst());
                }
                if (given != null && axis < given.size()) {
                    Integer before = symbols.put(symbol, given.get(axis));
                    if (before != null && !before.equals(given.get(axis))) {
                        throw problem(
                                "the axis '"
                                        + symbol
                                        + "' is given two sizes, "
                                        + before
                                        + " and "
                                        + given.get(axis)
                                        + ". Maybe give it once?");
                    }
                }
            }
        }
        return symbols;
    }

    private List<Integer> shape(ValueInfoProto input, Map<String, Integer> symbols) {
        List<Dimension> dims = dims(input);
        List<Integer> given = sizes.get(input.getName());
        TypeProto type = input.getType();
        if (!type.hasTensorType() || !type.getTensorType().hasShape()) {
            if (given == null) {
                throw problem(
                        "the input '"
                                + input.getName()
                                + "' has no shape. Maybe give it with --shape "
                                + input.getName()
                                + "=EXTENTS?");
            }
            return List.copyOf(given);
        }
        if (given != null && given.size() != dims.size()) {
            throw problem(
                    "the input '"
                            + input.getName()
                            + "' has "
                            + dims.size()
                            + " axes; the shape "
                            + given
                            + " does not fit.");
        }
        String batchSymbol = dims.isEmpty() ? "" : symbol(dims.getFirst());
        long[] extents = new long[dims.size()];
        for (int axis = 0; axis < extents.length; axis++) {
            Dimension dim = dims.get(axis);
            String symbol = symbol(dim);
            boolean isBatch = axis == 0 || !batchSymbol.isEmpty() && symbol.equals(batchSymbol);
            if (isFixed(dim)) {
                extents[axis] = fixed(input, axis, dim, given);
            } else if (given != null) {
                extents[axis] = given.get(axis);
            } else if (symbols.containsKey(symbol)) {
                extents[axis] = symbols.get(symbol);
            } else if (isBatch) {
                extents[axis] = Math.max(1, batch);
            } else {
                throw open(input, axis);
            }
            if (isBatch && batch > 1 && !isFixed(dim) && extents[axis] != batch) {
                throw problem(
                        "the input '"
                                + input.getName()
                                + "' is given a batch of "
                                + extents[axis]
                                + " beside a batch of "
                                + batch
                                + ". Maybe give only one of them?");
            }
        }
        return Shapes.of(extents);
    }

    private long fixed(
            ValueInfoProto input, int axis, Dimension dim, @Nullable List<Integer> given) {
        long extent = dim.getDimValue();
        if (axis == 0 && batch > 1 && extent != batch
                || axis == 0 && batch == 1 && given == null && extent != 1) {
            throw problem(
                    "the input '"
                            + input.getName()
                            + "' has a fixed batch of "
                            + extent
                            + ", not "
                            + batch
                            + ". Maybe export the model with a symbolic batch?");
        }
        if (given != null && given.get(axis) != extent) {
            throw problem(
                    "axis "
                            + axis
                            + " of the input '"
                            + input.getName()
                            + "' is fixed at "
                            + extent
                            + ", not "
                            + given.get(axis)
                            + ". Maybe export the model with a symbolic axis?");
        }
        return extent;
    }

    private ModelFileException open(ValueInfoProto input, int axis) {
        List<Dimension> dims = dims(input);
        String symbol = symbol(dims.get(axis));
        String example =
                symbol.isEmpty()
                        ? input.getName()
                                + "="
                                + dims.stream()
                                        .map(d -> isFixed(d) ? "" + d.getDimValue() : "N")
                                        .collect(Collectors.joining(","))
                        : symbol + "=N";
        return problem(
                "axis "
                        + axis
                        + " of the input '"
                        + input.getName()
                        + "' has no size. Maybe give one with --shape "
                        + example
                        + "?");
    }

    private void check(List<ValueInfoProto> inputs) {
        Set<String> known = new LinkedHashSet<>();
        Set<String> symbols = new LinkedHashSet<>();
        for (ValueInfoProto input : inputs) {
            known.add(input.getName());
            dims(input).stream().map(InputShapes::symbol).forEach(symbols::add);
        }
        symbols.remove("");
        sizes.forEach((name, extents) -> {
            boolean isSymbol = symbols.contains(name) && !known.contains(name);
            if (!known.contains(name) && !isSymbol) {
                known.addAll(symbols);
                throw problem(
                        "has no input and no symbolic axis '"
                                + name
                                + "'. Maybe one of "
                                + String.join(", ", known)
                                + "?");
            }
            if (isSymbol && extents.size() != 1) {
                throw problem("the axis '" + name + "' needs one size, not " + extents);
            }
            for (int extent : extents) {
                if (extent < 1 || extent > LARGEST_EXTENT) {
                    throw problem(
                            "the size "
                                    + extent
                                    + " of '"
                                    + name
                                    + "' must be 1 to "
                                    + LARGEST_EXTENT
                                    + ".");
                }
            }
        });
    }

    /// The name that says which axes are equal; empty where there is none. Some exporters write a
    /// question mark for every open axis, which then says nothing.
    private static String symbol(Dimension dim) {
        String symbol = dim.getDimParam();
        return isFixed(dim) || symbol.equals("?") ? "" : symbol;
    }

    private static boolean isFixed(Dimension dim) {
        return dim.hasDimValue() && dim.getDimValue() > 0;
    }

    private static List<Dimension> dims(ValueInfoProto input) {
        return input.getType().getTensorType().getShape().getDimList();
    }

    private ModelFileException problem(String what) {
        return new ModelFileException(file + ": " + what);
    }
}
