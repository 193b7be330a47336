package bitwright.mapper.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.NumberFormat;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.kernels.codec.Integers;
import bitwright.kernels.network.ActivationStatistics;
import bitwright.kernels.network.IntegerNetwork;
import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.Register;
import bitwright.kernels.reference.Requantization;
import bitwright.kernels.requantization.RequantizationRule;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Contraction;
import bitwright.workload.Dim;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Operand;
import bitwright.workload.onnx.OnnxReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Emitted C, compiled by the system's compiler, computes the reference kernels' integers.
final class EmittedKernelsTest {
    private static final Path MACHINES =
            Path.of(System.getProperty("bitwright.root"), "hw-configs");
    private static final List<String> WEIGHTS =
            List.of(
                    "int8",
                    "uint4",
                    "int1",
                    "pot4",
                    "apot4",
                    "apot7",
                    "stlq4r25",
                    "dense3",
                    "log4",
                    "nf4i8",
                    "binary",
                    "fp4e2m1",
                    "fp8e4m3",
                    "mxint8");
    private static final List<String> ACTIVATIONS = List.of("int8", "uint8", "int4", "fp6e2m3");

    private final SplittableRandom random = new SplittableRandom(83);

    /// Convolutions of every kind, matrix products, depthwise layers.
    private LoopNest nest(int round) {
        return switch (round % 4) {
            case 0 -> LoopNest.matrixProduct(1 + random.nextInt(3), size(9), size(20), size(30));
            case 1 -> window(size(3), 1 + size(12), 1, 1);
            default -> window(size(2), 1, size(12), size(12));
        };
    }

    private int size(int most) {
        return 1 + random.nextInt(most);
    }

    private LoopNest window(int batch, int groups, int outputs, int inputs) {
        int filterY = size(3);
        int filterX = size(3);
        LoopNest.Window window =
                new LoopNest.Window(
                        size(2),
                        size(3),
                        size(2),
                        size(2),
                        random.nextInt(filterY),
                        random.nextInt(filterX));
        int height = size(7);
        int width = size(7);
        return new LoopNest(
                batch,
                groups,
                outputs,
                inputs,
                height,
                width,
                filterY,
                filterX,
                window,
                // Sometimes less than the windows reach: padding on the other side too.
                Math.max(
                        1,
                        (height - 1) * window.strideY()
                                + (filterY - 1) * window.dilationY()
                                + 1
                                - window.padTop()
                                - random.nextInt(2)),
                Math.max(
                        1,
                        (width - 1) * window.strideX()
                                + (filterX - 1) * window.dilationX()
                                + 1
                                - window.padLeft()
                                - random.nextInt(2)));
    }

    /// Loops of all dimensions in random order and number, reaching beyond the layer at times.
    private Schedule schedule(LoopNest nest, boolean referenceOrder) {
        List<Step> steps = new ArrayList<>();
        for (Dim dim : Dim.values()) {
            int left = nest.extent(dim);
            while (left > 1 || random.nextInt(4) == 0) {
                int extent = left > 1 ? 2 + random.nextInt(left) : 1;
                left = Math.ceilDiv(left, extent);
                steps.add(
                        random.nextInt(3) == 0
                                ? new Step.Spread(dim, extent, "columns")
                                : new Step.For(dim, extent));
            }
        }
        for (int i = steps.size() - 1; i > 0 && !referenceOrder; i--) {
            int other = random.nextInt(i + 1);
            Step step = steps.get(i);
            steps.set(i, steps.get(other));
            steps.set(other, step);
        }
        steps.addFirst(new Step.Keep(Operand.WEIGHT, "buffer"));
        steps.add(new Step.Issue("mac"));
        return new Schedule("array", steps);
    }

    private Requantization requantization(LoopNest nest, RequantizationRule rule, int shift) {
        int channels = random.nextInt(3) == 0 ? 1 : nest.groups() * nest.outputChannels();
        List<Integer> biases = new ArrayList<>();
        List<Dyadic> factors = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            biases.add(random.nextInt(-5000, 5000));
            // Powers of two make ties.
            double factor = random.nextBoolean() ? 1 : 0.5 + random.nextDouble();
            factors.add(Dyadic.of(Math.scalb(factor, -random.nextInt(shift, shift + 6))));
        }
        int greatest = (1 << random.nextInt(3, 20)) - 1;
        return new Requantization(
                biases, factors, rule, random.nextBoolean() ? 0 : -greatest - 1, greatest);
    }

    private void add(CompiledKernels kernels, String name, LayerKernel kernel) {
        SeededTensors tensors = SeededTensors.of(kernel, random.nextLong());
        kernels.add(name, kernel, tensors.input(), tensors.weightCodes());
    }

    @Test
    void everyFormatRuleAndRegisterComputesTheReference(@TempDir Path folder)
            throws IOException, InterruptedException {
        CompiledKernels kernels = new CompiledKernels(folder);
        RequantizationRule[] rules = RequantizationRule.values();
        for (int round = 0; round < WEIGHTS.size(); round++) {
            NumberFormat activations =
                    NumberFormat.parse(ACTIVATIONS.get(round % ACTIVATIONS.size()));
            Precision precision =
                    new Precision(
                            NumberFormat.parse(WEIGHTS.get(round)),
                            activations,
                            Precision.parse("w8a8").accumulator());
            LoopNest nest = nest(round);
            Register[] registers = {
                Register.INT32,
                new Register(11, Overflow.WRAP),
                new Register(9, Overflow.SATURATE),
                new Register(48, Overflow.WRAP),
                new Register(8, Overflow.REFUSE)
            };
            Register register = registers[round % registers.length];
            add(
                    kernels,
                    WEIGHTS.get(round) + " " + register,
                    new LayerKernel(
                            kernels.nextFunction(),
                            nest,
                            precision,
                            schedule(nest, register.overflow() == Overflow.SATURATE),
                            register,
                            round % 3 == 2
                                    ? null
                                    : requantization(
                                            nest,
                                            rules[round % rules.length],
                                            round % 5 == 0 ? 30 : 2)));
        }
        for (RequantizationRule rule : rules) {
            LoopNest products = LoopNest.matrixProduct(1, 40, 50, 1);
            add(
                    kernels,
                    rule.label(),
                    new LayerKernel(
                            kernels.nextFunction(),
                            products,
                            new Precision(
                                    NumberFormat.parse("int16"),
                                    NumberFormat.parse("int16"),
                                    Precision.parse("w8a8").accumulator()),
                            schedule(products, false),
                            Register.INT32,
                            requantization(products, rule, 14)));
        }
        assertThat(kernels.compare()).isGreaterThan(40_000);
    }

    /// Every contraction of the demo's networks: the ResNet-8 with the operands and factors that
    /// one image makes, each different shape of the transformer with seeded ones.
    @Test
    void theDemosNetworksComputeTheReference(@TempDir Path folder)
            throws IOException, InterruptedException {
        CompiledKernels kernels = new CompiledKernels(folder);
        Accelerator machine = MachineReader.read(MACHINES.resolve("pot-array-16x16.yaml"));
        Network network = model("fashion-resnet8");
        List<String> choices = List.of("w8a8", "pot4a8", "w4a4");
        Map<String, Precision> chosen = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            chosen.put(layer.name(), Precision.parse(choices.get(chosen.size() % 3)));
        }
        Map<String, ActivationStatistics> statistics = new LinkedHashMap<>();
        network.shapes()
                .keySet()
                .forEach(tensor ->
                        statistics.put(
                                tensor,
                                new ActivationStatistics(
                                        new float[] {-3 + random.nextFloat(), 3, 0.1f})));
        IntegerNetwork integers = IntegerNetwork.build(network, chosen, statistics);
        float[] image = new float[28 * 28];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextGaussian();
        }
        integers.operands(image)
                .forEach((name, operands) ->
                        kernels.add(
                                name,
                                new LayerKernel(
                                        kernels.nextFunction(),
                                        operands.nest(),
                                        operands.precision(),
                                        mapped(operands.nest(), operands.precision(), machine),
                                        Register.INT32,
                                        integers.requantization(name).orElse(null)),
                                operands.input(),
                                operands.weightCodes()));
        Set<LoopNest> shapes = new LinkedHashSet<>();
        for (Contraction layer : model("fashion-vit").contractions()) {
            if (shapes.add(layer.nest())) {
                Precision precision = Precision.parse(choices.get(shapes.size() % 2));
                add(
                        kernels,
                        layer.name(),
                        new LayerKernel(
                                kernels.nextFunction(),
                                layer.nest(),
                                precision,
                                mapped(layer.nest(), precision, machine),
                                Register.INT32,
                                null));
            }
        }
        assertThat(kernels.compare()).isGreaterThan(50_000);
    }

    private static Network model(String name) throws IOException {
        return OnnxReader.read(
                Path.of(System.getProperty("bitwright.root"), "models", name + ".onnx"), 1);
    }

    private static Schedule mapped(LoopNest nest, Precision precision, Accelerator machine) {
        Precision own = machine.withOwnAccumulator(precision);
        boolean taken = !machine.units().getFirst().instructionsFor(own).isEmpty();
        return Mapper.map(
                        nest,
                        taken ? own : machine.precision("w8a8"),
                        machine,
                        MapperOptions.DEFAULT.withMostVisits(20_000))
                .schedule();
    }

    /// Schedules as the mapper makes them for arrays, a vector and a tensor processor.
    @Test
    void schedulesOfTheMapperComputeTheReference(@TempDir Path folder)
            throws IOException, InterruptedException {
        CompiledKernels kernels = new CompiledKernels(folder);
        int round = 0;
        for (String name :
                List.of(
                        "pot-array-16x16",
                        "eyeriss",
                        "simba-like",
                        "hexagon-v66",
                        "t4",
                        "zen3-avx2")) {
            Accelerator machine = MachineReader.read(MACHINES.resolve(name + ".yaml"));
            for (int layer = 0; layer < 2; layer++) {
                LoopNest nest = nest(round);
                Precision precision =
                        machine.units()
                                .getFirst()
                                .instructions()
                                .get(round++ % machine.units().getFirst().instructions().size())
                                .precision();
                if (!Integers.exists(precision.weights())
                        || !Integers.exists(precision.activations())) {
                    continue;
                }
                add(
                        kernels,
                        name,
                        new LayerKernel(
                                kernels.nextFunction(),
                                nest,
                                precision,
                                Mapper.map(
                                                nest,
                                                precision,
                                                machine,
                                                MapperOptions.DEFAULT.withMostVisits(20_000))
                                        .schedule(),
                                Register.INT32,
                                requantization(nest, RequantizationRule.HALF_EVEN, 4)));
            }
        }
        assertThat(kernels.compare()).isGreaterThan(1000);
    }

    @Test
    void aMainComparesItselfWithTheReference(@TempDir Path folder)
            throws IOException, InterruptedException {
        SystemCompiler compiler = new SystemCompiler(folder);
        LoopNest nest = window(1, 1, 5, 7);
        for (String formats : List.of("pot4/int8", "fp8e4m3/fp6e2m3")) {
            String[] names = formats.split("/");
            LayerKernel kernel =
                    new LayerKernel(
                            "layer",
                            nest,
                            new Precision(
                                    NumberFormat.parse(names[0]),
                                    NumberFormat.parse(names[1]),
                                    Precision.parse("w8a8").accumulator()),
                            schedule(nest, false),
                            Register.INT32,
                            requantization(nest, RequantizationRule.TVM_UPWARD, 12));
            String text = MainC.text(kernel, -7);
            Files.writeString(folder.resolve("equal.c"), text);
            compiler.compile(List.of("equal.c"), "equal");
            SystemCompiler.Outcome equal = compiler.execute("equal", "");
            assertThat(equal.output()).startsWith("equal: ");
            assertThat(equal.status()).isZero();
            String other = text.replaceFirst("\\+= 1\\) /\\* (for|spread)", "+= 2) /* $1");
            assertThat(other).isNotEqualTo(text);
            Files.writeString(folder.resolve("other.c"), other);
            compiler.compile(List.of("other.c"), "other");
            SystemCompiler.Outcome different = compiler.execute("other", "");
            assertThat(different.output()).startsWith("DIFFERENT: ");
            assertThat(different.status()).isOne();
        }
    }

    @Test
    void whatCannotBeExactIsRefused() {
        LoopNest nest = new LoopNest(1, 1, 2, 8, 4, 4, 3, 3, LoopNest.Window.PLAIN, 6, 6);
        Schedule backwards =
                new Schedule(
                        "array",
                        List.of(
                                new Step.For(Dim.FX, 3),
                                new Step.For(Dim.C, 8),
                                new Step.For(Dim.FY, 3),
                                new Step.For(Dim.K, 2),
                                new Step.For(Dim.OY, 4),
                                new Step.For(Dim.OX, 4),
                                new Step.Issue("mac")));
        LayerKernel saturating =
                new LayerKernel(
                        "layer",
                        nest,
                        Precision.parse("w8a8"),
                        backwards,
                        new Register(16, Overflow.SATURATE),
                        null);
        assertThatThrownBy(() -> KernelC.text(saturating))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("order of additions")
                .hasMessageContaining("Maybe overflow wrap");
        assertThatThrownBy(() ->
                        new LayerKernel(
                                "layer",
                                new LoopNest(1, 1, 3, 8, 4, 4, 3, 3, LoopNest.Window.PLAIN, 6, 6),
                                Precision.parse("w8a8"),
                                backwards,
                                Register.INT32,
                                null))
                .hasMessage(
                        "dimension k has extent 3 but the schedule's loops reach only 2. Maybe it is"
                                + " the schedule of another layer.");
        assertThatThrownBy(() ->
                        new LayerKernel(
                                "Conv 1",
                                nest,
                                Precision.parse("w8a8"),
                                backwards,
                                Register.INT32,
                                null))
                .hasMessageContaining("Maybe conv_1.");
    }
}
