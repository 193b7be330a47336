package bitwright.arch.component;

/// How an instruction uses a part.
///
/// @param part the part
/// @param times operations of one issue, over all copies; positive
/// @param active what of the part is active: the part's component, or a narrower one of its kind
///   where the rest is kept quiet
public record Exercise(Part part, double times, Component active) {
    /// Every copy of a part, wholly, so many times.
    public static Exercise all(Part part, double times) {
        return new Exercise(part, times * part.count(), part.component());
    }
}
