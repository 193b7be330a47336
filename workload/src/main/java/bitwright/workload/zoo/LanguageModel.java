package bitwright.workload.zoo;

import java.util.List;

/// The extents of a transformer language model.
///
/// @param family how its blocks are built
/// @param layers blocks
/// @param width of the residual stream
/// @param heads of queries
/// @param cachedHeads of keys and values; fewer than `heads` where queries share them
/// @param hidden width inside the multilayer perceptron
/// @param vocabulary tokens; 0 where neither embedding nor head belong to the network
/// @param longestContext most tokens of a sequence
/// @param source where the extents come from
record LanguageModel(
        String name,
        Family family,
        int layers,
        int width,
        int heads,
        int cachedHeads,
        int hidden,
        int vocabulary,
        int longestContext,
        String source) {
    private static final String LLAMA_2 =
            "Touvron et al., Llama 2, arXiv 2307.09288, and its files";
    private static final String OPT = "Zhang et al., OPT, arXiv 2205.01068, table 1";

    /// How blocks are built.
    enum Family {
        /// Norm by root mean square, rotary positions, a gated perceptron, no biases.
        LLAMA,
        /// Layer norm, biases, a perceptron of two layers with GELU.
        GPT,
        /// As GPT, with ReLU and learned positions; the head is the embedding.
        OPT,
        /// As GPT, with learned positions, but every token sees every other and nothing is cached;
        /// norm after the sum.
        BERT
    }

    /// All models, smallest first.
    static final List<LanguageModel> ALL =
            List.of(
                    new LanguageModel(
                            "bert-base",
                            Family.BERT,
                            12,
                            768,
                            12,
                            12,
                            3072,
                            30522,
                            512,
                            "Devlin et al., BERT, NAACL 2019"),
                    new LanguageModel(
                            "gpt3-layer",
                            Family.GPT,
                            1,
                            12288,
                            96,
                            96,
                            49152,
                            0,
                            2048,
                            "Brown et al., GPT-3, NeurIPS 2020, table 2.1: one block of 175B"),
                    new LanguageModel(
                            "opt-6.7b", Family.OPT, 32, 4096, 32, 32, 16384, 50272, 2048, OPT),
                    new LanguageModel(
                            "llama2-7b",
                            Family.LLAMA,
                            32,
                            4096,
                            32,
                            32,
                            11008,
                            32000,
                            4096,
                            LLAMA_2),
                    new LanguageModel(
                            "llama3-8b",
                            Family.LLAMA,
                            32,
                            4096,
                            32,
                            8,
                            14336,
                            128256,
                            8192,
                            "Grattafiori et al., Llama 3, arXiv 2407.21783, table 3"),
                    new LanguageModel(
                            "opt-13b", Family.OPT, 40, 5120, 40, 40, 20480, 50272, 2048, OPT),
                    new LanguageModel(
                            "llama2-13b",
                            Family.LLAMA,
                            40,
                            5120,
                            40,
                            40,
                            13824,
                            32000,
                            4096,
                            LLAMA_2),
                    new LanguageModel(
                            "opt-30b", Family.OPT, 48, 7168, 56, 56, 28672, 50272, 2048, OPT),
                    new LanguageModel(
                            "llama2-70b",
                            Family.LLAMA,
                            80,
                            8192,
                            64,
                            8,
                            28672,
                            32000,
                            4096,
                            LLAMA_2),
                    new LanguageModel(
                            "opt-175b", Family.OPT, 96, 12288, 96, 96, 49152, 50272, 2048, OPT));

    /// Width of one head.
    int headWidth() {
        return width / heads;
    }
}
