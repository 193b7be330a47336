package bitwright.mapper.search;

import org.jspecify.annotations.Nullable;

/// How far the mapper searches, and for what.
///
/// @param width 1 tries tile sizes of processors in halves; each further step adds finer ones and
///   more finalists, and lets the search of arrays visit more. A wider search never returns a worse
///   schedule by the closed-form model
/// @param objective what is made small; null for what suits the unit: energy times cycles on
///   spatial arrays, cycles and then energy on processors
/// @param constraints which schedules are wanted
/// @param simulatesFinalists whether the event model chooses among the best few schedules of the
///   closed-form model; without it the best one is taken, which is what the proof is about
/// @param mostVisits shapes and schedules of an array that are looked at before the proof is given
///   up; the gap then tells how much is open
public record MapperOptions(
        int width,
        @Nullable Objective objective,
        Constraints constraints,
        boolean simulatesFinalists,
        long mostVisits) {
    /// Shapes and schedules of an array that a search of width 1 looks at before it gives up the
    /// proof: some twenty seconds at most.
    public static final long VISITS = 40_000_000;

    /// The default search.
    public static final MapperOptions DEFAULT = new MapperOptions(1);

    public MapperOptions {
        if (width < 1 || width > 8) {
            throw new IllegalArgumentException("search width (" + width + ") must be 1 to 8.");
        }
    }

    /// The default objectives, without constraints.
    public MapperOptions(int width) {
        this(width, null, Constraints.NONE, true, width * VISITS);
    }

    /// The best schedule for an objective by the closed-form model.
    public static MapperOptions proving(@Nullable Objective objective, Constraints constraints) {
        return new MapperOptions(1, objective, constraints, false, VISITS);
    }

    /// The same search with another limit.
    public MapperOptions withMostVisits(long visits) {
        return new MapperOptions(width, objective, constraints, simulatesFinalists, visits);
    }
}
