/// What a person sees: text, CSV, JSON, Markdown and one HTML page; computes nothing that is not in
/// its input.
module bitwright.reports {
    requires static org.jspecify;
    requires transitive bitwright.precision;
    requires tools.jackson.databind;
    requires de.siegmar.fastcsv;

    exports bitwright.reports;
}
