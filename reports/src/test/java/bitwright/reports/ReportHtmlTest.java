package bitwright.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportHtmlTest {
    private static final Pattern SCRIPT =
            Pattern.compile("<script([^>]*)>(.*?)</script>", Pattern.DOTALL);

    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void theDataBlockIsTheWholeReportAndNothingClosesIt(Report report) {
        Matcher scripts = SCRIPT.matcher(ReportHtml.text(report));
        assertThat(scripts.find()).isTrue();
        assertThat(scripts.group(1)).isEqualTo(" type=\"application/json\" id=\"data\"");
        assertThat(scripts.group(2)).doesNotContain("<");
        assertThat(ReportJson.parse(scripts.group(2), "data")).isEqualTo(report);
    }

    @ParameterizedTest
    @MethodSource("bitwright.reports.ReportJsonTest#samples")
    void nothingButTheDataDependsOnTheReport(Report report) {
        String data = ReportJson.compactText(report).replace("<", "\\u003c");
        String page = ReportHtml.text(report);
        assertThat(page).contains(data);
        String empty = ReportJson.compactText(Samples.least()).replace("<", "\\u003c");
        assertThat(page.replace(data, empty)).isEqualTo(ReportHtml.text(Samples.least()));
    }

    @Test
    void thePageNamesNothingOutsideItself() {
        String page = ReportHtml.text(Samples.resnet8());
        String own = page.replace(library(page), "");
        assertThat(own).doesNotContain("http:", "https:", "src=", "@import", "url(", "fetch(");
        assertThat(own).doesNotContainPattern("@[A-Z]+@");
        assertThat(own).contains("default-src 'none'");
    }

    @Test
    void theLibraryKeepsItsLicence() {
        assertThat(library(ReportHtml.text(Samples.least())))
                .contains("Apache License", "The Apache Software Foundation");
    }

    @Test
    void thePolicyAdmitsExactlyTheTwoScripts() throws Exception {
        String page = ReportHtml.text(Samples.hostile());
        Matcher scripts = SCRIPT.matcher(page);
        int found = 0;
        while (scripts.find()) {
            if (scripts.group(1).isEmpty()) {
                byte[] digest =
                        MessageDigest.getInstance("SHA-256")
                                .digest(scripts.group(2).getBytes(StandardCharsets.UTF_8));
                assertThat(page)
                        .contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
                found++;
            }
        }
        assertThat(found).isEqualTo(2);
    }

    private static String library(String page) {
        Matcher scripts = SCRIPT.matcher(page);
        while (scripts.find()) {
            if (scripts.group(2).contains("echarts={}")) {
                return scripts.group(2);
            }
        }
        throw new AssertionError("the page has no chart library.");
    }
}
