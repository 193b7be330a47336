package bitwright.arch.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The levels of additive powers of two with so many magnitude bits, in ascending order.
///
/// @param maximumShift every level times `2^maximumShift` is an integer
/// @param termExponents for each level the exponents of its terms, each term `2^-exponent`
/// @param numerators for each level `level * 2^maximumShift`
record AdditiveLevels(
        int maximumShift, List<List<Integer>> termExponents, List<Integer> numerators) {
    private static final int LEAST_BITS = 2;

    /// For 2 to 6 magnitude bits the sets from which a term each is taken (or none): with `n` sets
    /// of two bits, set `i` has the exponents `i`, `i + n`, `i + 2n`. Where the bits are odd, the
    /// bit left over is one more set, of a single exponent that the others leave out.
    private static final List<List<List<Integer>>> SETS =
            List.of(
                    List.of(List.of(1, 2, 3)),
                    List.of(List.of(1, 2, 4), List.of(3)),
                    List.of(List.of(1, 3, 5), List.of(2, 4, 6)),
                    List.of(List.of(1, 3, 6), List.of(2, 4, 7), List.of(5)),
                    List.of(List.of(1, 4, 7), List.of(2, 5, 8), List.of(3, 6, 9)));

    private static final List<AdditiveLevels> TABLES =
            SETS.stream().map(AdditiveLevels::build).toList();

    static AdditiveLevels of(int magnitudeBits) {
        return TABLES.get(magnitudeBits - LEAST_BITS);
    }

    double level(int rank) {
        return Math.scalb((double) numerators.get(rank), -maximumShift);
    }

    private static AdditiveLevels build(List<List<Integer>> sets) {
        List<List<Integer>> sums = List.of(List.of());
        for (List<Integer> set : sets) {
            var longer = new ArrayList<>(sums);
            for (List<Integer> sum : sums) {
                for (int exponent : set) {
                    var terms = new ArrayList<>(sum);
                    terms.add(exponent);
                    longer.add(List.copyOf(terms));
                }
            }
            sums = longer;
        }
        int shift = sets.stream().flatMap(List::stream).mapToInt(Integer::intValue).max().orElse(0);
        List<List<Integer>> ascending =
                sums.stream()
                        .sorted(Comparator.comparingInt(terms -> numerator(terms, shift)))
                        .toList();
        List<Integer> numerators =
                ascending.stream().map(terms -> numerator(terms, shift)).toList();
        return new AdditiveLevels(shift, ascending, numerators);
    }

    private static int numerator(List<Integer> terms, int shift) {
        return IntStream.range(0, terms.size()).map(i -> 1 << (shift - terms.get(i))).sum();
    }
}
