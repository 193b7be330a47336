package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.sim.cost.EventModel;
import bitwright.sim.cost.LayerCost;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.LoopNest;
import java.nio.file.Path;
import java.util.List;

/// The workloads of the TPU's paper (ISCA 2017, Tables 1 and 3) as far as their shapes can be told.
final class TpuWorkloads {
    /// Cycles that the array needs to take in a tile of weights.
    private static final long SHIFT_CYCLES = 256;

    /// One workload; percentages are of all cycles as the paper counted them.
    ///
    /// @param layer one layer that stands for all
    /// @param shape where its shape comes from
    record Workload(
            String name,
            LoopNest layer,
            double activePercent,
            double usefulPercent,
            double stallPercent,
            double shiftPercent,
            double otherPercent,
            double teraOperations,
            String shape) {
        /// A fraction of the matrix unit's time: other work is left out.
        double ofMatrixTime(double percent) {
            return percent / (100 - otherPercent);
        }

        /// What the matrix unit does in its own time, spread over all cycles.
        double ofAllTime(double teraOperations) {
            return teraOperations * (100 - otherPercent) / 100;
        }

        /// How far our TOPS may be from the published ones, which differ from the published
        /// counters by as much.
        double mostTeraErrorPercent() {
            return Math.abs(usefulPercent * 0.92 / teraOperations - 1) > 0.05 ? 35 : 10;
        }
    }

    /// Fractions of the matrix unit's time.
    record Fractions(double active, double stall, double shift, double teraOperations) {}

    static final List<Workload> WORKLOADS =
            List.of(
                    new Workload(
                            "MLP0",
                            LoopNest.matrixProduct(1, 200, 2000, 2000),
                            12.7,
                            12.5,
                            53.9,
                            15.9,
                            17.5,
                            12.3,
                            "assumption: 5 layers of 2000 x 2000, 20 M weights"),
                    new Workload(
                            "MLP1",
                            LoopNest.matrixProduct(1, 168, 1224, 950),
                            10.6,
                            9.4,
                            44.2,
                            13.4,
                            31.9,
                            9.7,
                            "assumption: 4 layers of 950 x 1224, 5 M weights and the useful share as published"),
                    new Workload(
                            "LSTM0",
                            LoopNest.matrixProduct(1, 64, 2048, 1024),
                            8.2,
                            8.2,
                            58.1,
                            15.8,
                            17.9,
                            3.7,
                            "assumption: 24 matrices of 1024 x 2048, whole tiles as counted"),
                    new Workload(
                            "LSTM1",
                            LoopNest.matrixProduct(1, 96, 600, 600),
                            10.5,
                            6.3,
                            62.1,
                            17.1,
                            10.3,
                            2.8,
                            "600 x 600 matrices (the paper's own example)"),
                    new Workload(
                            "CNN0",
                            new LoopNest(
                                    8,
                                    1,
                                    256,
                                    256,
                                    19,
                                    19,
                                    3,
                                    3,
                                    new LoopNest.Window(1, 1, 1, 1, 1, 1),
                                    19,
                                    19),
                            78.2,
                            78.2,
                            0,
                            0,
                            21.8,
                            86.0,
                            "assumption: 3 x 3 filters on 19 x 19 points (2888 = 361 x 8), 256 channels"));

    private TpuWorkloads() {}

    /// One tile of weights after another, each for the whole batch, as the chip works.
    private static Schedule schedule(LoopNest nest) {
        StringBuilder steps =
                new StringBuilder(
                        "on matrix-unit\nkeep input in on-chip\nkeep output in on-chip\n");
        loop(steps, "for k", Math.ceilDiv(nest.outputChannels(), 256));
        loop(steps, "for fy", nest.filterHeight());
        loop(steps, "for fx", nest.filterWidth());
        loop(steps, "for c", Math.ceilDiv(nest.inputChannels(), 256));
        steps.append(
                "keep weight in weight-queue\nspread c 256 over rows\nspread k 256 over columns\n");
        loop(steps, "for b", nest.batch());
        loop(steps, "for oy", nest.outputHeight());
        loop(steps, "for ox", nest.outputWidth());
        return ScheduleText.parse(steps.append("issue multiply-add\n").toString());
    }

    private static void loop(StringBuilder steps, String loop, int extent) {
        if (extent > 1) {
            steps.append(loop).append(' ').append(extent).append('\n');
        }
    }

    /// Where the simulated cycles of a layer go. A tile of weights that is fetched while the array
    /// waits is taken in visibly; where a tile's work takes longer than that only the first one is.
    static Fractions fractions(Workload workload) {
        Accelerator machine =
                MachineReader.read(
                        Path.of(System.getProperty("bitwright.root"), "hw-configs", "tpu-v1.yaml"));
        LayerCost cost =
                EventModel.simulate(
                        schedule(workload.layer()),
                        workload.layer(),
                        Precision.parse("w8a8"),
                        machine);
        LoopNest nest = workload.layer();
        long tiles =
                (long) Math.ceilDiv(nest.outputChannels(), 256)
                        * Math.ceilDiv(nest.inputChannels(), 256)
                        * nest.filterHeight()
                        * nest.filterWidth();
        long active = tiles * nest.batch() * nest.outputHeight() * nest.outputWidth();
        long waiting = Math.max(0, cost.cycles() - active);
        boolean hidden = active >= tiles * SHIFT_CYCLES;
        long shift = Math.min(waiting, (hidden ? 1 : tiles) * SHIFT_CYCLES);
        double cycles = cost.cycles();
        return new Fractions(
                active / cycles,
                (waiting - shift) / cycles,
                shift / cycles,
                2.0 * nest.macs() * machine.clockHz() / cost.cycles() / 1e12);
    }
}
