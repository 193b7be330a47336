package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlainTextTest {
    @Test
    void shortensNearTheFront() {
        assertThat(PlainText.shortened("abcdefgh", 8)).isEqualTo("abcdefgh");
        assertThat(PlainText.shortened("abcdefghi", 8)).isEqualTo("a…defghi");
        assertThat(PlainText.shortened("😀😀😀😀😀", 3)).isEqualTo("…😀😀");
    }

    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void noControlCharacterOfANameReachesTerminalOrMarkdown(Report report) {
        for (String text : List.of(ConsoleTable.text(report, false), ReportMarkdown.text(report))) {
            assertThat(text.replace("\n", "").codePoints())
                    .noneMatch(Character::isISOControl)
                    .noneMatch(point -> Character.getType(point) == Character.FORMAT);
        }
    }

    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void colourOnlyAddsColour(Report report) {
        assertThat(ConsoleTable.text(report, true).replaceAll("\u001b\\[[0-9]+m", ""))
                .isEqualTo(ConsoleTable.text(report, false));
    }

    @Test
    void columnsAreAligned() {
        List<String> lines = ReportTables.layers(Samples.hostile(), 32).lines();
        int start = lines.getFirst().indexOf("format");
        for (String line : lines.subList(2, lines.size())) {
            int offset = line.offsetByCodePoints(0, start);
            assertThat(line.substring(offset)).matches("(w|pot)\\d+a\\d+ .*");
        }
    }
}
