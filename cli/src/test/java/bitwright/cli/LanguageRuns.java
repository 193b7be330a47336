package bitwright.cli;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.cli.flow.MemoryNeed;
import bitwright.cli.flow.NetworkCosting;
import bitwright.workload.Contraction;
import bitwright.workload.Network;
import bitwright.workload.zoo.Phase;
import bitwright.workload.zoo.Zoo;
import bitwright.workload.zoo.ZooSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measured language models beside what the model says.
final class LanguageRuns {
    private static final double GIBIBYTE_BITS = 8.0 * (1L << 30);

    /// TinyChat's runs begin with 4 tokens; assumption: 200 are generated, the middle one counts.
    private static final ZooSize TINY_CHAT = new ZooSize(1, Phase.DECODE, 104);

    private static final String FITTED = "opt-13b";

    private LanguageRuns() {}

    /// One line of `language-tinychat.csv`.
    record Token(String machine, String model, String weights, double milliseconds) {
        double simulated() {
            Accelerator accelerator = GpuMeasurements.machine(machine, "vendor-library");
            return 1e3
                    * new Run(accelerator, model, TINY_CHAT, weights + "afp16", "fp16afp16")
                            .seconds();
        }
    }

    /// One line of `language-smoothquant.csv` in one format.
    record Prompt(String model, int tokens, boolean quantized, double milliseconds) {
        double simulated() {
            return 1e3 * run(model, tokens, quantized).seconds();
        }
    }

    private static Run run(String model, int tokens, boolean quantized) {
        return new Run(
                GpuMeasurements.machine("a100-80", quantized ? "smoothquant" : "pytorch"),
                model,
                new ZooSize(4, Phase.PREFILL, tokens),
                quantized ? "w8a8" : "fp16afp16",
                "fp16afp16");
    }

    /// Mean absolute error over the models, in percent.
    ///
    /// @param fitted whether of the model whose prompts were fitted, or of all others
    static double promptErrorPercent(boolean quantized, boolean fitted) {
        return 100
                * prompts(quantized).stream()
                        .filter(prompt -> prompt.model().equals(FITTED) == fitted)
                        .mapToDouble(
                                prompt -> Math.abs(prompt.simulated() / prompt.milliseconds() - 1))
                        .average()
                        .orElseThrow();
    }

    /// Mean absolute error over one machine's tokens, in percent.
    static double tokenErrorPercent(String machine) {
        return 100
                * tokens().stream()
                        .filter(token -> token.machine().equals(machine))
                        .mapToDouble(
                                token -> Math.abs(token.simulated() / token.milliseconds() - 1))
                        .average()
                        .orElseThrow();
    }

    /// Mean absolute error over the models and prompts, in percent.
    static double memoryErrorPercent(boolean quantized) {
        return 100
                * GpuMeasurements.cells("language-memory.csv").stream()
                        .mapToDouble(cells ->
                                Math.abs(
                                        gibibytes(cells[0], Integer.parseInt(cells[1]), quantized)
                                                        / Double.parseDouble(
                                                                cells[quantized ? 3 : 2])
                                                - 1))
                        .average()
                        .orElseThrow();
    }

    /// Gibibytes of a prompt.
    static double gibibytes(String model, int tokens, boolean quantized) {
        return run(model, tokens, quantized).memory().bits() / GIBIBYTE_BITS;
    }

    static List<Token> tokens() {
        return GpuMeasurements.cells("language-tinychat.csv").stream()
                .map(cells -> new Token(cells[0], cells[1], cells[2], Double.parseDouble(cells[3])))
                .toList();
    }

    static List<Prompt> prompts(boolean quantized) {
        return GpuMeasurements.cells("language-smoothquant.csv").stream()
                .map(cells ->
                        new Prompt(
                                cells[0],
                                Integer.parseInt(cells[1]),
                                quantized,
                                Double.parseDouble(cells[quantized ? 3 : 2])))
                .toList();
    }

    /// A model at one precision but for its head.
    private record Run(
            Accelerator accelerator, String model, ZooSize size, String precision, String head) {
        private Network network() {
            return Zoo.network(model, size);
        }

        private Map<String, Precision> choices(Network network) {
            Map<String, Precision> choices = new LinkedHashMap<>();
            for (Contraction layer : network.contractions()) {
                boolean last = layer.equals(network.contractions().getLast());
                choices.put(layer.name(), accelerator.precision(last ? head : precision));
            }
            return choices;
        }

        double seconds() {
            Network network = network();
            NetworkCosting costing = new NetworkCosting(network, accelerator);
            costing.map(
                    List.of(accelerator.precision(precision), accelerator.precision(head)),
                    () -> {});
            return costing.price(choices(network)).latencySeconds();
        }

        MemoryNeed memory() {
            Network network = network();
            return new NetworkCosting(network, accelerator).memory(choices(network));
        }
    }
}
