package bitwright.sim.cost;

import bitwright.sim.cost.LayerTrace.Span;
import bitwright.workload.Operand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hears of a layer's events one after the other and keeps them as spans, at most so many on each
/// track: where there are more tiles, those that follow each other share a span.
final class SpanLog {
    private static final int TRACKS = 2 + 2 * Operand.values().length;
    private static final int WORK = 0;
    private static final int WAIT = 1;

    private final String unit;
    private final String memory;
    private final long tilesPerSpan;
    private final List<List<Span>> spans = new ArrayList<>();
    private final @Nullable Open[] open = new @Nullable Open[TRACKS];
    private long tilesInGroup;
    private long computed;

    /// @param unit name of the unit
    /// @param memory name of the outermost memory
    SpanLog(String unit, String memory, long tilesPerSpan) {
        this.unit = unit;
        this.memory = memory;
        this.tilesPerSpan = tilesPerSpan;
        for (int track = 0; track < TRACKS; track++) {
            spans.add(new ArrayList<>());
        }
    }

    /// A span that still grows.
    private static final class Open {
        private final long start;
        private long end;
        private long busyCycles;
        private long bits;
        private long events;

        private Open(long start) {
            this.start = start;
        }
    }

    /// The unit has worked on the next tile.
    void tile(long start, long end) {
        if (start > computed) {
            add(WAIT, computed, start, 0);
        }
        add(WORK, start, end, 0);
        computed = end;
        tilesInGroup++;
        if (tilesInGroup == tilesPerSpan) {
            tilesInGroup = 0;
            for (int track = 0; track < TRACKS; track++) {
                close(track);
            }
        }
    }

    /// The last results leave the unit.
    void tail(long start, long end) {
        if (end > start) {
            add(WORK, start, end, 0);
        }
        computed = end;
    }

    /// Bits have crossed a port of the outermost memory.
    void transfer(Operand operand, boolean write, long start, long end, long bits) {
        add(2 + 2 * operand.ordinal() + (write ? 1 : 0), start, end, bits);
    }

    /// All spans, track after track, when the layer has ended.
    List<Span> finish(long end) {
        if (end > computed) {
            close(WAIT);
            add(WAIT, computed, end, 0);
        }
        List<Span> all = new ArrayList<>();
        for (int track = 0; track < TRACKS; track++) {
            close(track);
            all.addAll(spans.get(track));
        }
        return all;
    }

    private void add(int track, long start, long end, long bits) {
        Open span = open[track];
        if (span == null) {
            span = new Open(start);
            open[track] = span;
        }
        span.end = Math.max(span.end, end);
        span.busyCycles += end - start;
        span.bits += bits;
        span.events++;
    }

    private void close(int track) {
        Open span = open[track];
        if (span != null) {
            spans.get(track)
                    .add(
                            new Span(
                                    track(track),
                                    span.start,
                                    span.end - span.start,
                                    span.busyCycles,
                                    span.bits,
                                    span.events));
            open[track] = null;
        }
    }

    private String track(int track) {
        if (track == WORK) {
            return unit;
        }
        if (track == WAIT) {
            return unit + " waits for " + memory;
        }
        Operand operand = Operand.values()[(track - 2) / 2];
        return memory + "/" + operand.label() + (track % 2 == 0 ? "/read" : "/write");
    }
}
