package bitwright.arch.machine;

/// Which operand stays in the processing elements of a spatial array while the others move.
public enum Dataflow {
    OUTPUT_STATIONARY,
    WEIGHT_STATIONARY,
    INPUT_STATIONARY
}
