package bitwright.workload;

import bitwright.workload.Pointwise.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `x * (1 + erf(x / sqrt 2)) * 0.5`, the factors in any order.
final class GeluPattern {
    private final Composites chains;
    private final List<Pointwise> parts = new ArrayList<>();
    private final List<String> factors = new ArrayList<>();
    private double constant = 1;

    private GeluPattern(Composites chains) {
        this.chains = chains;
    }

    /// The chain that ends in a layer, if it is a GELU.
    static Optional<Composites.Found> find(Composites chains, Pointwise last) {
        boolean byConstant = last.kind() == Kind.DIVIDE && last.inputs().size() == 1;
        if (last.kind() != Kind.MULTIPLY && !byConstant) {
            return Optional.empty();
        }
        return new GeluPattern(chains).match(last);
    }

    private Optional<Composites.Found> match(Pointwise last) {
        collect(last);
        if (factors.size() != 2 || !Composites.near(constant, 0.5)) {
            return Optional.empty();
        }
        return gate(factors.getFirst(), factors.getLast())
                .or(() -> gate(factors.getLast(), factors.getFirst()))
                .map(x ->
                        new Composites.Found(
                                Composites.whole(last, "Gelu", Kind.GELU, x, List.of(), List.of()),
                                parts));
    }

    /// The factors of a product of products that nobody else reads.
    private void collect(Pointwise product) {
        if (!product.constants().isEmpty()) {
            double scalar = chains.scalar(product);
            constant *= product.kind() == Kind.DIVIDE ? 1 / scalar : scalar;
        }
        for (String input : product.inputs()) {
            Optional<Pointwise> inner =
                    chains.writer(input, Kind.MULTIPLY)
                            .or(() ->
                                    chains.writer(input, Kind.DIVIDE)
                                            .filter(it -> it.inputs().size() == 1))
                            .filter(_ -> chains.readers(input) == 1);
            if (inner.isPresent()) {
                parts.add(inner.get());
                collect(inner.get());
            } else {
                factors.add(input);
            }
        }
    }

    /// The `x` of `1 + erf(x / sqrt 2)`, if it is the other factor.
    private Optional<String> gate(String tensor, String other) {
        Pointwise sum = chains.writer(tensor, Kind.ADD).orElse(null);
        if (sum == null || sum.inputs().size() != 1 || chains.scalar(sum) != 1) {
            return Optional.empty();
        }
        Pointwise error =
                chains.writer(sum.inputs().getFirst(), Kind.OTHER)
                        .filter(it -> it.op().equals("Erf"))
                        .orElse(null);
        if (error == null) {
            return Optional.empty();
        }
        String argument = error.inputs().getFirst();
        Pointwise scaled =
                chains.writer(argument, Kind.DIVIDE)
                        .filter(it -> Composites.near(chains.scalar(it), Math.sqrt(2)))
                        .or(() ->
                                chains.writer(argument, Kind.MULTIPLY)
                                        .filter(it ->
                                                Composites.near(chains.scalar(it), Math.sqrt(0.5))))
                        .orElse(null);
        if (scaled == null || !scaled.inputs().equals(List.of(other))) {
            return Optional.empty();
        }
        parts.addAll(List.of(sum, error, scaled));
        return Optional.of(other);
    }
}
