package bitwright.precision.table;

import bitwright.precision.table.CostTable.Choice;

/// What a plan is judged by: a sum over its choices, of their losses or of one of their costs.
public sealed interface Measure {
    /// The name of the loss; no cost may be called so.
    String LOSS_NAME = "loss";

    /// The loss.
    Measure LOSS = new Loss();

    /// The sum of the losses.
    record Loss() implements Measure {
        @Override
        public String name() {
            return LOSS_NAME;
        }

        @Override
        public double of(Choice choice) {
            return choice.loss();
        }
    }

    /// The sum of one cost; a choice that lacks it costs 0.
    record Cost(String name) implements Measure {
        @Override
        public double of(Choice choice) {
            return choice.costs().getOrDefault(name, 0.0);
        }
    }

    /// The measure of this name.
    static Measure named(String name) {
        return name.equals(LOSS_NAME) ? LOSS : new Cost(name);
    }

    /// `loss`, or the cost's name.
    String name();

    /// What one choice adds to the sum.
    double of(Choice choice);
}
