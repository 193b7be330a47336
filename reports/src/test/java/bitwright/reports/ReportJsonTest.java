package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReportJsonTest {
    static Stream<Report> samples() {
        return Stream.of(
                Samples.resnet8(), Samples.sixtyLayers(), Samples.hostile(), Samples.least());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void parseAfterTextIsTheIdentity(Report report) {
        String text = ReportJson.text(report);
        Report back = ReportJson.parse(text, "report.json");
        assertThat(back).isEqualTo(report);
        assertThat(ReportJson.text(back)).isEqualTo(text);
        assertThat(ReportJson.parse(ReportJson.compactText(report), "x")).isEqualTo(report);
    }

    @Test
    void theOrderOfMapsSurvives() {
        Report report = Samples.resnet8();
        Report back = ReportJson.parse(ReportJson.text(report), "report.json");
        assertThat(List.copyOf(back.layers().getFirst().busyCycles().keySet()))
                .isEqualTo(List.copyOf(report.layers().getFirst().busyCycles().keySet()))
                .containsExactly("array", "dram", "overhead");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"cycles\": | \"cicles\": | totals",
                "\"weightBits\": 0, | | ",
                "\"seed\": 0 | \"seed\": \"0\" | provenance.seed",
                "\"seed\": 0 | \"seed\": 0.5 | provenance.seed",
                "\"seed\": 0 | \"seed\": 99999999999999999999 | provenance.seed",
                "\"seed\": 0 | \"seed\": null | provenance.seed",
                "\"name\": \"empty\" | \"name\": null | model.name",
                "\"name\": \"empty\" | \"name\": 3 | model.name",
                "\"name\": \"empty\" | \"name\": true | model.name",
                "\"name\": \"empty\" | \"name\": 0.5 | model.name",
                "\"name\": \"empty\" | \"name\": [ \"empty\" ] | model.name",
                "\"options\": {} | \"options\": { \"a\": 1 } | provenance.options.a",
                "\"latencySeconds\": 0.0 | \"latencySeconds\": \"0.0\" | totals.latencySeconds",
                "\"units\": [] | \"units\": [ null ] | machine.units",
                "\"units\": [] | \"units\": null | machine.units",
                "\"latencySeconds\": 0.0 | \"latencySeconds\": 1e999 | latencySeconds",
                "\"latencySeconds\": 0.0 | \"latencySeconds\": NaN | ",
                "\"cycles\": 0, | \"cycles\": 0, \"cycles\": 1, | cycles",
                "bitwright-report/1 | bitwright-report/2 | format",
                "\"machines\": [] | \"machines\": [] } { | ",
            })
    void everyDeviationIsOneLineThatNamesItsPlace(String old, String broken, String place) {
        String text = ReportJson.text(Samples.least());
        assertThat(text).contains(old);
        String changed = text.replace(old, broken == null ? "" : broken);
        assertThatThrownBy(() -> ReportJson.parse(changed, "old/report.json"))
                .isInstanceOf(ReportFileException.class)
                .hasMessageStartingWith("old/report.json: ")
                .hasMessageContaining(place == null ? "" : place)
                .hasMessageContaining("Maybe ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void whatIsNoReportIsRefused() {
        for (String text : List.of("", "[]", "3", "{}", "{\"format\":", "\u0000")) {
            assertThatThrownBy(() -> ReportJson.parse(text, "x.json"))
                    .isInstanceOf(ReportFileException.class)
                    .hasMessageStartingWith("x.json: ");
        }
    }

    @Test
    void numbersThatJsonCannotHoldAreRefusedEarly() {
        assertThatThrownBy(() ->
                        new Report.Totals(1, Double.NaN, 0, 0, null, Map.of(), Map.of(), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("totals.latencySeconds");
        assertThatThrownBy(() ->
                        new Report.Totals(
                                1,
                                0,
                                0,
                                0,
                                null,
                                Map.of(),
                                Map.of(),
                                Map.of("dram", Double.POSITIVE_INFINITY)))
                .hasMessageContaining("totals.energyJoulesByComponent.dram");
    }
}
