package io.onetail.tail;

import io.onetail.catalog.Source;
import io.onetail.catalog.StandardError;
import io.onetail.catalog.Words;
import io.onetail.protocol.LogId;
import java.nio.charset.StandardCharsets;

/** Says how a command has ended. Stateless. */
final class CommandEnd {
    private static final int MOST_WORDS = 1_000;

    private CommandEnd() {}

    /** A sentence with its status, and the last words of its standard error, or of all that it said where the two are one. */
    static String words(Source.Command command, Intake.Finished end, Appender appender, Journal journal) {
        Known known = appender.known();
        String words = end.words();
        if (words.isEmpty() && end.status() != 0 && command.errors() == StandardError.MERGE && known != null) {
            LogId log = new LogId(command.host().name(), command.name());
            byte[] said = Replay.said(journal, log, known.end(), MOST_WORDS);
            words = new String(said, StandardCharsets.ISO_8859_1).strip();
            words = words.substring(words.lastIndexOf('\n') + 1);
        }
        String text = new String(words.getBytes(StandardCharsets.ISO_8859_1), command.charset()).strip();
        return "Command '" + command.name() + "' has ended with status " + end.status()
                + (text.isEmpty() ? "." : ": " + Words.shown(text) + (text.endsWith(".") ? "" : "."));
    }
}
