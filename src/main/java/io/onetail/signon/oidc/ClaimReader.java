package io.onetail.signon.oidc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads values of claims. Stateless. */
final class ClaimReader {
    private ClaimReader() {}

    /** The text of a claim, or null if it is missing, blank or not a text. */
    static @Nullable String text(Map<String, Object> claims, String path) {
        Object value = find(claims, path);
        return value instanceof String text && !text.isBlank() ? text.strip() : null;
    }

    /** The texts of a claim that is a list or a single text. */
    static Set<String> texts(Map<String, Object> claims, String path) {
        Object value = find(claims, path);
        List<Object> all = new ArrayList<>();
        if (value instanceof Collection<?> several) {
            all.addAll(several);
        } else if (value != null) {
            all.add(value);
        }
        Set<String> texts = new TreeSet<>();
        for (Object one : all) {
            if (one instanceof String text && !text.isBlank()) {
                texts.add(text.strip());
            }
        }
        return texts;
    }

    /** Looks for the full name first, since some providers use URLs as names; then dots select nested claims. */
    private static @Nullable Object find(Map<?, ?> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        int dot = path.indexOf('.');
        while (dot > 0) {
            if (claims.get(path.substring(0, dot)) instanceof Map<?, ?> nested) {
                Object found = find(nested, path.substring(dot + 1));
                if (found != null) {
                    return found;
                }
            }
            dot = path.indexOf('.', dot + 1);
        }
        return null;
    }
}
