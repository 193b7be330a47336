package bitwright.arch.reader;

/// The legal name that is nearest to an illegal one.
final class NearestName {
    private NearestName() {}

    /// Illegal characters become dashes; a name that starts with none of the letters gets an `x`.
    static String of(String wrong) {
        String name = wrong.strip().replaceAll("[^A-Za-z0-9._-]+", "-");
        String lettered = name.matches("[A-Za-z].*") ? name : "x" + name;
        return lettered.substring(0, Math.min(lettered.length(), 64));
    }
}
