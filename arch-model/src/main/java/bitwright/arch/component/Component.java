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

    /// A multiplexer; a tree of `ways - 1` multiplexers of two ways for each bit, of which a barrel
    /// shifter consists too.
    ///
    /// @param bits width of one input
    /// @param ways inputs, at least 2
    record Mux(int bits, int ways) implements Component {
        @Override
        public String name() {
            return "mux";
        }
    }

    /// A table from code to value, priced as a multiplexer of all values; an upper bound, because
    /// synthesis simplifies constants.
    ///
    /// @param codeBits width of the code
    /// @param bits width of a value
    record Decoder(int codeBits, int bits) implements Component {
        @Override
        public String name() {
            return "decoder";
        }
    }

    /// A multiply-accumulator whose multiplier splits into those of half the width, down to 2 x 2
    /// bits, as Bit Fusion's fusion unit: as much dearer than one of fixed width as its synthesis
    /// was.
    ///
    /// @param bits width of both operands, unsplit
    /// @param accumulatorBits width of its adder and register
    record FusionUnit(int bits, int accumulatorBits) implements Component {
        @Override
        public String name() {
            return "fusion-unit";
        }
    }
}
