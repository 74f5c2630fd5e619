@NullMarked
package io.onetail.tail.ssh;

import org.jspecify.annotations.NullMarked;
