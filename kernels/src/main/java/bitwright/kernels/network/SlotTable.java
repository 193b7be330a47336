package bitwright.kernels.network;

import bitwright.kernels.fast.FastRequantization;
import bitwright.kernels.quantizer.Dyadic;
import bitwright.kernels.reference.Requantization;
import bitwright.kernels.requantization.RequantizationRule;
import bitwright.workload.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Where each tensor lies in each encoding, and the stages that bring it into another encoding or
/// another order.
///
/// A view moves nothing: it is the slot of its input seen in another order. Elements are moved when
/// a stage asks for them in an order that they do not lie in, once for each order.
final class SlotTable {
    private final Network network;
    private final EncodingPlan plan;
    private final RequantizationRule rule;
    private final List<Stage> stages;
    private final List<Integer> slotElements = new ArrayList<>();
    private final Map<Held, Location> locations = new LinkedHashMap<>();
    private final Map<Location, Integer> arranged = new LinkedHashMap<>();

    /// A tensor in one encoding.
    private record Held(String tensor, Encoding encoding) {}

    /// Where a tensor lies.
    record Location(int slot, ElementOrder order) {
        /// The same slot seen through a view.
        Location through(int[] sources) {
            return new Location(slot, order.then(sources));
        }
    }

    /// @param stages where moving stages are added
    SlotTable(Network network, EncodingPlan plan, RequantizationRule rule, List<Stage> stages) {
        this.network = network;
        this.plan = plan;
        this.rule = rule;
        this.stages = stages;
    }

    /// Elements of one image in each slot.
    List<Integer> slotElements() {
        return List.copyOf(slotElements);
    }

    int elements(String tensor) {
        return Math.toIntExact(network.elements(tensor));
    }

    /// A new slot.
    int add(int elements) {
        slotElements.add(elements);
        return slotElements.size() - 1;
    }

    /// A new slot for a tensor that is written in its own order.
    int add(String tensor, Encoding encoding) {
        int elements = elements(tensor);
        int slot = add(elements);
        put(tensor, encoding, new Location(slot, ElementOrder.plain(elements)));
        return slot;
    }

    /// Says where a tensor lies.
    void put(String tensor, Encoding encoding, Location location) {
        locations.put(new Held(tensor, encoding), location);
    }

    /// Where a tensor lies in an encoding, requantized there if it is not held so yet.
    Location read(String tensor, Encoding wanted) {
        Location held = locations.get(new Held(tensor, wanted));
        if (held != null) {
            return held;
        }
        Encoding from = plan.of(tensor);
        Location source = Objects.requireNonNull(locations.get(new Held(tensor, from)), tensor);
        var requantization =
                Requantization.uniform(
                        factor(from.scale(), wanted.scale()),
                        rule,
                        wanted.minimum(),
                        wanted.maximum());
        int target = add(slotElements.get(source.slot()));
        stages.add(
                new Stage.Requantize(
                        source.slot(), target, new FastRequantization(requantization)));
        Location location = new Location(target, source.order());
        put(tensor, wanted, location);
        return location;
    }

    /// A slot that holds a tensor in an encoding, in the tensor's own order.
    int slot(String tensor, Encoding wanted) {
        return arranged(read(tensor, wanted));
    }

    /// A slot that holds what lies somewhere in the order in which it is seen.
    int arranged(Location location) {
        if (location.order().isPlain(slotElements.get(location.slot()))) {
            return location.slot();
        }
        return arranged.computeIfAbsent(
                location,
                it -> {
                    int target = add(it.order().sources().length);
                    stages.add(new Stage.Gather(it.slot(), target, it.order().sources()));
                    return target;
                });
    }

    static Dyadic factor(double from, double to) {
        return from == to ? Dyadic.ONE : Dyadic.of(from / to);
    }
}
