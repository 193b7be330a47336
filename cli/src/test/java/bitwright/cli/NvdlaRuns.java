package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.cli.flow.LayerResult;
import bitwright.cli.flow.NetworkCosting;
import bitwright.cli.flow.NetworkResult;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.zoo.Zoo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// ResNet-50 at 8 bits and batch 1 on machines like NVIDIA's deep learning accelerator.
final class NvdlaRuns {
    private NvdlaRuns() {}

    /// What every layer of the zoo's ResNet-50 costs.
    static NetworkResult resnet50(Accelerator machine) {
        Network network = Zoo.network("resnet50", 1);
        Precision precision = machine.precision("w8a8");
        NetworkCosting costing = new NetworkCosting(network, machine);
        costing.map(List.of(precision), () -> {});
        Map<String, Precision> choices = new LinkedHashMap<>();
        for (Contraction layer : network.contractions()) {
            choices.put(layer.name(), precision);
        }
        return costing.price(choices);
    }

    /// Images a second where layers run one after the other.
    static double framesPerSecond(Accelerator machine) {
        long cycles = 0;
        for (LayerResult layer : resnet50(machine).layers()) {
            cycles += layer.cost().cycles();
        }
        return (double) machine.clockHz() / cycles;
    }
}
