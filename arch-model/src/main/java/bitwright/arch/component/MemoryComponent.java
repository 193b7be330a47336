package bitwright.arch.component;

/// What one instance of a memory level is built of.
public sealed interface MemoryComponent {
    /// The cells of a static memory, which decide what it loses while it rests.
    enum Cells {
        /// Fast cells, as CACTI's published points have them.
        HIGH_PERFORMANCE,
        /// Cells for devices on batteries; assumption: a hundredth of the leakage.
        LOW_STANDBY
    }

    /// A static memory on chip.
    ///
    /// @param capacityBits of all banks together, a multiple of `banks * wordBits`
    /// @param wordBits bits that one access of a bank reads or writes
    /// @param banks equal banks side by side, of which an access wakes one
    record Sram(long capacityBits, int wordBits, int banks, Cells cells)
            implements MemoryComponent {}

    /// A small memory of flip-flops with a read multiplexer.
    ///
    /// @param capacityBits a multiple of `wordBits`
    /// @param wordBits bits that one access reads or writes
    record RegisterFile(long capacityBits, int wordBits) implements MemoryComponent {
        /// Words that it holds.
        public long words() {
            return capacityBits / wordBits;
        }
    }

    /// A memory off chip, device and interface.
    record Dram(DramType type) implements MemoryComponent {}
}
