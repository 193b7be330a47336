package bitwright.sim.cost;

import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.Role;
import bitwright.workload.Pointwise;
import bitwright.workload.View;
import java.util.LinkedHashMap;
import java.util.Map;

/// What pointwise layers cost: the greater of arithmetic and traffic to the outermost memory, where
/// the tensors reside between layers. A layer that is fused costs nothing: its work is done while
/// the layer before it writes back.
public final class PointwiseModel {
    private PointwiseModel() {}

    /// The cost of one pointwise layer.
    ///
    /// @param inputElements elements of all input tensors together
    /// @param bitsPerElement width of the tensors
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static LayerCost cost(
            Pointwise layer,
            ComputeUnit unit,
            Accelerator accelerator,
            int bitsPerElement,
            long inputElements) {
        return moved(
                layer.elements() * layer.operationsPerElement(),
                unit,
                accelerator,
                Math.multiplyExact(inputElements, (long) bitsPerElement),
                Math.multiplyExact(layer.elements(), (long) bitsPerElement));
    }

    private static LayerCost moved(
            double operations,
            ComputeUnit unit,
            Accelerator accelerator,
            long readBits,
            long writeBits) {
        MemoryLevel outer = accelerator.memories().getFirst();
        long compute = (long) Math.ceil(operations / unit.pointwise().operationsPerCycle());
        long port = portCycles(outer, accelerator.software().kernels(), readBits, writeBits);
        long overhead = accelerator.software().layerOverheadCycles();
        Map<String, Long> busy = new LinkedHashMap<>();
        busy.put(unit.name(), compute);
        busy.put(outer.name(), port);
        busy.put(BoundModel.OVERHEAD, overhead);
        long bound = Math.addExact(Math.max(compute, port), overhead);
        Map<String, Double> energy = new LinkedHashMap<>();
        energy.put(Energy.pointwise(unit), operations * unit.pointwise().picojoulesPerOperation());
        energy.put(
                outer.name(),
                readBits * outer.energy().readPicojoulesPerBit()
                        + writeBits * outer.energy().writePicojoulesPerBit());
        Map<String, Long> traffic = new LinkedHashMap<>();
        traffic.put(outer.name() + "/input/read", readBits);
        traffic.put(outer.name() + "/output/write", writeBits);
        String bottleneck =
                overhead > Math.max(compute, port)
                        ? BoundModel.OVERHEAD
                        : compute >= port ? unit.name() : outer.name();
        long cycles = Math.addExact(bound, outer.latencyCycles());
        return new LayerCost(cycles, bound, busy, bottleneck, energy, traffic, 0, null);
    }

    /// Cycles of the ports by which inputs leave and outputs enter a level; one port may be both.
    private static long portCycles(
            MemoryLevel outer, KernelQuality kernels, long readBits, long writeBits) {
        MemoryPort in = outer.ports().get(outer.port(Role.INPUT));
        MemoryPort out = outer.ports().get(outer.port(Role.OUTPUT));
        long reads = MemoryPort.cycles(readBits, kernels.outerBitsPerCycle(in.readBitsPerCycle()));
        long writes =
                MemoryPort.cycles(writeBits, kernels.outerBitsPerCycle(out.writeBitsPerCycle()));
        return in.equals(out) && in.shared()
                ? Math.addExact(reads, writes)
                : Math.max(reads, writes);
    }

    /// The cost of a view: nothing where elements stay or the unit need not move them, else reading
    /// and writing what the view puts out.
    ///
    /// @param elements that the view puts out
    /// @param bitsPerElement width of the tensors
    /// @throws ArithmeticException if a count goes beyond 64 bits
    public static LayerCost view(
            View view,
            ComputeUnit unit,
            Accelerator accelerator,
            int bitsPerElement,
            long elements) {
        if (!unit.pointwise().copiesViews() || view.kind() == View.Kind.RESHAPE) {
            return free();
        }
        return moved(
                0,
                unit,
                accelerator,
                Math.multiplyExact(elements, (long) bitsPerElement),
                Math.multiplyExact(elements, (long) bitsPerElement));
    }

    /// The cost of a layer that costs nothing: a view, or a fused layer.
    public static LayerCost free() {
        return new LayerCost(0, 0, Map.of(), "", Map.of(), Map.of(), 0, null);
    }
}
