package bitwright.arch.component;

/// Where the parts of a spatial array sit, and so how many there are.
public enum Placement {
    /// In every processing element.
    ELEMENT,
    /// At the edge, one for each row: shared by the elements of a row.
    ROW_EDGE,
    /// At the edge, one for each column: shared by the elements of a column.
    COLUMN_EDGE
}
