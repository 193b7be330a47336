package bitwright.precision.sensitivity;

import bitwright.arch.format.Precision;
import java.util.List;
import java.util.Map;

/// How much a network loses when one contraction alone is given a precision.
public interface Sensitivity {
    /// The losses of every contraction at every candidate.
    ///
    /// @param candidates precisions with signed activations
    /// @param step called after each (contraction, candidate), from any thread
    /// @return contraction to candidate's name to loss, in the network's order
    Map<String, Map<String, Double>> losses(List<Precision> candidates, Runnable step);
}
