@NullMarked
package io.onetail.relay;

import org.jspecify.annotations.NullMarked;
