package bitwright.precision.plan;

/// The schedule that a layer was priced with.
///
/// @param schedule its printed form
/// @param cycles its simulated cycles
public record LayerSchedule(String schedule, long cycles) {}
