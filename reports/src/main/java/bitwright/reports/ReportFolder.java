package bitwright.reports;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A report's folder: `report.json`, `layers.csv`, `report.md`, `report.html`, companions such as
/// `plan.json`, `timings.json` if a clock was read, and `SHA256SUMS` over all but the timings.
///
/// The folder appears whole or not at all: it is written beside its place and then moved there. An
/// earlier report of the same place is replaced, and only if `SHA256SUMS` says that every file in
/// it is part of the report; any other folder is left alone.
public final class ReportFolder {
    /// The only file that may differ between two runs.
    public static final String TIMINGS = "timings.json";

    private static final String SUMS = "SHA256SUMS";
    private static final int SUM_WIDTH = 64 + 2;
    private static final int ATTEMPTS = 100;

    private ReportFolder() {}

    /// Writes a report without companions and timings.
    public static void write(Report report, Path directory) {
        write(report, Map.of(), Map.of(), directory);
    }

    /// Writes all files of a report.
    ///
    /// @param seconds what a clock said, by stage; no `timings.json` if empty
    /// @param companions further files by name, e.g. `plan.json`, as text
    /// @param directory where the folder goes; its parents are created
    /// @throws ReportFileException if the place is taken by something else or cannot be written;
    ///   what was there before is then still there
    public static void write(
            Report report,
            Map<String, Double> seconds,
            Map<String, String> companions,
            Path directory) {
        Map<String, String> files = files(report, companions);
        files.put(SUMS, sums(files));
        if (!seconds.isEmpty()) {
            files.put(TIMINGS, timings(seconds));
        }
        try {
            Path place = place(directory);
            checkReplaceable(place);
            Path beside = fresh(place, "writing");
            try {
                for (Map.Entry<String, String> file : files.entrySet()) {
                    Files.writeString(beside.resolve(file.getKey()), file.getValue());
                }
                moveIntoPlace(beside, place);
            } finally {
                delete(beside);
            }
        } catch (IOException problem) {
            throw new ReportFileException(
                    directory
                            + ": the report cannot be written here ("
                            + problem.getClass().getSimpleName()
                            + ": "
                            + problem.getMessage()
                            + "). Maybe choose another folder.",
                    problem);
        }
    }

    private static Map<String, String> files(Report report, Map<String, String> companions) {
        var files = new LinkedHashMap<String, String>();
        files.put("report.json", ReportJson.text(report));
        files.put("layers.csv", LayersCsv.text(report));
        files.put("report.md", ReportMarkdown.text(report));
        files.put("report.html", ReportHtml.text(report));
        companions.forEach((name, text) -> {
            boolean taken = files.containsKey(name) || name.equals(SUMS);
            if (taken || name.equals(TIMINGS) || !name.matches("\\w[\\w.-]*")) {
                throw new IllegalArgumentException(
                        "companions." + name + " must be a plain file name of its own.");
            }
            files.put(name, text);
        });
        return files;
    }

    private static String sums(Map<String, String> files) {
        var sums = new StringBuilder();
        files.forEach((name, text) ->
                sums.append(HexFormat.of().formatHex(Sha256.of(text)))
                        .append("  ")
                        .append(name)
                        .append('\n'));
        return sums.toString();
    }

    private static String timings(Map<String, Double> seconds) {
        return ReportJson.pretty(Map.of("seconds", Checked.ordered("seconds", seconds)));
    }

    /// The folder's real place: a symbolic link is followed, so that it stays a link.
    private static Path place(Path directory) throws IOException {
        if (Files.exists(directory)) {
            return directory.toRealPath();
        }
        Path place = directory.toAbsolutePath().normalize();
        if (place.getParent() != null) {
            Files.createDirectories(place.getParent());
        }
        return place;
    }

    private static void checkReplaceable(Path place) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(place)) {
            throw new ReportFileException(
                    place + ": is a file, not a folder. Maybe choose another folder.");
        }
        List<String> known = knownFiles(place);
        try (Stream<Path> content = Files.list(place)) {
            content.map(file -> file.getFileName().toString())
                    .sorted()
                    .filter(name -> !known.contains(name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new ReportFileException(
                                place
                                        + ": holds "
                                        + PlainText.oneLine(name)
                                        + ", which is no part of a Bitwright report, so"
                                        + " nothing was replaced. Maybe choose another"
                                        + " folder.");
                    });
        }
    }

    private static List<String> knownFiles(Path place) throws IOException {
        Path sums = place.resolve(SUMS);
        if (!Files.isRegularFile(sums, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        Stream<String> listed =
                Files.readAllLines(sums).stream()
                        .filter(line -> line.length() > SUM_WIDTH)
                        .map(line -> line.substring(SUM_WIDTH));
        return Stream.concat(Stream.of(SUMS, TIMINGS), listed).toList();
    }

    private static void moveIntoPlace(Path beside, Path place) throws IOException {
        if (!Files.exists(place)) {
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Path parking = fresh(place, "replaced");
        Path parked = parking.resolve("report");
        try {
            Files.move(place, parked, StandardCopyOption.ATOMIC_MOVE);
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException problem) {
            if (Files.exists(parked)) {
                Files.move(parked, place, StandardCopyOption.ATOMIC_MOVE);
            }
            delete(parking);
            throw problem;
        }
        delete(parked);
        delete(parking);
    }

    /// A new, empty, hidden folder beside the place.
    private static Path fresh(Path place, String purpose) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path path = place.resolveSibling("." + place.getFileName() + "." + purpose + attempt);
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return Files.createDirectory(path);
            }
        }
        throw new FileAlreadyExistsException(place + " has too many unfinished folders beside it");
    }

    /// Deletes a folder of files, if it is there; sub-folders make it fail.
    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> content = Files.list(folder)) {
            for (Path file : content.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
