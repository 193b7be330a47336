package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.mapper.search.Constraints;
import bitwright.mapper.timeloop.ConstraintsFile;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.sim.schedule.Step;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;

/// A row-stationary machine, its constraints and what Timeloop's exhaustive search found on it.
final class RowStationaryOptima {
    static final Accelerator MACHINE = TimeloopDesigns.machine("row_stationary");
    static final Precision PRECISION = TimeloopDesigns.precision(MACHINE);

    /// One layer's published optimum of energy times cycles.
    record Optimum(
            String layer, LoopNest nest, double edpJouleCycles, double microjoules, long cycles) {
        double picojouleCycles() {
            return microjoules * 1e6 * cycles;
        }
    }

    private RowStationaryOptima() {}

    static Constraints constraints() {
        String file = "row_stationary.constraints.yaml";
        return ConstraintsFile.parse(TimeloopDesigns.text(file), file, MACHINE);
    }

    static Schedule published(String layer) {
        return ScheduleText.parse(TimeloopDesigns.text("row_stationary." + layer + ".txt"));
    }

    /// Energy as Timeloop counts it: it writes a sum that comes back into the scratchpad of every
    /// element that adds to it, of which one needs it.
    static double timeloopPicojoules(Schedule schedule, LayerCost cost) {
        long adding = 1;
        for (Step step : schedule.steps()) {
            if (step instanceof Step.Spread spread
                    && !Operand.OUTPUT.dims().contains(spread.dim())) {
                adding *= spread.extent();
            }
        }
        double perBit = MACHINE.memories().getLast().energy().writePicojoulesPerBit();
        long returned = cost.trafficBits().getOrDefault("glb/output/read", 0L);
        return cost.totalPicojoules() + (adding - 1) * returned * perBit;
    }

    static List<Optimum> all() {
        List<Optimum> optima = new ArrayList<>();
        for (String line : TimeloopDesigns.text("row_stationary_optima.csv").lines().toList()) {
            if (line.startsWith("#") || line.startsWith("layer,")) {
                continue;
            }
            String[] cells = line.split(",", -1);
            optima.add(
                    new Optimum(
                            cells[0],
                            nest(cells),
                            Double.parseDouble(cells[8]),
                            Double.parseDouble(cells[9]),
                            Long.parseLong(cells[10])));
        }
        return optima;
    }

    /// Padding is part of the input, as Timeloop counts it.
    private static LoopNest nest(String[] cells) {
        int output = Integer.parseInt(cells[3]);
        int filter = Integer.parseInt(cells[4]);
        int stride = Integer.parseInt(cells[5]);
        int input = (output - 1) * stride + filter;
        return new LoopNest(
                1,
                1,
                Integer.parseInt(cells[1]),
                Integer.parseInt(cells[2]),
                output,
                output,
                filter,
                filter,
                new LoopNest.Window(stride, stride, 1, 1, 0, 0),
                input,
                input);
    }
}
