package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFolderTest {
    @TempDir private Path folder;

    @Test
    void writesEveryFileAndNothingBeside() throws IOException {
        Path place = folder.resolve("deep/er/report");
        ReportFolder.write(
                Samples.resnet8(), Map.of("plan", 1.5), Map.of("plan.json", "{}\n"), place);
        assertThat(names(place))
                .containsExactly(
                        "SHA256SUMS",
                        "layers.csv",
                        "plan.json",
                        "report.html",
                        "report.json",
                        "report.md",
                        "timings.json");
        assertThat(names(folder.resolve("deep/er"))).containsExactly("report");
        assertThat(ReportJson.read(place.resolve("report.json"))).isEqualTo(Samples.resnet8());
        assertThat(place.resolve("timings.json")).content().contains("\"plan\": 1.5");
    }

    @Test
    void onlyTheTimingsDifferBetweenTwoRuns() throws IOException {
        ReportFolder.write(Samples.resnet8(), Map.of("plan", 1.5), Map.of(), folder.resolve("a"));
        ReportFolder.write(Samples.resnet8(), Map.of("plan", 9.5), Map.of(), folder.resolve("b"));
        Map<String, String> first = contents(folder.resolve("a"));
        Map<String, String> second = contents(folder.resolve("b"));
        assertThat(first.remove("timings.json")).isNotEqualTo(second.remove("timings.json"));
        assertThat(first).isEqualTo(second);
    }

    @Test
    void anEarlierReportIsReplacedWhole() throws IOException {
        Path place = folder.resolve("report");
        ReportFolder.write(
                Samples.hostile(), Map.of("plan", 1.5), Map.of("plan.json", "{}"), place);
        ReportFolder.write(Samples.least(), place);
        assertThat(names(place)).doesNotContain("plan.json", "timings.json");
        assertThat(ReportJson.read(place.resolve("report.json"))).isEqualTo(Samples.least());
        assertThat(names(folder)).containsExactly("report");
    }

    @Test
    void anEmptyFolderIsTaken() throws IOException {
        ReportFolder.write(Samples.least(), Files.createDirectory(folder.resolve("empty")));
        assertThat(names(folder.resolve("empty"))).contains("report.json");
    }

    @Test
    void aFolderWithAnythingElseIsLeftAlone() throws IOException {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        Files.writeString(photos.resolve("cat.jpg"), "cat");
        Path report = folder.resolve("report");
        ReportFolder.write(Samples.resnet8(), report);
        Files.writeString(report.resolve("notes.txt"), "mine");
        Path file = Files.writeString(folder.resolve("file"), "text");
        Map<String, String> before = contents(report);
        for (Path taken : List.of(photos, report, file)) {
            assertThatThrownBy(() -> ReportFolder.write(Samples.least(), taken))
                    .isInstanceOf(ReportFileException.class)
                    .hasMessageContaining(taken.getFileName().toString())
                    .hasMessageContaining("Maybe ");
        }
        assertThat(contents(photos)).isEqualTo(Map.of("cat.jpg", "cat"));
        assertThat(contents(report)).isEqualTo(before);
        assertThat(file).hasContent("text");
        assertThat(names(folder)).containsExactly("file", "photos", "report");
    }

    @Test
    void aReportFolderWithASubfolderIsLeftAlone() throws IOException {
        Path report = folder.resolve("report");
        ReportFolder.write(Samples.resnet8(), report);
        Files.createDirectory(report.resolve("mine"));
        assertThatThrownBy(() -> ReportFolder.write(Samples.least(), report))
                .isInstanceOf(ReportFileException.class);
        assertThat(ReportJson.read(report.resolve("report.json"))).isEqualTo(Samples.resnet8());
    }

    @Test
    void aFailureLeavesNothingBehind() throws IOException {
        for (String name : List.of("../escape", "report.json", "timings.json", "a/b", "", "..")) {
            assertThatThrownBy(() ->
                            ReportFolder.write(
                                    Samples.least(),
                                    Map.of(),
                                    Map.of(name, "x"),
                                    folder.resolve("report")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("companions");
        }
        String tooLong = "x".repeat(300);
        assertThatThrownBy(() ->
                        ReportFolder.write(
                                Samples.least(),
                                Map.of(),
                                Map.of(tooLong, "x"),
                                folder.resolve("report")))
                .isInstanceOf(ReportFileException.class)
                .hasMessageContaining("report");
        assertThat(names(folder)).isEmpty();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        var contents = new TreeMap<String, String>();
        for (String name : names(folder)) {
            contents.put(name, Files.readString(folder.resolve(name)));
        }
        return contents;
    }
}
