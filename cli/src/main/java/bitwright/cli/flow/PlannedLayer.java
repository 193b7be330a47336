package bitwright.cli.flow;

import bitwright.arch.format.Precision;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.Instruction;
import bitwright.cli.BadInputException;
import bitwright.mapper.search.Mapper;
import bitwright.mapper.search.MapperOptions;
import bitwright.precision.plan.LayerSchedule;
import bitwright.precision.plan.PlanDocument;
import bitwright.sim.schedule.Resolution;
import bitwright.sim.schedule.Schedule;
import bitwright.sim.schedule.ScheduleCheck;
import bitwright.sim.schedule.ScheduleText;
import bitwright.workload.Contraction;
import bitwright.workload.NonNegative;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a plan says of the layers of a model: their exact formats and their schedules.
public final class PlannedLayer {
    private static final int SHOWN = 12;

    private final ModelSource model;
    private final @Nullable MachineSource machine;
    private final PlanDocument document;
    private final String planFile;
    private final Set<String> nonNegative;

    /// @param machine the plan's machine; null where only the formats that every machine knows are
    ///   asked about
    /// @param planFile what errors call the plan
    /// @throws BadInputException if the plan is for another model or machine
    public PlannedLayer(
            ModelSource model,
            @Nullable MachineSource machine,
            PlanDocument document,
            String planFile) {
        this.model = model;
        this.machine = machine;
        this.document = document;
        this.planFile = planFile;
        nonNegative = NonNegative.tensors(model.network());
        requireSame(document, planFile, "model", model.sha256(), model.argument());
        if (machine != null) {
            requireSame(document, planFile, "machine", machine.sha256(), machine.file().toString());
        }
    }

    /// Refuses a plan that was made for another file.
    ///
    /// @param what `model` or `machine`
    static void requireSame(
            PlanDocument document, String planFile, String what, String sha256, String name) {
        String wanted = document.sha256().get(what);
        if (wanted != null && !wanted.equals(sha256)) {
            throw new BadInputException(
                    planFile
                            + ": was made for another "
                            + what
                            + " than "
                            + name
                            + " (SHA-256 "
                            + wanted.substring(0, Math.min(12, wanted.length()))
                            + "… is not "
                            + sha256.substring(0, 12)
                            + "…). Give the "
                            + what
                            + " of the plan.");
        }
    }

    /// The contraction of a name.
    ///
    /// @throws BadInputException if the model has none; the message lists those it has
    public Contraction named(String layer) {
        List<String> names =
                model.network().contractions().stream().map(Contraction::name).toList();
        int index = names.indexOf(layer);
        if (index < 0) {
            throw new BadInputException(
                    "--layer '"
                            + layer
                            + "' is no contraction of "
                            + model.argument()
                            + ". Maybe one of "
                            + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                            + (names.size() > SHOWN ? ", …" : "")
                            + ".");
        }
        return model.network().contractions().get(index);
    }

    /// The exact formats that the plan gives a layer.
    ///
    /// @throws BadInputException if it gives none, or a name that is none
    public Precision precision(Contraction layer) {
        String name = document.precision(layer.name());
        if (name == null) {
            throw new BadInputException(
                    planFile + ": choices lacks layer '" + layer.name() + "'. Add its precision.");
        }
        try {
            if (machine == null) {
                return LayerPrecision.of(layer, Precision.parse(name), nonNegative);
            }
            Accelerator accelerator = machine.accelerator();
            return LayerPrecision.of(layer, accelerator.precision(name), nonNegative, accelerator);
        } catch (IllegalArgumentException problem) {
            throw new BadInputException(
                    planFile + ": choices." + layer.name() + ": " + problem.getMessage(), problem);
        }
    }

    /// Refuses a plan that speaks of layers that the model does not have.
    ///
    /// @throws BadInputException naming the layer
    public void requireKnownLayers() {
        List<String> names =
                model.network().contractions().stream().map(Contraction::name).toList();
        for (String layer : document.plan().choices().keySet()) {
            if (!names.contains(layer)) {
                throw new BadInputException(
                        planFile
                                + ": layer '"
                                + layer
                                + "' is none of "
                                + model.argument()
                                + ". Give the model of the plan.");
            }
        }
    }

    /// The exact formats of all contractions, by name.
    public Map<String, Precision> precisions() {
        Map<String, Precision> exact = new LinkedHashMap<>();
        for (Contraction layer : model.network().contractions()) {
            exact.put(layer.name(), precision(layer));
        }
        return exact;
    }

    /// The schedule that the plan has for a layer; without one, the mapper's on the machine.
    ///
    /// @throws BadInputException if it is none, if it does not match the layer or the machine (the
    ///   message says where), or if there is neither a schedule nor a machine
    public Schedule schedule(Contraction layer) {
        LayerSchedule recorded = document.schedules().get(layer.name());
        if (recorded == null) {
            if (machine == null) {
                throw new BadInputException(
                        planFile
                                + ": schedules lacks layer '"
                                + layer.name()
                                + "'. Maybe add --machine FILE, for which it is mapped.");
            }
            return Mapper.map(
                            layer.nest(),
                            precision(layer),
                            machine.accelerator(),
                            MapperOptions.DEFAULT)
                    .schedule();
        }
        String place = place(layer);
        Schedule schedule = parsed(layer, recorded);
        List<String> problems = problems(layer, schedule, place);
        if (!problems.isEmpty()) {
            throw new BadInputException(place + problems.getFirst());
        }
        return schedule;
    }

    /// A schedule that the plan has for a layer, as it is written.
    ///
    /// @throws BadInputException if it is none
    Schedule parsed(Contraction layer, LayerSchedule recorded) {
        try {
            return ScheduleText.parse(recorded.schedule());
        } catch (IllegalArgumentException problem) {
            throw new BadInputException(place(layer) + problem.getMessage(), problem);
        }
    }

    /// What errors begin with where they are about a layer's schedule.
    String place(Contraction layer) {
        return planFile + ": schedules." + layer.name() + ": ";
    }

    private List<String> problems(Contraction layer, Schedule schedule, String place) {
        try {
            return machine == null
                    ? ScheduleCheck.uncovered(schedule, layer.nest())
                    : ScheduleCheck.illegalities(
                            schedule, layer.nest(), precision(layer), machine.accelerator());
        } catch (ArithmeticException beyond) {
            throw new BadInputException(
                    place + "the loops of a dimension reach beyond 64 bits. Take smaller extents.",
                    beyond);
        }
    }

    /// Refuses a layer of which the machine's instruction drops bits: nothing exact computes it.
    ///
    /// @throws BadInputException naming layer and instruction
    public void requireExact(Contraction layer, Schedule schedule) {
        if (machine == null) {
            return;
        }
        Instruction row =
                Resolution.of(schedule, precision(layer), machine.accelerator()).instruction();
        if (row.truncates()) {
            throw new BadInputException(
                    "layer "
                            + layer.name()
                            + ": instruction '"
                            + row.name()
                            + "' drops bits of products; it is simulated, not executed. Maybe"
                            + " another instruction.");
        }
    }
}
