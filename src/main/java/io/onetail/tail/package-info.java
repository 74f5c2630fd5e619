@NullMarked
package io.onetail.tail;

import org.jspecify.annotations.NullMarked;
