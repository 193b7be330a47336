package bitwright.mapper.emit;

import java.util.ArrayList;
import java.util.List;

/// A sum of variables times constants as C text; terms of no effect are left out.
final class Affine {
    private final List<String> terms = new ArrayList<>();
    private long constant;

    /// Adds `variable * factor`; a null-like variable "0" adds nothing.
    Affine add(String variable, long factor) {
        if (factor != 0 && !variable.equals("0")) {
            terms.add(factor == 1 ? variable : factor + " * " + variable);
        }
        return this;
    }

    /// Adds a constant.
    Affine add(long value) {
        constant += value;
        return this;
    }

    @Override
    public String toString() {
        if (terms.isEmpty()) {
            return Long.toString(constant);
        }
        String sum = String.join(" + ", terms);
        return constant == 0 ? sum : sum + (constant < 0 ? " - " + -constant : " + " + constant);
    }
}
