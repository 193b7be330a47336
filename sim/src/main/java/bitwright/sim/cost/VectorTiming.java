package bitwright.sim.cost;

import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.VectorForm;
import bitwright.arch.machine.VectorProcessor;
import bitwright.sim.schedule.Loops;
import bitwright.sim.schedule.Resolution;
import bitwright.workload.Dim;
import bitwright.workload.Operand;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/// How many packets a thread of a vector processor issues for an instruction row, slot by slot, and
/// how long its chains of dependent issues are.
///
/// A packet takes of each slot what it has and no more instructions than fit, so the scarcest of
/// them says how many packets there are. Beside its issues a row pays for every tile of an operand
/// that is brought into registers, and for every trip around the innermost kept tiles; what outputs
/// pay when they leave registers comes after the loops and overlaps with nothing. Issues that add
/// to the same sums wait for one another; those of the loops inside the innermost reduction add to
/// different ones and fill the wait: register blocking. One such object prices one row, not for
/// several threads at once.
final class VectorTiming {
    private static final Dim[] DIMS = Dim.values();
    private static final Operand[] OPERANDS = Operand.values();
    private static final int OUTPUT = Operand.OUTPUT.ordinal();

    private final Instruction instruction;
    private final double issueFraction;
    private final int accumulateLatency;
    private final String[] names;
    private final int[] slots;
    private final int instructionsPerPacket;

    /// Slots by what takes them: an issue, a tile of each operand, a trip.
    private final int[] perIssue;

    private final int[][] perTile = new int[OPERANDS.length][];
    private final int[] perTrip;

    /// What was counted last.
    private final long[] tiles = new long[OPERANDS.length];

    private long issueCycles;
    private long trips;

    /// @param issueFraction what the software reaches of the rate of packets
    VectorTiming(VectorProcessor processor, Instruction instruction, double issueFraction) {
        this.instruction = instruction;
        this.issueFraction = issueFraction;
        VectorForm form = instruction.vectorForm();
        accumulateLatency = form.accumulateLatency();
        names = processor.slots().keySet().toArray(String[]::new);
        slots = processor.slots().values().stream().mapToInt(Integer::intValue).toArray();
        instructionsPerPacket = processor.instructionsPerPacket();
        perIssue = places(instruction.slots());
        perTrip = places(processor.loopSlots());
        for (Operand operand : OPERANDS) {
            Role role = Role.values()[operand.ordinal()];
            perTile[operand.ordinal()] =
                    places(form.operandSlots().getOrDefault(role, Collections.emptySortedMap()));
        }
    }

    private int[] places(SortedMap<String, Integer> uses) {
        int[] places = new int[names.length];
        for (int slot = 0; slot < names.length; slot++) {
            places[slot] = uses.getOrDefault(names[slot], 0);
        }
        return places;
    }

    /// The row that this prices.
    Instruction instruction() {
        return instruction;
    }

    /// Cycles of a thread from the first issue inside a position to the last result.
    ///
    /// @throws ArithmeticException beyond 64 bits
    long cycles(Resolution schedule, int position) {
        count(schedule, position);
        return cycles(chainCycles(schedule.loops(), position));
    }

    /// Cycles of a thread, if what is counted beforehand is all that there is.
    ///
    /// @param chain cycles from the first to the last of the issues that wait for one another
    /// @throws ArithmeticException beyond 64 bits
    private long cycles(long chain) {
        long packets = Math.addExact(packets(true, false), packets(false, true));
        if (issueFraction < 1) {
            packets = (long) Math.ceil(packets / issueFraction);
        }
        return Math.addExact(
                Math.max(packets - instruction.busyCycles(1), chain - 1), instruction.latency());
    }

    /// Cycles of a thread that does no less than what is counted.
    ///
    /// @throws ArithmeticException beyond 64 bits
    long leastCycles(VectorFloor.Counts least) {
        issueCycles = instruction.busyCycles(least.issues());
        trips = least.trips();
        tiles[Operand.INPUT.ordinal()] = least.inputTiles();
        tiles[Operand.WEIGHT.ordinal()] = least.weightTiles();
        tiles[OUTPUT] = least.outputTiles();
        return cycles(chainCycles(least.runs(), least.repeats()));
    }

    /// Counts issues, tiles and trips inside a position.
    private void count(Resolution schedule, int position) {
        Loops loops = schedule.loops();
        issueCycles = instruction.busyCycles(loops.trips(position, loops.issuePosition()));
        for (Operand operand : OPERANDS) {
            tiles[operand.ordinal()] = tiles(schedule, operand, position);
        }
        trips = loops.trips(position, Math.max(position, innermostKeep(schedule)));
    }

    /// Packets that have all the work of the loops, or all of the outputs that leave registers.
    private long packets(boolean ofLoops, boolean ofOutputs) {
        long packets = 0;
        long instructions = 0;
        for (int slot = 0; slot < slots.length; slot++) {
            long uses = uses(slot, ofLoops, ofOutputs);
            packets = Math.max(packets, Math.ceilDiv(uses, (long) slots[slot]));
            instructions = Math.addExact(instructions, uses);
        }
        return Math.max(packets, Math.ceilDiv(instructions, (long) instructionsPerPacket));
    }

    /// How often a thread takes a slot.
    private long uses(int slot, boolean ofLoops, boolean ofOutputs) {
        long uses = 0;
        if (ofLoops) {
            uses =
                    Math.addExact(
                            Math.multiplyExact(issueCycles, (long) perIssue[slot]),
                            Math.multiplyExact(trips, (long) perTrip[slot]));
        }
        for (int operand = 0; operand < tiles.length; operand++) {
            if (operand == OUTPUT ? ofOutputs : ofLoops) {
                uses =
                        Math.addExact(
                                uses,
                                Math.multiplyExact(tiles[operand], (long) perTile[operand][slot]));
            }
        }
        return uses;
    }

    /// Tiles of one issue that an operand brings into its innermost residence; every issue brings
    /// one where that lies outside the position or is none.
    private static long tiles(Resolution schedule, Operand operand, int position) {
        Loops loops = schedule.loops();
        int issue = loops.issuePosition();
        int keep = innermostKeep(schedule, operand);
        if (keep < 0) {
            return loops.trips(position, issue);
        }
        int reused = keep;
        while (reused > position && !(moves(loops, reused - 1, operand))) {
            reused--;
        }
        return Math.multiplyExact(
                loops.trips(position, Math.max(position, reused)),
                indexed(loops, Math.max(position, keep), issue, operand));
    }

    /// The trips of the loops of a range that move an operand's tile.
    private static long indexed(Loops loops, int from, int to, Operand operand) {
        long trips = 1;
        for (int at = from; at < to; at++) {
            if (moves(loops, at, operand)) {
                trips = Math.multiplyExact(trips, (long) loops.extent(at));
            }
        }
        return trips;
    }

    private static boolean moves(Loops loops, int at, Operand operand) {
        return loops.isTime(at) && loops.extent(at) > 1 && Loops.indexes(loops.dim(at), operand);
    }

    private static int innermostKeep(Resolution schedule, Operand operand) {
        int keep = schedule.loops().issuePosition() - 1;
        while (keep >= 0 && schedule.keeps(keep) != operand) {
            keep--;
        }
        return keep;
    }

    private static int innermostKeep(Resolution schedule) {
        int keep = schedule.loops().issuePosition();
        while (keep > 0 && schedule.keeps(keep) == null) {
            keep--;
        }
        return keep;
    }

    /// Cycles from the first issue to the last that is started, if each waits for the one before
    /// that adds to the same sum: the reductions around the innermost outputs repeat after the
    /// accumulator's latency, other outputs follow at once.
    private long chainCycles(Loops loops, int position) {
        long repeats = 1;
        int at = loops.issuePosition() - 1;
        for (; at >= position; at--) {
            if (loops.isTime(at) && loops.extent(at) > 1) {
                if (DIMS[loops.dim(at)].isReduction()) {
                    repeats = Math.multiplyExact(repeats, (long) loops.extent(at));
                } else if (repeats > 1) {
                    break;
                }
            }
        }
        return chainCycles(repeats == 1 ? 1 : loops.trips(position, at + 1), repeats);
    }

    private long chainCycles(long runs, long repeats) {
        return Math.multiplyExact(
                runs, Math.addExact(Math.multiplyExact(repeats - 1, (long) accumulateLatency), 1L));
    }

    /// Adds what a thread does over the whole layer, by name: its packets, and what binds them.
    void busyCycles(Resolution schedule, String unit, Map<String, Long> busy) {
        count(schedule, 0);
        busy.put(unit + " packets", Math.addExact(packets(true, false), packets(false, true)));
        binding(schedule).forEach((name, cycles) -> busy.put(unit + " " + name, cycles));
    }

    /// What binds the packets of the whole layer most: a slot, the width of packets, or sums that
    /// wait for one another.
    String mostBinding(Resolution schedule) {
        count(schedule, 0);
        String most = "";
        long cycles = -1;
        for (Map.Entry<String, Long> each : binding(schedule).entrySet()) {
            if (each.getValue() > cycles) {
                cycles = each.getValue();
                most = each.getKey();
            }
        }
        return most;
    }

    /// Cycles in which each slot is taken, in which all instructions fill packets where these are
    /// narrower than all slots, and from the first to the last of the issues that wait.
    private Map<String, Long> binding(Resolution schedule) {
        Map<String, Long> binding = new LinkedHashMap<>();
        long instructions = 0;
        for (int slot = 0; slot < slots.length; slot++) {
            long uses = uses(slot, true, true);
            binding.put(names[slot], Math.ceilDiv(uses, (long) slots[slot]));
            instructions = Math.addExact(instructions, uses);
        }
        if (instructionsPerPacket < Arrays.stream(slots).sum()) {
            binding.put("issue width", Math.ceilDiv(instructions, (long) instructionsPerPacket));
        }
        binding.put("accumulation", chainCycles(schedule.loops(), 0));
        return binding;
    }

    /// Issues that one thread starts in a cycle at best.
    static double issuesPerCycle(VectorProcessor processor, Instruction instruction) {
        double packets = 0;
        int instructions = 0;
        for (Map.Entry<String, Integer> use : instruction.slots().entrySet()) {
            int available = processor.slots().getOrDefault(use.getKey(), 1);
            packets = Math.max(packets, (double) use.getValue() / available);
            instructions += use.getValue();
        }
        packets = Math.max(packets, (double) instructions / processor.instructionsPerPacket());
        return 1 / (packets * instruction.issueInterval().cycles());
    }
}
