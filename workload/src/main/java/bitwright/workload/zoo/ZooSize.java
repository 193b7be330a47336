package bitwright.workload.zoo;

/// How large a network of the zoo is made.
///
/// @param batch images or sequences at once, 1 to 65536
/// @param phase of a language model; others have none
/// @param context tokens of each sequence, the new one included; 0 for what the model's table says
public record ZooSize(int batch, Phase phase, int context) {
    /// So many images or sequences, prompts of the usual length.
    public static ZooSize ofBatch(int batch) {
        return new ZooSize(batch, Phase.PREFILL, 0);
    }
}
