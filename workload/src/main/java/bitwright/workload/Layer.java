package bitwright.workload;

import java.util.List;

/// A layer: a contraction, element-wise work, or a change of view.
public sealed interface Layer permits Contraction, Pointwise, View {
    /// The layer's name, unique in its network.
    String name();

    /// The operator it came from, e.g. `Conv`.
    String op();

    /// The activation tensors that it reads, in the operator's order; never weights.
    List<String> inputs();

    /// The tensor that it writes.
    String output();
}
