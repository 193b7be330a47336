package bitwright.kernels.quantizer.codebook;

/// The magnitudes from which subset quantization chooses: all halves of sums of two powers of two,
/// `(p1 + p2) / 2` with `p1` in {1, 1/2, 1/8, 0} and `p2` in {1, 1/4, 1/16, 0}, here times 32.
///
/// Source: SubsetQ (Oh et al., CVPR 2022), sogh5/SubsetQ@cbdc521 (sq_main.py).
final class SubsetUniverse {
    /// What a magnitude is times, so that all are integers.
    static final int DENOMINATOR = 32;

    private static final int[] MAGNITUDES = {0, 1, 2, 3, 4, 6, 8, 9, 12, 16, 17, 18, 20, 24, 32};

    private SubsetUniverse() {}

    /// Every choice of so many magnitudes, each in ascending order; the choices in the order of
    /// their first differing magnitudes.
    static int[][] choices(int size) {
        int[][] choices = new int[count(MAGNITUDES.length, size)][];
        int[] places = new int[size];
        for (int i = 0; i < size; i++) {
            places[i] = i;
        }
        for (int choice = 0; choice < choices.length; choice++) {
            choices[choice] = new int[size];
            for (int i = 0; i < size; i++) {
                choices[choice][i] = MAGNITUDES[places[i]];
            }
            advance(places);
        }
        return choices;
    }

    private static void advance(int[] places) {
        int last = places.length - 1;
        int moving = last;
        while (moving >= 0 && places[moving] == MAGNITUDES.length - places.length + moving) {
            moving--;
        }
        if (moving < 0) {
            return;
        }
        places[moving]++;
        for (int i = moving + 1; i <= last; i++) {
            places[i] = places[i - 1] + 1;
        }
    }

    private static int count(int of, int size) {
        int count = 1;
        for (int i = 0; i < size; i++) {
            count = count * (of - i) / (i + 1);
        }
        return count;
    }
}
