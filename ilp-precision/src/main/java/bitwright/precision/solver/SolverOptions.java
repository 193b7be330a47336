package bitwright.precision.solver;

/// How the solver works.
///
/// @param seed seed of its random choices
/// @param limitSeconds when CP-SAT stops with the best plan so far; measured in its own
///   deterministic time, so that the same input gives the same plan. What is done before it takes a
///   bounded amount of work that is not counted
/// @param gap the gap that will do: at 0 the search goes on until the plan is proven best
/// @param method what solves
public record SolverOptions(int seed, double limitSeconds, double gap, Method method) {
    /// The default: seed 1, one minute, proven best.
    public static final SolverOptions DEFAULT = new SolverOptions(1, 60);

    /// What solves a program.
    public enum Method {
        /// Our own bounds, descents and labels first; what they leave open goes to CP-SAT.
        STAGED,
        /// CP-SAT alone, on the program without dominated options.
        CP_SAT
    }

    /// Proven best, in stages.
    public SolverOptions(int seed, double limitSeconds) {
        this(seed, limitSeconds, 0, Method.STAGED);
    }

    /// Proven best, in stages, with a seed of 64 bits, every one of which counts; seeds from 0 to
    /// 2³¹ − 1 stay themselves.
    public static SolverOptions seeded(long seed, double limitSeconds) {
        return new SolverOptions(Long.hashCode(seed), limitSeconds);
    }

    /// The same with another gap.
    public SolverOptions withGap(double acceptable) {
        return new SolverOptions(seed, limitSeconds, acceptable, method);
    }

    /// The same with another method.
    public SolverOptions with(Method other) {
        return new SolverOptions(seed, limitSeconds, gap, other);
    }
}
