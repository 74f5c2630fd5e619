package io.onetail.signon;

import io.onetail.access.Person;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the person from the headers of a reverse proxy. The headers count only if the request comes from one of the
 * proxy's addresses <em>and</em> contains the secret: with the address alone, every other program on the proxy's
 * machine could speak for it. Stateless.
 */
final class ProxyHeaders {
    private final ProxySettings settings;

    /**
     * What the headers say.
     *
     * @param person null if the headers count but nobody is signed in at the proxy
     * @param refusal why the headers do not count, a clause for the operator; else null
     */
    record ProxyIdentity(@Nullable Person person, @Nullable String refusal) {}

    ProxyHeaders(ProxySettings settings) {
        this.settings = settings;
    }

    ProxyIdentity read(SignOnRequest request) {
        if (settings.addresses().stream().noneMatch(range -> range.contains(request.remote()))) {
            return refused("it comes from " + request.remote() + ", which is not in onetail.access.proxy.addresses");
        }
        for (String name : List.of(
                settings.secretHeader(), settings.userHeader(), settings.nameHeader(), settings.groupsHeader())) {
            String trouble = trouble(request, name);
            if (trouble != null) {
                return refused(trouble);
            }
        }
        String secret = request.header(settings.secretHeader());
        if (secret == null) {
            return refused("it has no header " + settings.secretHeader()
                    + ": it did not come through the proxy, or the proxy does not set that header");
        }
        if (!MessageDigest.isEqual(bytes(secret), settings.secret().value().getBytes(StandardCharsets.UTF_8))) {
            return refused("its header " + settings.secretHeader() + " does not contain onetail.access.proxy.secret");
        }
        String user = text(request.header(settings.userHeader()));
        if (user.isEmpty()) {
            return new ProxyIdentity(null, null);
        }
        if (user.indexOf(',') >= 0) {
            return refused(
                    "its header " + settings.userHeader() + " contains a comma, as if two values had been joined");
        }
        if (!Person.isName(user)) {
            return refused("its header " + settings.userHeader() + " contains control or invisible characters");
        }
        String shown = text(request.header(settings.nameHeader()));
        return new ProxyIdentity(new Person(user, shown.isEmpty() ? user : shown, groups(request)), null);
    }

    private Set<String> groups(SignOnRequest request) {
        Set<String> groups = new TreeSet<>();
        String all = text(request.header(settings.groupsHeader()));
        int start = 0;
        while (start <= all.length()) {
            int end = all.indexOf(settings.separator(), start);
            end = end < 0 ? all.length() : end;
            String group = all.substring(start, end).strip();
            if (!group.isEmpty()) {
                groups.add(group);
            }
            start = end + settings.separator().length();
        }
        return groups;
    }

    /**
     * Finds a header that occurs twice, or whose name is the same only to programs that treat {@code _} as {@code -}.
     */
    private static @Nullable String trouble(SignOnRequest request, String name) {
        List<String> like = new ArrayList<>();
        for (String sent : request.headerNames()) {
            if (plain(sent).equals(plain(name)) && like.stream().noneMatch(sent::equalsIgnoreCase)) {
                like.add(sent);
            }
        }
        if (like.size() > 1 || request.headers(name).size() > 1) {
            return "it has the header " + name + " more than once";
        }
        if (like.size() == 1 && !like.get(0).equalsIgnoreCase(name)) {
            return "it has a header " + like.get(0) + ", which some programs treat as " + name;
        }
        for (String value : request.headers(name)) {
            if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                return "its header " + name + " contains control characters";
            }
        }
        return null;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static byte[] bytes(String header) {
        return header.getBytes(
                header.chars().allMatch(c -> c < 256) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    /** Servers decode headers as ISO 8859-1, but proxies send UTF-8. */
    private static String text(@Nullable String header) {
        if (header == null) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(header)))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            return header.strip();
        }
    }

    private static ProxyIdentity refused(String why) {
        return new ProxyIdentity(null, why);
    }
}
