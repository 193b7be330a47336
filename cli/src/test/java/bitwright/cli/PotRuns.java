package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.cli.flow.LayerPrecision;
import bitwright.cli.flow.LayerResult;
import bitwright.cli.flow.NetworkCosting;
import bitwright.cli.flow.NetworkResult;
import bitwright.mapper.search.MappedLayer;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.sim.cost.EventModel;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.Step;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.NonNegative;
import bitwright.workload.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The runs that take a network from the int8 array to the PoT-4 array of equal area, one change at
/// a time.
final class PotRuns {
    private static final Path MACHINES =
            Path.of(System.getProperty("bitwright.root")).resolve("hw-configs");

    /// A network at one precision on one machine.
    ///
    /// @param label what the page calls it
    record Run(String label, NetworkResult result) {}

    /// The runs on one network.
    ///
    /// @param int8 multipliers, 8-bit weights
    /// @param int4 the control: multipliers, 4-bit integer weights
    /// @param decoded multipliers, 4-bit power-of-two weights decoded to 8 bits at the edge
    /// @param shifted as many shift-based elements, the same weights
    /// @param pot4 shift-based elements of the area of the multipliers
    record Runs(Network network, Run int8, Run int4, Run decoded, Run shifted, Run pot4) {
        List<Run> all() {
            return List.of(int8, int4, decoded, shifted, pot4);
        }
    }

    private PotRuns() {}

    static Accelerator multipliers() throws IOException {
        return MachineReader.parse(text("int8-array-16x16"), "int8-array-16x16.yaml");
    }

    static Accelerator shifters() throws IOException {
        return MachineReader.parse(text("pot4-array-16x23"), "pot4-array-16x23.yaml");
    }

    /// The PoT-4 machine with as many columns as the int8 array has.
    private static Accelerator fewerShifters() throws IOException {
        String text = text("pot4-array-16x23");
        String narrow =
                text.replace("    columns: 23\n", "    columns: 16\n")
                        .replace("operationsPerCycle: 23\n", "operationsPerCycle: 16\n");
        return MachineReader.parse(narrow, "pot4-array-16x16");
    }

    private static String text(String machine) throws IOException {
        return Files.readString(MACHINES.resolve(machine + ".yaml"));
    }

    static Runs on(String zoo) throws IOException {
        Network network = Zoo.network(zoo, 1);
        Accelerator multipliers = multipliers();
        Run int4 = run("int8 array, w4a8", "w4a8", network, multipliers);
        return new Runs(
                network,
                run("int8 array, w8a8", "w8a8", network, multipliers),
                int4,
                reissued("int8 array, pot4a8 decoded", network, int4, multipliers),
                reissued("PoT-4 elements, 16 × 16", network, int4, fewerShifters()),
                run("PoT-4 array, 16 × 23", "pot4a8", network, shifters()));
    }

    /// The schedules of a run of weights that are as narrow, with the instruction for PoT-4 weights
    /// in place of their own. Only products of two activations, which may be serial, are mapped.
    private static Run reissued(String label, Network network, Run run, Accelerator machine) {
        Precision pot4 = machine.precision("pot4a8");
        Set<String> nonNegative = NonNegative.tensors(network);
        List<LayerResult> results = new ArrayList<>();
        Map<LoopNest, MappedLayer> products = new LinkedHashMap<>();
        for (LayerResult layer : run.result().layers()) {
            if (!(layer.layer() instanceof Contraction contraction) || layer.mapped() == null) {
                results.add(layer);
                continue;
            }
            LoopNest nest = contraction.nest();
            Precision exact = LayerPrecision.of(contraction, pot4, nonNegative, machine);
            MappedLayer mapped =
                    contraction.inputs().size() == 2
                            ? products.computeIfAbsent(
                                    nest,
                                    it -> Mapper.map(it, exact, machine, MapperOptions.DEFAULT))
                            : priced(layer.mapped().schedule(), nest, exact, machine);
            results.add(
                    new LayerResult(
                            contraction,
                            pot4,
                            mapped,
                            layer.unit(),
                            mapped.cost(),
                            layer.weightBits()));
        }
        return new Run(label, new NetworkResult(machine, results));
    }

    private static MappedLayer priced(
            Schedule schedule, LoopNest nest, Precision precision, Accelerator machine) {
        String instruction =
                machine.units().getFirst().instructionsFor(precision).getFirst().name();
        List<Step> steps = new ArrayList<>();
        for (Step step : schedule.steps()) {
            steps.add(step instanceof Step.Issue ? new Step.Issue(instruction) : step);
        }
        var same = new Schedule(schedule.unit(), steps);
        return new MappedLayer(
                precision, same, EventModel.simulate(same, nest, precision, machine), 0);
    }

    private static Run run(String label, String name, Network network, Accelerator machine) {
        Precision precision = machine.precision(name);
        var costing = new NetworkCosting(network, machine);
        costing.map(List.of(precision), () -> {});
        Map<String, Precision> choices = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            choices.put(layer.name(), precision);
        }
        return new Run(label, costing.price(choices));
    }
}
