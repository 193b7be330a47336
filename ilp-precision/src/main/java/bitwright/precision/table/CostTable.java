package bitwright.precision.table;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The seam to the solver: what each choice of each layer costs and loses, and which choices must
/// agree.
///
/// @param network the network's name
/// @param layers in the network's order
/// @param couplings each makes one attribute equal in its layers
/// @param pairs each says which values of two layers' attributes may meet
public record CostTable(
        String network,
        List<LayerChoices> layers,
        List<Coupling> couplings,
        List<AllowedPairs> pairs) {
    public CostTable {
        layers = List.copyOf(layers);
        couplings = List.copyOf(couplings);
        pairs = List.copyOf(pairs);
    }

    /// A table without pairs.
    public CostTable(String network, List<LayerChoices> layers, List<Coupling> couplings) {
        this(network, layers, couplings, List.of());
    }

    /// The names of all costs, in order of appearance.
    public List<String> costNames() {
        return layers.stream()
                .flatMap(layer -> layer.choices().stream())
                .flatMap(choice -> choice.costs().keySet().stream())
                .distinct()
                .toList();
    }

    /// The choices of one layer; exactly one is taken.
    public record LayerChoices(String name, List<Choice> choices) {
        public LayerChoices {
            choices = List.copyOf(choices);
        }
    }

    /// One choice: a label to the solver.
    ///
    /// @param name unique in its layer, e.g. `w4a8`
    /// @param loss what the network loses, at least 0 or any finite number where the measure can be
    ///   negative
    /// @param costs by free name; a cost that a choice lacks is 0
    /// @param attributes what couplings compare, by name
    public record Choice(
            String name, double loss, Map<String, Double> costs, Map<String, String> attributes) {
        public Choice {
            costs = Collections.unmodifiableMap(new LinkedHashMap<>(costs));
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        }
    }

    /// The named attribute is equal in all the named layers.
    ///
    /// @param reason what for, for people; empty where nothing is said
    public record Coupling(String attribute, List<String> layers, String reason) {
        public Coupling {
            layers = List.copyOf(layers);
        }

        /// A coupling without a reason.
        public Coupling(String attribute, List<String> layers) {
            this(attribute, layers, "");
        }
    }
}
