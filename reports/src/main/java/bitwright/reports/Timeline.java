package bitwright.reports;

import java.util.List;
import java.util.Map;

/// What ran when, in cycles of one clock: the contract of `trace.json`.
///
/// @param name what ran on what
/// @param notes what the reader must know, by name, such as how events were put together
/// @param events of one track: one after the other, or one inside the other
public record Timeline(String name, long clockHz, Map<String, String> notes, List<Event> events) {
    /// @throws IllegalArgumentException if the clock stands still
    public Timeline {
        if (clockHz < 1) {
            throw new IllegalArgumentException("clockHz (" + clockHz + ") must be at least 1.");
        }
        notes = Checked.ordered("notes", notes);
        events = List.copyOf(events);
    }

    /// Something that lasts.
    ///
    /// @param group of tracks, such as units or the ports of a memory
    /// @param track the unit or the port
    /// @param name of what happens
    /// @param startCycle at least 0
    /// @param cycles that it lasts, at least 0
    /// @param figures further counts, by name
    public record Event(
            String group,
            String track,
            String name,
            long startCycle,
            long cycles,
            Map<String, Long> figures) {
        /// @throws IllegalArgumentException if it starts before the timeline or lasts less than 0
        public Event {
            if (startCycle < 0 || cycles < 0) {
                throw new IllegalArgumentException(
                        "event "
                                + name
                                + " from cycle "
                                + startCycle
                                + " for "
                                + cycles
                                + " must not start or last less than 0.");
            }
            figures = Checked.ordered("figures", figures);
        }
    }
}
