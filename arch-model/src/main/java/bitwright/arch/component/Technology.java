package bitwright.arch.component;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A process node and the supply voltage of its logic.
///
/// @param nanometres the node's name, 7 to 130
/// @param volts supply voltage, 0.4 to 1.4
public record Technology(double nanometres, double volts) {
    /// Coefficients `a, b, c` of `a·V² + b·V + c`, the relative energy of one operation, by node.
    /// Source: Stillmaker and Baas 2017, as Accelergy's scaling library has them.
    private static final NavigableMap<Double, double[]> ENERGY =
            Collections.unmodifiableNavigableMap(
                    new TreeMap<>(
                            Map.of(
                                    130.0, new double[] {7.171, -6.709, 2.904},
                                    90.0, new double[] {4.762, -4.781, 2.092},
                                    65.0, new double[] {3.755, -4.398, 1.975},
                                    45.0, new double[] {1.103, -0.362, 0.2767},
                                    32.0, new double[] {0.9559, -0.7823, 0.471},
                                    20.0, new double[] {0.373, -0.1582, 0.04104},
                                    16.0, new double[] {0.2958, -0.1241, 0.03024},
                                    14.0, new double[] {0.2363, -0.09675, 0.02239},
                                    10.0, new double[] {0.2068, -0.09311, 0.02375},
                                    7.0, new double[] {0.1776, -0.09097, 0.02447})));

    /// Area relative to 45 nm, by node. Source: the row from 45 nm of the same library.
    private static final NavigableMap<Double, Double> AREA =
            Collections.unmodifiableNavigableMap(
                    new TreeMap<>(
                            Map.of(
                                    130.0, 6.4, 90.0, 2.8, 65.0, 1.5, 45.0, 1.0, 32.0, 0.46, 20.0,
                                    0.21, 16.0, 0.19, 14.0, 0.17, 10.0, 0.1, 7.0, 0.059)));

    public Technology {
        if (!(nanometres >= 7 && nanometres <= 130)) {
            throw new IllegalArgumentException(
                    "technology node (" + nanometres + " nm) must be 7 to 130.");
        }
        if (!(volts >= 0.4 && volts <= 1.4)) {
            throw new IllegalArgumentException("supply (" + volts + " V) must be 0.4 to 1.4.");
        }
    }

    /// Energy of one logic operation here over that of the same operation there; between listed
    /// nodes interpolated on logarithms.
    ///
    /// Below 16 nm these factors are known to be optimistic (0.057 from 45 to 7 nm, where TPUv4i's
    /// table has 0.35 for an 8-bit multiplication): see [ComponentLibrary], which takes anchors of
    /// 7 nm there.
    public double energyFactor(Technology from) {
        return relativeEnergy() / from.relativeEnergy();
    }

    /// Area of the same logic here over that there.
    public double areaFactor(Technology from) {
        return relativeArea() / from.relativeArea();
    }

    private double relativeEnergy() {
        NavigableMap<Double, Double> atVoltage = new TreeMap<>();
        ENERGY.forEach(
                (node, c) -> atVoltage.put(node, c[0] * volts * volts + c[1] * volts + c[2]));
        return new PowerLaw(atVoltage).at(nanometres);
    }

    private double relativeArea() {
        return new PowerLaw(AREA).at(nanometres);
    }
}
