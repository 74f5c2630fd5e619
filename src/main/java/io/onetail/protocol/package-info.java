@NullMarked
package io.onetail.protocol;

import org.jspecify.annotations.NullMarked;
