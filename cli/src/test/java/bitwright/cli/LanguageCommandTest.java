package bitwright.cli;

import static bitwright.cli.CommandRun.refused;
import static bitwright.cli.CommandRun.run;
import static org.assertj.core.api.Assertions.assertThat;

import bitwright.reports.Report;
import bitwright.reports.ReportJson;
import bitwright.reports.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Language models on the command line: phases, contexts, caches, and a memory that is too small.
final class LanguageCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("bitwright.root"));

    @TempDir Path folder = Path.of("");

    @Test
    void languageModelsHavePhasesAndMustFit() throws IOException {
        String orin = ROOT.resolve("hw-configs/jetson-orin-64.yaml").toString();
        CommandRun step =
                run(
                        "simulate",
                        "zoo:llama3-8b",
                        "-m",
                        orin,
                        "-p",
                        "int4g128afp16",
                        "--phase",
                        "decode",
                        "--context",
                        "1000",
                        "--cache",
                        "int8");
        assertThat(step.code()).isZero();
        // 2 · 32 layers · 8 heads · 128 numbers of 8 bits for each of 1000 tokens.
        assertThat(step.out()).contains("cache 62.5 MiB");
        CommandRun large =
                run(
                        "simulate",
                        "zoo:llama2-70b",
                        "-m",
                        orin,
                        "-p",
                        "fp16afp16",
                        "--phase",
                        "decode",
                        "-o",
                        folder.resolve("large").toString());
        assertThat(large.code()).isEqualTo(1);
        assertThat(large.err()).contains("memory 'dram' has 64.0 GiB").contains("too few");
        Report.Memory memory =
                Objects.requireNonNull(
                        ReportJson.read(folder.resolve("large/report.json")).memory());
        assertThat(memory.capacityBits()).isEqualTo(64L << 33);
        // Every parameter of the published model has 16 bits; 80 layers keep 8 heads of 128.
        assertThat(memory.weightBits()).isEqualTo(16L * 68_976_648_192L);
        assertThat(memory.missingBits())
                .isPositive()
                .isEqualTo(
                        memory.weightBits()
                                + memory.activationBits()
                                + memory.cacheBits()
                                - memory.capacityBits());
        assertThat(Files.readString(folder.resolve("large/report.md")))
                .contains("of 64.0 GiB, " + Units.bits(memory.missingBits()) + " too few");
        refused(
                2,
                "the context must be 1 to 8192 tokens, not 9000",
                "simulate",
                "zoo:llama3-8b",
                "-m",
                orin,
                "--context",
                "9000");
        refused(
                2,
                "for pot4afp16, which layer 'layer.0.scores' needs at fp16afp16, as its"
                        + " second operand is the cache. It has ",
                "simulate",
                "zoo:llama3-8b",
                "-m",
                orin,
                "-p",
                "fp16afp16",
                "--phase",
                "decode",
                "--cache",
                "pot4");
        refused(2, "--batch (0)", "simulate", "zoo:llama3-8b", "-m", orin, "--batch", "0");
        refused(2, "--phase 'think'", "simulate", "zoo:opt-30b", "-m", orin, "--phase", "think");
        refused(
                2,
                "only language models",
                "simulate",
                "zoo:resnet18",
                "-m",
                orin,
                "--context",
                "5");
        refused(2, "keeps nothing", "simulate", "zoo:resnet18", "-m", orin, "--cache", "int8");
        refused(2, "--cache:", "simulate", "zoo:llama3-8b", "-m", orin, "--cache", "int99");
    }
}
