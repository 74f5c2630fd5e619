package io.onetail.viewer;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A context class loader that caches the location of resources, used during sends. On Payara, each send looks up a
 * service by the context class loader, which takes 20 to 30 microseconds and never finds one (Tyrus restarts an idle
 * timer, whose executor looks for {@code ThreadContextProvider}s). Otherwise like its parent. Safe for any thread.
 */
final class CachingClassLoader extends ClassLoader {
    private final ConcurrentMap<String, List<URL>> known = new ConcurrentHashMap<>();

    CachingClassLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = known.get(name);
        if (found == null) {
            found = Collections.list(super.getResources(name));
            known.put(name, found);
        }
        return Collections.enumeration(found);
    }
}
