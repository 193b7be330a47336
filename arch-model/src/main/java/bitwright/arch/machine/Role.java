package bitwright.arch.machine;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// The part that a tensor plays in `C[m,n] += A[m,k] * B[k,n]`.
public enum Role {
    /// Activations that are read.
    INPUT,
    /// Weights.
    WEIGHT,
    /// Sums, complete or partial.
    OUTPUT;

    /// All of them.
    public static final Set<Role> ALL = Collections.unmodifiableSet(EnumSet.allOf(Role.class));

    /// The lower-case name that files use.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
