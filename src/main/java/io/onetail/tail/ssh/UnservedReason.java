package io.onetail.tail.ssh;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;
import java.util.regex.Pattern;

/** Explains why a host does not serve requests, and what it needs. Stateless. */
final class UnservedReason {
    private static final String NEEDED =
            "Onetail needs sh there, with Perl 5 or Python 3, or else stat, readlink, find, head, tail and od of"
                    + " coreutils and findutils or of BusyBox";
    private static final String REAL = NEEDED + ": configure a user with a real login shell.";

    /** How shells, the dynamic linker and sudo say that something has run out, in any case of letters. */
    private static final Pattern SHORTAGE = Pattern.compile(
            "\\bfork\\b|temporarily unavailable|no more processes|allocate memory|out of memory|map segment|no space left"
                    + "|too many open files|object file: error 2[34]|make pipe|pipe call",
            Pattern.CASE_INSENSITIVE);

    /** Many hosts send mail for each refusal, so it is not asked for again soon. */
    private static final Pattern SUDO_REFUSAL =
            Pattern.compile("\\Asudo:|not in the sudoers file|not allowed to execute");

    /** How far the start of a reader came. */
    enum StartStage {
        /** The login's shell, or what runs in its place, had not reached the first line of the start. */
        LOGIN,
        /** The reader had not said hello. */
        START,
        READY
    }

    private UnservedReason() {}

    /**
     * The failure when something took longer than the host's time-out.
     *
     * @param subject the beginning of a sentence
     * @param served whether the reader had started at all
     */
    static LogException late(String subject, boolean served) {
        return new LogException(
                FailureCode.UNREACHABLE,
                subject + " took too long."
                        + (served
                                ? ""
                                : " The reader had not started by then: a start-up file of the login, such as .bashrc,"
                                        + " .zshenv or .ssh/rc, may wait for input or start another shell."));
    }

    /**
     * The failure when a reader has ended that should not have. It passes unless the words say that a person must change something: a host
     * that is short of something says so in the words of whatever noticed it, or ends without any.
     *
     * @param subject the beginning of a sentence
     * @param status negative if there is none
     * @param words the host's own
     * @param stage how far it came
     */
    static LogException because(String subject, int status, String words, StartStage stage) {
        String said = subject
                + (status < 0 ? "" : " with status " + status)
                + (words.isEmpty()
                        ? "."
                        : ": " + SafeText.shown(words.replace("\r", "").replace("\n", "; ")) + closing(words));
        if (stage == StartStage.READY) {
            return new LogException(FailureCode.INTERNAL, said);
        }
        if (SHORTAGE.matcher(words).find()) {
            return new LogException(
                    FailureCode.UNREACHABLE,
                    said + " The host, or the login's user there, has no process, memory, file or space left.");
        }
        if (SUDO_REFUSAL.matcher(words).find()) {
            return new LogException(FailureCode.AUTH_FAILED, said);
        }
        if (words.contains("sftp connections only")) {
            return new LogException(
                    FailureCode.AUTH_FAILED,
                    said + " The login may use SFTP only. " + NEEDED
                            + ": configure a user without ForceCommand internal-sftp in the host's sshd_config.");
        }
        if (words.contains("account is currently not available")) {
            return new LogException(
                    FailureCode.AUTH_FAILED, said + " The login runs no commands, as with the shell nologin. " + REAL);
        }
        if (status == 127 || words.contains("not found")) {
            return new LogException(FailureCode.UNREADABLE, said + " A program is missing there. " + NEEDED + ".");
        }
        if (stage == StartStage.LOGIN) {
            return new LogException(
                    FailureCode.UNREACHABLE,
                    said + " If this lasts, the login runs no commands, as with a forced command. " + REAL);
        }
        return new LogException(FailureCode.INTERNAL, said);
    }

    private static String closing(String words) {
        return words.endsWith(".") ? "" : ".";
    }
}
