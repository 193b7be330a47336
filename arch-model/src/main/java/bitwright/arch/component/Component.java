package bitwright.arch.component;

/// One part of a datapath, as large as it is.
public sealed interface Component {
    /// The part's name in a breakdown.
    String name();

    /// A multiplier of two integers; energy and area go with the product of the widths.
    record Multiplier(int bits, int otherBits) implements Component {
        @Override
        public String name() {
            return "multiplier";
        }
    }

    /// A barrel shifter: one row of multiplexers of the result's width for each bit of the shift.
    ///
    /// @param bits width of the result
    /// @param stages bits of the shift amount, at least 1
    record Shifter(int bits, int stages) implements Component {
        @Override
        public String name() {
            return "shifter";
        }
    }

    /// An adder or subtractor.
    record Adder(int bits) implements Component {
        @Override
        public String name() {
            return "adder";
        }
    }

    /// A register that is written once for each operation.
    record Register(int bits) implements Component {
        @Override
        public String name() {
            return "register";
        }
    }
}
