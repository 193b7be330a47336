package bitwright.cli;

import bitwright.cli.PotRuns.Run;
import bitwright.cli.flow.LayerResult;
import bitwright.workload.Contraction;
import bitwright.workload.Layer;

/// The layers of a network by what a weight format can do for them.
enum PotGroup {
    /// Convolutions and matrix products with weights.
    WITH_WEIGHTS("layers with weights"),
    /// Matrix products of two activations, which no weight format touches.
    ATTENTION("products of two activations"),
    /// Everything else: additions, pools, softmax, norms.
    POINTWISE("pointwise layers");

    private final String label;

    PotGroup(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static PotGroup of(Layer layer) {
        if (layer instanceof Contraction contraction) {
            return contraction.inputs().size() == 2 ? ATTENTION : WITH_WEIGHTS;
        }
        return POINTWISE;
    }

    long cycles(Run run) {
        long cycles = 0;
        for (LayerResult layer : run.result().layers()) {
            cycles += of(layer.layer()) == this ? layer.cost().cycles() : 0;
        }
        return cycles;
    }

    double picojoules(Run run) {
        double picojoules = 0;
        for (LayerResult layer : run.result().layers()) {
            picojoules += of(layer.layer()) == this ? layer.cost().totalPicojoules() : 0;
        }
        return picojoules;
    }
}
