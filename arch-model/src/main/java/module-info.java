/// What a machine is: number formats, instructions, compute units, memories, and the strict reader
/// of machine files.
module bitwright.arch {
    requires static org.jspecify;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    exports bitwright.arch.component;
    exports bitwright.arch.format;
    exports bitwright.arch.machine;
    exports bitwright.arch.reader;
    exports bitwright.arch.scalesim;
}
