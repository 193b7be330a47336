/// Known networks as shapes without weights.
@NullMarked
package bitwright.workload.zoo;

import org.jspecify.annotations.NullMarked;
