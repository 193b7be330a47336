package bitwright.arch.component;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/// Energy and area of components at a technology, from the published anchors of `components.csv`.
///
/// Between anchors a component follows a power law of its size. Logic is taken from the anchors at
/// 45 nm (Horowitz, ShiftAddNet, Aladdin) for nodes of 16 nm and more, and from those at 7 nm
/// (TPUv4i) below, and is brought to the node and voltage by [Technology#energyFactor]; what has no
/// anchor at 7 nm (shifters, registers, areas) keeps its ratio to the 8-bit multiplier at 45 nm,
/// areas follow the area table. Memories do not shrink as logic does: their anchors at 45 and 7 nm
/// are interpolated in the node, and voltage is left out.
public final class ComponentLibrary {
    private static final double LOGIC_NEEDS_NEW_ANCHORS_BELOW_NANOMETRES = 16;
    private static final double ACCESS_BITS = 64;

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
        List<Anchor> anchors = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        ComponentLibrary.class.getResourceAsStream(
                                                "components.csv")),
                                StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", 7);
                anchors.add(
                        new Anchor(
                                cells[0],
                                number(cells[1]),
                                number(cells[2]),
                                number(cells[3]),
                                number(cells[4]),
                                number(cells[5])));
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        return List.copyOf(anchors);
    }

    private static double number(String cell) {
        return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
    }

    /// Energy of one operation of a component, in picojoules.
    public double picojoules(Component component) {
        boolean advanced = technology.nanometres() < LOGIC_NEEDS_NEW_ANCHORS_BELOW_NANOMETRES;
        double node = advanced ? 7 : 45;
        double size = size(component);
        NavigableMap<Double, Double> energies = energies(component.name(), node);
        if (energies.isEmpty()) {
            double ratio =
                    new PowerLaw(energies("multiplier", node)).at(64)
                            / new PowerLaw(energies("multiplier", 45)).at(64);
            return ratio
                    * new PowerLaw(energies(component.name(), 45)).at(size)
                    * technology.energyFactor(technologyOf(node));
        }
        return new PowerLaw(energies).at(size) * technology.energyFactor(technologyOf(node));
    }

    /// Area of a component, in square micrometres.
    public double squareMicrometres(Component component) {
        NavigableMap<Double, Double> areas = new TreeMap<>();
        for (Anchor anchor : anchors) {
            if (anchor.component.equals(component.name()) && anchor.nanometres == 45) {
                areas.put(anchor.size, anchor.squareMicrometres);
            }
        }
        return new PowerLaw(areas).at(size(component)) * technology.areaFactor(technologyOf(45));
    }

    private static double size(Component component) {
        return switch (component) {
            case Component.Multiplier it -> (double) it.bits() * it.otherBits();
            case Component.Shifter it -> (double) it.bits() * it.stages();
            case Component.Adder it -> it.bits();
            case Component.Register it -> it.bits();
        };
    }

    /// Energy to read or write one bit of an on-chip memory, in picojoules.
    ///
    /// @param capacityBits of one bank
    public double sramPicojoulesPerBit(long capacityBits) {
        double early = new PowerLaw(energies("sram", 45)).at(capacityBits);
        double late = new PowerLaw(energies("sram", 7)).at(capacityBits);
        return between(early, late) / ACCESS_BITS;
    }

    /// Energy to move one bit over one millimetre of wire, in picojoules.
    public double wirePicojoulesPerBitAndMillimetre() {
        return between(
                new PowerLaw(energies("wire", 45)).at(1), new PowerLaw(energies("wire", 7)).at(1));
    }

    /// Energy to read or write one bit of off-chip memory, device and interface, in picojoules.
    public double dramPicojoulesPerBit(DramType type) {
        return anchors.stream()
                .filter(anchor -> anchor.component.equals("dram/" + type.name()))
                .findFirst()
                .orElseThrow()
                .picojoules;
    }

    /// A power law of the node through 45 and 7 nm.
    private double between(double early, double late) {
        return new PowerLaw(new TreeMap<>(Map.of(45.0, early, 7.0, late)))
                .at(technology.nanometres());
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
