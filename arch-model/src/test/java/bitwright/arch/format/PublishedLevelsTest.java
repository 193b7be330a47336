package bitwright.arch.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every code of every format that has a published table, against that table.
final class PublishedLevelsTest {
    static List<String> levels() throws IOException {
        return lines("levels.txt");
    }

    static List<String> terms() throws IOException {
        return lines("terms.txt");
    }

    @ParameterizedTest
    @MethodSource("levels")
    void everyCodeMeansThePublishedLevel(String line) {
        String[] words = line.split(" ");
        NumberFormat format = NumberFormat.parse(words[0]);
        double[] expected = Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray();
        boolean magnitudes = words[0].matches("(pot|apot|dense).*");
        assertThat(format.codes()).isEqualTo(magnitudes ? 2 * expected.length : expected.length);
        for (int code = 0; code < expected.length; code++) {
            assertThat(Double.compare(format.decode(code), expected[code]))
                    .as("%s code %d: %s", format.name(), code, format.decode(code))
                    .isZero();
            if (magnitudes) {
                assertThat(format.decode(code + expected.length)).isEqualTo(0.0 - expected[code]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("levels")
    void leastAndGreatestAreThoseOfTheFiniteCodes(String line) {
        NumberFormat format = NumberFormat.parse(line.split(" ")[0]);
        var finite =
                IntStream.range(0, format.codes())
                        .mapToDouble(format::decode)
                        .filter(Double::isFinite)
                        .summaryStatistics();
        assertThat(format.least()).isEqualTo(finite.getMin());
        assertThat(format.greatest()).isEqualTo(finite.getMax());
    }

    @ParameterizedTest
    @MethodSource("terms")
    void additiveLevelsAreTheSumOfThePublishedTerms(String line) {
        String[] words = line.split(" ");
        var signed = (AdditivePowerOfTwo) NumberFormat.parse(words[0]);
        var unsigned = new AdditivePowerOfTwo(signed.bits() - 1, false);
        assertThat(unsigned.codes()).isEqualTo(words.length - 1);
        for (int code = 0; code < unsigned.codes(); code++) {
            List<Integer> expected =
                    words[code + 1].equals("0")
                            ? List.of()
                            : Arrays.stream(words[code + 1].split("\\+"))
                                    .map(Integer::valueOf)
                                    .toList();
            assertThat(signed.termExponents(code)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(unsigned.termExponents(code)).isEqualTo(signed.termExponents(code));
            double sum = expected.stream().mapToDouble(exponent -> Math.pow(2, -exponent)).sum();
            assertThat(unsigned.decode(code)).isEqualTo(sum).isEqualTo(signed.decode(code));
        }
    }

    private static List<String> lines(String file) throws IOException {
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        PublishedLevelsTest.class.getResourceAsStream(file)),
                                StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isEmpty() && line.charAt(0) != '#').toList();
        }
    }
}
