package bitwright.mapper.search;

import bitwright.sim.cost.QuickCost;
import java.util.Locale;

/// What a search makes as small as it can, by the closed-form model: cycles, energy, their product,
/// or cycles first and energy among equals.
public enum Objective {
    /// Cycles, whatever the energy.
    LATENCY("latency"),
    /// Energy in picojoules, whatever the cycles.
    ENERGY("energy"),
    /// Energy times cycles.
    EDP("edp"),
    /// Cycles, and energy among schedules of equal cycles.
    LATENCY_THEN_ENERGY("latency,energy");

    /// Bounds are sums of fractions; what differs by less is equal.
    public static final double EQUAL = 1e-9;

    /// Picojoules that anything takes at least, so that a product with none is still cycles.
    private static final double LEAST = 1e-6;

    private final String label;

    Objective(String label) {
        this.label = label;
    }

    /// What a command line calls it.
    public String label() {
        return label;
    }

    /// The objective of a name.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Objective of(String name) {
        for (Objective objective : values()) {
            if (objective.label.equals(name.toLowerCase(Locale.ROOT))) {
                return objective;
            }
        }
        throw new IllegalArgumentException(
                "objective (" + name + ") must be one of latency, energy, edp and latency,energy.");
    }

    /// The figure that is made small; of two objectives the first.
    public double value(double cycles, double picojoules) {
        return switch (this) {
            case LATENCY, LATENCY_THEN_ENERGY -> cycles;
            case ENERGY -> picojoules;
            case EDP -> product(cycles, picojoules);
        };
    }

    /// Whether a cost is better than another.
    public boolean better(QuickCost left, QuickCost right) {
        return switch (this) {
            case LATENCY, LATENCY_THEN_ENERGY -> left.compareTo(right) < 0;
            case ENERGY ->
                    left.picojoules() != right.picojoules()
                            ? left.picojoules() < right.picojoules()
                            : left.cycles() < right.cycles();
            case EDP ->
                    product(left.cycles(), left.picojoules())
                            < product(right.cycles(), right.picojoules());
        };
    }

    /// Whether something that costs at least so much may still be better than the best.
    public boolean mayBeat(long cycles, double picojoules, QuickCost best) {
        return switch (this) {
            case LATENCY -> cycles < best.cycles();
            case ENERGY -> picojoules * (1 + EQUAL) < best.picojoules();
            case EDP ->
                    product(cycles, picojoules) * (1 + EQUAL)
                            < product(best.cycles(), best.picojoules());
            case LATENCY_THEN_ENERGY ->
                    cycles < best.cycles()
                            || cycles == best.cycles()
                                    && picojoules * (1 + EQUAL) < best.picojoules();
        };
    }

    /// On a machine without energies the cycles alone count.
    private static double product(double cycles, double picojoules) {
        return cycles * Math.max(picojoules, LEAST);
    }

    /// By what candidates are put in order, the most promising first.
    public double rank(double cycles, double picojoules) {
        return this == LATENCY_THEN_ENERGY || this == LATENCY
                ? cycles + picojoules / (picojoules + 1e9)
                : value(cycles, picojoules);
    }
}
