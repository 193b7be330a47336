package bitwright.mapper;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.reader.MachineReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The shipped machines, also with other capacities.
public final class Machines {
    public static final List<String> NAMES = List.of("pot-array-16x16", "hexagon-v66", "t4");

    private Machines() {}

    public static Accelerator read(String name) throws IOException {
        return MachineReader.read(
                Path.of(System.getProperty("bitwright.root"), "hw-configs", name + ".yaml"));
    }

    /// The machine with another capacity of one level.
    public static Accelerator withCapacity(Accelerator machine, String level, long bits) {
        return new Accelerator(
                machine.name(),
                machine.clockHz(),
                machine.memories().stream()
                        .map(memory -> memory.name().equals(level) ? resized(memory, bits) : memory)
                        .toList(),
                machine.units(),
                machine.software(),
                machine.source());
    }

    private static MemoryLevel resized(MemoryLevel memory, long bits) {
        return new MemoryLevel(
                memory.name(),
                bits,
                memory.instances(),
                memory.readBitsPerCycle(),
                memory.writeBitsPerCycle(),
                memory.sharedPort(),
                memory.latencyCycles(),
                memory.readPicojoulesPerBit(),
                memory.writePicojoulesPerBit(),
                memory.source());
    }
}
