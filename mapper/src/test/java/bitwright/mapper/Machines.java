package bitwright.mapper;

import bitwright.arch.machine.Accelerator;
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
        return machine.withMemories(
                machine.memories().stream()
                        .map(memory ->
                                memory.name().equals(level)
                                        ? memory.withCapacityBits(bits)
                                        : memory)
                        .toList());
    }
}
