package bitwright.workload.zoo;

import bitwright.workload.ModelFileException;
import bitwright.workload.Network;
import bitwright.workload.Pointwise.Kind;
import bitwright.workload.View;
import java.util.ArrayList;
import java.util.List;

/// Transformer language models: a prompt at once, or one more token of every sequence against a
/// cache of keys and values.
///
/// Scores are counted for all pairs of a prompt's tokens, those that a causal mask hides included.
/// Only the last token of a sequence goes through the head. In a decode step the cache is an input
/// that holds the new token's key and value already.
final class LanguageModels {
    private static final String TOKENS = "tokens";

    private final LanguageModel model;
    private final int batch;
    private final boolean decodes;
    private final int context;
    private final ShapeBuilder net;
    private final List<String> written = new ArrayList<>();

    private LanguageModels(LanguageModel model, ZooSize size, int context) {
        this.model = model;
        batch = size.batch();
        decodes = size.phase() == Phase.DECODE;
        this.context = context;
        net = new ShapeBuilder(model.name());
    }

    /// @throws ModelFileException if the context is out of range or the model does not decode
    static Network network(LanguageModel model, ZooSize size) {
        int context = size.context() == 0 ? Math.min(512, model.longestContext()) : size.context();
        if (context < 1 || context > model.longestContext()) {
            throw new ModelFileException(
                    model.name()
                            + ": the context must be 1 to "
                            + model.longestContext()
                            + " tokens, not "
                            + context
                            + ".");
        }
        if (size.phase() == Phase.DECODE && model.family() == LanguageModel.Family.BERT) {
            throw new ModelFileException(
                    model.name() + ": an encoder has no decode phase. Maybe --phase prefill.");
        }
        return new LanguageModels(model, size, context).network();
    }

    private Network network() {
        int tokens = decodes ? 1 : context;
        String x = model.vocabulary() == 0 ? hidden(tokens) : embedding(tokens);
        for (int layer = 0; layer < model.layers(); layer++) {
            x = block("layer." + layer, x);
        }
        if (model.family() != LanguageModel.Family.BERT && model.vocabulary() > 0) {
            x = norm("norm", x);
        }
        written.addFirst(model.vocabulary() == 0 ? x : head(x));
        return net.build(written);
    }

    private String hidden(int tokens) {
        return net.input("hidden", List.of(batch, tokens, model.width()));
    }

    private String embedding(int tokens) {
        long width = model.width();
        String x = net.input(TOKENS, List.of(batch, tokens));
        List<Integer> shape = List.of(batch, tokens, model.width());
        net.countParameters(width * model.vocabulary());
        x = net.view("embedding", View.Kind.GATHER, List.of(0), shape, x);
        if (model.family() == LanguageModel.Family.LLAMA) {
            return x;
        }
        // OPT's table of positions has two places that are never used; BERT has two kinds of token.
        net.countParameters(width * (model.longestContext() + 2));
        x = net.pointwise("positions", "Add", Kind.ADD, x);
        return model.family() == LanguageModel.Family.BERT ? norm("embedding.norm", x) : x;
    }

    /// The head over the last token of every sequence; BERT's pooler over the first.
    private String head(String input) {
        List<Integer> last = List.of(batch, model.width());
        String x = net.view("last", View.Kind.GATHER, List.of(1, 0), last, input);
        return switch (model.family()) {
            case LLAMA -> net.projection("lm_head", x, model.vocabulary(), false);
            case GPT, OPT -> net.tied("lm_head", x, model.vocabulary());
            case BERT -> net.projection("pooler", x, model.width(), true);
        };
    }

    private String block(String prefix, String input) {
        if (model.family() == LanguageModel.Family.BERT) {
            String attended = attention(prefix, input);
            String x = norm(prefix + ".norm_1", sum(prefix + ".add_1", input, attended));
            return norm(prefix + ".norm_2", sum(prefix + ".add_2", x, perceptron(prefix, x)));
        }
        String attended = attention(prefix, norm(prefix + ".norm_1", input));
        String x = sum(prefix + ".add_1", input, attended);
        String processed = perceptron(prefix, norm(prefix + ".norm_2", x));
        return sum(prefix + ".add_2", x, processed);
    }

    private String attention(String prefix, String input) {
        boolean biased = model.family() != LanguageModel.Family.LLAMA;
        int cachedWidth = model.cachedHeads() * model.headWidth();
        String query = net.projection(prefix + ".query", input, model.width(), biased);
        String key = net.projection(prefix + ".key", input, cachedWidth, biased);
        String value = net.projection(prefix + ".value", input, cachedWidth, biased);
        if (!biased) {
            query = net.elementwise(prefix + ".query_rotation", "RotaryEmbedding", 3, query);
            key = net.elementwise(prefix + ".key_rotation", "RotaryEmbedding", 3, key);
        }
        int tokens = net.shape(input).get(1);
        int sharing = model.heads() / model.cachedHeads();
        query = heads(prefix + ".queries", query, sharing * tokens, false);
        String keys = cached(prefix + ".keys", key, true);
        String values = cached(prefix + ".values", value, false);
        String y = net.product(prefix + ".scores", query, keys);
        y = net.pointwise(prefix + ".softmax", "Softmax", Kind.SOFTMAX, y);
        y = net.product(prefix + ".context", y, values);
        y =
                net.view(
                        prefix + ".merge",
                        View.Kind.TRANSPOSE,
                        List.of(0, 2, 1, 3),
                        List.of(batch, tokens, model.width()),
                        y);
        return net.projection(prefix + ".output", y, model.width(), biased);
    }

    /// Keys or values of all tokens: computed here, or found in the cache.
    private String cached(String name, String computed, boolean exchanged) {
        int size = model.headWidth();
        List<Integer> shape =
                exchanged
                        ? List.of(batch, model.cachedHeads(), size, context)
                        : List.of(batch, model.cachedHeads(), context, size);
        if (decodes) {
            written.add(computed);
            return net.cache(name, shape);
        }
        String heads = heads(name, computed, context, exchanged);
        if (model.family() != LanguageModel.Family.BERT) {
            net.stays(heads);
        }
        return heads;
    }

    private String heads(String name, String input, int rows, boolean exchanged) {
        int size = model.headWidth();
        return net.view(
                name,
                View.Kind.TRANSPOSE,
                exchanged ? List.of(0, 2, 3, 1) : List.of(0, 2, 1, 3),
                exchanged
                        ? List.of(batch, model.cachedHeads(), size, rows)
                        : List.of(batch, model.cachedHeads(), rows, size),
                input);
    }

    private String perceptron(String prefix, String input) {
        boolean biased = model.family() != LanguageModel.Family.LLAMA;
        String up = net.projection(prefix + ".up", input, model.hidden(), biased);
        String y =
                switch (model.family()) {
                    // Sigmoid (4 operations) and two multiplications.
                    case LLAMA ->
                            net.elementwise(
                                    prefix + ".gated",
                                    "SwiGLU",
                                    6,
                                    net.projection(prefix + ".gate", input, model.hidden(), false),
                                    up);
                    case OPT -> net.pointwise(prefix + ".relu", "Relu", Kind.RELU, up);
                    case GPT, BERT -> net.pointwise(prefix + ".gelu", "Gelu", Kind.GELU, up);
                };
        return net.projection(prefix + ".down", y, model.width(), biased);
    }

    private String norm(String name, String input) {
        return model.family() == LanguageModel.Family.LLAMA
                ? net.rootMeanSquareNorm(name, input)
                : net.layerNorm(name, input);
    }

    private String sum(String name, String left, String right) {
        return net.pointwise(name, "Add", Kind.ADD, left, right);
    }
}
