package bitwright.arch.reader;

import bitwright.arch.component.Technology;
import bitwright.arch.machine.Accelerator;
import bitwright.arch.machine.ArrayArea;
import bitwright.arch.machine.ArrayTiming;
import bitwright.arch.machine.ComputeUnit;
import bitwright.arch.machine.DefinedFormat;
import bitwright.arch.machine.Instruction;
import bitwright.arch.machine.KernelQuality;
import bitwright.arch.machine.KernelTile;
import bitwright.arch.machine.MemoryLevel;
import bitwright.arch.machine.MemoryPort;
import bitwright.arch.machine.PointwiseRate;
import bitwright.arch.machine.Role;
import bitwright.arch.machine.SoftwareProfile;
import bitwright.arch.machine.SpatialArray;
import bitwright.arch.machine.TensorProcessor;
import bitwright.arch.machine.VectorForm;
import bitwright.arch.machine.VectorProcessor;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// Writes a machine as a machine file that reads back as an equal machine, one row for each
/// instruction.
public final class MachineWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MachineWriter() {}

    /// The text of a machine file; `MachineReader.parse(write(machine), …)` equals `machine` for
    /// every machine that can be read.
    public static String write(Accelerator machine) {
        return YAMLMapper.builder()
                .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER, YAMLWriteFeature.SPLIT_LINES)
                .build()
                .writeValueAsString(tree(machine));
    }

    /// The same content as JSON, which reads back as well.
    public static String json(Accelerator machine) {
        return JsonMapper.builder()
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(tree(machine));
    }

    private static ObjectNode tree(Accelerator machine) {
        ObjectNode root =
                NODES.objectNode()
                        .put("format", MachineReader.FORMAT)
                        .put("name", machine.name())
                        .put("clockHz", machine.clockHz())
                        .put("source", machine.source());
        if (machine.technology() != null) {
            root.set("technology", technology(machine.technology()));
        }
        if (!machine.formats().isEmpty()) {
            ArrayNode formats = root.putArray("formats");
            machine.formats().forEach(format -> formats.add(format(format)));
        }
        ArrayNode memories = root.putArray("memories");
        machine.memories().forEach(level -> memories.add(memory(level)));
        ArrayNode units = root.putArray("units");
        machine.units().forEach(unit -> units.add(unit(unit)));
        ArrayNode profiles = root.putArray("software");
        machine.profiles().forEach(profile -> profiles.add(software(profile, machine.units())));
        root.putObject("accounting")
                .put("leavingOutputsAreRead", machine.accounting().leavingOutputsAreRead())
                .put("idleInstancesLeak", machine.accounting().idleInstancesLeak())
                .put("nextTilesTakeRoom", machine.accounting().nextTilesTakeRoom());
        return root;
    }

    private static ObjectNode technology(Technology technology) {
        return NODES.objectNode()
                .put("nodeNanometres", technology.nanometres())
                .put("volts", technology.volts());
    }

    private static ObjectNode format(DefinedFormat format) {
        ObjectNode node = NODES.objectNode().put("name", format.codebook().name());
        ArrayNode values = node.putArray("values");
        format.codebook().values().forEach(values::add);
        return node.put("source", format.source());
    }

    private static ObjectNode memory(MemoryLevel level) {
        ObjectNode node =
                NODES.objectNode()
                        .put("name", level.name())
                        .put("capacityBits", level.capacityBits());
        roles(node.putArray("holds"), level.holds());
        if (!level.perAxes().isEmpty()) {
            ArrayNode axes = node.putArray("perAxes");
            level.perAxes().forEach(axes::add);
        }
        ArrayNode ports = node.putArray("ports");
        for (MemoryPort port : level.ports()) {
            ObjectNode item = ports.addObject();
            roles(item.putArray("serves"), port.serves());
            bandwidth(item, "readBitsPerCycle", port.readBitsPerCycle());
            bandwidth(item, "writeBitsPerCycle", port.writeBitsPerCycle());
            item.put("sharedPort", port.shared());
        }
        node.put("latencyCycles", level.latencyCycles())
                .put("burstBits", level.burstBits())
                .put("doubleBuffered", level.filling().doubleBuffered())
                .put("slidingWindows", level.filling().slidingWindows())
                .put("sharedWindows", level.filling().sharedWindows())
                .put("partialSums", level.filling().partialSums())
                .put("readPicojoulesPerBit", level.energy().readPicojoulesPerBit())
                .put("writePicojoulesPerBit", level.energy().writePicojoulesPerBit())
                .put("leakagePicojoulesPerCycle", level.energy().leakagePicojoulesPerCycle());
        if (level.areaSquareMicrometres() != null) {
            node.put("areaSquareMicrometres", level.areaSquareMicrometres());
        }
        return node.put("source", level.source());
    }

    private static void roles(ArrayNode list, Set<Role> roles) {
        roles.forEach(role -> list.add(role.label()));
    }

    private static void bandwidth(ObjectNode node, String key, long bitsPerCycle) {
        if (bitsPerCycle == MemoryPort.UNLIMITED) {
            node.put(key, "unlimited");
        } else {
            node.put(key, bitsPerCycle);
        }
    }

    private static ObjectNode unit(ComputeUnit unit) {
        return switch (unit) {
            case SpatialArray array -> {
                ObjectNode node =
                        unit(UnitKeys.SPATIAL_ARRAY, array, array.source())
                                .put("rows", array.rows())
                                .put("columns", array.columns());
                ArrayNode dataflows = node.putArray("dataflows");
                array.dataflows().forEach(dataflow -> dataflows.add(dataflow.label()));
                node.set("timing", timing(array.timing()));
                if (array.area() != null) {
                    node.set("areaSquareMicrometres", area(array.area()));
                }
                yield node;
            }
            case VectorProcessor vector -> {
                ObjectNode node =
                        unit(UnitKeys.VECTOR_PROCESSOR, vector, vector.source())
                                .put("threads", vector.threads());
                node.set("slots", slots(vector.slots()));
                if (vector.instructionsPerPacket() < VectorProcessor.allSlots(vector.slots())) {
                    node.put("instructionsPerPacket", vector.instructionsPerPacket());
                }
                if (!vector.loopSlots().isEmpty()) {
                    node.set("loopSlots", slots(vector.loopSlots()));
                }
                yield node;
            }
            case TensorProcessor tensor -> {
                ObjectNode node =
                        unit(UnitKeys.TENSOR_PROCESSOR, tensor, tensor.source())
                                .put("multiprocessors", tensor.multiprocessors())
                                .put("subcores", tensor.subcores())
                                .put("cluster", tensor.cluster())
                                .put("stages", tensor.stages());
                ArrayNode tiles = node.putArray("tiles");
                tensor.tiles().forEach(tile -> tiles.add(tile(tile)));
                ArrayNode splits = node.putArray("splits");
                tensor.splits().forEach(splits::add);
                yield node;
            }
        };
    }

    private static ObjectNode tile(KernelTile tile) {
        return NODES.objectNode()
                .put("m", tile.m())
                .put("n", tile.n())
                .put("depthBits", tile.depthBits());
    }

    private static ObjectNode area(ArrayArea area) {
        ObjectNode node = NODES.objectNode();
        node.set("element", parts(area.element()));
        if (!area.edge().isEmpty()) {
            node.set("edge", parts(area.edge()));
        }
        return node;
    }

    private static ObjectNode parts(SortedMap<String, Double> parts) {
        ObjectNode node = NODES.objectNode();
        parts.forEach(node::put);
        return node;
    }

    private static ObjectNode timing(ArrayTiming timing) {
        return NODES.objectNode()
                .put("skewed", timing.skewed())
                .put("doubleBuffered", timing.doubleBuffered())
                .put("foldsOverlap", timing.foldsOverlap())
                .put("outputsDrain", timing.outputsDrain())
                .put("partialSumsReadBack", timing.partialSumsReadBack())
                .put("imageToColumns", timing.imageToColumns())
                .put("reportsLastIndex", timing.reportsLastIndex());
    }

    private static ObjectNode unit(String organisation, ComputeUnit unit, String source) {
        ObjectNode node =
                NODES.objectNode()
                        .put("organisation", organisation)
                        .put("name", unit.name())
                        .put("source", source);
        node.set("pointwise", pointwise(unit.pointwise()));
        ArrayNode table = node.putArray("instructions");
        unit.instructions().forEach(row -> table.add(instruction(row)));
        return node;
    }

    private static ObjectNode pointwise(PointwiseRate rate) {
        return NODES.objectNode()
                .put("operationsPerCycle", rate.operationsPerCycle())
                .put("picojoulesPerOperation", rate.picojoulesPerOperation())
                .put("copiesViews", rate.copiesViews())
                .put("source", rate.source());
    }

    private static ObjectNode instruction(Instruction row) {
        ObjectNode node =
                NODES.objectNode()
                        .put("name", row.name())
                        .put("m", row.m())
                        .put("n", row.n())
                        .put("k", row.k())
                        .put("weights", row.precision().weights().name());
        node.putArray("activations").add(row.precision().activations().name());
        node.put("accumulatorBits", row.precision().accumulator().bits())
                .put("issueInterval", row.issueInterval().decimal())
                .put("latency", row.latency());
        if (row.parts().isEmpty()) {
            node.put("energyPicojoules", row.energyPicojoules());
        } else {
            node.set("energyPicojoules", parts(row.parts()));
        }
        node.put("source", row.source());
        if (row.truncates()) {
            node.put("truncates", true);
        }
        if (!row.slots().isEmpty()) {
            node.set("slots", slots(row.slots()));
        }
        VectorForm form = row.vectorForm();
        if (form.independentLanes()) {
            node.put("independentLanes", true);
        }
        if (form.accumulateLatency() < row.latency()) {
            node.put("accumulateLatency", form.accumulateLatency());
        }
        if (!form.operandSlots().isEmpty()) {
            ObjectNode operands = node.putObject("operandSlots");
            form.operandSlots().forEach((role, slots) -> operands.set(role.label(), slots(slots)));
        }
        return node;
    }

    private static ObjectNode slots(SortedMap<String, Integer> slots) {
        ObjectNode node = NODES.objectNode();
        slots.forEach(node::put);
        return node;
    }

    private static ObjectNode software(SoftwareProfile software, List<ComputeUnit> units) {
        KernelQuality kernels = software.kernels();
        ObjectNode node =
                NODES.objectNode()
                        .put(SoftwareKeys.NAME, software.name())
                        .put("layerOverheadCycles", software.layerOverheadCycles())
                        .put(SoftwareKeys.BACKGROUND, software.backgroundPicojoulesPerCycle())
                        .put(SoftwareKeys.BANDWIDTH, kernels.outerBandwidthFraction())
                        .put(SoftwareKeys.OUTPUT_BITS, kernels.outputBits());
        if (SoftwareKeys.haveIssues(units)) {
            node.put(SoftwareKeys.ISSUE, kernels.issueFraction());
        }
        if (SoftwareKeys.haveThreadBlocks(units)) {
            node.put(SoftwareKeys.BLOCK, kernels.blockCycles())
                    .put(SoftwareKeys.STAGE, kernels.stageCycles())
                    .put(SoftwareKeys.OUTPUT, kernels.outputCycles())
                    .put(SoftwareKeys.CACHED, kernels.outputsStayCached());
        }
        return node.put("fittedOn", software.fittedOn()).put("source", software.source());
    }
}
