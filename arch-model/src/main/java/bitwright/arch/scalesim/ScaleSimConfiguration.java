package bitwright.arch.scalesim;

import bitwright.arch.format.Accumulator;
import bitwright.arch.format.Int;
import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.Dataflow;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.MemoryEnergy;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.SpatialArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// Reads a configuration file (`.cfg`) of SCALE-Sim, versions 2 and 3, as a machine that keeps its
/// conventions ([ArrayTiming#SCALE_SIM]).
///
/// What the file does not have is assumed and said so in the machine's sources: no width (a word is
/// an element of any format), no clock, no energy. The array is never kept waiting, as in its CALC
/// mode; the sizes of the SRAMs have no say in cycles there and none here. Of a file in USER mode
/// the stalls are left out.
public final class ScaleSimConfiguration {
    private static final String SCALE_SIM = "SCALE-Sim 3.0.0, commit 1d62b68";
    private static final long BOUNDLESS_BITS = 1L << 50;
    private static final int ACCUMULATOR_BITS = 32;

    private ScaleSimConfiguration() {}

    /// Reads one file.
    ///
    /// @throws bitwright.arch.reader.MachineFileException with one line if it cannot be read or
    ///   says something impossible
    public static Accelerator read(Path file) {
        return parse(content(file), file.toString());
    }

    /// What a configuration file holds.
    ///
    /// @throws bitwright.arch.reader.MachineFileException with one line if it cannot be read
    public static byte[] content(Path file) {
        return IniFile.content(file);
    }

    /// Reads the bytes of a file.
    ///
    /// @param fileName what errors call the file
    /// @throws bitwright.arch.reader.MachineFileException with one line if they say something
    ///   impossible
    public static Accelerator parse(byte[] content, String fileName) {
        return machine(IniFile.parse(content, fileName));
    }

    private static Accelerator machine(IniFile ini) {
        int rows = ini.positive("ArrayHeight");
        int columns = ini.positive("ArrayWidth");
        for (String size : List.of("IfmapSramSzkB", "FilterSramSzkB", "OfmapSramSzkB")) {
            ini.positive(size);
        }
        String source = ini.file() + ", read with the conventions of " + SCALE_SIM + ".";
        String assumed =
                "assumption: SCALE-Sim has no width, clock or energy; a word is an element, 1 GHz, 0 pJ.";
        MemoryLevel dram = level("dram", assumed);
        MemoryLevel sram = level("sram", source + " assumption: the array is never kept waiting.");
        SpatialArray array =
                new SpatialArray(
                        "array",
                        rows,
                        columns,
                        EnumSet.of(dataflow(ini)),
                        ArrayTiming.SCALE_SIM,
                        instructions(assumed),
                        new PointwiseRate(columns, 0, assumed),
                        source);
        return new Accelerator(
                ini.name(),
                1_000_000_000,
                List.of(dram, sram),
                List.of(array),
                new SoftwareProfile(0, "nothing: SCALE-Sim has no software", source),
                source);
    }

    private static MemoryLevel level(String name, String source) {
        return MemoryLevel.plain(
                name,
                BOUNDLESS_BITS,
                List.of(),
                MemoryPort.forAll(MemoryPort.UNLIMITED, MemoryPort.UNLIMITED, false),
                0,
                new MemoryEnergy(0, 0, 0),
                source);
    }

    private static Dataflow dataflow(IniFile ini) {
        String value = ini.text("Dataflow");
        return switch (value) {
            case "os" -> Dataflow.OUTPUT_STATIONARY;
            case "ws" -> Dataflow.WEIGHT_STATIONARY;
            case "is" -> Dataflow.INPUT_STATIONARY;
            default -> throw ini.wrong("Dataflow (" + value + ") must be os, ws or is. Maybe ws.");
        };
    }

    private static List<Instruction> instructions(String source) {
        List<Instruction> rows = new ArrayList<>();
        for (int bits : new int[] {2, 4, 8, 16}) {
            for (boolean signed : new boolean[] {true, false}) {
                rows.add(
                        new Instruction(
                                "mac",
                                1,
                                1,
                                1,
                                new Precision(
                                        new Int(bits, true),
                                        new Int(bits, signed),
                                        new Accumulator(ACCUMULATOR_BITS)),
                                1,
                                1,
                                0,
                                source));
            }
        }
        return rows;
    }
}
