package bitwright.mapper.search;

/// The schedules that the mapper considers for one layer on one instruction of one unit.
interface Space {
    /// Gives every tile of the first level on chip, in a fixed order; the loops around tiles come
    /// from `OuterLoops`.
    void tiles(TileVisitor visitor);

    /// Takes one tile; it may keep the draft.
    @FunctionalInterface
    interface TileVisitor {
        void visit(Draft tile);
    }
}
