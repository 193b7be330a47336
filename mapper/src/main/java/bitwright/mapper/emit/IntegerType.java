package bitwright.mapper.emit;

/// The narrowest of C's exact-width integers that holds a range.
final class IntegerType {
    private IntegerType() {}

    static String holding(long least, long greatest) {
        for (int bits = 8; bits <= 32; bits *= 2) {
            long half = 1L << (bits - 1);
            if (least >= 0 && greatest < 2 * half) {
                return "uint" + bits + "_t";
            }
            if (least >= -half && greatest < half) {
                return "int" + bits + "_t";
            }
        }
        return "int64_t";
    }
}
