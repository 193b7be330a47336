package bitwright.reports;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A Chromium without a window, driven over its DevTools protocol: pages from disk, scripts in
/// them, pictures of them. It reaches nothing outside this machine.
final class Browser implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path profile;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private String session = "";
    private int calls;

    /// Starts a browser.
    ///
    /// @param folder for its profile
    Browser(Path program, Path folder) throws IOException, InterruptedException {
        profile = Files.createDirectories(folder.resolve("profile"));
        process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--hide-scrollbars",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--no-first-run",
                                "--host-resolver-rules=MAP * ~NOTFOUND",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("browser.log").toFile())
                        .start();
        socket =
                client.newWebSocketBuilder()
                        .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                        .buildAsync(address(), new Listener())
                        .join();
        JsonNode target =
                call("Target.createTarget", MAPPER.createObjectNode().put("url", "about:blank"));
        ObjectNode attach =
                MAPPER.createObjectNode()
                        .put("targetId", target.path("targetId").asString())
                        .put("flatten", true);
        session = call("Target.attachToTarget", attach).path("sessionId").asString();
        call("Page.enable", MAPPER.createObjectNode());
    }

    /// The browser of this machine, if it has one.
    static Optional<Path> program() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(path ->
                        Stream.of("chromium", "chromium-browser").map(Path.of(path)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private URI address() throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        for (int attempt = 0; attempt < PATIENCE_SECONDS * 10; attempt++) {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() >= 2) {
                return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
            }
            if (!process.isAlive()) {
                break;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("the browser did not start.");
    }

    /// Whole messages, one after the other.
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(MAPPER.readTree(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private JsonNode call(String method, ObjectNode parameters) throws InterruptedException {
        int id = ++calls;
        ObjectNode message = MAPPER.createObjectNode().put("id", id).put("method", method);
        message.set("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        socket.sendText(message.toString(), true).join();
        JsonNode answer = await(id, "");
        if (answer.has("error")) {
            throw new AssertionError(method + ": " + answer.path("error"));
        }
        return answer.path("result");
    }

    private JsonNode await(int id, String event) throws InterruptedException {
        while (true) {
            JsonNode message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("the browser does not answer.");
            }
            if (message.path("id").asInt(0) == id
                    || (!event.isEmpty() && message.path("method").asString("").equals(event))) {
                return message;
            }
        }
    }

    /// Opens a file and waits until it is drawn.
    void open(Path page) throws InterruptedException {
        call("Page.navigate", MAPPER.createObjectNode().put("url", page.toUri().toString()));
        await(-1, "Page.loadEventFired");
    }

    /// The value of a script in the page, which must be JSON.
    ///
    /// @throws AssertionError if the script throws
    JsonNode value(String script) throws InterruptedException {
        ObjectNode parameters =
                MAPPER.createObjectNode()
                        .put("expression", "JSON.stringify(" + script + ")")
                        .put("awaitPromise", true);
        JsonNode answer = call("Runtime.evaluate", parameters);
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(answer.path("exceptionDetails").toString());
        }
        JsonNode text = answer.path("result").path("value");
        return text.isString() ? MAPPER.readTree(text.asString()) : MAPPER.nullNode();
    }

    /// Presses the left button of the mouse at a place of the window.
    void click(double x, double y) throws InterruptedException {
        for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
            call(
                    "Input.dispatchMouseEvent",
                    MAPPER.createObjectNode()
                            .put("type", type)
                            .put("x", x)
                            .put("y", y)
                            .put("button", type.equals("mouseMoved") ? "none" : "left")
                            .put("clickCount", 1));
        }
    }

    /// Presses a key that has no character.
    void press(String key) throws InterruptedException {
        for (String type : List.of("rawKeyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    MAPPER.createObjectNode().put("type", type).put("key", key).put("code", key));
        }
    }

    /// What the system asks for.
    void look(boolean dark, boolean print, int width, int height) throws InterruptedException {
        ObjectNode media = MAPPER.createObjectNode().put("media", print ? "print" : "");
        media.putArray("features")
                .addObject()
                .put("name", "prefers-color-scheme")
                .put("value", dark ? "dark" : "light");
        call("Emulation.setEmulatedMedia", media);
        call(
                "Emulation.setDeviceMetricsOverride",
                MAPPER.createObjectNode()
                        .put("width", width)
                        .put("height", height)
                        .put("deviceScaleFactor", 1)
                        .put("mobile", false));
    }

    /// A picture of the window, or of the whole page.
    void picture(Path file, boolean whole) throws InterruptedException, IOException {
        JsonNode answer =
                call(
                        "Page.captureScreenshot",
                        MAPPER.createObjectNode()
                                .put("format", "png")
                                .put("captureBeyondViewport", whole));
        Files.write(file, Base64.getDecoder().decode(answer.path("data").asString()));
    }

    /// The page as it is printed.
    void print(Path file) throws InterruptedException, IOException {
        JsonNode answer =
                call(
                        "Page.printToPDF",
                        MAPPER.createObjectNode()
                                .put("printBackground", true)
                                .put("preferCSSPageSize", true));
        Files.write(file, Base64.getDecoder().decode(answer.path("data").asString()));
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
        // Its locks are links to nowhere, which a clean-up of folders stumbles over.
        for (String lock : List.of("SingletonLock", "SingletonCookie", "SingletonSocket")) {
            try {
                Files.deleteIfExists(profile.resolve(lock));
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        }
    }
}
