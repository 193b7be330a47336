package bitwright.cli;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.reader.MachineReader;
import java.nio.file.Path;
import java.util.List;

/// A configuration of NVIDIA's deep learning accelerator and what its primer says of ResNet-50.
///
/// @param atomicC channels of a dot product
/// @param atomicK kernels at a time
/// @param bufferKibibytes convolution buffer
/// @param gigabytesPerSecond outer memory
/// @param framesPerSecond published
/// @param hasFile whether `hw-configs` has a machine file of it; otherwise nvdla-2048 is resized
record NvdlaPoint(
        int atomicC,
        int atomicK,
        int bufferKibibytes,
        double gigabytesPerSecond,
        double framesPerSecond,
        boolean hasFile) {
    /// The table of the primer; the sizes of atomic operations are the hardware's own for 2048 and
    /// 512 multipliers, and assumed for the others.
    static final List<NvdlaPoint> TABLE =
            List.of(
                    new NvdlaPoint(64, 32, 512, 20, 269, true),
                    new NvdlaPoint(64, 16, 256, 15, 153, false),
                    new NvdlaPoint(32, 16, 256, 10, 93, true),
                    new NvdlaPoint(32, 8, 256, 5, 46, false),
                    new NvdlaPoint(16, 8, 256, 2, 20, true),
                    new NvdlaPoint(8, 8, 128, 1, 7.3, false),
                    new NvdlaPoint(8, 4, 128, 0.5, 3.6, true));

    int multipliers() {
        return atomicC * atomicK;
    }

    Accelerator machine() {
        return hasFile ? file("nvdla-" + multipliers()) : resized(file("nvdla-2048"));
    }

    private static Accelerator file(String name) {
        return MachineReader.read(
                Path.of(System.getProperty("bitwright.root"), "hw-configs", name + ".yaml"));
    }

    /// Another machine of the same rules: a layer has half of the buffer, entries are as wide as a
    /// dot product, sums and complete outputs have twice atomic-K entries each.
    private Accelerator resized(Accelerator machine) {
        long outerBits = Math.round(8 * gigabytesPerSecond);
        List<MemoryLevel> memories =
                machine.memories().stream()
                        .map(level ->
                                switch (level.name()) {
                                    case "dram" -> level(level, level.capacityBits(), outerBits);
                                    case "convolution-buffer" ->
                                            level(level, bufferKibibytes * 4096L, 8L * atomicC);
                                    case "accumulator" ->
                                            level(level, 128L * atomicK * atomicK, 32L * atomicK);
                                    default -> level;
                                })
                        .toList();
        SpatialArray array = (SpatialArray) machine.units().getFirst();
        ComputeUnit resized =
                new SpatialArray(
                        array.name(),
                        atomicC,
                        atomicK,
                        array.dataflows(),
                        array.timing(),
                        array.instructions(),
                        array.pointwise(),
                        array.source());
        return new Accelerator(
                machine.name(),
                machine.clockHz(),
                memories,
                List.of(resized),
                machine.software(),
                machine.source());
    }

    private static MemoryLevel level(MemoryLevel level, long capacityBits, long bitsPerCycle) {
        return new MemoryLevel(
                level.name(),
                capacityBits,
                level.holds(),
                level.perAxes(),
                level.ports().stream()
                        .map(port ->
                                new MemoryPort(
                                        port.serves(), bitsPerCycle, bitsPerCycle, port.shared()))
                        .toList(),
                level.latencyCycles(),
                level.burstBits(),
                level.filling(),
                level.energy(),
                level.source());
    }
}
