package bitwright.arch.component;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// Energy and area of components at a technology, from the published anchors of `components.csv`.
///
/// Between anchors a component follows a power law of its size. The energy of logic is that of the
/// anchors at 45 nm (Horowitz, ShiftAddNet, Aladdin), brought to the node and voltage by
/// [Technology#energyFactor], but never less than that of the anchors at 7 nm (TPUv4i), which the
/// factors would undercut from about 20 nm on; what has no anchor at 7 nm (shifters, registers)
/// keeps its ratio to the 8-bit multiplier at 45 nm. Areas follow the area table. Wires do not
/// shrink as logic does: their anchors at 45 and 7 nm are interpolated in the node, and voltage is
/// left out. Memories are in [MemoryLibrary].
public final class ComponentLibrary {
    private record Anchor(
            String component,
            double size,
            double picojoules,
            double squareMicrometres,
            double nanometres,
            double volts) {}

    private final Technology technology;
    private final List<Anchor> anchors;

    /// The library at a technology.
    public ComponentLibrary(Technology technology) {
        this.technology = technology;
        this.anchors = read();
    }

    private static List<Anchor> read() {
        return AnchorFile.rows("components.csv", 7).stream()
                .map(cells ->
                        new Anchor(
                                cells[0],
                                AnchorFile.number(cells[1]),
                                AnchorFile.number(cells[2]),
                                AnchorFile.number(cells[3]),
                                AnchorFile.number(cells[4]),
                                AnchorFile.number(cells[5])))
                .toList();
    }

    /// Energy of one operation of a component, in picojoules.
    public double picojoules(Component component) {
        if (component instanceof Component.FusionUnit unit) {
            double flexibility =
                    new PowerLaw(energies("fusible-element", 45)).at(size(unit))
                            / new PowerLaw(energies("fixed-element", 45)).at(size(unit));
            return flexibility * sum(fixed(unit), this::picojoules);
        }
        double early =
                new PowerLaw(energies(anchor(component), 45)).at(size(component))
                        * technology.energyFactor(technologyOf(45));
        return Math.max(early, least(component));
    }

    /// What the same component takes at 7 nm, and less only at a lower supply.
    private double least(Component component) {
        Technology latest = technologyOf(7);
        double supply =
                new Technology(latest.nanometres(), technology.volts()).energyFactor(latest);
        NavigableMap<Double, Double> energies = energies(anchor(component), 7);
        double atLatest =
                energies.isEmpty()
                        ? new PowerLaw(energies(anchor(component), 45)).at(size(component))
                                * new PowerLaw(energies("multiplier", 7)).at(64)
                                / new PowerLaw(energies("multiplier", 45)).at(64)
                        : new PowerLaw(energies).at(size(component));
        return Math.min(1, supply) * atLatest;
    }

    /// Area of a component, in square micrometres.
    public double squareMicrometres(Component component) {
        if (component instanceof Component.FusionUnit unit) {
            double flexibility =
                    new PowerLaw(areas("fusible-element")).at(size(unit))
                            / new PowerLaw(areas("fixed-element")).at(size(unit));
            return flexibility * sum(fixed(unit), this::squareMicrometres);
        }
        return new PowerLaw(areas(anchor(component))).at(size(component))
                * technology.areaFactor(technologyOf(45));
    }

    /// The multiply-accumulator of fixed width that does what an unsplit fusion unit does.
    private static List<Component> fixed(Component.FusionUnit unit) {
        return List.of(
                new Component.Multiplier(unit.bits(), unit.bits()),
                new Component.Adder(unit.accumulatorBits()),
                new Component.Register(unit.accumulatorBits()));
    }

    private static double sum(List<Component> parts, ToDoubleFunction<Component> price) {
        double sum = 0;
        for (Component part : parts) {
            sum += price.applyAsDouble(part);
        }
        return sum;
    }

    /// The component whose anchors price this one: multiplexers are what barrel shifters are made
    /// of.
    private static String anchor(Component component) {
        return switch (component) {
            case Component.Mux ignored -> "shifter";
            case Component.Decoder ignored -> "shifter";
            case Component.Multiplier it -> it.name();
            case Component.Shifter it -> it.name();
            case Component.Adder it -> it.name();
            case Component.Register it -> it.name();
            case Component.FusionUnit it -> it.name();
        };
    }

    private static double size(Component component) {
        return switch (component) {
            case Component.Multiplier it -> (double) it.bits() * it.otherBits();
            case Component.Shifter it -> (double) it.bits() * it.stages();
            case Component.Adder it -> it.bits();
            case Component.Register it -> it.bits();
            case Component.Mux it -> (double) it.bits() * (it.ways() - 1);
            case Component.Decoder it -> it.bits() * (Math.scalb(1.0, it.codeBits()) - 1);
            case Component.FusionUnit it -> (double) it.bits() * it.bits();
        };
    }

    /// Energy to move one bit over one millimetre of wire, in picojoules.
    public double wirePicojoulesPerBitAndMillimetre() {
        return between(
                new PowerLaw(energies("wire", 45)).at(1), new PowerLaw(energies("wire", 7)).at(1));
    }

    /// A power law of the node through 45 and 7 nm.
    private double between(double early, double late) {
        return new PowerLaw(new TreeMap<>(Map.of(45.0, early, 7.0, late)))
                .at(technology.nanometres());
    }

    private NavigableMap<Double, Double> areas(String component) {
        NavigableMap<Double, Double> areas = new TreeMap<>();
        for (Anchor anchor : anchors) {
            if (anchor.component.equals(component) && anchor.nanometres == 45) {
                areas.put(anchor.size, anchor.squareMicrometres);
            }
        }
        return areas;
    }

    private NavigableMap<Double, Double> energies(String component, double nanometres) {
        NavigableMap<Double, Double> energies = new TreeMap<>();
        for (Anchor anchor : anchors) {
            if (anchor.component.equals(component) && anchor.nanometres == nanometres) {
                energies.put(anchor.size, anchor.picojoules);
            }
        }
        return energies;
    }

    private Technology technologyOf(double nanometres) {
        return anchors.stream()
                .filter(anchor -> anchor.nanometres == nanometres)
                .map(anchor -> new Technology(anchor.nanometres, anchor.volts))
                .findFirst()
                .orElseThrow();
    }
}
