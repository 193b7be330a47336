package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.timeloop.TimeloopMapping;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Two designs whose cycles and energies Timeloop has published, with their mappings.
final class TimeloopDesigns {
    /// A convolution from 3 to 32 channels, 3 x 3, stride 2, 112 x 112 outputs; padding is part of
    /// the input, as Timeloop counts it.
    static final LoopNest NEST =
            new LoopNest(
                    1, 1, 32, 3, 112, 112, 3, 3, new LoopNest.Window(2, 2, 1, 1, 0, 0), 225, 225);

    /// A published value: `component` is `cycles` or a component whose energy is in fJ for each
    /// multiply-accumulate.
    record Golden(String design, String component, double value) {}

    private TimeloopDesigns() {}

    static List<Golden> published() {
        List<Golden> golden = new ArrayList<>();
        for (String line : text("golden.csv").lines().toList()) {
            if (!line.startsWith("#") && !line.startsWith("design,")) {
                String[] cells = line.split(",", -1);
                golden.add(new Golden(cells[0], cells[1], Double.parseDouble(cells[2])));
            }
        }
        return golden;
    }

    static Accelerator machine(String design) {
        return MachineReader.parse(text(design + ".yaml"), design + ".yaml");
    }

    static Schedule schedule(String design) {
        return ScheduleText.parse(text(design + ".txt"));
    }

    /// The same design read from its mapping in Timeloop's own form.
    static Schedule mapping(String design) {
        Accelerator machine = machine(design);
        String file = design + ".map.yaml";
        return TimeloopMapping.read(text(file), file, NEST, precision(machine), machine);
    }

    static Precision precision(Accelerator machine) {
        return machine.units().getFirst().instructions().getFirst().precision();
    }

    static List<String> illegalities(String design) {
        Accelerator machine = machine(design);
        return ScheduleCheck.illegalities(schedule(design), NEST, precision(machine), machine);
    }

    static LayerCost cost(String design) {
        Accelerator machine = machine(design);
        return EventModel.simulate(schedule(design), NEST, precision(machine), machine);
    }

    /// Energy of a component with its leakage, in fJ for each multiply-accumulate.
    static double femtojoulesPerMac(LayerCost cost, String component) {
        double picojoules =
                cost.energyPicojoules().getOrDefault(component, 0.0)
                        + cost.energyPicojoules().getOrDefault(component + " leakage", 0.0);
        return picojoules * 1000 / NEST.macs();
    }

    static String text(String name) {
        try (InputStream stream =
                Objects.requireNonNull(
                        TimeloopDesigns.class.getResourceAsStream("timeloop/" + name))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}
