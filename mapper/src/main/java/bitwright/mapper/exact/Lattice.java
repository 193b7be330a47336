package bitwright.mapper.exact;

import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Tile shapes: a size in every dimension, numbered; and which sizes divide which.
///
/// Sizes count what loops in time cover, spreads left out. Every divisor of what a dimension needs
/// is among them; sizes with a rest (ceilings) join as long as there are few shapes.
final class Lattice {
    /// Most shapes with sizes that leave a rest.
    private static final long MOST_WITH_CEILINGS = 1 << 13;

    /// Most shapes; beyond, every other size of the dimension with most sizes is left out.
    private static final long MOST = 1 << 18;

    /// Most sizes of a dimension: they are numbered in a byte.
    private static final int MOST_SIZES = 256;

    private static final int DIMS = Dim.values().length;

    final int[][] sizes = new int[DIMS][];
    final int[] stride = new int[DIMS];
    final int count;

    /// For each dimension and size the indices of the sizes that divide it, ascending.
    final int[][][] divisors = new int[DIMS][][];

    /// For each dimension and size the largest extent that it stands for: itself, where sizes are
    /// not classes.
    final int[][] greatest = new int[DIMS][];

    /// Whether divisors were left out, as there would be too many shapes.
    final boolean thinned;

    /// Whether sizes are classes of extents, of which any holds any that is no larger.
    final boolean ordered;

    /// By operand, for every shape the one that costs the same while the operand stays within
    /// itself, and while it stays within everything.
    final int[][] sameWithin;

    final int[][] sameOnce;

    /// By operand, for every shape the one that has the same tile of it.
    final int[][] sameTile;

    private final byte[] digits;

    /// @param needed what the loops in time of each dimension must cover, by ordinal
    Lattice(int[] needed) {
        this(all(needed), false, isThinned(needed));
    }

    /// Few shapes: all sizes of windows one axis at a time would be too many, so that only the
    /// least and the largest are there, 1 and everything in all other dimensions.
    static Lattice ofExtremes(int[] needed) {
        int[][] sizes = new int[DIMS][];
        for (int dim = 0; dim < DIMS; dim++) {
            sizes[dim] = needed[dim] == 1 ? new int[] {1} : new int[] {1, needed[dim]};
        }
        return new Lattice(sizes, false, false);
    }

    /// Classes of extents that tiles and lanes cover together, each from its size to just below the
    /// next: those of equal trips, or several of them where there would be too many shapes.
    static Lattice ofClasses(int[] extents, long mostShapes) {
        int[][] sizes = new int[DIMS][];
        for (int dim = 0; dim < DIMS; dim++) {
            sizes[dim] = Sizes.ceilings(extents[dim]);
        }
        int longest = longest(sizes);
        while (sizes[longest].length > MOST_SIZES
                || product(sizes) > mostShapes && sizes[longest].length > 2) {
            sizes[longest] = thinned(sizes[longest]);
            longest = longest(sizes);
        }
        return new Lattice(sizes, true, false);
    }

    private Lattice(int[][] chosen, boolean classes, boolean leavesOut) {
        thinned = leavesOut;
        ordered = classes;
        System.arraycopy(chosen, 0, sizes, 0, DIMS);
        long nodes = 1;
        for (int dim = DIMS - 1; dim >= 0; dim--) {
            stride[dim] = (int) nodes;
            nodes *= sizes[dim].length;
            divisors[dim] = divisors(sizes[dim]);
            greatest[dim] = sizes[dim].clone();
            for (int size = 0; classes && size < sizes[dim].length - 1; size++) {
                greatest[dim][size] = sizes[dim][size + 1] - 1;
            }
        }
        count = (int) nodes;
        digits = new byte[count * DIMS];
        for (int shape = 0; shape < count; shape++) {
            for (int dim = 0; dim < DIMS; dim++) {
                digits[shape * DIMS + dim] = (byte) (shape / stride[dim] % sizes[dim].length);
            }
        }
        sameWithin = new int[Operand.values().length][];
        sameOnce = new int[Operand.values().length][];
        sameTile = new int[Operand.values().length][];
        for (int operand = 0; operand < sameWithin.length; operand++) {
            int[] windows = operand == Operand.INPUT.ordinal() ? WindowSums.dims() : new int[0];
            int[] free = OperandDims.free(operand);
            int[] both = IntStream.concat(IntStream.of(free), IntStream.of(windows)).toArray();
            sameWithin[operand] = representatives(both);
            sameOnce[operand] = representatives(windows);
            sameTile[operand] = representatives(OperandDims.indexing(operand));
        }
    }

    /// The index of the shape that covers everything.
    int whole() {
        return count - 1;
    }

    /// The shape that differs from another in one dimension.
    int with(int shape, int dim, int digit) {
        return shape + (digit - digit(shape, dim)) * stride[dim];
    }

    /// For every shape the one that has the same sizes in some dimensions and the least in all
    /// others; shapes come after theirs.
    int[] representatives(int[] dims) {
        int[] representatives = new int[count];
        for (int shape = 0; shape < count; shape++) {
            int same = 0;
            for (int dim : dims) {
                same += digit(shape, dim) * stride[dim];
            }
            representatives[shape] = same;
        }
        return representatives;
    }

    /// The index of a shape's size in a dimension.
    int digit(int shape, int dim) {
        return digits[shape * DIMS + dim] & 0xff;
    }

    /// A shape's size in a dimension.
    int size(int shape, int dim) {
        return sizes[dim][digit(shape, dim)];
    }

    private static boolean isThinned(int[] needed) {
        return areTooMany(divisorsOf(needed));
    }

    private static int[][] divisorsOf(int[] needed) {
        int[][] sizes = new int[DIMS][];
        for (int dim = 0; dim < DIMS; dim++) {
            sizes[dim] = Sizes.divisors(needed[dim]);
        }
        return sizes;
    }

    private static int[][] all(int[] needed) {
        int[][] sizes = divisorsOf(needed);
        while (areTooMany(sizes)) {
            int longest = longest(sizes);
            sizes[longest] = thinned(sizes[longest]);
        }
        addCeilings(sizes, needed);
        return sizes;
    }

    private static void addCeilings(int[][] sizes, int[] needed) {
        Integer[] order = new Integer[DIMS];
        Arrays.setAll(order, dim -> dim);
        Arrays.sort(order, Comparator.comparingInt(dim -> sizes[dim].length));
        for (int dim : order) {
            int[] more = Sizes.both(needed[dim]);
            if (more.length < MOST_SIZES
                    && product(sizes) / sizes[dim].length * more.length <= MOST_WITH_CEILINGS) {
                sizes[dim] = more;
            }
        }
    }

    private static boolean areTooMany(int[][] sizes) {
        return product(sizes) > MOST || sizes[longest(sizes)].length > MOST_SIZES;
    }

    private static int longest(int[][] sizes) {
        int longest = 0;
        for (int dim = 1; dim < DIMS; dim++) {
            longest = sizes[dim].length > sizes[longest].length ? dim : longest;
        }
        return longest;
    }

    private static long product(int[][] sizes) {
        long product = 1;
        for (int[] each : sizes) {
            product *= each.length;
        }
        return product;
    }

    private static int[] thinned(int[] sizes) {
        return IntStream.range(0, sizes.length)
                .filter(index -> index == 0 || (sizes.length - 1 - index) % 2 == 0)
                .map(index -> sizes[index])
                .toArray();
    }

    private static int[][] divisors(int[] sizes) {
        int[][] divisors = new int[sizes.length][];
        for (int index = 0; index < sizes.length; index++) {
            int size = sizes[index];
            divisors[index] =
                    IntStream.rangeClosed(0, index)
                            .filter(other -> size % sizes[other] == 0)
                            .toArray();
        }
        return divisors;
    }
}
