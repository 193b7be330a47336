package bitwright.reports;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class GoldenTest {
    @Test
    void textsOfOneReport() throws IOException {
        Report report = Samples.resnet8();
        Golden.check("report.json", ReportJson.text(report));
        Golden.check("layers.csv", LayersCsv.text(report));
        Golden.check("report.md", ReportMarkdown.text(report));
        Golden.check("console.txt", ConsoleTable.text(report, false));
    }

    @Test
    void textsOfHostileNames() throws IOException {
        Report report = Samples.hostile();
        Golden.check("hostile.md", ReportMarkdown.text(report));
        Golden.check("hostile.txt", ConsoleTable.text(report, false));
    }

    @Test
    void textsOfTheLeastReport() throws IOException {
        Report report = Samples.least();
        Golden.check("least.json", ReportJson.text(report));
        Golden.check("least.csv", LayersCsv.text(report));
        Golden.check("least.md", ReportMarkdown.text(report));
        Golden.check("least.txt", ConsoleTable.text(report, false));
    }
}
