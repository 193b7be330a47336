/// What hardware is built of: energy and area of multipliers, shifters, adders, registers, memories
/// and wires at a technology node, from published anchors.
@NullMarked
package bitwright.arch.component;

import org.jspecify.annotations.NullMarked;
