package bitwright.arch.component;

/// Off-chip memories that have a published energy for one bit.
public enum DramType {
    LPDDR,
    LPDDR4,
    LPDDR5,
    DDR3,
    DDR4,
    GDDR5,
    GDDR6,
    HBM2,
    HBM3,
    HMC
}
