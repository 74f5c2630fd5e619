@NullMarked
package io.onetail.tail.local;

import org.jspecify.annotations.NullMarked;
