package bitwright.workload;

import bitwright.workload.Pointwise.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `(x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon)`, with or without a gain and a bias.
final class LayerNormPattern {
    private final Composites chains;
    private final List<Pointwise> parts = new ArrayList<>();

    private LayerNormPattern(Composites chains) {
        this.chains = chains;
    }

    /// The chain that ends in a layer, if it is a layer norm.
    static Optional<Composites.Found> find(Composites chains, Pointwise last) {
        return new LayerNormPattern(chains).match(last);
    }

    private Optional<Composites.Found> match(Pointwise last) {
        Pointwise at = last;
        String shift = "";
        String scale = "";
        if (at.kind() == Kind.ADD && hasOneConstant(at)) {
            shift = at.constants().getFirst();
            at = part(at.inputs().getFirst(), Kind.MULTIPLY, Kind.DIVIDE);
        }
        if (at != null && at.kind() == Kind.MULTIPLY && hasOneConstant(at)) {
            scale = at.constants().getFirst();
            at = part(at.inputs().getFirst(), Kind.DIVIDE);
        }
        if (at == null || at.kind() != Kind.DIVIDE || at.inputs().size() != 2) {
            return Optional.empty();
        }
        Pointwise mean = mean(at);
        String epsilon = mean == null ? "" : epsilon(at, mean);
        if (mean == null || epsilon.isEmpty()) {
            return Optional.empty();
        }
        String input = mean.inputs().getFirst();
        List<Integer> shape = chains.shape(input);
        int length = mean.axes().stream().map(shape::get).reduce(1, Math::multiplyExact);
        if (!fits(scale, shape, mean.axes()) || !fits(shift, shape, mean.axes())) {
            return Optional.empty();
        }
        List<String> constants =
                List.of(
                        scale.isEmpty() ? chains.filled(last.name() + ":scale", length, 1) : scale,
                        shift.isEmpty() ? chains.filled(last.name() + ":shift", length, 0) : shift,
                        epsilon);
        return Optional.of(
                new Composites.Found(
                        Composites.whole(
                                last,
                                "LayerNormalization",
                                Kind.LAYER_NORM,
                                input,
                                constants,
                                mean.axes()),
                        parts));
    }

    /// Whether a constant has one element for each of the normed ones, in their order: the last
    /// axes of a tensor, as a shape of the same extents is broadcast along these.
    private boolean fits(String constant, List<Integer> shape, List<Integer> axes) {
        if (constant.isEmpty()) {
            return true;
        }
        int first = shape.size() - axes.size();
        boolean last = IntStream.range(0, axes.size()).allMatch(at -> axes.get(at) == first + at);
        List<Integer> own = chains.constantShape(constant);
        List<Integer> normed = shape.subList(first, shape.size());
        int leading = own.size() - normed.size();
        return last
                && leading >= 0
                && own.subList(0, leading).stream().allMatch(extent -> extent == 1)
                && own.subList(leading, own.size()).equals(normed);
    }

    /// The mean that the dividend is less; null if the dividend is no centred tensor.
    private @Nullable Pointwise mean(Pointwise division) {
        Pointwise centred = part(division.inputs().getFirst(), Kind.SUBTRACT);
        if (centred == null || centred.inputs().size() != 2) {
            return null;
        }
        Pointwise mean = part(centred.inputs().getLast(), Kind.MEAN);
        boolean own =
                mean != null
                        && mean.inputs().equals(List.of(centred.inputs().getFirst()))
                        && chains.shape(mean.output()).size()
                                == chains.shape(centred.output()).size();
        return own ? mean : null;
    }

    /// The constant beside the variance under the root; empty if the divisor is no deviation.
    private String epsilon(Pointwise division, Pointwise mean) {
        Pointwise root = part(division.inputs().getLast(), Kind.OTHER);
        if (root == null || !root.op().equals("Sqrt")) {
            return "";
        }
        Pointwise sum = part(root.inputs().getFirst(), Kind.ADD);
        if (sum == null || !(chains.scalar(sum) >= 0) || sum.inputs().size() != 1) {
            return "";
        }
        Pointwise variance = part(sum.inputs().getFirst(), Kind.MEAN);
        if (variance == null || !variance.axes().equals(mean.axes())) {
            return "";
        }
        Pointwise square = part(variance.inputs().getFirst(), Kind.OTHER, Kind.MULTIPLY);
        String centred = division.inputs().getFirst();
        return square != null && isSquare(square, centred) ? sum.constants().getFirst() : "";
    }

    private boolean isSquare(Pointwise layer, String tensor) {
        boolean power =
                layer.op().equals("Pow")
                        && layer.inputs().equals(List.of(tensor))
                        && chains.scalar(layer) == 2;
        return power
                || layer.kind() == Kind.MULTIPLY && layer.inputs().equals(List.of(tensor, tensor));
    }

    private static boolean hasOneConstant(Pointwise layer) {
        return layer.inputs().size() == 1 && layer.constants().size() == 1;
    }

    /// The layer that writes a tensor, if it is of one of some kinds.
    private @Nullable Pointwise part(String tensor, Kind... kinds) {
        Pointwise found =
                Arrays.stream(kinds)
                        .flatMap(kind -> chains.writer(tensor, kind).stream())
                        .findFirst()
                        .orElse(null);
        if (found != null) {
            parts.add(found);
        }
        return found;
    }
}
