package bitwright.sim.schedule;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.SpatialArray;
import java.util.EnumSet;
import java.util.List;

/// A machine of two memories and one array, small enough to reckon by hand; every number is made up
/// for tests.
///
/// @param outerBits width of the outer memory's ports
/// @param shared whether the outer memory reads and writes on one port
/// @param bufferCapacityBits capacity of the buffer
/// @param bufferBits width of the buffer's ports
/// @param interval issue interval of the one instruction
/// @param timing how the array passes from fold to fold
public record SmallMachine(
        int rows,
        int columns,
        int outerBits,
        boolean shared,
        long bufferCapacityBits,
        int bufferBits,
        int interval,
        ArrayTiming timing) {
    private static final String SOURCE = "test";

    /// Weights and activations of 8 bits.
    public static final Precision PRECISION = Precision.parse("w8a8");

    /// A machine whose array is timed as real ones are.
    public SmallMachine(
            int rows,
            int columns,
            int outerBits,
            boolean shared,
            long bufferCapacityBits,
            int bufferBits,
            int interval) {
        this(
                rows,
                columns,
                outerBits,
                shared,
                bufferCapacityBits,
                bufferBits,
                interval,
                ArrayTiming.COMPLETE);
    }

    /// An array of 4 x 3, ports of 32 and 64 bits, a buffer of 4096 bits.
    public static final SmallMachine PLAIN = new SmallMachine(4, 3, 32, true, 4096, 64, 1);

    /// The machine: memories `outer` and `buffer`, unit `array`, instruction `mac`.
    public Accelerator accelerator() {
        return new Accelerator(
                "small",
                1_000_000,
                List.of(
                        MemoryLevel.plain(
                                "outer",
                                1L << 40,
                                List.of(),
                                MemoryPort.forAll(outerBits, outerBits, shared),
                                5,
                                new MemoryEnergy(8.0, 9.0, 0),
                                SOURCE),
                        MemoryLevel.plain(
                                "buffer",
                                bufferCapacityBits,
                                List.of(),
                                MemoryPort.forAll(bufferBits, bufferBits, false),
                                1,
                                new MemoryEnergy(0.5, 0.25, 0),
                                SOURCE)),
                List.of(
                        new SpatialArray(
                                "array",
                                rows,
                                columns,
                                EnumSet.allOf(Dataflow.class),
                                timing,
                                List.of(
                                        new Instruction(
                                                "mac",
                                                1,
                                                1,
                                                1,
                                                PRECISION,
                                                interval,
                                                interval + 1,
                                                2.0,
                                                SOURCE)),
                                new PointwiseRate(4, 0.5, SOURCE),
                                SOURCE)),
                new SoftwareProfile(10, SOURCE, SOURCE),
                SOURCE);
    }
}
