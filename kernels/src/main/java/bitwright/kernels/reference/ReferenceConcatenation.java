package bitwright.kernels.reference;

import java.util.List;

/// Concatenation along channels, each branch requantized on its own to the common scale (HAWQ-V3's
/// Inception concatenations).
public final class ReferenceConcatenation {
    private ReferenceConcatenation() {}

    /// One input of a concatenation.
    ///
    /// @param values `[image][channel][position]`
    /// @param requantization to the common scale
    public record Branch(int[] values, Requantization requantization) {}

    /// The branches one after another within each image.
    ///
    /// @param positions elements of one channel of one image
    /// @throws IllegalArgumentException if there is no branch, or if one does not divide into
    ///   images of whole channels; the message names its number
    public static int[] channels(List<Branch> branches, int images, int positions) {
        if (branches.isEmpty() || images < 1 || positions < 1) {
            throw new IllegalArgumentException(
                    "a concatenation needs a branch, an image and a position at least.");
        }
        int elements = 0;
        for (int number = 0; number < branches.size(); number++) {
            int length = branches.get(number).values().length;
            if (length % Math.multiplyExact(images, positions) != 0) {
                throw new IllegalArgumentException(
                        "branch "
                                + number
                                + " has "
                                + length
                                + " elements, which are no "
                                + images
                                + " images of channels of "
                                + positions
                                + ".");
            }
            elements = Math.addExact(elements, length);
        }
        int[] output = new int[elements];
        int before = 0;
        for (Branch branch : branches) {
            int[] values = branch.requantization().apply(branch.values(), positions);
            int perImage = values.length / images;
            for (int image = 0; image < images; image++) {
                System.arraycopy(
                        values,
                        image * perImage,
                        output,
                        image * (elements / images) + before,
                        perImage);
            }
            before += perImage;
        }
        return output;
    }
}
