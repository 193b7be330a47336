package bitwright.arch.reader;

import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the software costs: one mapping, or a list of named ones of which the first is in use.
final class SoftwareKeys {
    static final List<String> KEYS = List.of("layerOverheadCycles", "fittedOn", "source");
    static final String NAME = "name";
    static final String BACKGROUND = "backgroundPicojoulesPerCycle";
    static final String ISSUE = "issueFraction";
    static final String BANDWIDTH = "outerBandwidthFraction";
    static final String BLOCK = "blockCycles";
    static final String STAGE = "stageCycles";
    static final String OUTPUT = "outputCycles";
    static final String OUTPUT_BITS = "outputBits";
    static final String CACHED = "outputsStayCached";
    static final List<String> OPTIONAL =
            List.of(BACKGROUND, ISSUE, BANDWIDTH, BLOCK, STAGE, OUTPUT, OUTPUT_BITS, CACHED);

    /// What only kernels of thread blocks have.
    static final List<String> OF_THREAD_BLOCKS = List.of(BLOCK, STAGE, OUTPUT, CACHED);

    private static final int MOST_OUTPUT_BITS = 64;

    /// No constant is larger than this many cycles: a quarter of an hour at 1 GHz.
    private static final long MOST_CYCLES = 1L << 40;

    private static final int MOST_OUTPUT_CYCLES = 1 << 20;

    private static final List<String> NAMED =
            Stream.concat(Stream.of(NAME), KEYS.stream()).toList();

    private static final List<String> OPTIONALLY_NAMED =
            Stream.concat(Stream.of(NAME), OPTIONAL.stream()).toList();

    private SoftwareKeys() {}

    static List<SoftwareProfile> profiles(Cursor software, List<ComputeUnit> units) {
        if (!software.isList()) {
            software.withKeys(KEYS, OPTIONALLY_NAMED);
            checkUnits(software, units);
            String name = software.has(NAME) ? software.at(NAME).name() : SoftwareProfile.UNNAMED;
            return List.of(profile(software, name));
        }
        var names = new Names();
        var profiles = new ArrayList<SoftwareProfile>();
        for (Cursor item : software.items("a software profile")) {
            item.withKeys(NAMED, OPTIONAL);
            checkUnits(item, units);
            String name = item.at(NAME).name();
            names.add(name, item.at(NAME));
            profiles.add(profile(item, name));
        }
        return profiles;
    }

    /// No constant is there in vain.
    private static void checkUnits(Cursor item, List<ComputeUnit> units) {
        if (!haveThreadBlocks(units)) {
            for (String key : OF_THREAD_BLOCKS) {
                if (item.has(key)) {
                    throw inVain(item.at(key), "tensor processors");
                }
            }
        }
        if (item.has(ISSUE) && !haveIssues(units)) {
            throw inVain(item.at(ISSUE), "tensor and vector processors");
        }
    }

    /// Whether any unit runs thread blocks.
    static boolean haveThreadBlocks(List<ComputeUnit> units) {
        return units.stream().anyMatch(TensorProcessor.class::isInstance);
    }

    /// Whether any unit issues instructions that software may issue too slowly.
    static boolean haveIssues(List<ComputeUnit> units) {
        return haveThreadBlocks(units)
                || units.stream().anyMatch(VectorProcessor.class::isInstance);
    }

    private static MachineFileException inVain(Cursor constant, String units) {
        return constant.refused("is of " + units + ", and the machine has none. Maybe remove it.");
    }

    private static SoftwareProfile profile(Cursor item, String name) {
        return new SoftwareProfile(
                name,
                limited(item.at("layerOverheadCycles")),
                amount(item, BACKGROUND),
                new KernelQuality(
                        fraction(item, ISSUE),
                        fraction(item, BANDWIDTH),
                        cycles(item, BLOCK),
                        cycles(item, STAGE),
                        outputCycles(item),
                        outputBits(item),
                        item.has(CACHED) && item.at(CACHED).flag()),
                item.at("fittedOn").text(),
                item.at("source").source());
    }

    private static int outputBits(Cursor item) {
        if (!item.has(OUTPUT_BITS)) {
            return 0;
        }
        int bits = item.at(OUTPUT_BITS).count(0);
        if (bits > MOST_OUTPUT_BITS) {
            throw item.at(OUTPUT_BITS)
                    .refused("must be at most " + MOST_OUTPUT_BITS + ". Maybe 16.");
        }
        return bits;
    }

    private static double amount(Cursor item, String key) {
        return item.has(key) ? item.at(key).amount() : 0;
    }

    private static long cycles(Cursor item, String key) {
        return item.has(key) ? limited(item.at(key)) : 0;
    }

    private static long limited(Cursor cycles) {
        long value = cycles.whole(0);
        if (value > MOST_CYCLES) {
            throw cycles.refused("must be at most " + MOST_CYCLES + ". Maybe a digit too many.");
        }
        return value;
    }

    private static double outputCycles(Cursor item) {
        double cycles = amount(item, OUTPUT);
        if (cycles > MOST_OUTPUT_CYCLES) {
            throw item.at(OUTPUT)
                    .refused("must be at most " + MOST_OUTPUT_CYCLES + ". Maybe a digit too many.");
        }
        return cycles;
    }

    private static double fraction(Cursor item, String key) {
        if (!item.has(key)) {
            return 1;
        }
        double value = item.at(key).amount();
        if (value == 0 || value > 1) {
            throw item.at(key).refused("must be more than 0 and at most 1. Maybe 1.");
        }
        return value;
    }
}
