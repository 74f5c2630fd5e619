package io.onetail.tail.ssh;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jcraft.jsch.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** JSch may change its words in any version. */
class JschTextTest {
    @ParameterizedTest
    @EnumSource
    void theVersionThatIsUsedHasAConstantThatBeginsSo(JschText words) throws IOException {
        String all = constants("Session") + constants("IO");
        // in a class file a constant comes after its tag and its length
        Pattern constant = Pattern.compile("\u0001.." + Pattern.quote(words.text), Pattern.DOTALL);

        assertTrue(
                constant.matcher(all).find(),
                () -> "JSch does not say '" + words.text + "' any more; look for what it says instead in LostReason,"
                        + " SshConnector and " + words);
    }

    private static String constants(String name) throws IOException {
        try (InputStream in = Session.class.getResourceAsStream(name + ".class")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
