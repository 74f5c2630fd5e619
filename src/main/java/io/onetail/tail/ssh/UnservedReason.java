package io.onetail.tail.ssh;

import io.onetail.protocol.FailureCode;
import io.onetail.protocol.LogException;
import io.onetail.protocol.SafeText;

/** Says why a host does not do what is asked of it, and what it would take. Stateless. */
final class UnservedReason {
    private static final String NEEDED =
            "Onetail runs sh there, and in it Perl 5 or Python 3, or else stat, readlink, find, head, tail and od of the coreutils and findutils or of BusyBox";

    private UnservedReason() {}

    /**
     * When something took longer than the host's time-out.
     *
     * @param subject the begin of a sentence
     * @param served whether anything was begun at all
     */
    static LogException late(String subject, boolean served) {
        return new LogException(
                FailureCode.UNREACHABLE,
                subject + " took too long."
                        + (served
                                ? ""
                                : " Nothing was begun by then: a start-up file of the login, such as .bashrc, .zshenv or .ssh/rc, may"
                                        + " wait for input or start another shell."));
    }

    /**
     * When a reader has ended and should not have.
     *
     * @param subject the begin of a sentence
     * @param status negative for none
     * @param words the host's own
     * @param served whether it ran at all
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
                            + ": give it a user without ForceCommand internal-sftp in the host's sshd_config.");
        }
        if (!served && status >= 0) {
            return new LogException(
                    FailureCode.AUTH_FAILED,
                    said + " The login runs no commands, as with the shell nologin or a forced command. " + NEEDED
                            + ": give it a user whose shell is a real one.");
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
