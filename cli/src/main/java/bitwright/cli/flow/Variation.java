package bitwright.cli.flow;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A machine with one resource enlarged.
///
/// @param change what is enlarged, in words
/// @param accelerator the machine with it
public record Variation(String change, Accelerator accelerator) {
    /// Every machine that differs from this one in a single resource: twice the bandwidth, twice
    /// the capacity or no latency of a memory, twice a unit's parallelism, one more of a packet's
    /// slots, no overhead of software.
    public static List<Variation> of(Accelerator machine) {
        List<Variation> all = new ArrayList<>();
        for (int unit = 0; unit < machine.units().size(); unit++) {
            addUnits(all, machine, unit);
        }
        for (int level = 0; level < machine.memories().size(); level++) {
            addMemories(all, machine, level);
        }
        SoftwareProfile software = machine.software();
        if (software.layerOverheadCycles() > 0) {
            all.add(new Variation("no overhead of software", withoutOverhead(machine)));
        }
        return all;
    }

    private static void addUnits(List<Variation> all, Accelerator machine, int index) {
        ComputeUnit unit = machine.units().get(index);
        switch (unit) {
            case SpatialArray array -> {
                all.add(
                        with(
                                machine,
                                index,
                                "twice the rows of " + array.name(),
                                sized(array, twice(array.rows()), array.columns())));
                all.add(
                        with(
                                machine,
                                index,
                                "twice the columns of " + array.name(),
                                sized(array, array.rows(), twice(array.columns()))));
            }
            case VectorProcessor processor -> {
                all.add(
                        with(
                                machine,
                                index,
                                "twice the threads of " + processor.name(),
                                packets(
                                        processor,
                                        twice(processor.threads()),
                                        processor.slots(),
                                        processor.instructionsPerPacket())));
                processor
                        .slots()
                        .forEach((slot, count) ->
                                all.add(
                                        with(
                                                machine,
                                                index,
                                                "one more " + slot + " slot of " + processor.name(),
                                                oneMore(processor, slot, count))));
            }
            case TensorProcessor processor ->
                    all.add(
                            with(
                                    machine,
                                    index,
                                    "twice the multiprocessors of " + processor.name(),
                                    new TensorProcessor(
                                            processor.name(),
                                            twice(processor.multiprocessors()),
                                            processor.subcores(),
                                            processor.cluster(),
                                            processor.stages(),
                                            processor.tiles(),
                                            processor.splits(),
                                            processor.instructions(),
                                            processor.pointwise(),
                                            processor.source())));
        }
    }

    private static int twice(int count) {
        return Math.multiplyExact(count, 2);
    }

    private static SpatialArray sized(SpatialArray array, int rows, int columns) {
        return new SpatialArray(
                array.name(),
                rows,
                columns,
                array.dataflows(),
                array.timing(),
                array.instructions(),
                array.pointwise(),
                array.area(),
                array.source());
    }

    /// One more of a slot, and room for its instruction in the packet.
    private static VectorProcessor oneMore(VectorProcessor processor, String slot, int count) {
        SortedMap<String, Integer> slots = new TreeMap<>(processor.slots());
        slots.put(slot, count + 1);
        return packets(
                processor, processor.threads(), slots, processor.instructionsPerPacket() + 1);
    }

    private static VectorProcessor packets(
            VectorProcessor processor,
            int threads,
            SortedMap<String, Integer> slots,
            int instructionsPerPacket) {
        return new VectorProcessor(
                processor.name(),
                threads,
                slots,
                instructionsPerPacket,
                processor.loopSlots(),
                processor.instructions(),
                processor.pointwise(),
                processor.source());
    }

    private static Variation with(
            Accelerator machine, int index, String change, ComputeUnit enlarged) {
        List<ComputeUnit> units = new ArrayList<>(machine.units());
        units.set(index, enlarged);
        return new Variation(change, of(machine, machine.memories(), units, machine.profiles()));
    }

    private static void addMemories(List<Variation> all, Accelerator machine, int index) {
        MemoryLevel level = machine.memories().get(index);
        if (level.ports().stream().anyMatch(port -> !port.equals(faster(port)))) {
            all.add(
                    with(
                            machine,
                            index,
                            "twice the bandwidth of " + level.name(),
                            changed(
                                    level,
                                    level.capacityBits(),
                                    level.ports().stream().map(Variation::faster).toList(),
                                    level.latencyCycles())));
        }
        if (index > 0) {
            all.add(
                    with(
                            machine,
                            index,
                            "twice the capacity of " + level.name(),
                            level.withCapacityBits(Math.multiplyExact(level.capacityBits(), 2L))));
        }
        if (level.latencyCycles() > 0) {
            all.add(
                    with(
                            machine,
                            index,
                            "no latency of " + level.name(),
                            changed(level, level.capacityBits(), level.ports(), 0)));
        }
    }

    private static Variation with(
            Accelerator machine, int index, String change, MemoryLevel enlarged) {
        List<MemoryLevel> memories = new ArrayList<>(machine.memories());
        memories.set(index, enlarged);
        return new Variation(change, machine.withMemories(memories));
    }

    private static MemoryPort faster(MemoryPort port) {
        return new MemoryPort(
                port.serves(),
                faster(port.readBitsPerCycle()),
                faster(port.writeBitsPerCycle()),
                port.shared());
    }

    private static long faster(long bitsPerCycle) {
        return bitsPerCycle > MemoryPort.UNLIMITED / 2 ? MemoryPort.UNLIMITED : 2 * bitsPerCycle;
    }

    private static MemoryLevel changed(
            MemoryLevel level, long capacityBits, List<MemoryPort> ports, int latencyCycles) {
        return new MemoryLevel(
                level.name(),
                capacityBits,
                level.holds(),
                level.perAxes(),
                ports,
                latencyCycles,
                level.burstBits(),
                level.filling(),
                level.energy(),
                level.areaSquareMicrometres(),
                level.source());
    }

    private static Accelerator withoutOverhead(Accelerator machine) {
        List<SoftwareProfile> profiles = new ArrayList<>(machine.profiles());
        SoftwareProfile first = profiles.getFirst();
        profiles.set(
                0,
                new SoftwareProfile(
                        first.name(),
                        0,
                        first.backgroundPicojoulesPerCycle(),
                        first.kernels(),
                        first.fittedOn(),
                        first.source()));
        return of(machine, machine.memories(), machine.units(), profiles);
    }

    private static Accelerator of(
            Accelerator machine,
            List<MemoryLevel> memories,
            List<ComputeUnit> units,
            List<SoftwareProfile> profiles) {
        return new Accelerator(
                machine.name(),
                machine.clockHz(),
                memories,
                units,
                profiles,
                machine.source(),
                machine.technology(),
                machine.formats(),
                machine.accounting());
    }
}
