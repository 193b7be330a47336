package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.reader.MachineReader;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.LoopNest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// AlexNet's convolutions on the Eyeriss chip under its published mapping, four images.
final class EyerissChip {
    /// What the chip's paper reports of a layer (JSSC 2017, Table V).
    ///
    /// @param milliseconds processing time
    /// @param bufferMegabytes accesses of the global buffer
    /// @param dramMegabytes accesses of the outer memory, feature maps compressed
    /// @param zeros fraction of zeros among the inputs: 40 % in CONV2 and 75 % in CONV5 by the
    ///   paper's text; the exact figures are an assumption (recalled from its Table V)
    /// @param outputZeros fraction of zeros among the outputs; assumption: that of the next layer's
    ///   inputs, behind the pooling
    record Layer(
            String name,
            LoopNest nest,
            double milliseconds,
            double milliwatts,
            double bufferMegabytes,
            double dramMegabytes,
            double zeros,
            double outputZeros) {}

    static final List<Layer> LAYERS =
            List.of(
                    new Layer(
                            "conv1",
                            nest(1, 96, 3, 55, 11, 4, 0, 227),
                            16.5,
                            332,
                            18.5,
                            5.0,
                            0.0001,
                            0.387),
                    new Layer(
                            "conv2",
                            nest(2, 128, 48, 27, 5, 1, 2, 27),
                            39.2,
                            288,
                            77.6,
                            4.0,
                            0.387,
                            0.725),
                    new Layer(
                            "conv3",
                            nest(1, 384, 256, 13, 3, 1, 1, 13),
                            21.8,
                            266,
                            50.2,
                            3.0,
                            0.725,
                            0.793),
                    new Layer(
                            "conv4",
                            nest(2, 192, 192, 13, 3, 1, 1, 13),
                            16.0,
                            235,
                            37.4,
                            2.1,
                            0.793,
                            0.776),
                    new Layer(
                            "conv5",
                            nest(2, 128, 192, 13, 3, 1, 1, 13),
                            10.0,
                            236,
                            24.9,
                            1.3,
                            0.776,
                            0.776));

    private EyerissChip() {}

    private static LoopNest nest(
            int groups,
            int outputs,
            int inputs,
            int size,
            int filter,
            int stride,
            int pad,
            int image) {
        return new LoopNest(
                4,
                groups,
                outputs,
                inputs,
                size,
                size,
                filter,
                filter,
                new LoopNest.Window(stride, stride, 1, 1, pad, pad),
                image,
                image);
    }

    static Accelerator machine() {
        return MachineReader.read(
                Path.of(System.getProperty("bitwright.root"), "hw-configs", "eyeriss.yaml"));
    }

    static Precision precision(Accelerator machine) {
        return machine.units().getFirst().instructions().getFirst().precision();
    }

    /// The mapping of the paper's Table III (m, n, e, p, q, r, t), but CONV3 mapped as CONV4: with
    /// the row that is recalled for it (q 4, r 1, t 4) its partial sums alone would take 66 MB of
    /// the 50.2 MB that the paper measured.
    static Schedule schedule(Layer layer) {
        try (InputStream stream =
                Objects.requireNonNull(
                        EyerissChip.class.getResourceAsStream(
                                "eyeriss/" + layer.name() + ".txt"))) {
            return ScheduleText.parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    static List<String> illegalities(Layer layer) {
        Accelerator machine = machine();
        return ScheduleCheck.illegalities(
                schedule(layer), layer.nest(), precision(machine), machine);
    }

    static LayerCost cost(Layer layer) {
        Accelerator machine = machine();
        return EventModel.simulate(schedule(layer), layer.nest(), precision(machine), machine);
    }

    /// The cost where the outer memory never makes the chip wait: what the paper calls processing.
    static LayerCost processing(Layer layer) {
        Accelerator machine = machine();
        List<MemoryLevel> memories = new ArrayList<>(machine.memories());
        MemoryLevel dram = memories.getFirst();
        memories.set(
                0,
                MemoryLevel.plain(
                        dram.name(),
                        dram.capacityBits(),
                        List.of(),
                        MemoryPort.forAll(MemoryPort.UNLIMITED, MemoryPort.UNLIMITED, false),
                        0,
                        dram.energy(),
                        dram.source()));
        return EventModel.simulate(
                schedule(layer), layer.nest(), precision(machine), machine.withMemories(memories));
    }

    /// Accesses of the global buffer as the paper counts them: inputs and partial sums, filters and
    /// finished outputs that leave left out.
    static double bufferMegabytes(LayerCost cost) {
        return megabits(cost, "dram/input/read", 1) / 8
                + megabits(cost, "global-buffer/input/read", 1) / 8
                + megabits(cost, "global-buffer/output/read", 1) / 8
                + megabits(cost, "global-buffer/output/write", 1) / 8;
    }

    /// Accesses of the outer memory; feature maps but the network's first input are run-length
    /// coded, three runs and values of 16 bits in 64 bits.
    static double dramMegabytes(Layer layer, LayerCost cost) {
        double first = layer.name().equals("conv1") ? 1 : coded(layer.zeros());
        return megabits(cost, "dram/input/read", first) / 8
                + megabits(cost, "dram/weight/read", 1) / 8
                + megabits(cost, "dram/output/write", coded(layer.outputZeros())) / 8;
    }

    /// Bits of a coded feature map over those of the plain one.
    private static double coded(double zeros) {
        return (1 - zeros) * (64.0 / 3) / 16;
    }

    private static double megabits(LayerCost cost, String port, double factor) {
        return cost.trafficBits().getOrDefault(port, 0L) * factor / 1e6;
    }

    /// The chip's power without the outer memory. Elements whose input is zero read no filter and
    /// no sum and do not multiply (data gating).
    static double milliwatts(Layer layer, LayerCost cost) {
        double picojoules = 0;
        for (Map.Entry<String, Double> component : cost.energyPicojoules().entrySet()) {
            boolean gated =
                    component.getKey().equals("elements")
                            || component.getKey().equals("filter-scratchpad")
                            || component.getKey().equals("sum-scratchpad");
            if (!component.getKey().equals("dram")) {
                picojoules += component.getValue() * (gated ? 1 - layer.zeros() : 1);
            }
        }
        return picojoules * 1e-9 / (milliseconds(cost) * 1e-3);
    }

    static double milliseconds(LayerCost cost) {
        return cost.cycles() * 1e3 / machine().clockHz();
    }
}
