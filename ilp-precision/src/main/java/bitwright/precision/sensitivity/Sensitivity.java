package bitwright.precision.sensitivity;

import bitwright.arch.format.Precision;
import bitwright.workload.Contraction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How much a network loses when one contraction alone is given a precision: a pair of a weight and
/// an activation format.
///
/// Losses add up over the contractions of a plan.
public interface Sensitivity {
    /// What is quantized, and the images it is judged on.
    Subject subject();

    /// Steps that `prepare` counts.
    default long preparationSteps() {
        return 0;
    }

    /// Finds what all losses of the measure need, such as Hessian traces; once, however often it is
    /// called. `losses` calls it where nobody did.
    ///
    /// @param step called after each step, from any thread
    default void prepare(Runnable step) {}

    /// The losses of one contraction; safe to call from several threads once prepared.
    ///
    /// @param candidates precisions with signed activations
    /// @param step called after each candidate
    /// @return candidate's name to loss, in the order of the candidates
    /// @throws IllegalArgumentException if the layer's operands cannot have such a format
    Map<String, Double> losses(Contraction layer, List<Precision> candidates, Runnable step);

    /// The losses of every contraction at every candidate.
    ///
    /// @param candidates precisions with signed activations
    /// @param step called after each (contraction, candidate), from any thread
    /// @return contraction to candidate's name to loss, in the network's order
    default Map<String, Map<String, Double>> losses(List<Precision> candidates, Runnable step) {
        prepare(() -> {});
        Parallel<Map.Entry<String, Map<String, Double>>> jobs = new Parallel<>();
        for (Contraction layer : subject().network().contractions()) {
            jobs.add(() -> Map.entry(layer.name(), losses(layer, candidates, step)));
        }
        Map<String, Map<String, Double>> losses = new LinkedHashMap<>();
        jobs.results().forEach(entry -> losses.put(entry.getKey(), entry.getValue()));
        return losses;
    }
}
