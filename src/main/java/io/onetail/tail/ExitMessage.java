package io.onetail.tail;

import io.onetail.catalog.LogSource;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.LogId;
import io.onetail.protocol.SafeText;
import java.nio.charset.StandardCharsets;

/** Says how a command has ended. Stateless. */
final class ExitMessage {
    private static final int MOST_WORDS = 1_000;

    private ExitMessage() {}

    /** A sentence with its status, and the last words of its standard error, or of all that it said where the two are one. */
    static String words(
            LogSource.CommandSource command,
            CommandTail.CommandExit commandExit,
            JournalAppender appender,
            Journal journal) {
        LogTip logTip = appender.logTip();
        String words = commandExit.words();
        if (words.isEmpty() && commandExit.status() != 0 && command.errors() == StderrMode.MERGE && logTip != null) {
            LogId log = new LogId(command.host().name(), command.name());
            byte[] said = ReplayMatcher.said(journal, log, logTip.end(), MOST_WORDS);
            words = new String(said, StandardCharsets.ISO_8859_1).strip();
            words = words.substring(words.lastIndexOf('\n') + 1);
        }
        String text = new String(words.getBytes(StandardCharsets.ISO_8859_1), command.charset()).strip();
        return "Command '" + command.name() + "' has ended with status " + commandExit.status()
                + (text.isEmpty() ? "." : ": " + SafeText.shown(text) + (text.endsWith(".") ? "" : "."));
    }
}
