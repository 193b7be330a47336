package bitwright.kernels.network;

import bitwright.kernels.fast.FastContraction;
import bitwright.kernels.fast.FastRequantization;
import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.quantizer.QuantizedWeights;
import bitwright.kernels.reference.AccumulatorBound;
import bitwright.kernels.reference.AccumulatorRange;
import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.Register;
import bitwright.kernels.reference.Requantization;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Turns contractions into stages, and keeps what was found out about each.
final class ContractionCompiler {
    private final Network network;
    private final EncodingPlan plan;
    private final IntegerOptions options;
    private final SlotTable slots;
    private final List<Stage> stages;
    private final Map<String, ContractionWeights> weights = new LinkedHashMap<>();
    private final Map<String, Integer> sources = new LinkedHashMap<>();
    private final Map<String, Integer> secondSources = new LinkedHashMap<>();
    private final Map<String, Double> productSteps = new LinkedHashMap<>();
    private final Map<String, AccumulatorNeed> needs = new LinkedHashMap<>();
    private final Map<String, RegisterWork> registerWork = new LinkedHashMap<>();
    private final Map<String, SlotTable.Location> raw = new LinkedHashMap<>();
    private final Map<String, Requantization> requantizations = new LinkedHashMap<>();

    ContractionCompiler(
            Network network,
            EncodingPlan plan,
            IntegerOptions options,
            SlotTable slots,
            List<Stage> stages) {
        this.network = network;
        this.plan = plan;
        this.options = options;
        this.slots = slots;
        this.stages = stages;
    }

    /// The quantized weights of each contraction that has some.
    Map<String, ContractionWeights> weights() {
        return weights;
    }

    /// The slot that each contraction reads, laid out as its nest says.
    Map<String, Integer> sources() {
        return sources;
    }

    /// The slot in the place of the weights, where both operands are activations.
    Map<String, Integer> secondSources() {
        return secondSources;
    }

    /// The real value of one accumulator step where both operands are activations.
    Map<String, Double> productSteps() {
        return productSteps;
    }

    /// What the accumulators of each contraction can need.
    Map<String, AccumulatorNeed> needs() {
        return needs;
    }

    /// The contractions whose accumulators may overflow.
    Map<String, RegisterWork> registerWork() {
        return registerWork;
    }

    /// From the accumulators of each contraction to its output; without those whose accumulators
    /// are the result.
    Map<String, Requantization> requantizations() {
        return requantizations;
    }

    /// Where a tensor lies that is raw accumulators.
    SlotTable.@Nullable Location raw(String tensor) {
        return raw.get(tensor);
    }

    void add(Contraction layer) {
        if (layer.inputs().size() == 2) {
            multiply(layer);
        } else {
            contract(layer);
        }
    }

    private void contract(Contraction layer) {
        Encoding encoding = plan.demand(layer, 0);
        int source = source(layer, encoding);
        var quantized =
                ContractionWeights.of(
                        layer, network, plan.precision(layer.name()).weights(), encoding.scale());
        weights.put(layer.name(), quantized);
        need(layer, ranges(layer, quantized.weights(), encoding));
        Requantization requantization =
                requantization(layer, quantized.biases(), quantized.stepScales());
        int target = target(layer);
        stages.add(stage(layer, quantized.weights(), encoding, source, target, requantization));
    }

    /// Both operands are activations, each with one scale: `a[row][depth] b[depth][column]` is in
    /// steps of the product of the scales, and every sum is at most `depth * max |a| * max |b|`.
    private void multiply(Contraction layer) {
        Encoding left = plan.demand(layer, 0);
        Encoding right = plan.demand(layer, 1);
        int source = source(layer, left);
        int second =
                slots.arranged(
                        slots.read(layer.inputs().getLast(), right)
                                .through(NestLayout.secondInput(layer.nest())));
        secondSources.put(layer.name(), second);
        need(layer, productRanges(layer, left, right));
        double step = left.scale() * right.scale();
        productSteps.put(layer.name(), step);
        Requantization requantization = requantization(layer, List.of(0), List.of(step));
        int target = target(layer);
        if (requireRegister(layer)) {
            var work =
                    new RegisterWork(
                            layer.name(),
                            layer.nest(),
                            plan.precision(layer.name()).weights(),
                            new int[0],
                            options.register());
            registerWork.put(layer.name(), work);
            stages.add(new Stage.MultiplyInRegister(source, second, target, work, requantization));
            return;
        }
        stages.add(
                new Stage.Multiply(
                        source,
                        second,
                        target,
                        layer.nest(),
                        requantization == null ? null : new FastRequantization(requantization)));
    }

    private int source(Contraction layer, Encoding encoding) {
        SlotTable.Location location = slots.read(layer.inputs().getFirst(), encoding);
        int source =
                slots.arranged(
                        layer.rowsFirst()
                                ? location.through(NestLayout.input(layer.nest()))
                                : location);
        sources.put(layer.name(), source);
        return source;
    }

    /// A slot laid out as the nest says; the tensor of a matrix product sees it rows first.
    private int target(Contraction layer) {
        LoopNest nest = layer.nest();
        int elements = Math.toIntExact(nest.elements(Operand.OUTPUT));
        int slot = slots.add(elements);
        ElementOrder order =
                layer.rowsFirst()
                        ? new ElementOrder(NestLayout.output(nest))
                        : ElementOrder.plain(elements);
        var location = new SlotTable.Location(slot, order);
        if (plan.isRaw(layer)) {
            raw.put(layer.output(), location);
        } else {
            slots.put(layer.output(), plan.of(layer.output()), location);
        }
        return slot;
    }

    private @Nullable Requantization requantization(
            Contraction layer, List<Integer> biases, List<Double> steps) {
        if (plan.isRaw(layer)) {
            return null;
        }
        Encoding output = plan.of(layer.output());
        List<Dyadic> factors =
                steps.stream().map(step -> SlotTable.factor(step, output.scale())).toList();
        var requantization =
                new Requantization(
                        biases, factors, options.rule(), output.minimum(), output.maximum());
        requantizations.put(layer.name(), requantization);
        return requantization;
    }

    private void need(Contraction layer, List<AccumulatorRange> ranges) {
        needs.put(layer.name(), new AccumulatorNeed(layer.name(), ranges));
    }

    private static List<AccumulatorRange> ranges(
            Contraction layer, QuantizedWeights codes, Encoding input) {
        try {
            return List.of(
                    AccumulatorBound.ranges(
                            layer.nest(),
                            codes.format(),
                            codes.codes(),
                            input.minimum(),
                            input.maximum()));
        } catch (ArithmeticException overflow) {
            throw named(layer, overflow);
        }
    }

    private static List<AccumulatorRange> productRanges(
            Contraction layer, Encoding left, Encoding right) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (long a : new long[] {left.minimum(), left.maximum()}) {
            for (long b : new long[] {right.minimum(), right.maximum()}) {
                least = Math.min(least, a * b);
                greatest = Math.max(greatest, a * b);
            }
        }
        // Formats have at most 16 bits, so that products and their sums are far from 64.
        long depth = layer.nest().inputChannels();
        var range =
                new AccumulatorRange(
                        Math.min(0, Math.multiplyExact(least, depth)),
                        Math.max(0, Math.multiplyExact(greatest, depth)));
        return Collections.nCopies(layer.nest().groups() * layer.nest().outputChannels(), range);
    }

    /// Whether sums must be taken addition by addition, as they may leave the register.
    ///
    /// @throws ArithmeticException if they may and must not
    private boolean requireRegister(Contraction layer) {
        int bits = Objects.requireNonNull(needs.get(layer.name())).bits();
        Register register = options.register();
        if (bits > register.bits() && register.overflow() == Overflow.REFUSE) {
            throw new ArithmeticException(
                    "layer "
                            + layer.name()
                            + ": accumulators may need "
                            + bits
                            + " bits, beyond the "
                            + register.bits()
                            + " of the register. Maybe fewer activation or weight bits, or overflow"
                            + " wrap or saturate.");
        }
        return bits > Math.min(register.bits(), Integer.SIZE);
    }

    /// The fast kernel where the register cannot overflow, additions in the register where it may.
    private Stage stage(
            Contraction layer,
            QuantizedWeights codes,
            Encoding input,
            int source,
            int target,
            @Nullable Requantization requantization) {
        int positions = NestLayout.positions(layer.nest());
        if (requireRegister(layer)) {
            var work =
                    new RegisterWork(
                            layer.name(),
                            layer.nest(),
                            codes.format(),
                            codes.codes(),
                            options.register());
            registerWork.put(layer.name(), work);
            return new Stage.ContractInRegister(source, target, work, requantization, positions);
        }
        try {
            return new Stage.Contract(
                    source,
                    target,
                    FastContraction.prepare(
                            layer.nest(), codes.format(), codes.codes(), input.greatestMagnitude()),
                    requantization == null ? null : new FastRequantization(requantization),
                    positions);
        } catch (ArithmeticException overflow) {
            throw named(layer, overflow);
        }
    }

    private static ArithmeticException named(Contraction layer, ArithmeticException overflow) {
        return new ArithmeticException("layer " + layer.name() + ": " + overflow.getMessage());
    }
}
