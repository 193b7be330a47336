package bitwright.mapper.search;

/// How far the mapper searches.
///
/// @param width 1 tries tile sizes in halves; each further step adds finer ones and more finalists.
///   A wider search never returns a worse schedule
public record MapperOptions(int width) {
    /// The default search.
    public static final MapperOptions DEFAULT = new MapperOptions(1);

    public MapperOptions {
        if (width < 1 || width > 8) {
            throw new IllegalArgumentException("search width (" + width + ") must be 1 to 8.");
        }
    }
}
