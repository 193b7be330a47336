package bitwright.cli;

import bitwright.arch.component.Component.Adder;
import bitwright.arch.component.Component.Register;
import bitwright.arch.component.ComponentLibrary;
import bitwright.arch.machine.Accelerator;
import bitwright.cli.flow.NetworkResult;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Energies of the two arrays with another price of registers: energy is linear in it, so a
/// breakdown is enough.
///
/// @param factor the other price over the library's
/// @param pointwiseFactor the same for a pointwise operation, an adder and a register of 24 bits
record RegisterPrice(double factor, double pointwiseFactor) {
    /// What a 24-bit register takes at 28 nm in an interpolation of published figures.
    static final double SUGGESTED_PICOJOULES = 0.05;

    private static final int SUGGESTED_BITS = 24;
    private static final List<String> REGISTERS = List.of("accumulator", "activation", "weight");

    /// The library's own price.
    static final RegisterPrice COMPOSED = new RegisterPrice(1, 1);

    /// The suggested price on a machine.
    static RegisterPrice suggested(Accelerator machine) {
        var library = new ComponentLibrary(Objects.requireNonNull(machine.technology()));
        double register = library.picojoules(new Register(SUGGESTED_BITS));
        double adder = library.picojoules(new Adder(SUGGESTED_BITS));
        return new RegisterPrice(
                SUGGESTED_PICOJOULES / register,
                (adder + SUGGESTED_PICOJOULES) / (adder + register));
    }

    /// Energy of one issue.
    double picojoules(Map<String, Double> parts) {
        double sum = 0;
        for (Map.Entry<String, Double> part : parts.entrySet()) {
            sum += part.getValue() * (REGISTERS.contains(part.getKey()) ? factor : 1);
        }
        return sum;
    }

    /// Energy of a network with the schedules that it has.
    double joules(NetworkResult result) {
        double sum = 0;
        for (Map.Entry<String, Double> component : result.energyJoulesByComponent().entrySet()) {
            String name = component.getKey();
            String part = name.substring(name.indexOf(' ') + 1);
            double price =
                    REGISTERS.contains(part)
                            ? factor
                            : part.equals("pointwise") ? pointwiseFactor : 1;
            sum += component.getValue() * price;
        }
        return sum;
    }
}
