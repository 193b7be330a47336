package bitwright.precision.solver;

/// How the solver works.
///
/// @param seed seed of its random choices
/// @param limitSeconds when to stop with the best plan so far; measured in the solver's own
///   deterministic time, so that the same input gives the same plan
public record SolverOptions(int seed, double limitSeconds) {
    /// The default: seed 1, one minute.
    public static final SolverOptions DEFAULT = new SolverOptions(1, 60);
}
