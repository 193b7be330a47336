package bitwright.arch.component;

import bitwright.arch.component.MemoryComponent.Cells;
import bitwright.arch.component.MemoryComponent.Dram;
import bitwright.arch.component.MemoryComponent.RegisterFile;
import bitwright.arch.component.MemoryComponent.Sram;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// Energy, leakage and area of memories at a technology, from the published anchors of
/// `memories.csv`; voltage is left out, as memories hardly follow it.
///
/// A bank of static memory costs what CACTI's points cost, exactly at them, on a power law of the
/// capacity between them; [#WIDTH_EXPONENT] brings them to one width. From node to node it follows
/// Horowitz's caches at 45 nm and TPUv4i's at 7 nm (of 8 KB to 1 MB), not logic. Several banks are
/// cheaper to access than one, but the way to them is longer: as much wire as the side of all banks
/// exceeds that of one. Leakage is that of CACTI at 28 nm at every node: no other is known here.
///
/// A register file costs what Timeloop's Eyeriss-like design does, on a power law of its words that
/// begins at one plain register, and scales as registers do. Its area is that of its flip-flops and
/// of a read multiplexer.
public final class MemoryLibrary {
    /// How the energy of one bit falls with the width of a word: that for which CACTI's points of
    /// 128 B by 32 bits, 8 KB by 512 bits and 128 KB by 64 bits (the last brought from 32 to 28 nm)
    /// lie on one power law of the capacity, whose exponent is then 0.51, Horowitz's being 0.5.
    static final double WIDTH_EXPONENT = 0.286;

    /// Most words that a register file is priced for.
    public static final long GREATEST_WORDS = 1024;

    private static final double REFERENCE_BITS = 512;
    private static final double REFERENCE_NANOMETRES = 28;
    private static final double LOW_STANDBY_SHARE = 0.01;

    private final Technology technology;
    private final ComponentLibrary logic;
    private final List<MemoryAnchor> anchors = MemoryAnchor.read();

    /// The library at a technology.
    public MemoryLibrary(Technology technology) {
        this.technology = technology;
        logic = new ComponentLibrary(technology);
    }

    /// What a memory costs.
    public MemoryPrice price(MemoryComponent memory) {
        return switch (memory) {
            case Sram sram -> price(sram);
            case RegisterFile file -> price(file);
            case Dram dram -> dram(dram.type());
        };
    }

    /// What off-chip memory costs, device and interface, whatever the chip's technology.
    public static MemoryPrice dram(DramType type) {
        MemoryAnchor anchor =
                MemoryAnchor.read().stream()
                        .filter(row -> row.memory().equals("dram/" + type.name()))
                        .findFirst()
                        .orElseThrow();
        return new MemoryPrice(anchor.readPicojoules(), anchor.writePicojoules(), null, null);
    }

    private MemoryPrice price(Sram sram) {
        double bankBits = (double) sram.capacityBits() / sram.banks();
        double scale =
                nodeFactor(bankBits, technology.nanometres(), REFERENCE_NANOMETRES)
                        * StrictMath.pow(sram.wordBits() / REFERENCE_BITS, -WIDTH_EXPONENT);
        double bankArea = bankSquareMicrometres(bankBits);
        double area = sram.banks() * bankArea;
        double wire =
                (StrictMath.sqrt(area) - StrictMath.sqrt(bankArea))
                        / 1000
                        * logic.wirePicojoulesPerBitAndMillimetre();
        double share = sram.cells() == Cells.LOW_STANDBY ? LOW_STANDBY_SHARE : 1;
        return new MemoryPrice(
                scale * sramCurve(MemoryAnchor::readPicojoules).at(bankBits) + wire,
                scale * sramCurve(MemoryAnchor::writePicojoules).at(bankBits) + wire,
                share * sram.banks() * leakageMilliwatts(bankBits),
                area);
    }

    /// Energy of one bit at 28 nm and the width of reference, by capacity.
    private PowerLaw sramCurve(ToDoubleFunction<MemoryAnchor> picojoules) {
        NavigableMap<Double, Double> points = new TreeMap<>();
        for (MemoryAnchor anchor : anchors) {
            if (anchor.memory().equals("sram")) {
                points.put(
                        anchor.capacityBits(),
                        picojoules.applyAsDouble(anchor)
                                / anchor.wordBits()
                                * StrictMath.pow(anchor.wordBits() / REFERENCE_BITS, WIDTH_EXPONENT)
                                * nodeFactor(
                                        anchor.capacityBits(),
                                        REFERENCE_NANOMETRES,
                                        anchor.nanometres()));
            }
        }
        return new PowerLaw(points);
    }

    /// Energy of an access at one node over that at another.
    private double nodeFactor(double capacityBits, double nanometres, double from) {
        double early = cache(capacityBits, 45);
        double late = cache(capacityBits, 7);
        var node = new PowerLaw(new TreeMap<>(Map.of(45.0, early, 7.0, late)));
        return node.at(nanometres) / node.at(from);
    }

    /// A cache's access at a node; beyond the sizes that are published, as at the nearest.
    private double cache(double capacityBits, double nanometres) {
        NavigableMap<Double, Double> points =
                points("cache", nanometres, MemoryAnchor::readPicojoules);
        double within = Math.min(Math.max(capacityBits, points.firstKey()), points.lastKey());
        return new PowerLaw(points).at(within);
    }

    private double bankSquareMicrometres(double bankBits) {
        return new PowerLaw(points("sram", REFERENCE_NANOMETRES, MemoryAnchor::squareMicrometres))
                        .at(bankBits)
                * technology.areaFactor(new Technology(REFERENCE_NANOMETRES, technology.volts()));
    }

    private double leakageMilliwatts(double bankBits) {
        return new PowerLaw(points("sram", REFERENCE_NANOMETRES, MemoryAnchor::leakageMilliwatts))
                .at(bankBits);
    }

    private MemoryPrice price(RegisterFile file) {
        var from = new ComponentLibrary(new Technology(32, 0.9));
        var register = new Component.Register(1);
        double scale = logic.picojoules(register) / from.picojoules(register);
        NavigableMap<Double, Double> writes = new TreeMap<>();
        writes.put(1.0, from.picojoules(register));
        double readsOverWrites = 1;
        for (MemoryAnchor anchor : anchors) {
            if (anchor.memory().equals("register-file")) {
                writes.put(
                        anchor.capacityBits() / anchor.wordBits(),
                        anchor.writePicojoules() / anchor.wordBits());
                if (!Double.isNaN(anchor.readPicojoules())) {
                    readsOverWrites = anchor.readPicojoules() / anchor.writePicojoules();
                }
            }
        }
        double write = scale * new PowerLaw(writes).at(file.words());
        double area = file.capacityBits() * logic.squareMicrometres(register);
        if (file.words() > 1) {
            area += logic.squareMicrometres(new Component.Mux(file.wordBits(), (int) file.words()));
        }
        return new MemoryPrice(readsOverWrites * write, write, null, area);
    }

    private NavigableMap<Double, Double> points(
            String memory, double nanometres, ToDoubleFunction<MemoryAnchor> value) {
        NavigableMap<Double, Double> points = new TreeMap<>();
        for (MemoryAnchor anchor : anchors) {
            double number = value.applyAsDouble(anchor);
            if (anchor.memory().equals(memory)
                    && anchor.nanometres() == nanometres
                    && !Double.isNaN(number)) {
                points.put(anchor.capacityBits(), number);
            }
        }
        return points;
    }
}
