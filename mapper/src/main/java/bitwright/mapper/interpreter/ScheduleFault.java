package bitwright.mapper.interpreter;

/// A schedule does something that the machine cannot do: it reaches outside a resident tile, or
/// overfills a memory.
public final class ScheduleFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ScheduleFault(String oneLine) {
        super(oneLine);
    }
}
