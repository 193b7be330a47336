package bitwright.reports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// `report.html`: one page that needs nothing but itself.
///
/// The data is the text of `report.json` in one JSON block with every `<` escaped, so no name can
/// close it; the page's own scripts place names as text, never as markup. A content security policy
/// admits the page's scripts by their hashes and no connection at all.
public final class ReportHtml {
    private static final String CHARTS = "/META-INF/resources/webjars/echarts/5.3.1/";
    private static final List<String> SCRIPTS =
            List.of(
                    "units.js",
                    "values.js",
                    "charts.js",
                    "plots.js",
                    "plan-plots.js",
                    "plan.js",
                    "layer.js",
                    "page.js");

    private ReportHtml() {}

    /// The file's text.
    public static String text(Report report) {
        return page(ReportJson.compactText(report));
    }

    /// One page of several reports: all of them side by side, and one of them in full, which the
    /// reader chooses. Its data is `{"reports": [...]}` with the text of each `report.json`.
    ///
    /// @param reports at least one; the first is shown first
    public static String comparison(List<Report> reports) {
        if (reports.isEmpty()) {
            throw new IllegalArgumentException("reports must not be empty.");
        }
        return page(
                reports.stream()
                        .map(ReportJson::compactText)
                        .collect(Collectors.joining(",", "{\"reports\":[", "]}")));
    }

    private static String page(String json) {
        String notice = "/*\n" + resource(CHARTS + "NOTICE").strip() + "\n*/\n";
        String library = notice + resource(CHARTS + "dist/echarts.common.min.js");
        String scripts =
                SCRIPTS.stream().map(ReportHtml::resource).collect(Collectors.joining("\n"));
        String data = json.replace("<", "\\u003c");
        String policy =
                "default-src 'none'; style-src 'unsafe-inline'; script-src '"
                        + hash(library)
                        + "' '"
                        + hash(scripts)
                        + "'";
        var page = new StringBuilder();
        for (String part : resource("page.html").split("(?=@[A-Z]+@)|(?<=@[A-Z]{1,9}@)", -1)) {
            page.append(
                    switch (part) {
                        case "@POLICY@" -> policy;
                        case "@STYLE@" -> resource("page.css");
                        case "@DATA@" -> data;
                        case "@LIBRARY@" -> library;
                        case "@SCRIPT@" -> scripts;
                        default -> part;
                    });
        }
        return page.toString();
    }

    private static String resource(String name) {
        try (InputStream stream = ReportHtml.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing from the class path.");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException problem) {
            throw new UncheckedIOException(name + " cannot be read from the class path.", problem);
        }
    }

    private static String hash(String script) {
        return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(script));
    }
}
