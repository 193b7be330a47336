package bitwright.precision.sensitivity;

import java.util.List;
import java.util.Map;

/// Numbers of each contraction that take a while to find, such as Hessian traces.
interface LayerFactors {
    /// Steps that `find` counts.
    long steps();

    /// The numbers by contraction; none for a contraction that has nothing of the kind.
    ///
    /// @param step called after each step, from any thread
    /// @throws IllegalArgumentException if a layer of the network has no gradient
    Map<String, List<Double>> find(Runnable step);
}
