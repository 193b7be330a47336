package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.reports.Report.LayerRow;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayersCsvTest {
    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void everyNumberComesBackExactly(Report report) {
        List<NamedCsvRecord> rows =
                CsvReader.builder().ofNamedCsvRecord(LayersCsv.text(report)).stream().toList();
        assertThat(rows).hasSameSizeAs(report.layers());
        for (int index = 0; index < rows.size(); index++) {
            NamedCsvRecord row = rows.get(index);
            LayerRow layer = report.layers().get(index);
            assertThat(row.getField("name").replaceFirst("^'", "")).isEqualTo(layer.name());
            assertThat(Long.parseLong(row.getField("macs"))).isEqualTo(layer.macs());
            assertThat(Long.parseLong(row.getField("cycles"))).isEqualTo(layer.cycles());
            assertThat(Double.parseDouble(row.getField("energyPicojoules")))
                    .isEqualTo(layer.energyPicojoules());
            String loss = row.getField("loss");
            assertThat(loss.isEmpty() ? null : Double.valueOf(loss)).isEqualTo(layer.loss());
            layer.busyCycles()
                    .forEach((name, busy) ->
                            assertThat(row.getField("busyCycles." + name))
                                    .isEqualTo(busy.toString()));
        }
    }

    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void noTextStartsLikeAFormula(Report report) {
        for (NamedCsvRecord row :
                CsvReader.builder().ofNamedCsvRecord(LayersCsv.text(report)).stream().toList()) {
            for (String column : List.of("name", "op", "precision", "unit", "bottleneck")) {
                assertThat(row.getField(column)).doesNotMatch("(?s)[=+@\t\r\n].+|-.+");
            }
        }
    }
}
