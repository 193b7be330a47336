package bitwright.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.arch.format.Accumulator;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.cli.BadInputException;
import bitwright.kernels.reference.Overflow;
import bitwright.kernels.reference.Register;
import bitwright.precision.plan.Candidates;
import bitwright.precision.solver.NearestFeasible;
import bitwright.precision.solver.NearestFeasible.Least;
import bitwright.workload.Contraction;
import bitwright.workload.LoopNest;
import bitwright.workload.Network;
import bitwright.workload.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlanningTest {
    private static final Path ARRAY =
            Path.of(System.getProperty("bitwright.root"), "hw-configs/pot-array-16x16.yaml");

    @Test
    void aNameTakesTheAccumulatorOfTheMachinesRows() throws IOException {
        Accelerator wide = MachineReader.read(ARRAY);
        Accelerator narrow = narrowed();
        assertThat(wide.precision("w8a8")).isEqualTo(Precision.parse("w8a8"));
        assertThat(narrow.precision("w8a8").accumulator()).isEqualTo(new Accumulator(24));
        assertThat(narrow.precision("w8a8").hasFormatsOf(Precision.parse("w8a8"))).isTrue();
        // A precision that the machine lacks stays what its name says.
        assertThat(narrow.precision("w3a3")).isEqualTo(Precision.parse("w3a3"));
        assertThat(Candidates.of(narrow).stream().map(Precision::name))
                .containsExactlyElementsOf(
                        Candidates.of(wide).stream().map(Precision::name).toList());
        assertThat(Candidates.of(narrow))
                .allMatch(candidate -> candidate.accumulator().bits() == 24);
    }

    /// The row for 8-bit weights sums in 24 bits, the others in 32: a choice of 4-bit weights whose
    /// layer multiplies two activations runs on the former.
    @Test
    void everyLayerOfAChoiceTakesTheAccumulatorOfItsOwnRow() throws IOException {
        Accelerator machine = onlyWideRowsNarrowed();
        Contraction product =
                new Contraction(
                        "product",
                        "MatMul",
                        List.of("a", "b"),
                        "y",
                        LoopNest.matrixProduct(1, 4, 4, 4),
                        null,
                        null,
                        true);
        Precision choice = machine.precision("w4a8");
        assertThat(choice.accumulator().bits()).isEqualTo(32);
        Precision exact = LayerPrecision.of(product, choice, Set.of("a"), machine);
        assertThat(exact.weights().name()).isEqualTo("int8");
        assertThat(exact.activations().name()).isEqualTo("uint8");
        assertThat(exact.accumulator().bits()).isEqualTo(24);
        NetworkCosting costing = new NetworkCosting(network(product, 4), machine);
        costing.map(List.of(choice), () -> {});
        assertThat(costing.mapped(product, choice).precision().accumulator().bits()).isEqualTo(24);
    }

    @Test
    void candidatesOfTwoMachinesAreOneOfEachName() throws IOException {
        MachineSource wide = MachineSource.load(ARRAY);
        MachineSource narrow = new MachineSource(Path.of("narrow.yaml"), narrowed(), "");
        assertThat(Planning.candidates(List.of(wide, narrow), List.of()))
                .isEqualTo(Planning.candidates(wide, List.of()));
        assertThatThrownBy(() -> Planning.requireOffered(wide, List.of("w8a8", "w7a3")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("w7a3")
                .hasMessageContaining("w4a8");
    }

    /// 4,608 taps (512 channels, 3 x 3) of the greatest weight: powers of two of 5 bits are
    /// integers up to 2^14.
    @Test
    void accumulatorsThatMayOverflowAreFoundBeforeMeasuring() {
        float[] weights = new float[2 * 4608];
        Arrays.fill(weights, 0.5f);
        Network network =
                new Network(
                        "wide",
                        List.of("a"),
                        List.of("y"),
                        List.of(
                                new Contraction(
                                        "/wide/Conv",
                                        "Conv",
                                        List.of("a"),
                                        "y",
                                        LoopNest.matrixProduct(1, 1, 2, 4608),
                                        "w",
                                        null,
                                        true)),
                        Map.of("a", List.of(1, 4608), "y", List.of(1, 2)),
                        Map.of("w", new Tensor(List.of(2, 4608), weights)),
                        weights.length);
        List<Precision> fit = List.of(Precision.parse("w8a8"), Precision.parse("pot4a8"));
        assertThatCode(() -> CandidateCheck.require(network, fit, Register.INT32))
                .doesNotThrowAnyException();
        List<Precision> wide = new ArrayList<>(fit);
        wide.add(Precision.parse("pot5a8"));
        assertThatThrownBy(() -> CandidateCheck.require(network, wide, Register.INT32))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("layer /wide/Conv at pot5a8: accumulators may reach")
                .hasMessageContaining("Maybe fewer")
                .hasMessageContaining("leave pot5a8 out of --candidates");
        assertThatThrownBy(() ->
                        CandidateCheck.require(network, fit, new Register(16, Overflow.REFUSE)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("layer /wide/Conv at w8a8")
                .hasMessageContaining("beyond the 16");
        assertThatCode(() -> CandidateCheck.require(network, fit, new Register(16, Overflow.WRAP)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() ->
                        CandidateCheck.require(
                                network, List.of(Precision.parse("w8afp8e4m3")), Register.INT32))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("layer /wide/Conv at w8afp8e4m3")
                .hasMessageContaining("Maybe int8");
    }

    @Test
    void aMissingLossIsNoLossOfZero() throws IOException {
        Accelerator machine = MachineReader.read(ARRAY);
        Contraction product =
                new Contraction(
                        "product",
                        "MatMul",
                        List.of("a", "b"),
                        "y",
                        LoopNest.matrixProduct(1, 4, 4, 4),
                        null,
                        null,
                        true);
        Network network = network(product, 4);
        List<Precision> candidates = List.of(machine.precision("w8a8"));
        NetworkCosting costing = new NetworkCosting(network, machine);
        Placements placements = Placements.of(network, costing, candidates, Map.of());
        costing.map(placements, () -> {});
        ChoiceOptions options = ChoiceOptions.of(List.of());
        PlanQuestion question = PlanQuestion.leastLoss(Map.of(), 1);
        assertThat(
                        TableBuilder.build(
                                        network,
                                        costing,
                                        placements,
                                        Map.of("product", Map.of("w8a8", 0.25)),
                                        options,
                                        question)
                                .layers()
                                .getFirst()
                                .choices()
                                .getFirst()
                                .loss())
                .isEqualTo(0.25);
        for (Map<String, Map<String, Double>> losses :
                List.of(
                        Map.<String, Map<String, Double>>of(),
                        Map.of("product", Map.of("w4a8", 0.25)))) {
            assertThatThrownBy(() ->
                            TableBuilder.build(
                                    network, costing, placements, losses, options, question))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("layer product has no loss at w8a8");
        }
    }

    @Test
    void whatIsNotProvenIsAtMost() {
        NearestFeasible nearest =
                new NearestFeasible(
                        Map.of("size", new Least(2, true)), Map.of("size", new Least(3, false)));
        assertThat(new InfeasibleException("tiny", Map.of("size", 1.0), nearest))
                .hasMessageContaining("alone is size=2.00000;")
                .hasMessageContaining("raise one to at most size=3.00000.");
    }

    private static Network network(Contraction product, int side) {
        List<Integer> shape = List.of(side, side);
        return new Network(
                "product",
                product.inputs(),
                List.of(product.output()),
                List.of(product),
                Map.of("a", shape, "b", shape, "y", shape),
                Map.of(),
                0);
    }

    private static Accelerator narrowed() throws IOException {
        return MachineReader.parse(
                Files.readString(ARRAY).replace("accumulatorBits: 32", "accumulatorBits: 24"),
                "narrow.yaml");
    }

    /// The rows whose weights are `int8` alone.
    private static Accelerator onlyWideRowsNarrowed() throws IOException {
        List<String> lines = new ArrayList<>();
        boolean wide = false;
        for (String line : Files.readAllLines(ARRAY)) {
            String text = line.strip();
            wide = text.startsWith("weights:") ? text.equals("weights: int8") : wide;
            lines.add(wide ? line.replace("accumulatorBits: 32", "accumulatorBits: 24") : line);
        }
        return MachineReader.parse(String.join("\n", lines) + "\n", "narrow.yaml");
    }
}
