package bitwright.kernels.network;

import bitwright.arch.format.Precision;
import bitwright.kernels.quantizer.QuantizedWeights;
import bitwright.kernels.reference.OverflowReport;
import bitwright.kernels.reference.Requantization;
import bitwright.workload.Composites;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// A network that runs on integers alone: the input image is quantized once, the logits are
/// dequantized once, and nothing between the two is a real number.
///
/// Convolutional networks and transformers: convolutions, matrix products with weights and of two
/// activations, additions, ReLU, clip, pools, means, softmax, GELU, layer norm (the last two also
/// where a file spells them out, [Composites]), factors, and views.
///
/// Weights are symmetric with a scale for each output channel; activations have one scale for each
/// tensor; biases are 32-bit integers at `weight scale * input scale`. A contraction's accumulators
/// are requantized in one dyadic step to the format of the layers that read them, or to a 32-bit
/// stream at a 16-bit scale where the readers differ; residual additions happen in that stream
/// after two separate requantizations (HAWQ-V3). A product of two activations is requantized from
/// steps of the product of their scales; a factor such as one over the root of the depth is in that
/// requantization. Softmax, GELU and layer norm are I-BERT's integer forms (Kim et al. 2021) of
/// such streams, requantized once. Every requantization follows one rule, half to even unless the
/// options say otherwise; accumulators are 32-bit registers that cannot overflow unless they say
/// otherwise.
public final class IntegerNetwork {
    /// Images that one thread takes at a time.
    private static final int CHUNK = 8;

    private final Network network;
    private final EncodingPlan plan;
    private final StageCompiler compiled;
    private final SlotTable.Location output;
    private final int inputElements;
    private final int outputElements;

    private IntegerNetwork(Network network, EncodingPlan plan, IntegerOptions options) {
        this.network = network;
        this.plan = plan;
        compiled = new StageCompiler(network, plan, options);
        // The output's slot may still be an encoding that no layer has asked for.
        output = compiled.location(network.outputs().getFirst());
        inputElements = compiled.slotElements().getFirst();
        outputElements = output.order().sources().length;
    }

    /// Quantizes a network, with [IntegerOptions#DEFAULT].
    ///
    /// @throws UnsupportedLayerException if a layer has no integer form
    /// @throws IllegalArgumentException if a precision or statistics are missing or do not fit
    /// @throws ArithmeticException if an accumulator could leave 32 bits
    public static IntegerNetwork build(
            Network network,
            Map<String, Precision> precisionByContraction,
            Map<String, ActivationStatistics> byTensor) {
        return build(network, precisionByContraction, byTensor, IntegerOptions.DEFAULT);
    }

    /// Quantizes a network.
    ///
    /// @param network read with batch 1, weights and all
    /// @param precisionByContraction the formats of each contraction, by layer name; unsigned
    ///   activations only where the tensor is never negative
    /// @param byTensor float activations of the network input and of every activation tensor that
    ///   is not a network output
    /// @throws UnsupportedLayerException if a layer has no integer form
    /// @throws IllegalArgumentException if a precision or statistics are missing or do not fit
    /// @param options rule and accumulators
    /// @throws ArithmeticException if an accumulator could leave a register that refuses overflow
    public static IntegerNetwork build(
            Network network,
            Map<String, Precision> precisionByContraction,
            Map<String, ActivationStatistics> byTensor,
            IntegerOptions options) {
        obstacle(network)
                .ifPresent(reason -> {
                    throw new UnsupportedLayerException(reason);
                });
        Network whole = Composites.of(network);
        return new IntegerNetwork(
                whole, new EncodingPlan(whole, precisionByContraction, byTensor), options);
    }

    /// Why a network cannot run on integers, one line naming the layer; empty if it can.
    public static Optional<String> obstacle(Network network) {
        return LayerSupport.obstacle(Composites.of(network));
    }

    /// Runs images on all processors.
    ///
    /// @param input `[image][element]`, at least `images` images of floats
    /// @return logits, `[image][class]`; the same bits whatever the number of threads
    public float[] run(float[] input, int images) {
        return run(input, images, Runtime.getRuntime().availableProcessors());
    }

    /// Runs images on so many threads.
    ///
    /// @throws IllegalArgumentException if the input is too short or holds a value that is not
    ///   finite
    public float[] run(float[] input, int images, int threads) {
        if (images < 0 || (long) images * inputElements > input.length) {
            throw new IllegalArgumentException(
                    images
                            + " images of "
                            + inputElements
                            + " elements need more than the "
                            + input.length
                            + " values given.");
        }
        float[] output = new float[Math.multiplyExact(images, outputElements)];
        int workers = Math.max(1, Math.min(threads, (images + CHUNK - 1) / CHUNK));
        var next = new AtomicInteger();
        if (workers == 1) {
            work(input, images, output, next);
            return output;
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                running.add(pool.submit(() -> work(input, images, output, next)));
            }
            for (Future<?> future : running) {
                future.get();
            }
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running images", interruption);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException("a worker failed", failure);
        }
        return output;
    }

    /// Takes chunks of images until none is left. A chunk's results depend on its images alone.
    private void work(float[] input, int images, float[] output, AtomicInteger next) {
        StageRunner runner = runner(Math.min(CHUNK, Math.max(images, 1)));
        for (int first = next.getAndAdd(CHUNK); first < images; first = next.getAndAdd(CHUNK)) {
            int count = Math.min(CHUNK, images - first);
            quantize(input, first, count, runner.slot(0));
            runner.run(count);
            dequantize(runner.slot(this.output.slot()), count, output, first);
        }
    }

    private StageRunner runner(int images) {
        return new StageRunner(compiled.stages(), compiled.slotElements(), images);
    }

    private void quantize(float[] input, int first, int count, int[] target) {
        Encoding encoding = plan.of(network.inputs().getFirst());
        for (int i = 0; i < count * inputElements; i++) {
            float value = input[first * inputElements + i];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(
                        "image "
                                + (first + i / inputElements)
                                + " holds "
                                + (Float.isNaN(value) ? "a NaN" : value)
                                + " (element "
                                + i % inputElements
                                + ").");
            }
            target[i] =
                    (int)
                            Math.clamp(
                                    Math.rint(value / encoding.scale()),
                                    encoding.minimum(),
                                    encoding.maximum());
        }
    }

    private void dequantize(int[] values, int count, float[] output, int first) {
        String name = network.outputs().getFirst();
        Contraction raw =
                network.contractions().stream()
                        .filter(layer -> layer.output().equals(name) && plan.isRaw(layer))
                        .findFirst()
                        .orElse(null);
        int elements = compiled.slotElements().get(this.output.slot());
        int[] sources = this.output.order().sources();
        double scale = raw == null ? plan.of(name).scale() : 0;
        for (int image = 0; image < count; image++) {
            for (int i = 0; i < outputElements; i++) {
                int value = values[image * elements + sources[i]];
                output[(first + image) * outputElements + i] =
                        (float) (raw == null ? value * scale : real(raw, value, sources[i]));
            }
        }
    }

    /// What an accumulator of a contraction stands for, with the bias.
    private double real(Contraction layer, int sum, int place) {
        Double step = compiled.contractions().productSteps().get(layer.name());
        if (step != null) {
            return sum * step;
        }
        ContractionWeights weights = weights(layer.name());
        int channel = place / NestLayout.positions(layer.nest());
        return ((long) sum + weights.biases().get(channel)) * weights.stepScales().get(channel);
    }

    /// What every contraction multiplies for one image, in the order of the layers.
    ///
    /// @throws IllegalArgumentException if the input is too short or holds a value that is not
    ///   finite
    public Map<String, ContractionOperands> operands(float[] oneInput) {
        if (oneInput.length < inputElements) {
            throw new IllegalArgumentException(
                    "an image needs " + inputElements + " elements, not " + oneInput.length + ".");
        }
        StageRunner runner = runner(1);
        quantize(oneInput, 0, 1, runner.slot(0));
        runner.run(1);
        Map<String, ContractionOperands> operands = new LinkedHashMap<>();
        compiled.contractions()
                .sources()
                .forEach((name, slot) ->
                        operands.put(
                                name,
                                new ContractionOperands(
                                        nest(name),
                                        plan.precision(name),
                                        runner.slot(slot).clone(),
                                        codes(name, runner))));
        return operands;
    }

    private int[] codes(String contraction, StageRunner runner) {
        Integer second = compiled.contractions().secondSources().get(contraction);
        return second == null
                ? weights(contraction).weights().codes().clone()
                : StageRunner.codes(
                        runner.slot(second), plan.precision(contraction).weights().bits());
    }

    /// What the accumulators of each contraction can need, in the order of the layers.
    public List<AccumulatorNeed> accumulators() {
        return List.copyOf(compiled.contractions().needs().values());
    }

    /// Which outputs of each contraction overflow their register on one image, in the order of the
    /// layers; a contraction whose register suffices for every input is counted without overflow.
    ///
    /// @throws IllegalArgumentException if the input is too short or holds a value that is not
    ///   finite
    public Map<String, OverflowReport> overflows(float[] oneInput) {
        Map<String, OverflowReport> reports = new LinkedHashMap<>();
        operands(oneInput)
                .forEach((name, operands) -> {
                    RegisterWork work = compiled.contractions().registerWork().get(name);
                    reports.put(
                            name,
                            work == null
                                    ? OverflowReport.none(operands.nest().elements(Operand.OUTPUT))
                                    : work.with(operands.weightCodes())
                                            .execute(operands.input())
                                            .report());
                });
        return reports;
    }

    /// The quantized weights of a contraction.
    public QuantizedWeights quantizedWeights(String contraction) {
        return weights(contraction).weights();
    }

    /// From the accumulators of a contraction to its output; empty where the accumulators are the
    /// result, as in a last layer.
    public Optional<Requantization> requantization(String contraction) {
        return Optional.ofNullable(compiled.contractions().requantizations().get(contraction));
    }

    private LoopNest nest(String contraction) {
        return network.contractions().stream()
                .filter(layer -> layer.name().equals(contraction))
                .findFirst()
                .orElseThrow()
                .nest();
    }

    private ContractionWeights weights(String contraction) {
        ContractionWeights found = compiled.contractions().weights().get(contraction);
        if (found == null) {
            throw new IllegalArgumentException(
                    "layer " + contraction + " is no contraction with weights.");
        }
        return found;
    }
}
