package bitwright.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.reader.MachineReader;
import bitwright.mapper.interpreter.Comparison;
import bitwright.mapper.interpreter.Verifier;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.LoopNest;
import bitwright.workload.Operand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A fault planted in a correct schedule is found, and the verifier says what is wrong.
final class PlantedFaultTest {
    private static final Precision PRECISION = Precision.parse("w8a8");

    /// 40 x 48 by 48 x 20.
    private static final LoopNest NEST = LoopNest.matrixProduct(1, 40, 20, 48);

    private static final String CORRECT =
            "on array; for ox 3; for k 2; keep input in buffer; keep weight in buffer; keep output in buffer; "
                    + "spread ox 16 over rows; spread k 16 over columns; for c 48; issue serial-shift-add";

    private static Comparison compare(String text) throws IOException {
        Accelerator machine =
                MachineReader.read(
                        Path.of(
                                System.getProperty("bitwright.root"),
                                "hw-configs",
                                "pot-array-16x16.yaml"));
        SplittableRandom random = new SplittableRandom(12);
        int[] input = random.ints(NEST.elements(Operand.INPUT), 1, 100).toArray();
        int[] weights = random.ints(NEST.elements(Operand.WEIGHT), 1, 100).toArray();
        return Verifier.compare(
                ScheduleText.parse(text.replace(";", "\n")),
                NEST,
                PRECISION,
                machine,
                input,
                weights);
    }

    @Test
    void withoutAFaultEveryValueIsEqual() throws IOException {
        Comparison comparison = compare(CORRECT);
        assertThat(comparison.firstMismatch()).isNull();
        assertThat(comparison.mismatches()).isZero();
        assertThat(comparison.valuesCompared()).isEqualTo(40 * 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    for c 48;               | for c 1;                  | dimension c has extent 48
                    for c 48;               | for c 47;                 | dimension c has extent 48
                    for c 48;               | for fx 48;                | dimension c has extent 48
                    for ox 3;               | for oy 3;                 | dimension ox has extent 40
                    ox 16 over rows         | ox 17 over rows           | need 17 places where there are 16
                    ox 16 over rows         | ox 16 over columns        | need 256 places where there are 16
                    ox 16 over rows         | ox 16 over n              | need 16 places where there are 1
                    k 16 over columns       | k 16 over threads         | axis 'threads' is none of unit
                    k 16 over columns       | k 16 over k               | may not be spread over 'k'
                    weight in buffer        | weight in dram            | no level on chip
                    weight in buffer        | weight in cache           | no level on chip
                    weight in buffer        | input in buffer           | after it was kept there
                    keep output in buffer;  | for b 1;                  | output is not kept on chip
                    for c 48;               | for c 48; keep output in buffer; | after it was kept there
                    on array                | on matrix                 | unit 'matrix'
                    issue serial-shift-add  | issue shift-add           | instruction 'shift-add'
                    issue serial-shift-add  | issue mma                 | instruction 'mma'
                    """)
    void aPlantedFaultIsFoundAndNamed(String from, String to, String complaint) throws IOException {
        String faulty = CORRECT.replace(from, to);
        assertThat(faulty).isNotEqualTo(CORRECT);
        Comparison comparison = compare(faulty);
        assertThat(comparison.mismatches()).isEqualTo(comparison.valuesCompared());
        assertThat(comparison.firstMismatch()).contains(complaint);
    }
}
