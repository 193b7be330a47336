package bitwright.sim.cost;

import bitwright.arch.machine.SpatialArray;
import bitwright.sim.schedule.ArrayDataflow;
import bitwright.workload.Operand;
import org.jspecify.annotations.Nullable;

/// What a simulator of systolic arrays reports of one layer, as SCALE-Sim's COMPUTE_REPORT and
/// DETAILED_ACCESS_REPORT name it.
///
/// @param totalCycles cycles of the layer; the last cycle's index where the array reports that
/// @param overallUtilization multiply-accumulates over places times `totalCycles`, 0 to 1
/// @param mappingEfficiency places that are used, on average over folds, 0 to 1
/// @param inputReads elements read from the level that feeds the array
/// @param weightReads elements read from the level that feeds the array
/// @param outputWrites elements written to the level that feeds the array, partial sums included
/// @param outputReads partial sums read back from there
public record ArrayCounts(
        long totalCycles,
        double overallUtilization,
        double mappingEfficiency,
        long inputReads,
        long weightReads,
        long outputWrites,
        long outputReads) {
    /// The counts of one layer; null if its unit is no array.
    ///
    /// @param cycles what the event model said
    /// @throws ArithmeticException if a count goes beyond 64 bits
    static @Nullable ArrayCounts of(Flows flows, long cycles) {
        if (!(flows.unit() instanceof SpatialArray array)) {
            return null;
        }
        int spread = ArrayDataflow.firstSpread(flows.schedule());
        long folds = flows.loops().trips(0, spread);
        long places = Math.multiplyExact((long) array.rows(), (long) array.columns());
        boolean lastIndex = array.timing().reportsLastIndex();
        long total = lastIndex ? cycles - 1 : cycles;
        long writes = 0;
        long outputReads = 0;
        long inputs = 0;
        long weights = 0;
        for (int index = 0; index < flows.count; index++) {
            if (flows.destination[index] == Flows.UNIT) {
                switch (flows.operand[index]) {
                    case INPUT -> inputs = flows.down[index];
                    case WEIGHT -> weights = flows.down[index];
                    case OUTPUT -> {
                        writes = flows.up[index];
                        outputReads = flows.down[index];
                    }
                }
            }
        }
        if (lastIndex && writes == flows.nest.elements(Operand.OUTPUT)) {
            writes = Math.addExact(writes, drainMarks(flows, array, folds));
        }
        double issued =
                (double) places
                        * folds
                        * flows.loops().trips(spread, flows.loops().issuePosition());
        return new ArrayCounts(
                total,
                flows.nest.macs() / ((double) places * Math.max(1, total)),
                flows.nest.macs() / issued,
                inputs,
                weights,
                writes,
                outputReads);
    }

    /// SCALE-Sim counts `rows + columns` empty places of each output-stationary fold's drain as
    /// writes (its issue 166).
    private static long drainMarks(Flows flows, SpatialArray array, long folds) {
        return switch (ArrayDataflow.of(flows.schedule())) {
            case OUTPUT_STATIONARY ->
                    Math.multiplyExact(folds, array.rows() + (long) array.columns());
            case WEIGHT_STATIONARY, INPUT_STATIONARY, ROW_STATIONARY -> 0;
        };
    }
}
