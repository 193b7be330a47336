package bitwright.arch.component;

/// A component of a processing element, or of the edge that elements share.
///
/// @param name differs from all other parts'
/// @param count equal copies side by side, at least 1
public record Part(String name, Component component, int count, Placement placement) {}
