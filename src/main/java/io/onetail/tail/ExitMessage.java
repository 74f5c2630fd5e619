package io.onetail.tail;

import io.onetail.catalog.LogSource;
import io.onetail.catalog.StderrMode;
import io.onetail.protocol.LogId;
import io.onetail.protocol.SafeText;
import java.nio.charset.StandardCharsets;

/** Makes the message about a command that has ended. Stateless. */
final class ExitMessage {
    private static final int MOST_WORDS = 1_000;

    private ExitMessage() {}

    /** A sentence with the exit status and the end of the command's standard error, or of all its output if the two are merged. */
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
