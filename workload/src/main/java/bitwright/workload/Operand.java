package bitwright.workload;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The three operands of a contraction and the dimensions that index each.
public enum Operand {
    INPUT(EnumSet.of(Dim.B, Dim.G, Dim.C, Dim.OY, Dim.OX, Dim.FY, Dim.FX)),
    WEIGHT(EnumSet.of(Dim.G, Dim.K, Dim.C, Dim.FY, Dim.FX)),
    OUTPUT(EnumSet.of(Dim.B, Dim.G, Dim.K, Dim.OY, Dim.OX));

    private final Set<Dim> dims;

    Operand(EnumSet<Dim> dims) {
        this.dims = Collections.unmodifiableSet(dims);
    }

    /// The dimensions that index this operand.
    public Set<Dim> dims() {
        return dims;
    }

    /// The lower-case name that schedules print.
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
