package io.onetail.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachingClassLoaderTest {
    private static final String CLASS = "io/onetail/viewer/CachingClassLoaderTest.class";

    private int asked;

    private final ClassLoader parent = new ClassLoader(CachingClassLoaderTest.class.getClassLoader()) {
        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            asked++;
            return super.getResources(name);
        }
    };

    @Test
    void theParentIsAskedOnceForAResourceThatIsThereAndForOneThatIsNot() throws IOException {
        CachingClassLoader loader = new CachingClassLoader(parent);
        for (int i = 0; i < 3; i++) {
            assertEquals(1, Collections.list(loader.getResources(CLASS)).size());
            assertEquals(List.of(), Collections.list(loader.getResources("META-INF/services/no.such.Service")));
        }
        assertEquals(2, asked);
    }

    @Test
    void classesAreTheParents() throws ClassNotFoundException {
        assertSame(
                CachingClassLoaderTest.class,
                new CachingClassLoader(parent).loadClass(CachingClassLoaderTest.class.getName()));
    }
}
