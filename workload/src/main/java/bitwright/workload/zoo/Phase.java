package bitwright.workload.zoo;

import java.util.Locale;

/// What a language model is doing.
public enum Phase {
    /// All tokens of a prompt at once.
    PREFILL,
    /// One new token of every sequence; keys and values of the others are in the cache.
    DECODE;

    /// The name that users write.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
