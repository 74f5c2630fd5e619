package io.onetail.tail.ssh;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;

/** Explains why a host does not serve requests, and what it needs. Stateless. */
final class UnservedReason {
    private static final String NEEDED =
            "Onetail needs sh there, with Perl 5 or Python 3, or else stat, readlink, find, head, tail and od of"
                    + " coreutils and findutils or of BusyBox";

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
     * The failure when a reader has ended that should not have.
     *
     * @param subject the beginning of a sentence
     * @param status negative if there is none
     * @param words the host's own
     * @param served whether the reader ran at all
     */
    static LogException because(String subject, int status, String words, boolean served) {
        String said = subject
                + (status < 0 ? "" : " with status " + status)
                + (words.isEmpty()
                        ? "."
                        : ": " + SafeText.shown(words.replace("\r", "").replace("\n", "; ")) + closing(words));
        if (words.startsWith("sudo:")) {
            return new LogException(FailureCode.AUTH_FAILED, said);
        }
        if (words.contains("sftp connections only")) {
            return new LogException(
                    FailureCode.AUTH_FAILED,
                    said + " The login may use SFTP only. " + NEEDED
                            + ": configure a user without ForceCommand internal-sftp in the host's sshd_config.");
        }
        if (!served && status >= 0) {
            return new LogException(
                    FailureCode.AUTH_FAILED,
                    said + " The login runs no commands, as with the shell nologin or a forced command. " + NEEDED
                            + ": configure a user with a real login shell.");
        }
        if (status == 127 || words.contains("not found")) {
            return new LogException(FailureCode.UNREADABLE, said + " A program is missing there. " + NEEDED + ".");
        }
        return new LogException(FailureCode.INTERNAL, said);
    }

    private static String closing(String words) {
        return words.endsWith(".") ? "" : ".";
    }
}
