package bitwright.arch.reader;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/// A mistake in the small machine's file and what the reader says of it.
///
/// @param passage of the small machine
/// @param replacement what stands in its place
/// @param message after the file's name
record Mistake(String passage, String replacement, String message) {
    void isRefused() {
        String text = MachineTexts.edgeWith(passage, replacement);
        assertThatExceptionOfType(MachineFileException.class)
                .isThrownBy(() -> MachineReader.parse(text, "hw-configs/edge.yaml"))
                .withMessage("hw-configs/edge.yaml: " + message);
    }
}
