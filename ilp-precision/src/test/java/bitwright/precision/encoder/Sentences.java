package bitwright.precision.encoder;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sentences of common words, each one token of the encoder's vocabulary.
final class Sentences {
    /// For losses.
    static final List<String> CALIBRATION =
            List.of(
                    "the cat sleeps on the warm roof",
                    "she plays the piano every evening",
                    "our train leaves the station at noon",
                    "he cooked rice with fish and fresh herbs",
                    "the bank raised its interest rate again",
                    "snow covered the mountain road",
                    "a new bridge crosses the river near the old town",
                    "the doctor asked how long the pain had lasted",
                    "they won the match in the last minute",
                    "which book did you read on holiday",
                    "the engine makes a strange noise when it is cold",
                    "children learn languages faster than adults");

    /// For cosines.
    static final List<String> TEST =
            List.of(
                    "a dog runs across the green field",
                    "he studies the violin at a music school",
                    "the flight to london was delayed by fog",
                    "we baked bread and made soup for dinner",
                    "stock prices fell sharply on monday",
                    "heavy rain flooded the streets of the city",
                    "the museum shows paintings from the last century",
                    "the nurse measured his blood pressure twice",
                    "the team lost its first game of the season",
                    "can you recommend a good film for tonight",
                    "the car needs new tires before winter",
                    "students must hand in the essay by friday",
                    "the computer crashed while saving the file",
                    "a small bird built a nest under our window",
                    "the king signed the peace treaty in secret",
                    "salt water stays warm longer than the air",
                    "the police found the stolen painting in a garage",
                    "my grandmother grows tomatoes and beans in her garden",
                    "the senate will vote on the new law next week",
                    "light takes eight minutes from the sun to the earth",
                    "the shop around the corner sells cheap shoes",
                    "they walked along the beach until sunset",
                    "how many people live in this country",
                    "the actor forgot his words during the second act");

    private final JsonNode vocabulary;

    Sentences() throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(
                        Sentences.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json"))) {
            vocabulary = JsonMapper.builder().build().readTree(stream).get("model").get("vocab");
        }
    }

    /// Numbers of the tokens, between those of start and end.
    List<long[]> tokens(List<String> sentences) {
        List<long[]> all = new ArrayList<>();
        for (String sentence : sentences) {
            List<String> words = new ArrayList<>(List.of("[CLS]"));
            words.addAll(List.of(sentence.split(" ")));
            words.add("[SEP]");
            all.add(words.stream().mapToLong(this::number).toArray());
        }
        return all;
    }

    private long number(String word) {
        JsonNode number = vocabulary.get(word);
        if (number == null) {
            throw new IllegalArgumentException("'" + word + "' is no token. Maybe another word.");
        }
        return number.asLong();
    }
}
