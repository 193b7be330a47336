package bitwright.bench;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.mapper.search.Objective;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.zoo.Zoo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// MobileNetV2 at narrower formats on machines like Eyeriss and Simba: with the schedules of 8
/// bits, and with schedules searched for the formats.
final class WidthAwareness {
    private static final String HEAD =
            """

            ## What knowing bit widths is worth

            MobileNetV2, one image, mapped for energy. The same layers at narrower formats, once with the schedules that are best at 8 bits and once with schedules searched for the formats themselves. The machines are `simba-like` and `eyeriss` with rows for the narrower formats added; assumption: an issue costs what the machine's own row costs, so that the table shows what the memories gain, not the arithmetic. "mixed" has 8 bits in the first layer, the last and the depthwise ones, 4-bit weights elsewhere. Klhufek et al. (2024) report up to 37 %% less energy at equal accuracy from searching formats and mappings together.

            | machine | formats | mapped at 8 bits, mJ | narrower, schedules of 8 bits, mJ | saved | narrower, own schedules, mJ | saved | of it in the outermost memory |
            |---|---|---|---|---|---|---|---|
            """;

    private final Map<LoopNest, Schedule> atEightBits = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, HEAD));

    WidthAwareness() {
        for (String name : List.of("simba-like", "eyeriss")) {
            atEightBits.clear();
            Accelerator machine = widened(name);
            for (String formats : List.of("w4a8", "w4a4", "mixed")) {
                row(machine, formats);
            }
        }
    }

    String text() {
        return text.toString();
    }

    private void row(Accelerator machine, String formats) {
        List<Contraction> layers = Zoo.network("mobilenet_v2", 1).contractions();
        double eight = 0;
        double fixed = 0;
        double own = 0;
        double eightOutside = 0;
        double ownOutside = 0;
        Map<LoopNest, LayerCost> mapped = new LinkedHashMap<>();
        for (int index = 0; index < layers.size(); index++) {
            LoopNest nest = layers.get(index).nest();
            boolean kept = index == 0 || index == layers.size() - 1 || nest.groups() > 1;
            String narrow = !formats.equals("mixed") ? formats : kept ? "w8a8" : "w4a8";
            Schedule schedule =
                    atEightBits.computeIfAbsent(nest, each -> map(machine, each, "w8a8"));
            LayerCost before = price(machine, schedule, nest, "w8a8");
            eight += before.totalPicojoules();
            eightOutside += outside(machine, before);
            fixed += price(machine, schedule, nest, narrow).totalPicojoules();
            LayerCost after =
                    mapped.computeIfAbsent(
                            nest, each -> price(machine, map(machine, each, narrow), each, narrow));
            own += after.totalPicojoules();
            ownOutside += outside(machine, after);
        }
        text.append(
                String.format(
                        Locale.ROOT,
                        "| %s | %s | %.3f | %.3f | %.1f %% | %.3f | %.1f %% | %.0f %% |%n",
                        machine.name(),
                        formats,
                        eight / 1e9,
                        fixed / 1e9,
                        100 * (1 - fixed / eight),
                        own / 1e9,
                        100 * (1 - own / eight),
                        100 * (eightOutside - ownOutside) / (eight - own)));
    }

    private static double outside(Accelerator machine, LayerCost cost) {
        return cost.energyPicojoules().getOrDefault(machine.memories().getFirst().name(), 0.0);
    }

    private static Schedule map(Accelerator machine, LoopNest nest, String formats) {
        return Mapper.map(
                        nest,
                        machine.precision(formats),
                        machine,
                        MapperOptions.proving(Objective.ENERGY, Constraints.NONE))
                .schedule();
    }

    private static LayerCost price(
            Accelerator machine, Schedule schedule, LoopNest nest, String formats) {
        return EventModel.simulate(schedule, nest, machine.precision(formats), machine);
    }

    /// A machine that takes the narrower formats at the price of its own row.
    private static Accelerator widened(String name) {
        Accelerator machine = MachineReader.read(Path.of("hw-configs", name + ".yaml"));
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        Instruction row = array.instructions().getFirst();
        List<Instruction> rows = new ArrayList<>();
        for (String formats : List.of("w8a8", "w4a8", "w4a4")) {
            Precision precision = Precision.parse(formats);
            rows.add(
                    new Instruction(
                            row.name(),
                            row.m(),
                            row.n(),
                            row.k(),
                            new Precision(
                                    precision.weights(),
                                    precision.activations(),
                                    row.precision().accumulator()),
                            row.issueInterval(),
                            row.latency(),
                            row.energyPicojoules(),
                            row.parts(),
                            row.slots(),
                            row.truncates(),
                            row.source()));
        }
        return new Accelerator(
                machine.name(),
                machine.clockHz(),
                machine.memories(),
                List.of(
                        new SpatialArray(
                                array.name(),
                                array.rows(),
                                array.columns(),
                                array.dataflows(),
                                array.timing(),
                                rows,
                                array.pointwise(),
                                array.source())),
                machine.profiles(),
                machine.source(),
                machine.technology(),
                machine.formats(),
                machine.accounting());
    }
}
